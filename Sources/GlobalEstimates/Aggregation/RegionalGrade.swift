public import Tables

/// How far one region's figure may be off: a grade, the coefficient of variation that goes with it, and why.
public struct RegionalGrade: Sendable, Equatable {
  public let region: String
  public let grade: String
  public let coefficientOfVariation: Double
  public let reason: String
  /// Physical line in the file it was read from.
  public let line: Int
}

/// The grades of all regions, as an analyst writes them in a file.
public struct RegionalGrades: Sendable, Equatable {
  public let grades: [RegionalGrade]
  /// The file's name, for messages.
  public let file: String

  /// A coefficient above this says less than "anything is possible" and is taken for a slip, such as a percentage.
  public static let largestCoefficient = 3.0

  package static let schema = Schema([
    ColumnRule("region", .text),
    ColumnRule("grade", .text),
    ColumnRule("coefficient_of_variation", .number(0...largestCoefficient)),
    ColumnRule("reason", .text, required: false, missing: [""]),
  ])

  /// - Throws: `DataError` when a region is graded twice or one grade has two coefficients.
  public init(_ table: DataTable) throws(DataError) {
    let regions = try table.text("region")
    let names = try table.text("grade")
    let coefficients = try table.numbers("coefficient_of_variation")
    let reasons = table.column(named: "reason") == nil ? nil : try table.text("reason")

    var grades: [RegionalGrade] = []
    for row in 0..<table.rowCount {
      guard let region = regions[row], let name = names[row], let coefficient = coefficients[row] else {
        throw table.error(
          row: row, column: nil, problem: "a cell is empty",
          remedy: "give region, grade and coefficient_of_variation")
      }
      if let earlier = grades.first(where: { $0.region == region }) {
        throw table.error(
          row: row, column: "region", problem: "this region has a grade already, on line \(earlier.line)",
          remedy: "keep one of the two rows")
      }
      if let earlier = grades.first(where: { $0.grade == name && $0.coefficientOfVariation != coefficient }) {
        throw table.error(
          row: row, column: "coefficient_of_variation",
          problem: "line \(earlier.line) gives this grade another coefficient",
          remedy: "give one grade one coefficient, or use a new grade")
      }
      grades.append(
        RegionalGrade(
          region: region, grade: name, coefficientOfVariation: coefficient, reason: reasons?[row] ?? "",
          line: table.lines[row]))
    }
    self.grades = grades
    self.file = table.name
  }

  /// The grade of each region, in the order asked for.
  /// - Throws: `DataError` when a region has no grade, or a graded region is not among them.
  public func grades(for regions: [String]) throws(DataError) -> [RegionalGrade] {
    if let stray = grades.first(where: { !regions.contains($0.region) }) {
      throw DataError(
        file: file, line: stray.line, column: "region", problem: "no figure is printed for this region",
        remedy: "grade exactly these regions: \(regions.joined(separator: ", "))")
    }
    var found: [RegionalGrade] = []
    for region in regions {
      guard let grade = grades.first(where: { $0.region == region }) else {
        throw DataError(
          file: file, column: "region", problem: "the region '\(region)' has no grade",
          remedy: "add a row for it")
      }
      found.append(grade)
    }
    return found
  }
}
