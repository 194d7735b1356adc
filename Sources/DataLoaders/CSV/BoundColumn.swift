internal import Tables

/// The rule of a column, made ready for the bytes of one file.
struct BoundColumn {
  enum Kind {
    case text
    case category
    case number
    case integer
  }

  /// The column's name in the schema.
  let name: String
  /// The place of the field in a row; negative when the file has no such column.
  let field: Int
  let kind: Kind
  let markers: [[UInt8]]
  private(set) var words: [[UInt8]] = []
  private(set) var wordTexts: [String] = []
  private(set) var numbers = -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
  private(set) var integers = Int.min...Int.max
  private var invisible = Sightings()
  private var padded = Sightings()

  /// How often something was seen in a column, and where first.
  private struct Sightings {
    var count = 0
    var firstLine = 0

    mutating func add(_ line: Int) {
      if count == 0 { firstLine = line }
      count += 1
    }

    var words: String { "\(count) \(count == 1 ? "cell" : "cells"), first on line \(firstLine)" }
  }

  init(_ rule: ColumnRule, field: Int) {
    name = rule.name
    self.field = field
    markers = rule.missingMarkers.map { Array($0.utf8) }
    switch rule.type {
    case .text: kind = .text
    case .category(let allowed):
      kind = .category
      words = allowed.map { Array($0.utf8) }
      wordTexts = allowed
    case .number(let range):
      kind = .number
      if let range { numbers = range }
    case .integer(let range):
      kind = .integer
      if let range { integers = range }
    }
  }

  /// The allowed words for a message: the first dozen, and how many there are.
  var allowedWords: String {
    let shown = wordTexts.prefix(12).map { "'\($0)'" }.joined(separator: ", ")
    return wordTexts.count > 12 ? "\(shown) … (\(wordTexts.count) words)" : shown
  }

  /// Looks at a text for what a reader would not see.
  mutating func note(_ text: String, line: Int) {
    let scalars = text.unicodeScalars
    if scalars.contains(where: { $0.isInvisible && $0 != "\n" }) { invisible.add(line) }
    if let first = scalars.first, let last = scalars.last,
      first.properties.isWhitespace || last.properties.isWhitespace
    {
      padded.add(line)
    }
  }

  var notes: [String] {
    var notes: [String] = []
    if invisible.count > 0 {
      notes.append(
        "column '\(name)': control or invisible characters were kept in \(invisible.words)")
    }
    if padded.count > 0 {
      notes.append("column '\(name)': spaces around the text were kept in \(padded.words)")
    }
    return notes
  }
}

extension Schema {
  /// Finds the columns in a header.
  /// - Throws: `DataError` for a required column that is not there, for one that no rule allows, and when two
  ///   rules ask for the same.
  func bound(to header: CSVHeader, file: String) throws(DataError) -> [BoundColumn] {
    func error(_ column: String?, _ problem: String, _ remedy: String) -> DataError {
      DataError(file: file, line: header.line, column: column, problem: problem, remedy: remedy)
    }
    var places: [String: [Int]] = [:]
    for (place, name) in header.names.enumerated() { places[name.lowercased(), default: []].append(place) }
    var asked: Set<String> = []
    var bound: [BoundColumn] = []
    for rule in columns {
      let likely = places[rule.name.lowercased()] ?? []
      let exact = likely.first { header.names[$0] == rule.name }
      guard exact != nil || likely.count < 2 else {
        throw error(
          rule.name, "columns \(likely.map { "\($0 + 1)" }.joined(separator: " and ")) could be meant",
          "write the name as it stands in the file, with its capitals")
      }
      let field = exact ?? likely.first
      guard asked.insert(field.map { header.names[$0] } ?? rule.name.lowercased()).inserted else {
        throw DataError(
          .usage, file: file, column: rule.name, problem: "the column is asked for twice",
          remedy: "name each column once")
      }
      bound.append(BoundColumn(rule, field: field ?? -1))
    }
    let required = zip(columns, bound).filter { $0.0.isRequired }
    if !required.isEmpty, bound.allSatisfy({ $0.field < 0 }) {
      // The line may be data; its fields are not shown.
      throw error(
        nil, "the first line has none of the columns that are needed",
        "put a line with the column names first; needed are \(quoted(required.map(\.0.name)))")
    }
    let used = Set(bound.map(\.field))
    let unused = header.names.indices.filter { !used.contains($0) }.map { header.names[$0] }
    if let absent = required.first(where: { $0.1.field < 0 })?.0.name {
      let nearest = NearestName.to(absent, among: unused)
      throw error(
        absent, "there is no such column",
        nearest.map { "is it the one called '\($0)'? Then rename that" } ?? "add it to the file")
    }
    if !allowsOtherColumns, let unknown = unused.first {
      let free = zip(columns, bound).filter { $0.1.field < 0 }.map(\.0.name)
      let nearest = NearestName.to(unknown, among: free)
      throw error(
        unknown, "the column is not known",
        nearest.map { "did you mean '\($0)'?" }
          ?? "remove it, or rename it to one of \(quoted(columns.map(\.name)))")
    }
    return bound
  }

  private func quoted(_ names: [String]) -> String {
    let shown = names.prefix(12).map { "'\($0)'" }.joined(separator: ", ")
    return names.count > 12 ? "\(shown) … (\(names.count) columns)" : shown
  }
}
