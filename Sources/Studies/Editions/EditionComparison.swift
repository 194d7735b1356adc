internal import Estimates

/// Two editions of a study side by side: what changed, and whether the change is one of the world.
package struct EditionComparison: Sendable, Equatable {
  package let changes: [EstimateChange]
  /// What differs between the two besides the data, a sentence each; empty where the method is the same.
  package let methodChanges: [String]

  /// - Parameters:
  ///   - data: whether the data of the two have people in common.
  ///   - rounding: how counts are rounded otherwise than before; `nil` where they are not.
  package init(
    _ before: ReportRecord, _ after: ReportRecord, data: ComparisonRule.Data, rounding: RoundingChange? = nil
  ) {
    var methodChanges: [String] = []
    if rounding != nil {
      let code = WarningCode.roundingKeyChanged
      methodChanges.append("\(code.rawValue): \(code.entry.condition).")
    }
    let isOtherProgram = before.version != after.version
    if isOtherProgram {
      methodChanges.append("The program is version \(after.version); it was version \(before.version).")
    }
    var changes: [EstimateChange] = []
    for name in Self.names(before, after) {
      let old = before.estimations.first { $0.name == name }
      let new = after.estimations.first { $0.name == name }
      let differences = old.flatMap { old in new.map { Self.settings(old, $0) } } ?? []
      methodChanges += differences.map { "\(name): \($0)" }
      let ground = EstimateChange.Ground(
        data: data, isSameInput: Self.isSameInput(old, new),
        isSameMethod: differences.isEmpty && !isOtherProgram)
      for (old, new) in Self.pairs(old?.estimates ?? [], new?.estimates ?? []) {
        changes.append(EstimateChange(name, old, new, ground))
      }
    }
    self.changes = changes
    self.methodChanges = methodChanges
  }

  /// Whether any number, method or refusal differs.
  package var hasChanges: Bool { !methodChanges.isEmpty || changes.contains { $0.verdict != .same } }

  /// Hashes that are withheld tell nothing.
  private static func isSameInput(_ old: EstimationRecord?, _ new: EstimationRecord?) -> Bool {
    guard let old, let new, !(old.inputs + new.inputs).contains(InputHash.withheld) else { return false }
    return old.inputs == new.inputs
  }

  private static func names(_ before: ReportRecord, _ after: ReportRecord) -> [String] {
    let new = after.estimations.map(\.name)
    return new + before.estimations.map(\.name).filter { !new.contains($0) }
  }

  /// The settings that differ, besides the seed, which changes a result only within its Monte Carlo error.
  private static func settings(_ before: EstimationRecord, _ after: EstimationRecord) -> [String] {
    var sentences: [String] = []
    if before.kind != after.kind { sentences.append("the kind is '\(after.kind)'; it was '\(before.kind)'.") }
    for key in Set(before.settings.keys).union(after.settings.keys).sorted() where key != "seed" {
      if before.settings[key] != after.settings[key] {
        sentences.append("the setting '\(key)' is not what it was.")
      }
    }
    return sentences
  }

  /// The first with the first, which is the headline; the rest by quantity, domain and method.
  private static func pairs(
    _ before: [EstimateRecord], _ after: [EstimateRecord]
  ) -> [(EstimateRecord?, EstimateRecord?)] {
    var left = before
    var pairs: [(EstimateRecord?, EstimateRecord?)] = []
    for (index, new) in after.enumerated() {
      let match =
        index == 0 && left.first.map { ($0.quantity, $0.domain) == (new.quantity, new.domain) } ?? false
        ? 0
        : left.firstIndex {
          ($0.quantity, $0.method) == (new.quantity, new.method) && $0.domain == new.domain
        }
      pairs.append((match.map { left.remove(at: $0) }, new))
    }
    return pairs + left.map { ($0, nil) }
  }
}

