package import GlobalEstimates
package import Tables

/// Ratios between definitions or editions that a user states, from a CSV file.
package enum SeriesLinks {
  static let schema = Schema([
    ColumnRule("from_definition", .text), ColumnRule("from_vintage", .text),
    ColumnRule("to_definition", .text), ColumnRule("to_vintage", .text),
    ColumnRule("ratio", .number(1e-6...1e6)), ColumnRule("relative_standard_error", .number(0...10)),
    ColumnRule("reason", .text, required: false, missing: [""]),
  ])

  /// A row says that a figure by `to` is `ratio` times the figure by `from`, and how far that may be off.
  /// - Throws: `DataError` when the file is absent or breaks the schema.
  package static func read(
    _ path: String, reading: InputOptions = InputOptions()
  ) throws(DataError) -> [MeasurementSeries.Link] {
    let table = try DataFolder.file(path, schema: schema, reading: reading).table
    let fromDefinitions = try table.text("from_definition")
    let fromVintages = try table.text("from_vintage")
    let toDefinitions = try table.text("to_definition")
    let toVintages = try table.text("to_vintage")
    let ratios = try table.numbers("ratio")
    let errors = try table.numbers("relative_standard_error")
    var links: [MeasurementSeries.Link] = []
    for row in 0..<table.rowCount {
      guard let fromDefinition = fromDefinitions[row], let fromVintage = fromVintages[row],
        let toDefinition = toDefinitions[row], let toVintage = toVintages[row], let ratio = ratios[row],
        let error = errors[row]
      else { continue }
      let from = MeasurementSeries.Measure(definition: fromDefinition, vintage: fromVintage)
      let to = MeasurementSeries.Measure(definition: toDefinition, vintage: toVintage)
      guard from != to else {
        throw table.error(
          row: row, column: nil, problem: "the link goes from a measure to itself",
          remedy: "name two definitions or editions")
      }
      guard !links.contains(where: { ($0.from, $0.to) == (from, to) || ($0.from, $0.to) == (to, from) })
      else {
        throw table.error(
          row: row, column: nil, problem: "the two measures are linked on a line above",
          remedy: "keep one of the two rows")
      }
      links.append(
        MeasurementSeries.Link(from: from, to: to, ratio: ratio, relativeStandardError: error))
    }
    return links
  }
}
