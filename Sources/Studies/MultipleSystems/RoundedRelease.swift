internal import Estimates
internal import Reporting

/// What leaves the house of a result whose counts of people are rounded under a key (standard 4.3.3).
///
/// A rounded count protects nothing when something beside it tells the count: the size of the file or its rows, of which
/// a person may have several, the digits of an estimate, a sentence with a number in it. So all of them are coarse: these
/// go down to hundreds of rows and blocks of 4 KiB, estimates have two figures or one and are multiples of the base at
/// least, intervals are rounded outwards, and sentences that hold counts are the catalogue's own. Whether an estimate may
/// be shown at all is asked of a `WitnessSearch`.
struct RoundedRelease: Sendable {
  let rounding: KeyedRounding
  /// Significant figures of estimates.
  var figures = 2

  /// What readers are told about it.
  var note: String {
    "Counts of people are rounded at random, up or down, to multiples of \(rounding.base), and the same count always in "
      + "the same way; estimates have two figures at most, intervals are rounded outwards, and the rows of files are given "
      + "in whole hundreds. Nothing adds up exactly."
  }

  func count(_ people: Int, _ name: String) -> Int { rounding.rounded(people, atoms: [name]) }

  func input(_ record: InputRecord) -> InputRecord {
    InputRecord(
      name: record.name, sha256: record.sha256, byteCount: Self.size(record.byteCount),
      rowCount: record.rowCount / 100 * 100)
  }

  /// A size of a file, so that rows cannot be counted by it.
  static func size(_ byteCount: Int) -> Int { byteCount / 4_096 * 4_096 }

  /// An estimate as it may be shown.
  func estimate(_ estimate: Estimate) throws -> Estimate {
    let outcome: Estimate.Outcome =
      switch estimate.outcome {
      // That fewer than seven people are on two lists is a count of people.
      case .refused(let refusal) where refusal.code == .smallOverlap: .refused(Self.heldBack)
      case .refused(let refusal):
        .refused(Refusal(code: refusal.code, reason: refusal.code.entry.condition))
      case .estimated(let value, let uncertainty):
        .estimated(value: nearest(value), uncertainty: try rounded(uncertainty))
      }
    return try Estimate(
      quantity: estimate.quantity, unit: estimate.unit, method: estimate.method, domain: estimate.domain,
      outcome: outcome, diagnostics: diagnostics(estimate), provenance: provenance(estimate))
  }

  /// The same without its number.
  func withheld(_ estimate: Estimate) throws -> Estimate {
    try Estimate(
      quantity: estimate.quantity, unit: estimate.unit, method: estimate.method, domain: estimate.domain,
      outcome: .refused(Self.heldBack), provenance: provenance(estimate))
  }

  static let heldBack = Refusal(
    code: .disclosureHeldBack, reason: WarningCode.disclosureHeldBack.entry.condition)

  private func diagnostics(_ estimate: Estimate) -> [Diagnostic] {
    var seen: Set<WarningCode> = []
    return estimate.diagnostics.filter { seen.insert($0.code).inserted }.map {
      Diagnostic($0.code, severity: $0.severity, $0.code.entry.condition)
    }
  }

  private func provenance(_ estimate: Estimate) -> Provenance {
    Provenance(
      inputs: estimate.provenance.inputs.map(input), seed: estimate.provenance.seed,
      draws: estimate.provenance.draws, notes: sentences(estimate.provenance.notes) + [note],
      citations: estimate.provenance.citations)
  }

