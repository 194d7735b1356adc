internal import DataLoaders
internal import Estimates
internal import MultipleSystems
package import Reporting
internal import Tables

/// One estimate by one method, without the panel that stands around a log-linear headline.
package struct OneMethodStudy: Sendable {
  private var record: InputRecord
  private var estimate: Estimate
  private var observed: Int
  private let options: MultipleSystemsOptions
  /// The same estimate from other counts, for asking what these could be.
  private let counted: Counted
  /// Empty where one list counted people several times.
  private let lists: [String]

  private struct Counted: Sendable {
    let counts: [Int]
    let goals: CaptureGoals
    let isOverlapSmall: Bool
    /// `nil` where the method takes too long to be tried on hundreds of tables.
    let numbers: (@Sendable ([Int]) -> ShownNumbers?)?
  }

  /// Methods whose estimate is made in less than a thousandth of a second.
  private static let quick =
    ["lincoln-petersen", "chapman", "chao", "chao-lists"] + PopulationMethods.countNames

  /// An estimate from who is on which lists.
  /// - Throws: where the method does not take this number of lists; what the data refuse is a refused estimate.
  package init(_ input: CaptureInput, method: String, options: MultipleSystemsOptions) throws {
    guard let estimator = try PopulationMethods.named(method, options: options) else {
      throw StudyOptionError("there is no method called '\(method)'")
    }
    record = input.record
    observed = input.whole.total
    estimate = try estimator.estimate(input.whole, level: options.level)
      .adding(input: input.record, notes: input.notes)
    self.options = options
    let table = input.whole
    lists = table.lists
    let level = options.level
    var numbers: (@Sendable ([Int]) -> ShownNumbers?)?
    if Self.quick.contains(method) {
      numbers = { counts in
        guard
          let changed = try? CaptureTable(lists: table.lists, histories: table.histories, counts: counts),
          let estimate = try? estimator.estimate(changed, level: level)
        else { return nil }
        return ShownNumbers(estimate)
      }
    }
    counted = Counted(
      counts: table.counts, goals: CaptureGoals(table, threshold: options.threshold, isShown: false),
      isOverlapSmall: table.total - table.captureFrequencies[0] < OverlapRule.refusedBelow, numbers: numbers)
  }

  /// An estimate from how often one list counted each person: a column with the number of times, and one with the
  /// number of people where rows stand for more than one.
  package init(
    counts file: String, times: String, people: String?, method: String, reading: InputOptions,
    options: MultipleSystemsOptions
  ) throws {
    guard let estimator = PopulationMethods.countEstimators.first(where: { $0.id == method }) else {
      throw StudyOptionError(
        "a list that counts people more than once takes the methods "
          + PopulationMethods.countNames.joined(separator: ", "))
    }
    let source = ByteSource(argument: file)
    let rules =
      [ColumnRule(times, .integer(1...1_000_000))] + (people.map { [ColumnRule($0, .integer(0...))] } ?? [])
    let (table, read) = try CSVReader.readRecorded(
      source, schema: Schema(rules, allowsOtherColumns: true), options: try reading.csv(file: source.name))
    let counts = try Self.counts(table, times: times, people: people)
    lists = []
    let level = options.level
    counted = Counted(
      counts: counts.frequencies,
      goals: CaptureGoals(frequencies: counts.frequencies, threshold: options.threshold),
      isOverlapSmall: counts.total - counts.frequency(of: 1) < OverlapRule.refusedBelow,
      numbers: { frequencies in
        guard let changed = try? CaptureCounts(frequencies: frequencies),
          let estimate = try? estimator.estimate(changed, level: level)
        else { return nil }
        return ShownNumbers(estimate)
      })
    record = InputRecord(
      name: read.name, sha256: read.sha256, byteCount: read.byteCount, rowCount: read.rowCount)
    observed = counts.total
    estimate = try estimator.estimate(counts, level: options.level).adding(input: record, notes: read.notes)
    self.options = options
  }

  private static func counts(_ table: DataTable, times: String, people: String?) throws -> CaptureCounts {
    let often = try table.integers(times).compactMap { $0 }
    let many = try people.map { try table.integers($0).compactMap { $0 } }
    var frequencies = [Int](repeating: 0, count: often.max() ?? 0)
    for row in often.indices {
      let (sum, overflow) = frequencies[often[row] - 1].addingReportingOverflow(many?[row] ?? 1)
      guard !overflow else {
        throw table.error(
          row: row, column: people, problem: "the counts add up to more than can be counted",
          remedy: "check the figures")
      }
      frequencies[often[row] - 1] = sum
    }
    do {
      return try CaptureCounts(frequencies: frequencies)
    } catch {
      throw DataError(file: table.name, problem: "\(error)", remedy: "nothing was estimated")
    }
  }

  /// - Parameter rounding: how the people seen, and all that would tell them, are rounded; `nil` leaves them as they are.
  ///   The estimate then has two figures or one; where the search for witnesses finds that it would still tell a small
  ///   count, or the method takes too long for the search, it is held back.
  /// - Throws: `EstimateError` where a rounded estimate is none.
  /// - Parameter isEdition: whether it may be opened to others, so that without rounding it is asked, too, what the
  ///   estimate tells.
  package func result(rounding: KeyedRounding? = nil, isEdition: Bool = false) throws -> StudyResult {
    guard let rounding else {
      var result = plainResult
      if isEdition, options.threshold > 1, !isSafe(.exact(people: observed)) {
        result.release = result.release?.exposing([estimate.quantity])
      }
      return result
    }
    let people = rounding.rounded(observed, atoms: ["people seen"])
    for figures in [2, 1] {
      let release = RoundedRelease(rounding: rounding, figures: figures)
      if isSafe(.rounded(release, people: people)) {
        return try result(release, people, release.estimate(estimate))
      }
    }
    let release = RoundedRelease(rounding: rounding)
    return try result(release, people, release.withheld(estimate))
  }

  private func result(_ release: RoundedRelease, _ people: Int, _ shown: Estimate) throws -> StudyResult {
    var study = self
    study.record = release.input(record)
    study.observed = people
    study.estimate = shown
    var result = study.plainResult
    result.release = .roundedTotal(
      people, threshold: options.threshold, lists: lists, release.rounding)
    return result
  }

  private func isSafe(_ publication: ShownDigits) -> Bool {
    guard let published = ShownNumbers(estimate) else { return true }
    if counted.isOverlapSmall { return false }
    if counted.goals.small.isEmpty { return true }
    guard let numbers = counted.numbers else { return false }
    let shown = publication.shown(published)
    let search = WitnessSearch(
      counts: counted.counts, bounds: counted.counts.map { _ in 0...max(2 * observed, 1_000) },
      cells: publication.cells(published) + [publication.people(near: observed)],
      numbers: { _ in
        { counts in
          numbers(counts).flatMap {
            $0.list.count == published.list.count ? $0.list + [Double(counts.reduce(0, +))] : nil
          }
        }
      },
      isSamePublication: { counts, _ in
        publication.isPeople(counts.reduce(0, +)) && numbers(counts).map(publication.shown) == shown
      })
    return counted.goals.areSafe(in: search)
  }

  private var plainResult: StudyResult {
    StudyResult(
      study: "mse-method", title: "Population estimate: \(record.name)",
      settings: [
        StudyResult.Setting(name: "level", value: .number(options.level)),
        StudyResult.Setting(name: "method", value: .text(estimate.method)),
        StudyResult.Setting(name: "seed", value: .unsigned(options.seed)),
      ], inputs: [record], estimates: [estimate], verdicts: [], document: document, summary: [table],
      release: .totalOnly(observed, threshold: options.threshold, lists: lists))
  }

  private var table: Table {
    EstimateTable.brief(
      "estimates", title: "Population, from \(NumberStyle.count.text(Double(observed))) people seen",
      [estimate],
      source: "computed by this program from \(record.name)")
  }

  private var document: Document {
    var blocks: [Block] = [.table(table)]
    if let refusal = estimate.refusal {
      blocks.append(.callout(Callout(.warning, RichText(refusal.reason + "."))))
    }
    if !estimate.provenance.notes.isEmpty {
      blocks.append(.list(estimate.provenance.notes.map { RichText($0) }))
    }
    blocks += [.heading("Method"), .list(estimate.provenance.citations.map { RichText($0.text) })]
    blocks += [
      .paragraph(
        "One method alone shows nothing of what it rests on. The default of prevalence mse puts the others and the "
          + "sensitivity block beside it.")
    ]
    return Document(
      title: "How many were missed, by one method", subtitle: "From \(record.name)",
      sections: [Section("estimate", "The estimate", blocks)])
  }
}
