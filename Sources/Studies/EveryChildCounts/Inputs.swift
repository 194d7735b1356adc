internal import Estimates
internal import GlobalEstimates
internal import Tables

/// What the reproduction reads, checked: the published figures, the grades and the later estimates.
struct EveryChildCountsInputs: Sendable {
  let published: FigureRegister
  let later: FigureRegister
  let grades: RegionalGrades
  let records: [InputRecord]
  /// The rows that differ from the bundled copy; empty when the bundled copy was read.
  let corrections: [FigureCorrection]

  static let dataset = "every-child-counts"

  /// Reads `folder`, or the bundled copy, and the grades from a file of their own when one is given.
  /// - Throws: `DataError` when a file breaks its schema, lacks a figure or has one that nothing uses.
  init(data: DataFolder, gradesFile: String?) throws {
    let bundled = DataFolder.bundled(Self.dataset)
    let figures = try data.table("figures.csv", schema: FigureRegister.schema)
    let laterFigures = try data.table("later-estimates.csv", schema: FigureRegister.schema)
    let gradeRows =
      try gradesFile.map { try DataFolder.file($0, schema: RegionalGrades.schema) }
      ?? data.table("grades.csv", schema: RegionalGrades.schema)

    published = try FigureRegister(figures.table)
    later = try FigureRegister(laterFigures.table)
    grades = try RegionalGrades(gradeRows.table)
    records = [figures.record, gradeRows.record, laterFigures.record]

    var corrections: [FigureCorrection] = []
    for (register, file) in [(published, "figures.csv"), (later, "later-estimates.csv")] {
      let reference = try FigureRegister(bundled.table(file, schema: FigureRegister.schema).table)
      try register.requireSameFigures(as: reference)
      corrections += try FigureCorrection.between(reference, register)
    }
    self.corrections = corrections
  }

  /// The regions with a printed trafficking figure, in the order of the table, and their numbers of persons.
  func traffickingByRegion() throws(DataError) -> [(figure: PublishedFigure, persons: BoundedNumber)] {
    var rows: [(figure: PublishedFigure, persons: BoundedNumber)] = []
    for cell in PublishedChecks.regionalCells("trafficking") {
      let figure = try published.figure(cell)
      guard figure.printed != nil else { continue }
      rows.append((figure, try published.persons(cell)))
    }
    return rows
  }
}

/// A row of a user's own copy that differs from the bundled one.
struct FigureCorrection: Sendable, Equatable {
  let bundled: PublishedFigure
  let given: PublishedFigure

  static func between(
    _ reference: FigureRegister, _ register: FigureRegister
  ) throws(DataError) -> [FigureCorrection] {
    var corrections: [FigureCorrection] = []
    for bundled in reference.figures {
      let given = try register.figure(bundled.identifier)
      if given.printed != bundled.printed || given.unit != bundled.unit || given.status != bundled.status {
        corrections.append(FigureCorrection(bundled: bundled, given: given))
      }
    }
    return corrections
  }
}
