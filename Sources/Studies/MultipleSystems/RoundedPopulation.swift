internal import Estimates
internal import Glibc
internal import MultipleSystems
package import Reporting

/// The model of a table as a function of its counts, for asking which other counts give the same numbers.
///
/// Ends of bootstrap intervals cannot be had anew for every candidate. They are taken to move as the log-normal interval
/// of the model does, which is that interval where one was asked for.
struct PopulationNumbers {
  let table: CaptureTable
  let rule: ModelRule
  let level: Double
  let published: ShownNumbers
  private let own: ShownNumbers

  /// `nil` where the rule finds no model.
  init?(_ table: CaptureTable, rule: ModelRule, level: Double, published: ShownNumbers) {
    guard let choice = try? rule.choose(from: table), let own = Self.numbers(choice.fit, level: level) else {
      return nil
    }
    self.table = table
    self.rule = rule
    self.level = level
    self.published = published
    self.own = own
  }

  /// Of the model that the rule chooses at some counts, as a function of counts near them.
  func near(_ counts: [Int]) -> (([Int]) -> ShownNumbers?)? {
    guard let changed = changed(counts), let model = try? rule.choose(from: changed).model else { return nil }
    let given = ModelRule.given(model)
    return { counts in
      guard let changed = self.changed(counts), let fit = try? given.choose(from: changed).fit else { return nil }
      return Self.numbers(fit, level: level).map(scaled)
    }
  }

  private func changed(_ counts: [Int]) -> CaptureTable? {
    guard let changed = try? CaptureTable(lists: table.lists, histories: table.histories, counts: counts),
      !changed.listTotals.contains(0)
    else { return nil }
    return changed
  }

  private static func numbers(_ fit: LogLinearFit, level: Double) -> ShownNumbers? {
    guard let interval = try? fit.logNormalInterval(level: level), fit.population.isFinite else { return nil }
    return ShownNumbers(
      value: fit.population, lower: interval.lower, upper: interval.finiteUpper,
      standardError: fit.populationStandardError)
  }

  private func scaled(_ there: ShownNumbers) -> ShownNumbers {
    func scale(_ end: Double?, _ new: Double?, _ old: Double?) -> Double? {
      guard let end, let new, let old, old > 0 else { return end }
      return end * new / old
    }
    return ShownNumbers(
      value: published.value * there.value / own.value, lower: scale(published.lower, there.lower, own.lower),
      upper: scale(published.upper, there.upper, own.upper),
      standardError: scale(published.standardError, there.standardError, own.standardError))
  }
}

extension MultipleSystemsStudy {
  /// The result with its counts rounded under a key.
  ///
  /// The people seen are shown, and the histories and the headline where the search for witnesses finds that no small
  /// count follows from both; then the headline alone, with two figures or one; where even that would tell a small count
  /// it is held back. What stands beside it in other reports (other methods, models, the bootstrap, what changes without
  /// a list) are further functions of the same counts, and is left out.
  /// - Throws: `EstimateError` where a rounded estimate is none.
  package func result(rounding: KeyedRounding?) throws -> StudyResult {
    guard let rounding else { return exposing(result()) }
    let rounded = RoundedTable(prepared, rounding)
    let canShowHistories = rounded.table.listCount <= RoundedTable.mostLists
    let exact = headline
    for (figures, withHistories) in [(2, true), (2, false), (1, true), (1, false)]
    where !withHistories || canShowHistories {
      let release = RoundedRelease(rounding: rounding, figures: figures)
      guard
        isSafe(
          .rounded(release, people: rounded.people), bounds: rounded.bounds(withHistories: withHistories),
          isShown: withHistories)
      else { continue }
      return try result(release, rounded, estimate: release.estimate(exact), withHistories: withHistories)
    }
    let release = RoundedRelease(rounding: rounding)
    return try result(
      release, rounded, estimate: release.withheld(exact), withHistories: canShowHistories)
  }

  private var prepared: CaptureTable { (try? table.withoutEmptyLists().table) ?? table }

  /// The result without rounding, with a note for the audit where the headline would tell counts that are held back:
  /// from two lists of known size it tells how many are on both.
  private func exposing(_ result: StudyResult) -> StudyResult {
    guard options.threshold > 1, disclosure.hiddenCount > 0, headline.value != nil else { return result }
    let most = max(2 * table.total, 1_000)
    let names = table.histories.map(\.lists)
    let shown = prepared.histories.map { history in
      names.firstIndex { $0.map { table.lists[$0] } == history.lists.map { prepared.lists[$0] } }.map {
        disclosure.isShown[$0]
      } ?? false
    }
    let bounds = zip(prepared.counts, shown).map { $1 ? $0...$0 : 1...most }
    var result = result
    if !isSafe(.exact(people: table.total), bounds: bounds, isShown: false) {
      result.release = result.release?.exposing([headline.quantity])
    }
    return result
  }

  private func isSafe(_ publication: ShownDigits, bounds: [ClosedRange<Int>], isShown: Bool) -> Bool {
    // A refusal shows no number; a warning of a small overlap says how many are on two lists.
    guard let published = ShownNumbers(headline) else { return true }
    let table = prepared
    if table.total - table.captureFrequencies[0] < OverlapRule.refusedBelow { return false }
    let goals = CaptureGoals(table, threshold: options.threshold, isShown: isShown)
    guard !goals.small.isEmpty else { return true }
    let method = LogLinearEstimator(options.headlineMethod(lists: self.table.listCount).method)
    guard let rule = try? method.modelRule(for: table, of: self.table),
      let model = PopulationNumbers(table, rule: rule, level: options.level, published: published)
    else { return false }
    let shown = publication.shown(published)
    let search = WitnessSearch(
      counts: table.counts, bounds: bounds,
      cells: publication.cells(published) + [publication.people(near: table.total)],
      numbers: { point in
        model.near(point).map { numbers in
          { counts in numbers(counts).map { $0.list + [Double(counts.reduce(0, +))] } }
        }
      },
      isSamePublication: { counts, _ in
        publication.isPeople(counts.reduce(0, +)) && model.near(counts)?(counts).map(publication.shown) == shown
      })
    return goals.areSafe(in: search)
  }