/// One estimate in two editions.
package struct EstimateChange: Sendable, Equatable {
  /// What the two rest on.
  package struct Ground: Sendable, Equatable {
    package let data: ComparisonRule.Data
    package let isSameInput: Bool
    package let isSameMethod: Bool

    package init(data: ComparisonRule.Data, isSameInput: Bool, isSameMethod: Bool) {
      self.data = data
      self.isSameInput = isSameInput
      self.isSameMethod = isSameMethod
    }
  }

  /// How the difference is to be read.
  package enum Verdict: String, Sendable, CaseIterable {
    case same = "the same"
    case appeared = "new in this edition"
    case disappeared = "no longer estimated"
    case refusedNow = "refused in this edition"
    case refusedBefore = "was refused before"
    case sameData = "same data: the difference comes from the method, the program or the random numbers"
    case methodChanged = "the method changed too: what part of the difference is real cannot be told"
    case real = "a real difference, if the data are independent as declared"
    case notShown = "no difference that could be told from chance"
    case beyondIntervals =
      "the intervals do not overlap: larger than chance explains, even if people are in both data"
    case cannotTell =
      "cannot be told: the intervals overlap, and the data may have people in common"
    case noInterval = "cannot be told: an interval is missing"
  }

  package let estimation: String
  package let before: EstimateRecord?
  package let after: EstimateRecord?
  package let verdict: Verdict
  /// Later less earlier; `nil` where one of them has no value.
  package let difference: Double?
  /// The interval of the difference, where both are independent.
  package let interval: DifferenceInterval?

  package init(
    _ estimation: String, _ before: EstimateRecord?, _ after: EstimateRecord?, _ ground: Ground
  ) {
    self.estimation = estimation
    self.before = before
    self.after = after
    let difference = before?.value.flatMap { old in after?.value.map { $0 - old } }
    let isComparable = ground.isSameMethod && before?.method == after?.method && before?.unit == after?.unit
    let interval =
      isComparable && !ground.isSameInput && ground.data == .independent
      ? before.flatMap { old in after.flatMap { DifferenceInterval(from: old, to: $0) } } : nil
    self.difference = difference
    self.interval = interval
    verdict = Self.verdict(before, after, difference, interval, ground, isComparable: isComparable)
  }

  private static func verdict(
    _ before: EstimateRecord?, _ after: EstimateRecord?, _ difference: Double?,
    _ interval: DifferenceInterval?,
    _ ground: Ground, isComparable: Bool
  ) -> Verdict {
    guard let before else { return .appeared }
    guard let after else { return .disappeared }
    if before == after { return .same }
    if after.value == nil { return before.value == nil ? .same : .refusedNow }
    if before.value == nil { return .refusedBefore }
    if !isComparable { return .methodChanged }
    if ground.isSameInput { return .sameData }
    guard let old = before.interval, let new = after.interval, old.level == new.level else {
      return .noInterval
    }
    if let interval { return interval.excludesZero ? .real : .notShown }
    let isAbove = old.upper.map { new.lower > $0 } ?? false
    let isBelow = new.upper.map { old.lower > $0 } ?? false
    return isAbove || isBelow ? .beyondIntervals : .cannotTell
  }
}

/// The interval of a difference of two independent estimates, from the interval of each.
///
/// With estimates a, b and intervals (la, ua), (lb, ub) of one level, that of b − a runs from
/// b − a − √((b − lb)² + (ua − a)²) to b − a + √((ub − b)² + (a − la)²), which keeps the skewness of both
/// (Zou and Donner 2008, Statistics in Medicine 27:1693; Newcombe's method 10 for proportions is the best known case).
package struct DifferenceInterval: Sendable, Equatable {
  package let level: Double
  /// `nil` where the difference has no lower end.
  package let lower: Double?
  package let upper: Double?

  /// `nil` where an interval is missing or the levels differ.
  package init?(from before: EstimateRecord, to after: EstimateRecord) {
    guard let a = before.value, let b = after.value, let old = before.interval, let new = after.interval,
      old.level == new.level
    else { return nil }
    level = old.level
    func length(_ x: Double, _ y: Double) -> Double { (x * x + y * y).squareRoot() }
    lower = old.upper.map { b - a - length(b - new.lower, $0 - a) }
    upper = new.upper.map { b - a + length($0 - b, a - old.lower) }
  }

  package var excludesZero: Bool { lower.map { $0 > 0 } ?? false || upper.map { $0 < 0 } ?? false }
}

extension EditionComparison: Encodable {
  enum CodingKeys: String, CodingKey { case schemaVersion, isChanged, methodChanges, changes }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(1, forKey: .schemaVersion)
    try container.encode(hasChanges, forKey: .isChanged)
    try container.encode(methodChanges, forKey: .methodChanges)
    try container.encode(changes.map(Self.json), forKey: .changes)
  }

  private static func json(_ change: EstimateChange) -> JSONValue {
    .object([
      ("estimation", .text(change.estimation)), ("before", change.before.map(json)),
      ("after", change.after.map(json)),
      ("difference", change.difference.map { .number($0) }),
      ("verdict", .text("\(change.verdict)")), ("reading", .text(change.verdict.rawValue)),
      (
        "interval",
        change.interval.map {
          span(EstimateRecord.Span(level: $0.level, lower: $0.lower ?? 0, upper: $0.upper), lower: $0.lower)
        }
      ),
    ])
  }

  private static func json(_ estimate: EstimateRecord) -> JSONValue {
    .object([
      ("quantity", .text(estimate.quantity)), ("unit", .text(estimate.unit)),
      ("method", .text(estimate.method)),
      ("domain", estimate.domain.isEmpty ? nil : .texts(estimate.domain)),
      ("value", estimate.value.map { .number($0) }), ("refused", estimate.refusal.map { .text($0) }),
      ("interval", estimate.interval.map { span($0, lower: $0.lower) }),
    ])
  }

  private static func span(_ interval: EstimateRecord.Span, lower: Double?) -> JSONValue {
    .object([
      "level": .number(interval.level), "lower": lower.map { .number($0) } ?? .null,
      "upper": interval.upper.map { .number($0) } ?? .null,
    ])
  }
}
