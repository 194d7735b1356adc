package import GlobalEstimates
package import Tables

/// The published figures of one source, by identifier, in the order of the file.
package struct FigureRegister: Sendable, Equatable {
  package let figures: [PublishedFigure]
  /// The file's name, for messages.
  package let file: String
  private let positions: [String: Int]

  package static let schema = Schema([
    ColumnRule("figure", .text),
    ColumnRule("table", .text),
    ColumnRule("region", .text),
    ColumnRule("age_group", .text),
    ColumnRule("measure", .text),
    ColumnRule("value", .number(0...1e15), missing: ["-"]),
    ColumnRule("unit", .category(FigureUnit.allCases.map(\.rawValue))),
    ColumnRule("rounded_to", .number(0...1e15)),
    ColumnRule("status", .category(VerificationStatus.allCases.map(\.rawValue))),
    ColumnRule("note", .text, missing: [""]),
  ])

  /// - Throws: `DataError` when two rows have one identifier, or a cell that the schema requires is missing.
  package init(_ table: DataTable) throws(DataError) {
    let identifiers = try table.text("figure")
    let tables = try table.text("table")
    let regions = try table.text("region")
    let ages = try table.text("age_group")
    let measures = try table.text("measure")
    let values = try table.numbers("value")
    let units = try table.text("unit")
    let steps = try table.numbers("rounded_to")
    let statuses = try table.text("status")
    let notes = try table.text("note")

    var figures: [PublishedFigure] = []
    var positions: [String: Int] = [:]
    for row in 0..<table.rowCount {
      guard let identifier = identifiers[row], let tableName = tables[row], let region = regions[row],
        let age = ages[row], let measure = measures[row], let step = steps[row],
        let unit = units[row].flatMap(FigureUnit.init(rawValue:)),
        let status = statuses[row].flatMap(VerificationStatus.init(rawValue:))
      else {
        throw table.error(
          row: row, column: nil, problem: "a required cell is empty", remedy: "fill every cell but the note")
      }
      if let earlier = positions[identifier] {
        throw table.error(
          row: row, column: "figure",
          problem: "this figure stands already on line \(figures[earlier].line)",
          remedy: "keep one of the two rows")
      }
      positions[identifier] = figures.count
      figures.append(
        PublishedFigure(
          identifier: identifier, table: tableName, region: region, ageGroup: age, measure: measure,
          printed: values[row].map { PrintedNumber($0, roundedTo: step) }, unit: unit, status: status,
          note: notes[row] ?? "", line: table.lines[row]))
    }
    self.figures = figures
    self.positions = positions
    self.file = table.name
  }

  /// - Throws: `DataError` that names the figure when there is no such row.
  package func figure(_ identifier: String) throws(DataError) -> PublishedFigure {
    guard let position = positions[identifier] else {
      throw DataError(
        file: file, column: "figure", problem: "there is no row '\(identifier)'",
        remedy: "restore it from the bundled copy (prevalence data show every-child-counts)")
    }
    return figures[position]
  }

  /// The printed number of a figure that has to be there and not a dash.
  package func number(_ identifier: String) throws(DataError) -> PrintedNumber {
    let figure = try figure(identifier)
    guard let printed = figure.printed else {
      throw DataError(
        file: file, line: figure.line, column: "value", problem: "the figure '\(identifier)' is a dash",
        remedy: "give the printed number; this figure is needed")
    }
    return printed
  }

  /// The number of persons that a figure stands for, with the bounds of its rounding.
  /// - Throws: `DataError` when the figure is a dash or its unit does not count people.
  package func persons(_ identifier: String) throws(DataError) -> BoundedNumber {
    let figure = try figure(identifier)
    guard let factor = figure.unit.persons else {
      throw DataError(
        file: file, line: figure.line, column: "unit",
        problem: "the figure '\(identifier)' has to be a number of people",
        remedy: "give it in persons, thousand or million")
    }
    return BoundedNumber(try number(identifier)).scaled(by: factor)
  }

  /// A percentage as a fraction, with the bounds of its rounding.
  /// - Throws: `DataError` when the figure is a dash or not a percentage.
  package func fraction(_ identifier: String) throws(DataError) -> BoundedNumber {
    let figure = try figure(identifier)
    guard figure.unit == .percent else {
      throw DataError(
        file: file, line: figure.line, column: "unit",
        problem: "the figure '\(identifier)' has to be a percentage", remedy: "give it in percent")
    }
    return BoundedNumber(try number(identifier)).scaled(by: 0.01)
  }

  /// - Throws: `DataError` that names the row when this register has a figure that `reference` has not; a
  ///   misspelt row would otherwise be ignored in silence.
  package func requireSameFigures(as reference: FigureRegister) throws(DataError) {
    for figure in figures where reference.positions[figure.identifier] == nil {
      throw DataError(
        file: file, line: figure.line, column: "figure",
        problem: "no reproduction uses a figure of this name",
        remedy: "use a name of the bundled copy (see 'prevalence data list')")
    }
    for figure in reference.figures { _ = try self.figure(figure.identifier) }
  }
}
