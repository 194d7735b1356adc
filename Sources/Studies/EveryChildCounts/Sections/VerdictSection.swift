internal import GlobalEstimates
internal import Reporting

/// Every published figure, recomputed where the data allow, with its verdict.
struct VerdictSection {
  let inputs: EveryChildCountsInputs
  let verdicts: [FigureVerdict]

  func section() throws -> Section {
    let checked = verdicts.filter { $0.verdict != .notRebuildable }
    return Section(
      "published-figures", "Every published figure, recomputed",
      [
        .paragraph(
          RichText(
            "\(checked.count) checks recompute a published figure from other published figures. A figure is "
              + "reproduced exactly when both agree to the last digit; within the printed rounding when some "
              + "numbers that round to every printed figure satisfy the relation; and not reproduced otherwise, "
              + "with the difference given.")),
        .table(counts()),
        .table(Self.verdictTable(checked)),
        .heading("Why trafficking stands outside the 8.4 million"),
        .paragraph(try outside()),
        .heading("The tables by age and by region"),
        .table(try byAge()),
        .table(try byRegion()),
        .heading("Figures that no data can rebuild"),
        .paragraph(
          "These figures are where the published record ends: nothing that was published leads to them. They are "
            + "taken as printed. Tables by sex, the countries behind each region and the rules by which sources were "
            + "chosen were not seen, and are not in the data."),
        .table(notRebuildable()),
      ])
  }

  private func counts() -> Table {
    Table(
      "verdict-counts", title: "Verdicts",
      columns: [TableColumn("verdict", "Verdict", .text), TableColumn("figures", "Figures")],
      rows: Verdict.allCases.map { verdict in
        TableRow([
          .text(verdict.rawValue),
          .number(Double(verdicts.count { $0.verdict == verdict }), .count),
        ])
      },
      notes: [
        "A figure that can be recomputed in more than one way is counted once for each way."
      ], source: Wording.ours)
  }

  /// The verdicts as a table, by the table that a figure is printed in.
  static func verdictTable(_ verdicts: [FigureVerdict], source: String = Wording.ours) -> Table {
    Table(
      "verdicts", title: "Published figures and what the data give",
      columns: [
        TableColumn("figure", "Figure", .text), TableColumn("published", "Published"),
        TableColumn("recomputed", "Recomputed"), TableColumn("difference", "Difference"),
        TableColumn("unit", "Unit", .text), TableColumn("verdict", "Verdict", .text),
        TableColumn("method", "How", .text),
      ],
      rows: byTable(verdicts).map { verdict in
        let numbers = numbers(of: verdict)
        return TableRow(
          group: verdict.figure.table,
          [
            .text(verdict.figure.description), numbers.published, numbers.recomputed, difference(of: verdict),
            .text(verdict.figure.unit.rawValue), .text(verdict.verdict.rawValue), .text(verdict.method ?? ""),
          ])
      },
      notes: [
        "The difference is the recomputed figure less the published one. A mark means that a figure which enters "
          + "on either side is not known better than that."
      ], source: source)
  }

  /// The verdicts in the few columns that a terminal has room for.
  static func summary(_ verdicts: [FigureVerdict], source: String = Wording.ours) -> Table {
    Table(
      "verdicts", title: "Published figures and what the data give",
      columns: [
        TableColumn("figure", "Figure", .text), TableColumn("published", "Published"),
        TableColumn("recomputed", "Recomputed"), TableColumn("unit", "Unit", .text),
        TableColumn("verdict", "Reproduced", .text),
      ],
      rows: byTable(verdicts).map { verdict in
        let numbers = numbers(of: verdict)
        return TableRow(
          group: verdict.figure.table,
          [
            .text(verdict.figure.description), numbers.published, numbers.recomputed,
            .text(verdict.figure.unit.rawValue), .text(short(verdict.verdict)),
          ])
      }, source: source)
  }

