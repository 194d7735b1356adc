internal import Estimates
internal import Reporting

/// Every figure of the tables as one row, with all that a program may want of it.
enum MICSFigureTable {
  static func table(_ tables: [MICSTable], title: String, options: MICSOptions, source: String) -> Table {
    var rows: [TableRow] = []
    for table in tables {
      for panel in table.panels {
        for row in panel.rows {
          for cell in row.cells {
            let figure = MICSFigure(table: table.name, row: row, cell: cell)
            rows.append(TableRow(cells(figure)))
          }
        }
      }
    }
    return Table(
      "figures", title: title,
      columns: [
        TableColumn("table", "Table", .text), TableColumn("indicator", "Indicator", .text),
        TableColumn("title", "Title", .text), TableColumn("ages", "Ages", .text),
        TableColumn("group", "Group", .text), TableColumn("category", "Category", .text),
        TableColumn("percent", "Percent"), TableColumn("standard_error", "Standard error"),
        TableColumn("cv", "CV"), TableColumn("deff", "Design effect"), TableColumn("deft", "Square root"),
        TableColumn("weighted", "Weighted count"), TableColumn("unweighted", "Unweighted count"),
        TableColumn("df", "DF"), TableColumn("interval", "Interval", isRange: true),
        TableColumn("two_se", "r ∓ 2 SE", isRange: true), TableColumn("flag", "Flag", .text),
        TableColumn("warnings", "Warnings", .text), TableColumn("children", "Number of children"),
        TableColumn("children_standard_error", "Standard error of the number"),
        TableColumn("children_interval", "Interval of the number", isRange: true),
      ], rows: rows, source: source)
  }

  private static func cells(_ figure: MICSFigure) -> [Cell] {
    func number(_ value: Double?) -> Cell {
      value.map { .number($0, .decimal(4)) } ?? .absent(figure.isRefused ? .refused : .notApplicable)
    }
    func range(_ range: (lower: Double, upper: Double?)?) -> Cell {
      range.map { .range($0.lower, $0.upper, .decimal(4)) }
        ?? .absent(figure.isRefused ? .refused : .notApplicable)
    }
    return [
      .text(figure.table), .text(figure.indicator), .text(figure.title), .text(figure.ages),
      .text(figure.group),
      .text(figure.category), number(figure.percent), number(figure.standardError), number(figure.cv),
      number(figure.deff), number(figure.deft), .number(figure.weighted, .decimal(4)),
      .number(Double(figure.unweighted), .count), number(figure.degreesOfFreedom), range(figure.interval),
      range(figure.twoStandardErrors), .text(figure.flag), .text(figure.warnings.joined(separator: " ")),
      number(figure.children), number(figure.childrenStandardError), range(figure.childrenInterval),
    ]
  }
}

/// One figure with what may be published of it; nothing of one that is refused.
struct MICSFigure {
  let table: String
  let indicator: String
  let title: String
  let ages: String
  let group: String
  let category: String
  let percent: Double?
  let standardError: Double?
  let cv: Double?
  let deff: Double?
  let weighted: Double
  let unweighted: Int
  let degreesOfFreedom: Double?
  let interval: (lower: Double, upper: Double?)?
  let twoStandardErrors: (lower: Double, upper: Double?)?
  let isRefused: Bool
  let flag: String
  let warnings: [String]
  let children: Double?
  let childrenStandardError: Double?
  let childrenInterval: (lower: Double, upper: Double?)?

  var deft: Double? { deff?.squareRoot() }

