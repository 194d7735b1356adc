internal import DataLoaders
package import Estimates
package import GlobalEstimates
internal import Tables

/// Regional figures as they were read: the parts, and the figures that the file gives for wholes.
package struct AggregationInput: Sendable {
  /// One row: a part or a whole.
  package struct Figure: Sendable {
    package let path: [String]
    package let line: Int
    package let value: Double
    /// `nil` where the row gives no error.
    package let standardDeviation: Double?
    package let identified: Double
    package let population: Double?
    package let isImputed: Bool
    /// The share of its people who may also be counted in another part.
    package let overlap: Double
    /// Whether the population is of another year than the figure.
    package let isOfAnotherYear: Bool
  }

  package let levels: [String]
  package let hierarchy: Hierarchy
  /// In the order of the leaves.
  package let parts: [Figure]
  /// By the place of their node.
  package let wholes: [Int: Figure]
  /// For raking: the levels that are classifications, with the class of each leaf and the figure of each class.
  package let margins: [(name: String, classes: [Int], figures: [Figure])]
  /// What the rows say they measure; more than one cannot be added (AGG-06).
  package let definitions: [String]
  package let isOfRates: Bool
  package let record: InputRecord
  package let notes: [String]
  package let file: String

  /// More parts than this are no table of regions.
  package static let mostRows = 20_000

  package init(
    file: String, columns: AggregationColumns, options: AggregationOptions,
    reading: InputOptions = InputOptions(),
    inputLevel: Double = 0.95
  ) throws {
    try self.init(
      ByteSource(argument: file), columns: columns, options: options, reading: reading, inputLevel: inputLevel
    )
  }

  /// Reads a file of a data set.
  package init(
    _ file: String, in folder: DataFolder, columns: AggregationColumns = AggregationColumns(),
    options: AggregationOptions
  ) throws {
    try self.init(
      folder.source(file), columns: columns, options: options, reading: InputOptions(), inputLevel: 0.95)
  }

  private init(
    _ source: ByteSource, columns: AggregationColumns, options: AggregationOptions, reading: InputOptions,
    inputLevel: Double
  ) throws {
    var roles = AggregationRoles()
    let read = try ReadTable(source, reading) { found throws(DataError) in
      roles = try AggregationRoles(found, columns)
      return roles.schema
    }
    let table = read.table
    guard table.rowCount <= Self.mostRows else {
      throw DataError(
        file: table.name, problem: "there are more than \(Self.mostRows) rows",
        remedy: "this command adds figures of countries and regions; tabulate people first")
    }
    let reader = try AggregationRowReader(read, roles, options, inputLevel)
    var rows: [Figure] = []
    for row in 0..<table.rowCount { rows.append(try reader.figure(row)) }
    try Self.requireEachOnce(rows, table)
    self.levels = roles.levelNames
    self.file = table.name
    record = read.record
    notes = read.notes
    isOfRates = roles.rate != nil
    definitions = reader.definitions
    (hierarchy, parts, wholes, margins) = try Self.arranged(rows, roles, table, options)
  }

  /// The row of the whole, or of the margin, that an estimator's sentence begins with.
  func place(of sentence: String) -> (file: String, line: Int)? {
    for margin in margins {
      for (index, figure) in margin.figures.enumerated()
      where sentence.hasPrefix("class \(index + 1) of margin '\(margin.name)' ") {
        return (file, figure.line)
      }
    }
    let named = wholes.filter { sentence.hasPrefix("'\(hierarchy.nodes[$0.key].name)':") }
    return named.values.map(\.line).min().map { (file, $0) }
  }

  private static func requireEachOnce(_ rows: [Figure], _ table: DataTable) throws(DataError) {
    var seen: [[String]: Int] = [:]
    for (row, figure) in rows.enumerated() {
      if let earlier = seen[figure.path] {
        throw table.error(
          row: row, column: nil, problem: "this part stands on line \(earlier) already",
          remedy: "keep one of the two rows, or name another column of the hierarchy with --levels")
      }
      seen[figure.path] = figure.line
    }
  }
}
