internal import DataLoaders
internal import NumericKernel
package import Survey
package import Tables

/// A change of the weights to what is known of the population.
package struct SurveyAdjustment: Sendable {
  package enum Kind: Sendable, Equatable {
    case postStratify
    case rake
    case calibrate(CalibrationDistance)
    case trim(lower: Double, upper: Double)
  }

  /// The distance of calibration, as users name it.
  package enum DistanceName: String, Sendable, CaseIterable {
    case linear, bounded, raking, logit

    /// - Throws: `StudyOptionError` for bounds that are missing, too many or too few.
    package func distance(bounds: [Double]?) throws(StudyOptionError) -> CalibrationDistance {
      if let bounds, bounds.count != 2 || !(bounds[0] >= 0 && bounds[0] < 1 && bounds[1] > 1) {
        throw StudyOptionError(
          "bounds of the factors of calibration are two numbers, one below 1 and one above, such as 0.3,3")
      }
      switch (self, bounds) {
      case (.linear, nil): return .linear
      case (.raking, nil): return .raking
      case (.bounded, let bounds?): return .boundedLinear(lower: bounds[0], upper: bounds[1])
      case (.logit, let bounds?): return .logit(lower: bounds[0], upper: bounds[1])
      case (.bounded, nil), (.logit, nil):
        throw StudyOptionError("the distance '\(rawValue)' needs bounds of the factors, such as 0.3,3")
      case (.linear, _), (.raking, _):
        throw StudyOptionError("bounds of the factors go with the distances bounded and logit")
      }
    }
  }

  /// - Throws: `StudyOptionError` unless there are two bounds, the first the lower and not negative.
  package static func trimming(to bounds: [Double]) throws(StudyOptionError) -> SurveyAdjustment {
    guard bounds.count == 2, bounds[0] >= 0, bounds[0] < bounds[1] else {
      throw StudyOptionError("weights are trimmed to two numbers, the lower first, such as 0.2,5")
    }
    return SurveyAdjustment(kind: .trim(lower: bounds[0], upper: bounds[1]))
  }

  package let kind: Kind
  /// Empty for trimming.
  package let margins: PopulationMargins

  package init(kind: Kind, margins: PopulationMargins = PopulationMargins()) {
    self.kind = kind
    self.margins = margins
  }

  /// The columns of categories.
  var columns: [String] { margins.categoryColumns }
  /// The columns of numbers.
  var numberColumns: [String] { margins.numberColumns }

  var name: String {
    switch kind {
    case .postStratify: "post-stratified by \(margins.names)"
    case .rake: "raked to \(margins.names)"
    case .calibrate(let distance): "calibrated (\(distance.name)) to \(margins.names)"
    case .trim(let lower, let upper): "trimmed to between \(lower) and \(upper)"
    }
  }

  func applied(to design: SurveyDesign, _ columns: SurveyColumns) throws -> SurveyDesign {
    switch kind {
    case .trim(let lower, let upper): return try design.trimmed(lower: lower, upper: upper)
    case .postStratify:
      let found = try margins.categories(columns)
      guard found.count == 1, margins.numberColumns.isEmpty else {
        throw StudyOptionError(
          "post-stratification takes one margin; join columns as a*b, or use --rake for several margins")
      }
      return try design.postStratified(to: found[0])
    case .rake:
      guard margins.numberColumns.isEmpty else {
        throw StudyOptionError("raking takes categories only; use --calibrate for totals of numbers")
      }
      return try design.raked(to: margins.categories(columns))
    case .calibrate(let distance):
      return try design.calibrated(to: margins.targets(columns), distance: distance)
    }
  }
}

extension CalibrationDistance {
  var name: String {
    switch self {
    case .linear: "linear"
    case .boundedLinear(let lower, let upper): "linear between \(lower) and \(upper)"
    case .raking: "raking"
    case .logit(let lower, let upper): "logit between \(lower) and \(upper)"
    }
  }
}

