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
        "lists", "What five lists say",
        [
          .paragraph("The lists of one country, the models fitted to them, and the replicates of one model."),
          .figure(overlap),
          .figure(dots),
          .figure(density),
          .figure(trend),
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

  static let overlap = Figure(
    "overlap", title: "Children on five lists and on their combinations",
    description:
      "Most children stand on one list only: 412 on that of the police and 287 on that of the shelters. "
      + "The largest overlap, 64, is that of police and shelters. Three small counts are held back.",
    content: .overlap(
      OverlapPlot(
        label: "Children on exactly these lists",
        lists: [
          .init("Police", total: 552, marks: [.unverified]), .init("Shelters and safe houses", total: 401),
          .init("Labour inspectorate and the courts that hear its cases", total: 118),
          .init("Helpline", total: 96), .init("Border guard", absence: .suppressed),
        ],
        combinations: [
          .init([0], count: 412), .init([1], count: 287), .init([2], count: 71), .init([3], count: 58),
          .init([0, 1], count: 64), .init([0, 2], count: 31), .init([1, 3], count: 22),
          .init([0, 1, 2], count: 9), .init([0, 3], count: 8), .init([4], absence: .suppressed),
          .init([0, 1, 2, 3], absence: .suppressed), .init([2, 3], count: 7),
          .init([0, 4], absence: .suppressed),
          .init([1, 2], count: 0),
        ])),
    source: "Made-up lists.")

  static let dots = Figure(
    "models", title: "Estimates of 37 models against their BIC, and one without",
    description:
      "The chosen model has the least BIC and estimates 2,310 children. The models within 6 of it estimate from "
      + "2,220 to 3,360; worse ones reach from 1,300 to 5,710.",
    content: .dots(
      DotPlot(
        criterionAxis: Axis("ΔBIC, zero for the best model", style: .decimal(1)),
        estimateAxis: Axis("Children, estimated", style: .estimatedCount, isLogarithmic: true),
        dots: [
          .init(
            label: "AB, AC, BD", criterion: 0, estimate: 2_310, interval: .init(1_720, 3_260), isChosen: true,
            marks: [assumed]),
          .init(label: "AB, AC, BD, CD, without an estimate", criterion: 2.5, estimate: nil),
        ]
          + (1...36).map { number in
            // A spread that looks like one and is none: remainders of squares.
            let shift = Double(number * number % 17) / 16 - 0.45
            let estimate = (2_300 * (1 + shift * Double(number) / 14 + shift * shift)).rounded()
            return .init(
              label: "Model \(number)", criterion: Double(number) * 0.9 + Double(number % 5) * 0.4,
              estimate: max(estimate, 1_300),
              interval: number % 6 == 0 ? .init(max(estimate, 1_300) * 0.8, nil) : nil)
          },
        referenceLine: ReferenceLine(982, "observed: 982 children on the lists"))),
    notes: ["An interval is shown for every sixth model."], source: "Analysis by this program.")

  static let trend = Figure(
    "trend", title: "Children in child labour by year of the estimate and by vintage",
    description:
      "The vintage of 2020 falls from 168 million in 2012 to 152 million in 2016 and rises to 160 million in "
      + "2020. The vintage of 2024, whose definition differs, ends at 138 million in 2024.",
    content: .trend(
      TrendPlot(
        axis: Axis("Children, millions", style: .decimal(1)),
        series: [
          .init(
            "Vintage of 2020",
            points: [
              .init(2012, 168, .init(162, 174)), .init(2016, 152, .init(146.5, 157.5), marks: [.unverified]),
              .init(2020, 160, .init(151, 169)),
            ]),
          .init(
            "Vintage of 2024",
            points: [
              .init(2020, 154, .init(147, 161)), .init(2022, nil, note: "not published"),
              .init(2024, 138, .init(129, nil)),
            ]),
          .init(
            "Household surveys only",
            points: (0...12).map { year in
              let value = 150 - Double(year * year % 7) - Double(year) * 0.8
              return .init(2012 + Double(year), value, .init(value - 9, value + 11))
            }, intervals: .band),
        ], referenceLine: ReferenceLine(100, "made-up target: 100 million"),
        breaks: [ReferenceLine(2021, "2021: light work is no longer counted")])),
    notes: ["Made-up numbers."], source: "Made-up vintages.")

  static let density = Figure(
    "replicates", title: "Bootstrap replicates of the chosen model",
    description:
      "The replicates lean to the right of the estimate, 2,310: half lie between 1,760 and 3,040, and a few "
      + "beyond 5,000.",
    content: .density(
      DensityPlot(
        axis: Axis("Children, estimated", style: .estimatedCount, includesZero: false),
        histogram: .binning(
          sorted: (0..<600).map { place in
            // Quantiles of a log-logistic distribution: the share to a power that a square root can give.
            let share = (Double(place) + 0.5) / 600
            return 2_310 * (share / (1 - share)).squareRoot().squareRoot()
          } + [.infinity, .infinity], missing: 4, including: [1_110, 4_820]),
        estimate: ReferenceLine(2_310, "estimate: 2,310"), interval: .init(1_110, 4_820),
        intervalLabel: "90 % percentile interval",
        observed: ReferenceLine(982, "observed: 982"))),
    source: "Analysis by this program.")
}
