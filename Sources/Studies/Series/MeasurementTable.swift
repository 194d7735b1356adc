internal import DataLoaders
package import Estimates
internal import Glibc
package import GlobalEstimates
package import Tables

/// Figures of indicators over years, each by a definition and from an edition, read from `series.csv`.
package struct MeasurementTable: Sendable {
  package enum Quantity: String, Sendable, CaseIterable {
    /// People.
    case number
    /// A percentage of the people of the same sex, age and region.
    case rate
    /// The people of whom a rate is a part.
    case population
    /// A change that the source prints; it is no figure of a year.
    case change
  }

  /// One row of the file.
  package struct Figure: Sendable, Equatable {
    package let indicator: String
    package let region: String
    package let sex: String
    package let ageGroup: String
    package let measure: MeasurementSeries.Measure
    package let year: Int
    package let quantity: Quantity
    /// In persons, or a fraction for a rate, with every value that rounds to what is printed.
    package let value: BoundedNumber
    /// The step of the last printed digit in the unit of `value`; zero where the file does not say.
    package let step: Double
    /// In the unit of `value`.
    package let standardError: Double?
    package let status: VerificationStatus
    package let line: Int

    /// Standard errors are no part of it.
    package static func == (first: Figure, second: Figure) -> Bool { first.line == second.line }
  }

  package let figures: [Figure]
  package let record: InputRecord
  /// The file's name as the user gave it, or the data set's.
  package let file: String

  static let file = "series.csv"

  /// Every column that the bundled data have: those of published figures and those that tell the series apart.
  static let schema = Schema(FigureRegister.schema.columns + columns(required: true))

  /// A user's own file needs no more than what tells its figures apart.
  private static let ownSchema = Schema(
    FigureRegister.schema.columns.map { rule in
      let isNeeded = ["age_group", "value", "unit"].contains(rule.name)
      return ColumnRule(
        rule.name, rule.type, required: isNeeded,
        missing: isNeeded ? rule.missingMarkers : rule.missingMarkers + [""])
    } + columns(required: false), allowsOtherColumns: true)

  private static func columns(required: Bool) -> [ColumnRule] {
    [
      ColumnRule("indicator", .text), ColumnRule("sex", .text, required: required),
      ColumnRule("definition", .text), ColumnRule("vintage", .text),
      ColumnRule("year", .integer(1800...2200)),
      ColumnRule("quantity", .category(Quantity.allCases.map(\.rawValue))),
      ColumnRule("standard_error", .number(0...), required: false, missing: [""]),
    ]
  }

  /// Reads a CSV file, `series.csv` in a folder, or that of a bundled data set.
  /// - Throws: `DataError` when there is none of the three, or the file breaks the schema or contradicts itself.
  package init(_ name: String, reading: InputOptions = InputOptions()) throws(DataError) {
    let loaded: DataFolder.Loaded
    if Self.isFolder(name) {
      loaded = try DataFolder.folder(name).table(Self.file, schema: Self.ownSchema, reading: reading)
    } else if access(name, F_OK) != 0, BundledData.file("\(name)/\(Self.file)") != nil {
      loaded = try DataFolder.bundled(name).table(Self.file, schema: Self.schema)
    } else {
      loaded = try DataFolder.file(name, schema: Self.ownSchema, reading: reading)
    }
    try self.init(loaded.table, record: loaded.record)
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  package init(_ table: DataTable, record: InputRecord) throws(DataError) {
    file = table.name
    self.record = record
    func texts(_ name: String) throws(DataError) -> [String?] {
      table.column(named: name) == nil ? Array(repeating: nil, count: table.rowCount) : try table.text(name)
    }
    func numbers(_ name: String) throws(DataError) -> [Double?] {
      table.column(named: name) == nil
        ? Array(repeating: nil, count: table.rowCount) : try table.numbers(name)
    }
    let indicators = try table.text("indicator")
    let regions = try texts("region")
    let sexes = try texts("sex")
    let ages = try table.text("age_group")
    let definitions = try table.text("definition")
    let vintages = try table.text("vintage")
    let years = try table.integers("year")
    let quantities = try table.text("quantity")
    let values = try table.numbers("value")
    let units = try table.text("unit")
    let steps = try numbers("rounded_to")
    let errors = try numbers("standard_error")
    let statuses = try texts("status")

    var figures: [Figure] = []
    var lines: [[String]: Int] = [:]
    for row in 0..<table.rowCount {
      guard let value = values[row] else { continue }
      guard let indicator = indicators[row], let age = ages[row], let definition = definitions[row],
        let vintage = vintages[row], let year = years[row],
        let quantity = quantities[row].flatMap(Quantity.init(rawValue:)),
        let unit = units[row].flatMap(FigureUnit.init(rawValue:))
      else {
        throw table.error(
          row: row, column: nil, problem: "a required cell is empty", remedy: "fill every cell but the note")
      }
      guard let factor = Self.factor(quantity, unit) else {
        throw table.error(
          row: row, column: "unit", problem: "the unit does not go with the quantity",
          remedy: "give a rate in percent, and a number or a population in persons, thousand or million")
      }
      let printed = BoundedNumber(PrintedNumber(value, roundedTo: steps[row] ?? 0))
      // What counts people is never negative, whatever the rounding.
      let lower = quantity == .change ? printed.bounds.lowerBound : max(printed.bounds.lowerBound, 0)
      let figure = Figure(
        indicator: indicator, region: regions[row] ?? PublishedFigure.world, sex: sexes[row] ?? "both",
        ageGroup: age, measure: MeasurementSeries.Measure(definition: definition, vintage: vintage),
        year: year, quantity: quantity,
        value: BoundedNumber(value, bounds: min(lower, value)...printed.bounds.upperBound).scaled(by: factor),
        step: (steps[row] ?? 0) * factor, standardError: errors[row].map { $0 * factor },
        status: statuses[row].flatMap(VerificationStatus.init(rawValue:)) ?? .verified,
        line: table.lines[row])
      if quantity == .rate, figure.value.value > 1 {
        throw table.error(
          row: row, column: "value", problem: "the rate is above 100 percent", remedy: "correct the cell")
      }
      if let earlier = lines.updateValue(figure.line, forKey: Self.key(figure)) {
        throw table.error(
          row: row, column: nil,
          problem: "line \(earlier) gives the same quantity of the same year, definition and edition",
          remedy: "keep one of the two rows")
      }
      figures.append(figure)
    }
    self.figures = figures
  }

  private static func factor(_ quantity: Quantity, _ unit: FigureUnit) -> Double? {
    quantity == .rate ? (unit == .percent ? 0.01 : nil) : unit.persons
  }

  /// What no two rows may have in common.
  private static func key(_ figure: Figure) -> [String] {
    [
      figure.indicator, figure.region, figure.sex, figure.ageGroup, figure.measure.definition,
      figure.measure.vintage, "\(figure.year)", figure.quantity.rawValue,
    ]
  }
}