  private static func short(_ verdict: Verdict) -> String {
    switch verdict {
    case .exactly: "exactly"
    case .withinRounding: "within rounding"
    case .notReproduced: "NOT REPRODUCED"
    case .notRebuildable: "no data"
    }
  }

  /// Sorted by table, tables in order of first appearance and figures in their own order.
  private static func byTable(_ verdicts: [FigureVerdict]) -> [FigureVerdict] {
    var tables: [String] = []
    for verdict in verdicts where !tables.contains(verdict.figure.table) {
      tables.append(verdict.figure.table)
    }
    return tables.flatMap { table in verdicts.filter { $0.figure.table == table } }
  }

  private static func numbers(of verdict: FigureVerdict) -> (published: Cell, recomputed: Cell) {
    let figure = verdict.figure
    let published: Cell =
      verdict.published.map { .number($0.value, Wording.style(figure), marks: Wording.marks(figure.status)) }
      ?? .absent(.dashInSource, marks: Wording.marks(figure.status))
    let recomputed: Cell =
      verdict.recomputed.map {
        .number($0.value, Wording.finerStyle(figure), marks: Wording.marks(verdict.status))
      } ?? .absent(.notApplicable)
    return (published, recomputed)
  }

  private static func difference(of verdict: FigureVerdict) -> Cell {
    guard let difference = verdict.difference else { return .absent(.notApplicable) }
    let decimals = Wording.finerStyle(verdict.figure).decimals
    return .number(difference, NumberStyle(decimals: decimals, grouped: true, signed: difference != 0))
  }

  private func outside() throws -> RichText {
    let total = try inputs.published.persons("worst-forms/world/total-without-trafficking").value
    let trafficked = try inputs.published.persons("worst-forms/world/trafficking").value
    let forms = try BoundedNumber.sum(
      PublishedChecks.countedForms.map { try inputs.published.persons("worst-forms/world/\($0)") }
    ).value
    let agrees = abs(total - forms) <= PrintedNumber.tolerance * total
    return RichText(
      "The printed total is \(Wording.persons(total)). The four other forms add up to \(Wording.persons(forms))"
        + (agrees ? ", which is that total" : "")
        + "; with trafficking they would be \(Wording.persons(forms + trafficked)). "
        + "So the published total leaves trafficking out. The reason is taken to be that a trafficked child is "
        + "counted again in the form of exploitation that it was trafficked into; the report's own wording was not "
        + "seen. For the same reason the two figures must not be added.")
  }

  private func byAge() throws -> Table {
    let register = inputs.published
    var rows: [TableRow] = []
    for (measure, title) in [
      ("economic-activity", "Children in economic activity"), ("child-labour", "Children in child labour"),
      ("hazardous-work", "Children in hazardous work"),
    ] {
      let all = try register.persons("\(measure)/5-17/number")
      for age in ["5-9", "5-11", "10-14", "12-14", "5-14", "15-17", "5-17"] {
        guard let number = try? register.figure("\(measure)/\(age)/number"), let printed = number.printed
        else {
          continue
        }
        let rate = try? register.figure("\(measure)/\(age)/rate")
        let population = try? register.figure("population/\(age)")
        let recomputed = try population.flatMap { base in
          try register.persons(number.identifier).divided(by: register.persons(base.identifier))
        }
        let share = try register.persons(number.identifier).divided(by: all)
        let status = VerificationStatus.worst([number.status] + (population.map { [$0.status] } ?? []))
        rows.append(
          TableRow(
            group: title, role: age == "5-17" ? .total : .body,
            [
              .text(age), .number(printed.value, Wording.style(number), marks: Wording.marks(number.status)),
              population?.printed.map {
                .number($0.value, .count, marks: Wording.marks(population?.status ?? .unverified))
              } ?? .absent(.notPublished),
              rate?.printed.map {
                .number($0.value, .decimal(1), marks: Wording.marks(rate?.status ?? .unverified))
              } ?? .absent(.notPublished),
              recomputed.map { .number($0.value * 100, .decimal(2), marks: Wording.marks(status)) }
                ?? .absent(.notApplicable),
              share.map { .number($0.value * 100, .decimal(1), marks: Wording.marks(number.status)) }
                ?? .absent(.notApplicable),
            ]))
      }
    }
    return Table(
      "work-by-age", title: "Economic activity, child labour and hazardous work by age, world, 2000",
      columns: [
        TableColumn("age_group", "Age", .text), TableColumn("number", "Children", unit: "thousands"),
        TableColumn("population", "Child population", unit: "thousands"),
        TableColumn("rate", "Rate as printed", unit: "%"),
        TableColumn("recomputed_rate", "Rate recomputed", unit: "%"),
        TableColumn("share", "Share of ages 5-17", unit: "%"),
      ], rows: rows,
      notes: [
        "At 15 to 17 only hazardous work counts as child labour, so the two numbers are one.",
        "The shares are this program's; the source was not seen to print them.",
      ], source: Wording.source)
  }