  /// Those without a number in them, and without the model that was chosen, which tells who is on which lists.
  private func sentences(_ notes: [String]) -> [String] {
    notes.filter { note in
      !note.contains("[") && !note.utf8.contains { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
  }

  private func rounded(_ uncertainty: Uncertainty) throws -> Uncertainty {
    switch uncertainty {
    case .sampling(let error, let degreesOfFreedom, let interval):
      .sampling(
        standardError: up(error), degreesOfFreedom: degreesOfFreedom, interval: try rounded(interval))
    case .intervalOnly(let interval): .intervalOnly(try rounded(interval))
    case .unavailable(let reason): .unavailable(reason: sentences([reason]).first ?? "it is held back")
    }
  }

  private func rounded(_ interval: Interval) throws -> Interval {
    let upper: UpperEnd =
      switch interval.upper {
      case .finite(let end): .finite(up(end))
      case .unbounded(let reason): .unbounded(reason: sentences([reason]).first ?? "there is no upper end")
      }
    return try Interval(kind: interval.kind, level: interval.level, lower: down(interval.lower), upper: upper)
  }

  /// What is shown of an estimate and its interval: the value, the lower end, the upper end and the standard error, as
  /// far as there are any.
  func shown(_ numbers: ShownNumbers) -> ShownNumbers {
    ShownNumbers(
      value: nearest(numbers.value), lower: numbers.lower.map(down), upper: numbers.upper.map(up),
      standardError: numbers.standardError.map(up))
  }

  /// The unit of so many figures, and the base at least.
  private func step(_ value: Double) -> Double {
    var limit = 1.0
    for _ in 0..<figures { limit *= 10 }
    var unit = 1.0
    while unit * limit <= abs(value), unit < 1e15 { unit *= 10 }
    let base = Double(rounding.base)
    return (max(unit, base) / base).rounded(.up) * base
  }

  private func nearest(_ value: Double) -> Double { rounded(value, .toNearestOrAwayFromZero) }
  private func up(_ value: Double) -> Double { rounded(value, .up) }
  private func down(_ value: Double) -> Double { rounded(value, .down) }

  private func rounded(_ value: Double, _ rule: FloatingPointRoundingRule) -> Double {
    guard value.isFinite else { return value }
    let step = step(value)
    return (value / step).rounded(rule) * step
  }
}

/// How a report shows numbers: the one question that a search for witnesses asks of it.
struct ShownDigits {
  let shown: (ShownNumbers) -> ShownNumbers
  /// Whether a number of people seen would have been published just so.
  let isPeople: (Int) -> Bool

  /// Between which ends each number is shown as it is, by bisection: showing is monotone.
  func cells(_ numbers: ShownNumbers) -> [ClosedRange<Double>] {
    let shown = shown(numbers).list
    return numbers.list.enumerated().map { index, value in
      func isSame(_ other: Double) -> Bool { self.shown(numbers.replacing(index, other)).list[index] == shown[index] }
      func end(_ far: Double) -> Double {
        var (inside, outside) = (value, far)
        guard !isSame(far) else { return far }
        for _ in 0..<60 {
          let middle = (inside + outside) / 2
          if isSame(middle) { inside = middle } else { outside = middle }
        }
        return inside
      }
      return end(0)...max(end(4 * value + 1_000), end(0))
    }
  }

  /// The cell of a number of people seen.
  func people(near count: Int) -> ClosedRange<Double> {
    var (low, high) = (count, count)
    while low > 0, isPeople(low - 1) { low -= 1 }
    while isPeople(high + 1) { high += 1 }
    return Double(low) - 0.4...Double(high) + 0.4
  }

  static func rounded(_ release: RoundedRelease, people: Int) -> ShownDigits {
    ShownDigits(shown: release.shown, isPeople: { abs($0 - people) < release.rounding.base })
  }

  /// Without rounding under a key: three figures, and the people seen as they are.
  static func exact(people: Int) -> ShownDigits {
    func figures(_ value: Double) -> Double { Headline.rounded(value) }
    return ShownDigits(
      shown: {
        ShownNumbers(
          value: figures($0.value), lower: $0.lower.map(figures), upper: $0.upper.map(figures),
          standardError: $0.standardError.map(figures))
      }, isPeople: { $0 == people })
  }
}

/// The numbers of an estimate, for asking what others would have been shown just so.
struct ShownNumbers: Sendable, Equatable {
  let value: Double
  var lower: Double?
  var upper: Double?
  var standardError: Double?

  init(value: Double, lower: Double? = nil, upper: Double? = nil, standardError: Double? = nil) {
    self.value = value
    self.lower = lower
    self.upper = upper
    self.standardError = standardError
  }

  /// `nil` where there is no value.
  init?(_ estimate: Estimate) {
    guard let value = estimate.value else { return nil }
    let interval = estimate.uncertainty?.interval
    self.init(
      value: value, lower: interval?.lower, upper: interval?.finiteUpper,
      standardError: estimate.uncertainty?.standardError)
  }

  var list: [Double] { [value, lower, upper, standardError].compactMap(\.self) }

  /// The same with another number in a place of `list`.
  func replacing(_ index: Int, _ number: Double) -> ShownNumbers {
    var list = list
    list[index] = number
    var rest = list.dropFirst()
    let lower = lower.map { _ in rest.removeFirst() }
    let upper = upper.map { _ in rest.removeFirst() }
    let standardError = standardError.map { _ in rest.removeFirst() }
    return ShownNumbers(value: list[0], lower: lower, upper: upper, standardError: standardError)
  }
}

extension StudyRelease {
  /// Of a report that gives the number of people seen, rounded, and no other count.
  static func roundedTotal(
    _ shown: Int, threshold: Int, lists: [String], _ rounding: KeyedRounding
  ) -> StudyRelease {
    var cells = PublishedCells(threshold: threshold, lists: lists)
    cells.add("people seen", of: ["people seen"], rounding.knowledge(shown))
    // What is shown is rounded already.
    return StudyRelease(cells: cells, isRestricted: false)
  }
}
