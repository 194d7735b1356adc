internal import Estimates
internal import Glibc
internal import MultipleSystems
package import Reporting

extension PartsStudy {
  /// The result with its counts rounded under a key: the people seen, and the total and each stratum with two figures,
  /// with one, or held back, by the search for witnesses. A model of covariates is refused before it comes here.
  /// - Throws: `EstimateError` where a rounded estimate is none.
  package func result(rounding: KeyedRounding?) throws -> StudyResult {
    guard let rounding else {
      var result = result()
      if options.threshold > 1, case .separate = approach {
        let told = RoundedPartsPlan(self, nil, people: input.whole.total).told
        if !told.isEmpty { result.release = result.release?.exposing(told) }
      } else if options.threshold > 1 {
        // One model of covariates: no search says what its parts tell together.
        let hasSmall = input.strata.contains { stratum in
          !CaptureGoals(stratum.table, threshold: options.threshold, isShown: false).small.isEmpty
        }
        if hasSmall, estimates.contains(where: { $0.value != nil }) {
          result.release = result.release?.exposing(["parts by covariates"])
        }
      }
      return result
    }
    let people = rounding.rounded(input.whole.total, atoms: ["people seen"])
    let release = RoundedRelease(rounding: rounding)
    let plan = RoundedPartsPlan(self, rounding, people: people)
    let shown = try zip(estimates, plan.figures).map { estimate, figures in
      guard let figures else { return try release.withheld(estimate) }
      return try RoundedRelease(rounding: rounding, figures: figures).estimate(estimate)
    }
    var result = replacing(
      estimates: shown, record: release.input(input.record),
      seen: "about \(NumberStyle.count.text(Double(people)))"
    ).result()
    result.release = .roundedTotal(
      people, threshold: options.threshold, lists: input.whole.lists, rounding)
    return result
  }
}

/// With how many figures the total and each stratum are shown; `nil` holds one back.
private struct RoundedPartsPlan {
  private(set) var figures: [Int?]
  /// Parts of which small counts would be told, were they shown as they are.
  private(set) var told: [String] = []
  private let study: PartsStudy
  /// `nil` for a report without rounding.
  private let rounding: KeyedRounding?
  private let people: Int

  init(_ study: PartsStudy, _ rounding: KeyedRounding?, people: Int) {
    self.study = study
    self.rounding = rounding
    self.people = people
    figures = study.estimates.map { _ in 2 }
    let rule =
      (try? LogLinearEstimator(study.options.headlineMethod(lists: study.input.whole.listCount).method)
      .modelRule(for: study.input.whole, of: study.input.whole))
    for (index, stratum) in study.input.strata.enumerated() {
      let place = study.estimates.firstIndex { $0.domain == stratum.labels }
      if rounding == nil {
        if !isSafe(index, place, rule) {
          told.append(stratum.labels.map(\.value).joined(separator: ", "))
        }
        continue
      }
      while !isSafe(index, place, rule), let next = Self.coarser(place.flatMap { figures[$0] }, total: figures.first ?? nil)
      {
        switch next {
        case .part(let digits): if let place { figures[place] = digits }
        case .total(let digits): figures[0] = digits
        }
      }
    }
  }

  private enum Step {
    case part(Int?), total(Int?)
  }

  /// First the part itself gives way, then the total.
  private static func coarser(_ part: Int?, total: Int?) -> Step? {
    if let part { return .part(part > 1 ? 1 : nil) }
    if let total { return .total(total > 1 ? 1 : nil) }
    return nil
  }

  /// Whether every small count of one stratum could be another, with what is shown of the stratum and of the total.
  private func isSafe(_ index: Int, _ place: Int?, _ rule: ModelRule?) -> Bool {
    let stratum = study.input.strata[index]
    guard let table = try? stratum.table.withoutEmptyLists().table else { return false }
    let own = place.flatMap { place in figures[place].map { shownDigits($0) } }
    let total = figures[0].map(shownDigits)
    // A refusal has no number, and what follows from the total is asked of the strata that have one.
    guard let estimate = place.map({ study.estimates[$0] }), let published = ShownNumbers(estimate) else {
      return true
    }
    if own == nil, total == nil { return true }
    if table.total - table.captureFrequencies[0] < OverlapRule.refusedBelow { return false }
    let goals = CaptureGoals(table, threshold: study.options.threshold, isShown: false)
    guard !goals.small.isEmpty else { return true }
    guard let rule,
      let model = PopulationNumbers(table, rule: rule, level: study.options.level, published: published)
    else { return false }
    let others = study.input.whole.total - table.total
    // The total moves by as much as the part; the width of its interval as the root of the sum of squares does.
    func totalNumbers(_ part: ShownNumbers) -> ShownNumbers? {
      guard let whole = ShownNumbers(study.estimates[0]) else { return nil }
      let value = whole.value + part.value - published.value
      func end(_ whole: Double?, _ value: Double, _ old: Double, _ new: Double?, _ before: Double?) -> Double? {
        guard let whole, let new, let before else { return whole }
        let reach = whole - old
        let square = reach * reach + (new - part.value) * (new - part.value)
          - (before - published.value) * (before - published.value)
        return value + (reach < 0 ? -1 : 1) * max(square, 0).squareRoot()
      }
      return ShownNumbers(
        value: value, lower: end(whole.lower, value, whole.value, part.lower, published.lower),
        upper: end(whole.upper, value, whole.value, part.upper, published.upper))
    }
    func list(_ part: ShownNumbers, _ counts: [Int]) -> [Double] {
      var list = own == nil ? [] : part.list
      if total != nil, let whole = totalNumbers(part) { list += whole.list }
      return list + [Double(counts.reduce(others, +))]
    }
    var cells = own?.cells(published) ?? []
    if let total, let whole = totalNumbers(published) { cells += total.cells(whole) }
    cells.append(shownDigits(2).people(near: study.input.whole.total))
    let search = WitnessSearch(
      counts: table.counts, bounds: table.counts.map { _ in 0...max(2 * table.total, 1_000) }, cells: cells,
      numbers: { point in
        model.near(point).map { numbers in { counts in numbers(counts).map { list($0, counts) } } }
      },
      isSamePublication: { counts, _ in
        guard shownDigits(2).isPeople(counts.reduce(others, +)), let part = model.near(counts)?(counts)
        else { return false }
        if let own, own.shown(part) != own.shown(published) { return false }
        guard let total else { return true }
        return totalNumbers(part).map(total.shown) == totalNumbers(published).map(total.shown)
      })
    return goals.areSafe(in: search)
  }

  private func shownDigits(_ figures: Int) -> ShownDigits {
    guard let rounding else { return .exact(people: people) }
    return .rounded(RoundedRelease(rounding: rounding, figures: figures), people: people)
  }
}