  private func byRegion() throws -> Table {
    let register = inputs.published
    let figures = try PublishedChecks.workRegions.map { region in
      (
        number: try register.figure("economic-activity-region/\(region)/number"),
        rate: try register.figure("economic-activity-region/\(region)/rate")
      )
    }
    var rows: [TableRow] = []
    for (number, rate) in figures {
      let implied = try register.persons(number.identifier).divided(by: register.fraction(rate.identifier))
      rows.append(
        TableRow([
          .text(number.region), cell(number), cell(rate),
          implied.map {
            .range(
              $0.bounds.lowerBound / 1_000_000, $0.bounds.upperBound / 1_000_000, .decimal(0),
              marks: Wording.marks(.worst([number.status, rate.status])))
          } ?? .absent(.notApplicable),
        ]))
    }
    let sum = try BoundedNumber.sum(figures.map { try register.persons($0.number.identifier) })
    let status = VerificationStatus.worst(figures.map(\.number.status))
    rows.append(
      TableRow(
        role: .total,
        [
          .text("Sum of the regions"),
          .number(sum.value / 1_000_000, .decimal(1), marks: Wording.marks(status)),
          .absent(.notApplicable), .absent(.notApplicable),
        ]))
    return Table(
      "work-by-region", title: "Children of 5 to 14 in economic activity by region, 2000",
      columns: [
        TableColumn("region", "Region", .text), TableColumn("number", "Children", unit: "millions"),
        TableColumn("rate", "Rate as printed", unit: "%"),
        TableColumn("implied_population", "Child population implied", unit: "millions"),
      ], rows: rows,
      notes: [
        "No child population is printed for the regions, so their rates cannot be recomputed one by one. The range is "
          + "what number and rate together allow; the world's rate from all of them is among the checks above."
      ], source: Wording.source)
  }

  private func cell(_ figure: PublishedFigure) -> Cell {
    guard let printed = figure.printed else {
      return .absent(.dashInSource, marks: Wording.marks(figure.status))
    }
    return .number(printed.value, Wording.style(figure), marks: Wording.marks(figure.status))
  }

  private func notRebuildable() -> Table {
    Table(
      "not-rebuildable", title: "Published figures that no other published figure leads to",
      columns: [
        TableColumn("measure", "Figure", .text), TableColumn("published", "Published"),
        TableColumn("unit", "Unit", .text), TableColumn("status", "Status", .text),
      ],
      rows: verdicts.filter { $0.verdict == .notRebuildable }.map { verdict in
        TableRow(
          group: verdict.figure.table,
          [
            .text(verdict.figure.description),
            cell(verdict.figure), .text(verdict.figure.unit.rawValue), .text(verdict.figure.status.rawValue),
          ])
      }, source: Wording.source)
  }
}
