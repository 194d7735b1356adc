internal import DataLoaders
internal import Estimates
package import Tables

/// The size of a population that a prevalence is multiplied by: one number, or one for each domain.
package struct SurveyPopulation: Sendable {
  package struct Size: Sendable, Equatable {
    package let people: Double
    /// 0 where the size is taken as known.
    package let standardError: Double

    init(people: Double, standardError: Double) {
      self.people = people
      self.standardError = standardError
    }

    /// Reads `4200000` and, with the standard error of the population, `4200000+-50000`.
    init?(argument: Substring) {
      var parts = [argument]
      for mark in ["+-", "±"] where parts.count == 1 {
        if let range = Self.range(of: mark, in: argument) {
          parts = [argument[..<range.lowerBound], argument[range.upperBound...]]
        }
      }
      guard let people = Self.number(parts[0]), people > 0 else { return nil }
      var error = 0.0
      if parts.count == 2 {
        guard let given = Self.number(parts[1]) else { return nil }
        error = given
      }
      self.init(people: people, standardError: error)
    }

    private static func range(of mark: String, in text: Substring) -> Range<String.Index>? {
      var start = text.startIndex
      while start < text.endIndex {
        if text[start...].hasPrefix(mark) { return start..<text.index(start, offsetBy: mark.count) }
        start = text.index(after: start)
      }
      return nil
    }

    /// Digits with at most one point: what is meant for people has no other form.
    private static func number(_ text: Substring) -> Double? {
      guard !text.isEmpty, text.utf8.count <= 18,
        text.utf8.allSatisfy({ ($0 >= 48 && $0 <= 57) || $0 == 46 }),
        let value = Double(text), value.isFinite
      else { return nil }
      return value
    }
  }

  private let whole: Size?
  private let columns: [String]
  private let sizes: [(values: [String], size: Size)]

  /// Reads `4200000` and `4200000+-50000`.
  package init?(_ text: String) {
    guard let size = Size(argument: text[...]) else { return nil }
    whole = size
    columns = []
    sizes = []
  }

  /// Reads a file with columns of `--by`, `population` and, if it is known, `standard_error`. An empty cell of a
  /// column of `--by` stands for all of it, so that a row with empty cells only is the whole population.
  /// - Throws: `DataError`.
  package init(file: String, by: [String], reading: InputOptions) throws(DataError) {
    let source = ByteSource(argument: file)
    var found: [String] = []
    let table = try CSVReader.readRecorded(
      source, options: try reading.csv(file: source.name),
      schemaFor: { (names: [String]) throws(DataError) in
        found = by.filter { names.contains($0) }
        return Schema(
          found.map { ColumnRule($0, .text, missing: [""]) } + [
            ColumnRule("population", .number(0...)),
            ColumnRule("standard_error", .number(0...), required: false, missing: [""]),
          ])
      }
    ).table
    var entries: [(values: [String], size: Size)] = []
    let people = try table.numbers("population")
    let errors = table.column(named: "standard_error") == nil ? nil : try table.numbers("standard_error")
    var texts: [[String?]] = []
    for column in found { texts.append(try table.text(column)) }
    for row in 0..<table.rowCount {
      guard let size = people[row], size > 0 else {
        throw table.error(
          row: row, column: "population", problem: "a population is not positive",
          remedy: "give the number of people")
      }
      let values = texts.map { $0[row] ?? "" }
      guard !entries.contains(where: { $0.values == values }) else {
        throw table.error(
          row: row, column: found.first, problem: "the domain stands twice", remedy: "give each domain once")
      }
      entries.append((values, Size(people: size, standardError: errors?[row] ?? 0)))
    }
    whole = nil
    columns = found
    sizes = entries
  }

  /// The size of a domain; nil where none is given.
  func size(of domain: [DomainLabel]) -> Size? {
    if let whole { return domain.isEmpty ? whole : nil }
    guard domain.allSatisfy({ columns.contains($0.variable) }) else { return nil }
    let wanted = columns.map { column in domain.first { $0.variable == column }?.value ?? "" }
    return sizes.first { $0.values == wanted }?.size
  }
}
