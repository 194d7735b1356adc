import Reporting

/// A report with made-up numbers that uses every part of the document model.
enum SampleDocument {
  static let assumed = Mark(
    "‡", "the source gives no interval; this one rests on the error model of section 3")

  static let document = Document(
    title: "Children in trafficking: a reading of five regional tallies",
    subtitle: "Made-up figures for the tests of this program, reference year 2000",
    sections: [
      Section(
        "summary", "Summary",
        [
          .keyFigures([
            KeyFigure(
              label: "Children trafficked, world", value: "1,200,000",
              detail: "sum of four regional tallies; range over assumptions 900,000–1,700,000"),
            KeyFigure(
              label: "Share of all children", value: "0.6 per 1,000", detail: "base: population aged 0–17"),
            KeyFigure(
              label: "Largest contribution", value: "46 %", detail: "Latin America and the Caribbean"),
          ]),
          .paragraph(
            RichText("Four of the five regions have a tally; the fifth prints a dash. ")
              + .strong("A dash is not a zero.")
              + RichText([
                .plain(" The regional figures are in "), .reference("Table 1", identifier: "regions"),
                .plain(", their uncertainty is in "), .reference("Figure 1", identifier: "intervals"),
                .plain(", and the method is "),
                .link("described by its authors", address: "10.1234/example.5678"),
                .plain("."),
              ])),
          .callout(
            Callout(
              .warning,
              "No figure in this report has been checked against the printed source. Do not quote one before it is."
            )),
          .callout(
            Callout(
              .analysis,
              "The intervals are this program's. The source publishes points only, and its authors may disagree."
            )),
        ]),
      Section(
        "figures-by-region", "Figures by region",
        [
          .paragraph("The regions are those of the source. Shares are of the regions that have a figure."),
          .table(regions),
          .heading("How far each figure may be off"),
          .figure(intervals),
          .figure(bars),
        ]),
      Section(
        "sensitivity", "What the total depends on",
        [
          .paragraph(
            RichText("One input at a time goes to its low and its high value. The command is ")
              + .code("prevalence sensitivity --draws 10000") + RichText(".")),
          .figure(tornado),
          .list([
            RichText("The tally window counts for most: ") + .emphasis("a year more adds a tenth."),
            "Rounding counts for least.",
          ]),
          .numberedList(["Read the tallies.", "Add them up.", "Say what is missing."]),
        ]),
      Section(
        "methods", "Method and its limits",
        [
          .callout(
            Callout(.note, "A tally counts cases that somebody found. It says nothing of those nobody found.")
          ),
          .callout(Callout(.synthetic, "Every number on this page is invented.")),
          .table(checks),
          .paragraph(
            RichText([
              .plain("A link that is not safe is only text: "),
              .link("like this", address: "javascript:alert(1)"),
              .plain("; one that is reads "),
              .link("as usual", address: "https://example.org/method?part=2#page"), .plain("."),
            ])),
        ]),
    ])

  static let regions = Table(
    "regions", title: "Children in trafficking by region and purpose, 2000",
    columns: [
      TableColumn("region", "Region", .text),
      TableColumn("children", "Children trafficked", unit: "persons"),
      TableColumn("interval", "Interval", unit: "persons, range over assumptions"),
      TableColumn("rate", "Rate", unit: "per 1,000 children"),
      TableColumn("share", "Share of the total", unit: "%"),
      TableColumn("basis", "Basis", .text),
    ],
    rows: [
      TableRow([
        .text("Asia and the Pacific"), .number(250_000, .count, marks: [.unverified]),
        .range(180_000, 340_000, .count), .number(0.2, .decimal(1)), .number(20.833333333333332, .decimal(1)),
        .text("tally of cases"),
      ]),
      TableRow([
        .text("Latin America and the Caribbean"), .number(550_000, .count, marks: [.unverified]),
        .range(400_000, 820_000, .count, marks: [assumed]), .number(2.7, .decimal(1)),
        .number(45.833333333333336, .decimal(1)), .text("tally of cases"),
      ]),
      TableRow([
        .text("Africa"), .number(200_000, .count, marks: [.unverified]),
        .range(120_000, nil, .count, marks: [assumed]), .number(0.5, .decimal(1)),
        .number(16.666666666666668, .decimal(1)), .text("tally of cases, three countries"),
      ]),
      TableRow([
        .text("Transition economies"), .number(200_000, .count, marks: [.unverified]),
        .range(150_000, 260_000, .count), .number(1.9, .decimal(1)), .number(16.666666666666668, .decimal(1)),
        .text("border records"),
      ]),
      TableRow([
        .text("Developed economies"), .absent(.dashInSource), .absent(.notApplicable), .absent(.refused),
        .absent(.notApplicable), .text("no tally"),
      ]),
      TableRow(
        role: .total,
        [
          .text("World"), .number(1_200_000, .count, marks: [.unverified, assumed]),
          .range(900_000, 1_700_000, .count), .number(0.6, .decimal(1)), .number(100, .decimal(1)),
          .text("sum of four regions"),
        ]),
    ],
    notes: ["The interval of the total is its own; ends of intervals are not added up."],
    source: "Example Office (2002), table 4; made up for tests.")

