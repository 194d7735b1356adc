package import Estimates

/// The least numbers of people seen more than once that an estimate may rest on.
package enum OverlapRule {
  /// Fewer are refused: Chapman's estimator is nearly unbiased from 7 on (Robson and Regier 1964).
  package static let refusedBelow = 7
  package static let warnedBelow = 30
}

/// What every estimator has to say of the figures it is given, said once.
package struct EstimationGround: Sendable {
  package let diagnostics: [Diagnostic]
  /// Why no estimator may answer, where that is so.
  package let refusal: Refusal?
  /// What was done to the figures on the way in.
  package let notes: [String]

  /// A table made ready for an estimator: lists that hold nobody are left out, which changes no estimate.
  package static func preparing(_ original: CaptureTable) throws -> (table: CaptureTable, ground: Self) {
    let (table, removed) = try original.withoutEmptyLists()
    var diagnostics = removed.map {
      Diagnostic(.listWithoutOverlap, severity: .note, "list \($0) holds nobody and was left out")
    }
    guard table.listCount >= 2 else {
      let refusal = Refusal(
        code: .fewLists,
        reason:
          "one list says nothing of those who are not on it; add a list, or give how often each was counted")
      return (table, Self(diagnostics: diagnostics, refusal: refusal, notes: table.notes))
    }
    diagnostics += isolatedLists(table)
    if let refusal = duplicate(table) {
      return (table, Self(diagnostics: diagnostics, refusal: refusal, notes: table.notes))
    }
    let (refusal, warning) = overlap(table.total - table.captureFrequencies[0], "seen on more than one list")
    diagnostics += warning
    if table.listCount == 2 {
      diagnostics.append(
        Diagnostic(
          .fewLists,
          "two lists are taken to be independent, which their figures alone can neither show nor refute"))
    }
    return (table, Self(diagnostics: diagnostics, refusal: refusal, notes: table.notes))
  }

  /// The same for one list that counted people several times.
  package init(_ counts: CaptureCounts) {
    let (refusal, warning) = Self.overlap(counts.total - counts.frequency(of: 1), "counted more than once")
    self.init(
      diagnostics: warning,
      refusal: counts.largest == 1
        ? Refusal(
          code: .populationInfinite,
          reason: "nobody was counted more than once, which puts the population at infinity")
        : refusal,
      notes: [])
  }

  private init(diagnostics: [Diagnostic], refusal: Refusal?, notes: [String]) {
    self.diagnostics = diagnostics
    self.refusal = refusal
    self.notes = notes
  }

  private static func overlap(_ people: Int, _ words: String) -> (Refusal?, [Diagnostic]) {
    if people < OverlapRule.refusedBelow {
      let refusal = Refusal(
        code: .smallOverlap,
        reason: """
          fewer than \(OverlapRule.refusedBelow) people were \(words); no method can say from so few how many were \
          missed
          """)
      return (refusal, [])
    }
    if people < OverlapRule.warnedBelow {
      let warning = Diagnostic(
        .smallOverlap,
        "fewer than \(OverlapRule.warnedBelow) people were \(words); the estimate rests on them")
      return (nil, [warning])
    }
    return (nil, [])
  }

  /// Two lists of the same people are one list twice. What the copy adds is dependence without bound, which no method
  /// can tell from knowledge.
  private static func duplicate(_ table: CaptureTable) -> Refusal? {
    let totals = table.listTotals
    for second in 1..<table.listCount {
      for first in 0..<second
      where totals[first] == totals[second] && table.overlap(first, second) == totals[first] {
        return Refusal(
          code: .populationNotIdentifiable,
          reason: """
            lists \(table.lists[first]) and \(table.lists[second]) hold the same people, so that one says nothing that \
            the other does not; keep one of them
            """)
      }
    }
    return nil
  }

  private static func isolatedLists(_ table: CaptureTable) -> [Diagnostic] {
    (0..<table.listCount).filter { list in
      !(0..<table.listCount).contains { $0 != list && table.overlap(list, $0) > 0 }
    }.map { Diagnostic(.listWithoutOverlap, "list \(table.lists[$0]) shares nobody with any other list") }
  }
}

/// A table of a shape that a method does not take.
public enum EstimatorError: Error, Equatable, Sendable, CustomStringConvertible {
  case listCount(method: String, needed: ClosedRange<Int>, found: Int)
  case level(Double)
  case option(String)

  public var description: String {
    switch self {
    case .listCount(let method, let needed, let found):
      """
      \(method) takes \(needed.count == 1 ? "\(needed.lowerBound)" : "\(needed.lowerBound) to \(needed.upperBound)") \
      lists that hold somebody, and the table has \(found); choose or merge lists
      """
    case .level(let level):
      "the level of an interval lies strictly between 0 and 1, and \(level) does not"
    case .option(let what): what
    }
  }
}