  private func result(
    _ release: RoundedRelease, _ rounded: RoundedTable, estimate: Estimate, withHistories: Bool
  ) throws -> StudyResult {
    let record = release.input(input.record)
    let report = RoundedReport(
      release: release, rounded: rounded, estimate: estimate, record: record, withHistories: withHistories,
      isRangeOnly: isRangeOnly)
    return StudyResult(
      study: name, title: "Multiple systems estimation: \(record.name)",
      settings: [
        StudyResult.Setting(name: "bootstrap", value: .whole(options.replicates)),
        StudyResult.Setting(name: "interval", value: .text(options.interval.rawValue)),
        StudyResult.Setting(name: "level", value: .number(options.level)),
        StudyResult.Setting(name: "lists", value: .text(table.lists.joined(separator: ","))),
        StudyResult.Setting(name: "method", value: .text(estimate.method)),
        StudyResult.Setting(name: "seed", value: .unsigned(options.seed)),
        StudyResult.Setting(name: "smallCountThreshold", value: .whole(options.threshold)),
      ], inputs: [record], estimates: [estimate], verdicts: [], document: report.document,
      summary: [report.estimates],
      release: StudyRelease(
        cells: rounded.published(threshold: options.threshold, withHistories: withHistories),
        isRestricted: false))
  }
}

/// The report of lists whose counts are rounded.
private struct RoundedReport {
  let release: RoundedRelease
  let rounded: RoundedTable
  let estimate: Estimate
  let record: InputRecord
  let withHistories: Bool
  let isRangeOnly: Bool

  private var source: String { "computed by this program from \(record.name)" }

  var estimates: Table {
    EstimateTable.brief(
      "estimates", title: "Population, from about \(NumberStyle.count.text(Double(rounded.people))) people on "
        + "\(rounded.table.listCount) lists", [estimate], source: source)
  }

  private var histories: Table {
    Table(
      "histories", title: "People by combination of lists, rounded",
      columns: [TableColumn("lists", "On", .text), TableColumn("people", "People")],
      rows: rounded.table.histories.indices.filter { rounded.shown[$0] > 0 }.map { index in
        TableRow([
          .text(rounded.table.histories[index].lists.map { rounded.table.lists[$0] }.joined(separator: ", ")),
          .number(Double(rounded.shown[index]), .count),
        ])
      },
      notes: [
        "Combinations that are not named have nobody, or fewer than \(rounded.rounding.base) people who came out as none."
      ], source: source)
  }

  var document: Document {
    var first: [Block] = [
      .keyFigures([
        isRangeOnly && estimate.value != nil
          ? KeyFigure(
            label: "Population, as a range only", value: ends,
            detail: "no single number should be published of it; see the warnings below")
          : KeyFigure(
            label: "Population", value: estimate.value.map { RoundedReport.text($0) } ?? "no estimate",
            detail: estimate.refusal?.code.rawValue ?? interval),
        KeyFigure(
          label: "Seen on a list", value: "about \(NumberStyle.count.text(Double(rounded.people)))",
          detail: "people on \(rounded.table.listCount) lists"),
      ])
    ]
    if let refusal = estimate.refusal {
      first.append(.callout(Callout(.warning, RichText("\(refusal.code.rawValue): \(refusal.reason)."))))
    }
    first += [.table(estimates), .paragraph(RichText(release.note))]
    first.append(.table(WarningTable.table([estimate], source: source)))
    var lists: [Block] = []
    if withHistories { lists.append(.table(histories)) }
    lists.append(
      .paragraph(
        withHistories
          ? "The totals of lists, other methods, the models that were compared, the bootstrap and what changes without a list "
            + "are not shown, because each is one more number from the same small counts."
          : "Who is on which lists is not shown, because with the estimate it would tell small counts; nor are other methods, "
            + "the models that were compared, the bootstrap and what changes without a list."))
    return Document(
      title: "How many were missed", subtitle: "Multiple systems estimation from \(record.name)",
      sections: [
        Section("population", "The estimate", first), Section("lists", "The lists", lists),
        Section(
          "closing", "Limitations and sources",
          [
            .list([
              "No method can tell from lists alone how many people could be on none of them. Every estimate extrapolates by an "
                + "assumption about dependence that the lists cannot test.",
              "Errors of linking the lists are not in any interval: a missed link makes the estimate too high, a false one too "
                + "low.",
              "The population has to be closed over the period, and the lists of one territory and age range. The file does not "
                + "tell.",
            ]), .heading("Methods"), .list(estimate.provenance.citations.map { RichText($0.text) }),
          ]),
      ])
  }

  private static func text(_ value: Double) -> String { NumberStyle.count.text(value) }

  private var interval: String {
    guard let interval = estimate.uncertainty?.interval else { return "no interval" }
    let level = NumberStyle.decimal(0).text(interval.level * 100)
    return "\(level) % interval \(ends) (\(interval.kind.rawValue))"
  }

  private var ends: String {
    guard let interval = estimate.uncertainty?.interval else { return "no interval" }
    let lower = Self.text(interval.lower)
    return switch interval.upper {
    case .finite(let upper): "\(lower) to \(Self.text(upper))"
    case .unbounded: "\(lower) or more, without an upper end"
    }
  }
}
