package import DataLoaders
internal import Reporting
internal import Tables

/// A file of statistics as tidy CSV: one figure a row, the same columns whatever the format.
///
/// `dataset`, the dimensions under their own names, `period`, then `value`, or `lower` and `upper` alone for an
/// interval, or `missing` with the reason; `unit`, `multiplier`, `status`, `source`, `note`. Values are not
/// multiplied out: 1991.131 in thousands stays 1991.131 with the multiplier 1000.
///
/// Cases are people and are never written: they are counted by the variables chosen, and counts below the
/// threshold become intervals from 1 to the threshold less one.
package struct TidyConversion: Sendable {
  package let source: ByteSource
  package let options: StatisticsOptions
  /// The variables by which cases are counted; `nil` for the usual ones.
  package let variables: [String]?

  package static let usualVariables = ["yearOfRegistration", "CountryOfExploitation", "gender", "ageBroad"]

  package init(
    _ source: ByteSource, options: StatisticsOptions = StatisticsOptions(), variables: [String]? = nil
  ) {
    self.source = source
    self.options = options
    self.variables = variables
  }

  /// What was converted.
  package struct Outcome: Sendable, Equatable {
    package let format: StatisticsFormat
    package let rows: Int
  }

  private static let pieceSize = 1 << 16

  /// Writes the rows in pieces, in the order of the file; cases in the order of the words.
  ///
  /// - Throws: `DataError` for a file that cannot be read or whose rows are no figures, and what `write` throws.
  package func run(_ write: ([UInt8]) throws -> Void) throws -> Outcome {
    var table = try StatisticsTable(source, options: options)
    if table.format == .other {
      throw DataError(
        file: table.name, problem: "the file is in none of the formats that can be converted",
        remedy: "see 'prevalence data describe', which names the columns it found")
    }
    if table.format.holdsCases { return try cases(&table, write) }
    if variables != nil {
      throw DataError(
        .usage, file: table.name, problem: "--by is for files of cases, and this one holds figures",
        remedy: "leave it out")
    }
    return try figures(&table, write)
  }

  private func figures(_ table: inout StatisticsTable, _ write: ([UInt8]) throws -> Void) throws -> Outcome {
    var text = Self.header(table.dimensions)
    var rows = 0
    while let observation = try table.next() {
      try Self.refuseDeletions(table)
      text += Self.line(observation, dataset: table.dataset)
      rows += 1
      if text.utf8.count >= Self.pieceSize {
        try write(Array(text.utf8))
        text = ""
      }
    }
    try Self.refuseDeletions(table)
    try write(Array(text.utf8))
    return Outcome(format: table.format, rows: rows)
  }

  private static func refuseDeletions(_ table: borrowing StatisticsTable) throws(DataError) {
    if table.deletionCount > 0 {
      throw DataError(
        file: table.name, line: table.line,
        problem: "the row deletes data: the file is a set of changes and no table",
        remedy: "apply it to the data that it changes, or export these as they are now")
    }
  }

  private static func header(_ dimensions: [Dimension]) -> String {
    CSVWriter.line(
      ([TidyColumns.dataset] + TidyColumns.names(of: dimensions) + TidyColumns.fixed).map { .text($0) })
  }

  private static func line(_ observation: Observation, dataset: String) -> String {
    var cells: [CSVWriter.LineCell] = [.text(dataset)]
    cells += observation.codes.map { .text($0) }
    var number: Double?
    var reason: String?
    switch observation.value {
    case .number(let value): number = value
    case .interval: break
    case .missing(let why): reason = why.rawValue
    }
    let ends = observation.ends
    cells += [
      .text(observation.period), .number(number), .number(ends.lower), .number(ends.upper), .text(reason),
      .text(observation.unit), .number(observation.multiplier), .text(observation.status),
      .text(observation.source), .text(observation.note),
    ]
    return CSVWriter.line(cells)
  }

  // MARK: cases

  private func cases(_ table: inout StatisticsTable, _ write: ([UInt8]) throws -> Void) throws -> Outcome {
    let names = variables ?? Self.usualVariables
    let columns = table.caseColumns
    var places: [Int] = []
    for name in names {
      guard let columns, let place = columns.place(name), columns.kinds[place] != .skipped else {
        throw DataError(
          .usage, file: table.name, column: name, problem: "there is no such variable to count by",
          remedy: NearestName.to(name, among: columns?.names ?? []).map { "did you mean '\($0)'?" }
            ?? "see 'prevalence data describe' for the variables")
      }
      guard !places.contains(place) else {
        throw DataError(
          .usage, file: table.name, column: name, problem: "the variable is named twice",
          remedy: "name each once")
      }
      places.append(place)
    }
    let counts = try CaseCounts(&table, by: places)
    let year = columns.flatMap { columns in places.firstIndex { columns.kinds[$0] == .year } }
    let others = places.indices.filter { $0 != year }
    let dimensions = others.map { Dimension(columns?.names[places[$0]] ?? "") }
    var text = Self.header(dimensions)
    let shown = SmallCells.shown(counts.cells.map(\.count), threshold: StatisticsDescription.threshold)
    for (cell, count) in zip(counts.cells, shown) {
      let observation = Observation(
        codes: others.map { cell.words[$0] }, period: year.map { cell.words[$0] } ?? "",
        value: count.map { .number(Double($0)) } ?? Self.heldBack(cell.count), unit: "persons", multiplier: 1,
        status: count == nil ? "held back" : nil, line: 0)
      text += Self.line(observation, dataset: table.format.rawValue)
    }
    try write(Array(text.utf8))
    return Outcome(format: table.format, rows: counts.cells.count)
  }

  /// A small count is known to be small; one that went with it is not told apart from any other.
  private static func heldBack(_ count: Int) -> Observation.Value {
    count < StatisticsDescription.threshold
      ? .interval(lower: 1, upper: Double(StatisticsDescription.threshold - 1)) : .missing(.suppressed)
  }
}

/// How many cases have each combination of words.
struct CaseCounts: Sendable {
  struct Cell: Sendable {
    /// Empty for a missing word.
    let words: [String]
    let count: Int
  }

  /// Combinations that somebody has, in the order of their words.
  let cells: [Cell]

  private static let mostCells = 2_000_000

  init(_ table: inout StatisticsTable, by places: [Int]) throws(DataError) {
    var counts: [[String]: Int] = [:]
    while try table.nextRow() {
      var words: [String] = []
      words.reserveCapacity(places.count)
      for place in places { words.append(try table.word(place) ?? "") }
      counts[words, default: 0] += 1
      if counts.count > CaseCounts.mostCells {
        throw DataError(
          .usage, file: table.name, line: table.line,
          problem: "the cases have more than \(CaseCounts.mostCells) combinations of these variables",
          remedy: "count by fewer variables")
      }
    }
    cells = counts.map { Cell(words: $0.key, count: $0.value) }.sorted {
      $0.words.lexicographicallyPrecedes($1.words)
    }
  }
}