  init(table: String, row: MICSRow, cell: MICSCell) {
    self.table = table
    indicator = cell.indicator
    title = cell.title
    ages = "\(cell.ages.lowerBound)-\(cell.ages.upperBound)"
    group = row.group
    category = row.label
    let report = cell.report
    isRefused = report?.refusal != nil
    percent = report?.value
    standardError = report?.uncertainty?.standardError
    let known = standardError == nil ? nil : cell.estimate
    cv = known?.coefficientOfVariation
    deff = known?.designEffect
    weighted = cell.estimate?.detail.populationSize ?? row.weightedCount
    unweighted = cell.estimate?.detail.sampleSize ?? row.unweightedCount
    degreesOfFreedom = isRefused ? nil : cell.estimate?.degreesOfFreedom
    interval = report?.uncertainty?.interval.map { ($0.lower, $0.finiteUpper) }
    twoStandardErrors =
      if let percent, let standardError {
        (max(0, percent - 2 * standardError), min(100, percent + 2 * standardError))
      } else {
        nil
      }
    let codes = report?.diagnostics.filter { $0.severity > .note }.map(\.code) ?? []
    flag = codes.contains(.surveyUnweightedCases) ? (isRefused ? "(*)" : "( )") : isRefused ? "refused" : ""
    var seen: [String] = []
    for code in codes where !seen.contains(code.rawValue) { seen.append(code.rawValue) }
    warnings = seen
    children = cell.magnitude?.value
    childrenStandardError = cell.magnitude?.uncertainty?.standardError
    childrenInterval = cell.magnitude?.uncertainty?.interval.map { ($0.lower, $0.finiteUpper) }
  }
}

/// The JSON of `prevalence mics`: that of every study, and the tables.
struct MICSRecord: Encodable {
  let study: StudyRecord
  let tables: [MICSTable]
  let options: MICSOptions

  enum CodingKeys: String, CodingKey { case tables }

  func encode(to encoder: any Encoder) throws {
    try study.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(tables.map(TableRecord.init), forKey: .tables)
  }

  private struct TableRecord: Encodable {
    let name: String
    let title: String
    let notes: [String]
    let figures: [FigureRecord]

    init(_ table: MICSTable) {
      name = table.name
      title = table.title
      notes = table.notes
      figures = table.panels.flatMap(\.rows).flatMap { row in
        row.cells.map { FigureRecord(MICSFigure(table: table.name, row: row, cell: $0)) }
      }
    }
  }

  private struct FigureRecord: Encodable {
    let figure: MICSFigure

    init(_ figure: MICSFigure) { self.figure = figure }

    enum CodingKeys: String, CodingKey {
      case indicator, title, ages, group, category, percent, standardError, coefficientOfVariation,
        designEffect
      case degreesOfFreedom, weightedCount, unweightedCount, lower, upper, flag, warnings, children,
        childrenLower
      case childrenUpper
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(figure.indicator, forKey: .indicator)
      try container.encode(figure.title, forKey: .title)
      try container.encode(figure.ages, forKey: .ages)
      try container.encode(figure.group, forKey: .group)
      try container.encode(figure.category, forKey: .category)
      try container.encodeIfPresent(figure.percent, forKey: .percent)
      try container.encodeIfPresent(figure.standardError, forKey: .standardError)
      try container.encodeIfPresent(figure.cv, forKey: .coefficientOfVariation)
      try container.encodeIfPresent(figure.deff, forKey: .designEffect)
      try container.encodeIfPresent(figure.degreesOfFreedom, forKey: .degreesOfFreedom)
      try container.encode(figure.weighted, forKey: .weightedCount)
      try container.encode(figure.unweighted, forKey: .unweightedCount)
      try container.encodeIfPresent(figure.interval?.lower, forKey: .lower)
      try container.encodeIfPresent(figure.interval?.upper, forKey: .upper)
      try container.encode(figure.flag, forKey: .flag)
      try container.encode(figure.warnings, forKey: .warnings)
      try container.encodeIfPresent(figure.children, forKey: .children)
      try container.encodeIfPresent(figure.childrenInterval?.lower, forKey: .childrenLower)
      try container.encodeIfPresent(figure.childrenInterval?.upper, forKey: .childrenUpper)
    }
  }
}