/// Known totals of a population, from a file with the columns `variable`, `category` and `total`.
///
/// A variable is a column of the survey, or several joined as `sex*age_group` with categories joined alike. Without
/// a category the total is that of a column of numbers; the variable `1` is the number of people.
package struct PopulationMargins: Sendable {
  private struct Entry: Sendable {
    var variable: String
    var totals: [(category: String, total: Double)]
    var isNumber: Bool
  }

  private var entries: [Entry] = []
  private(set) var file = ""

  package init() {}

  /// - Throws: `DataError`.
  package init(file: String, reading: InputOptions) throws(DataError) {
    let source = ByteSource(argument: file)
    self.file = source.name
    let table = try CSVReader.read(
      source,
      schema: Schema([
        ColumnRule("variable", .text), ColumnRule("category", .text, missing: [""]),
        ColumnRule("total", .number(nil)),
      ]), options: try reading.csv(file: source.name))
    let (variables, categories) = (try table.text("variable"), try table.text("category"))
    let totals = try table.numbers("total")
    for row in 0..<table.rowCount {
      guard let variable = variables[row], let total = totals[row] else { continue }
      let category = categories[row]
      if let place = entries.firstIndex(where: { $0.variable == variable }) {
        guard let category, !entries[place].isNumber,
          !entries[place].totals.contains(where: { $0.category == category })
        else {
          throw table.error(
            row: row, column: "variable",
            problem: "the total stands twice, or is one of numbers and of categories",
            remedy: "give each category of a variable once, and a variable of numbers one total")
        }
        entries[place].totals.append((category, total))
      } else {
        entries.append(
          Entry(variable: variable, totals: [(category ?? "", total)], isNumber: category == nil))
      }
    }
  }

  var names: String { entries.map(\.variable).joined(separator: ", ") }

  var categoryColumns: [String] {
    entries.filter { !$0.isNumber }.flatMap { $0.variable.split(separator: "*").map(String.init) }
  }

  var numberColumns: [String] { entries.filter { $0.isNumber && $0.variable != "1" }.map(\.variable) }

  func categories(_ columns: SurveyColumns) throws -> [PopulationMargin] {
    try entries.filter { !$0.isNumber }.map { entry in
      let column = try columns.joined(entry.variable.split(separator: "*").map(String.init))
      return try PopulationMargin(
        column, totals: Dictionary(entry.totals.map { ($0.category, $0.total) }, uniquingKeysWith: { $1 }))
    }
  }

  /// Indicators of categories and columns of numbers. Of every variable of categories after the first, or after the
  /// number of people, the last category is left out: it follows from the others.
  func targets(_ columns: SurveyColumns) throws -> CalibrationTargets {
    var names: [String] = []
    var vectors: [[Double]] = []
    var totals: [Double] = []
    var hasWhole = entries.contains { $0.isNumber && $0.variable == "1" }
    for entry in entries {
      if entry.isNumber {
        names.append(entry.variable == "1" ? "the number of people" : entry.variable)
        vectors.append(
          entry.variable == "1"
            ? [Double](repeating: 1, count: columns.rowCount) : try columns.completeNumbers(entry.variable))
        totals.append(entry.totals[0].total)
        continue
      }
      let column = try columns.joined(entry.variable.split(separator: "*").map(String.init))
      // The margin's own checks: every category of the sample has a total and the other way round.
      _ = try PopulationMargin(
        column, totals: Dictionary(entry.totals.map { ($0.category, $0.total) }, uniquingKeysWith: { $1 }))
      for (category, total) in hasWhole ? Array(entry.totals.dropLast()) : entry.totals {
        guard let code = column.labels.firstIndex(of: category) else { continue }
        names.append("\(entry.variable) = \(category)")
        vectors.append(column.codes.map { $0 == Int32(code) ? 1 : 0 })
        totals.append(total)
      }
      hasWhole = true
    }
    return try CalibrationTargets(names: names, auxiliary: Matrix(columns: vectors), totals: totals)
  }
}