  static let checks = Table(
    "checks", title: "Checks of the arithmetic",
    columns: [
      TableColumn("check", "Check", .text), TableColumn("difference", "Difference", unit: "persons"),
      TableColumn("p", "p-value"), TableColumn("cases", "Cases"),
    ],
    rows: [
      TableRow(
        group: "Sums",
        [
          .text("Regions against the world"), .number(0, NumberStyle(signed: true)), .absent(.notApplicable),
          .number(4, .count),
        ]),
      TableRow(
        group: "Sums",
        [
          .text("Purposes against the regions"), .number(-10_000, NumberStyle(signed: true)),
          .number(0.00004, .decimal(3)), .number(11, .count),
        ]),
      TableRow(
        group: "Sources",
        [.text("Border records | tallies"), .absent(.notPublished), .absent(.refused), .absent(.suppressed)]),
    ], source: "")

  static let intervals = Figure(
    "intervals", title: "Children in trafficking by region, with intervals",
    description:
      "Latin America and the Caribbean has the largest figure, 550,000; its interval overlaps no other region's point. "
      + "The interval of Africa has no upper end. The developed economies have no figure.",
    content: .intervals(
      IntervalPlot(
        axis: Axis("Children trafficked, persons", style: .count),
        entries: [
          .init(
            group: "As the source prints them", label: "Asia and the Pacific", point: 250_000, interval: nil,
            isPublished: true, marks: [.unverified]),
          .init(
            group: "As the source prints them", label: "Latin America and the Caribbean", point: 550_000,
            interval: nil, isPublished: true, marks: [.unverified]),
          .init(
            group: "As the source prints them", label: "Developed economies", point: nil, interval: nil,
            isPublished: true),
          .init(
            group: "With this program's error model", label: "Asia and the Pacific", point: 250_000,
            interval: .init(180_000, 340_000), isPublished: false),
          .init(
            group: "With this program's error model", label: "Latin America and the Caribbean",
            point: 550_000,
            interval: .init(400_000, 820_000), isPublished: false, marks: [assumed]),
          .init(
            group: "With this program's error model",
            label: "Africa (three countries with a tally, the others unknown)",
            point: 200_000, interval: .init(120_000, nil), isPublished: false, marks: [assumed]),
          .init(
            group: "With this program's error model", label: "Transition economies", point: nil,
            interval: .init(150_000, 260_000), isPublished: false),
        ], referenceLine: ReferenceLine(300_000, "mean of the four regions: 300,000"))),
    notes: ["Rows without a figure are listed so that nobody takes them for zero."],
    source: "Example Office (2002), table 4; intervals by this program.")

  static let bars = Figure(
    "rates", title: "Children in trafficking per 1,000 children",
    description:
      "The rate is highest in Latin America and the Caribbean, 2.7, and lowest in Asia and the Pacific, 0.2.",
    content: .bars(
      BarChart(
        axis: Axis("Per 1,000 children aged 0–17", style: .decimal(1)),
        bars: [
          .init(group: "Regions with a tally", label: "Asia and the Pacific", value: 0.2),
          .init(group: "Regions with a tally", label: "Latin America and the Caribbean", value: 2.7),
          .init(group: "Regions with a tally", label: "Africa", value: 0.5, marks: [.unverified]),
          .init(group: "Regions with a tally", label: "Transition economies", value: 1.9),
          .init(group: "Regions without", label: "Developed economies", absence: .dashInSource),
          .init(group: "Regions without", label: "Small islands", absence: .notPublished),
        ])),
    source: "Example Office (2002); population of the same year.")

  static let tornado = Figure(
    "tornado", title: "The world total when one input changes",
    description: "The length of the tally window moves the total most, from 980,000 to 1,440,000.",
    content: .tornado(
      TornadoChart(
        axis: Axis("Children trafficked, persons", style: .count, includesZero: false),
        baseline: ReferenceLine(1_200_000, "baseline: 1,200,000"),
        bars: [
          .init(label: "Length of the tally window", low: 980_000, high: 1_440_000),
          .init(label: "Share of children among victims", low: 1_090_000, high: 1_310_000, marks: [assumed]),
          .init(label: "Cases reported twice", low: 1_270_000, high: 1_110_000),
          .init(label: "Regions without a tally", low: 1_215_000, high: 1_290_000),
          .init(label: "Rounding of the printed figures", low: 1_185_000, high: 1_215_000),
        ])),
    source: "Analysis by this program.")
}
