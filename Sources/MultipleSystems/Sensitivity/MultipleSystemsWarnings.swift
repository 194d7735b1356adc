public import Estimates

/// What the catalogue has to say of an estimate from several lists, and what follows from it.
public struct MultipleSystemsWarnings: Sendable, Equatable {
  /// Those of the estimate and those of the block, in the order of their codes. Where the estimate speaks of a code
  /// already, the block does not.
  public let diagnostics: [Diagnostic]
  /// The first reason for which the estimate is refused after all.
  public let refusal: Refusal?
  /// Whether the estimate is to be reported as a range and not as a number: its interval has no upper end or too wide
  /// ones, or the estimate is quite another without one of the lists.
  public let isRangeOnly: Bool

  /// - Parameters:
  ///   - block: the sensitivity block.
  ///   - estimate: the estimate that the block stands below; `nil` leaves out the rules about its interval.
  ///   - facts: what is known of the lists besides their figures.
  public init(_ block: SensitivityBlock, estimate: Estimate? = nil, facts: CaptureFacts = CaptureFacts()) {
    let known = estimate?.diagnostics ?? []
    let interval = estimate?.uncertainty?.interval
    let found =
      Self.ofTable(block) + Self.ofVariation(block) + Self.ofFit(block)
      + (interval.map { Self.of($0, block) } ?? [])
      + Self.of(facts, block, population: estimate?.value ?? block.population)
    let all = known + found.compactMap { $0 }.filter { new in !known.contains { $0.code == new.code } }
    diagnostics = all.enumerated().sorted {
      ($0.element.code.rawValue, $0.offset) < ($1.element.code.rawValue, $1.offset)
    }.map(\.element)
    refusal = diagnostics.first { $0.severity == .refusal }.map {
      Refusal(code: $0.code, reason: $0.message)
    }
    isRangeOnly =
      WarningRules.isRangeOnly(leaveOneListOut: block.leaveOneListOut.ratio)
      || WarningRules.isRangeOnly(intervalRatio: interval.map(WarningRules.ratio) ?? 1)
  }

  /// What is to be said where strata were estimated apart: the sum of their estimates against the one estimate of
  /// all.
  public static func strata(sum: Double, pooled: Double) -> Diagnostic? {
    WarningRules.strata(sum: sum, pooled: pooled)
  }

  private static func ofTable(_ block: SensitivityBlock) -> [Diagnostic?] {
    [
      WarningRules.seenOnce(share: block.coverage.shareSeenOnce),
      WarningRules.sampleCoverage(block.coverage.sampleCoverage),
      WarningRules.impliedCoverage(block.coverage.impliedCoverage),
    ]
  }

  private static func ofVariation(_ block: SensitivityBlock) -> [Diagnostic?] {
    let omission = block.leaveOneListOut
    var found = [
      block.nearbyModels.flatMap { WarningRules.nearbyModels(ratio: $0.judgedByAIC.ratio) },
      // Without one of two lists there is nothing to compare, which MSE-04 says.
      WarningRules.leaveOneListOut(
        ratio: omission.ratio, worst: omission.worst?.list,
        refused: block.lists.count > 2 ? omission.refused.map(\.list) : []),
      WarningRules.dependence(block.multipliers, lists: block.lists.count),
    ]
    if let merger = block.mergeTwoLists.worst, let change = merger.relativeChange {
      found.append(WarningRules.merging(merger.first, merger.second, change: change))
    }
    let heldOut = block.heldOutRecapture
    if let median = heldOut.medianLogRatio, let share = heldOut.shareCovered {
      found.append(WarningRules.heldOut(median: median, shareCovered: share))
    }
    return found
  }

  private static func ofFit(_ block: SensitivityBlock) -> [Diagnostic?] {
    let parameters = WarningRules.parameters(block.choice.fit.existence, lists: block.lists)
    guard let fit = block.goodnessOfFit else { return [parameters] }
    return [
      parameters,
      WarningRules.fit(pValue: fit.pValue, residual: fit.largestResidual),
      WarningRules.interactions(perCell: fit.interactionsPerCell),
    ]
  }

  private static func of(_ interval: Interval, _ block: SensitivityBlock) -> [Diagnostic?] {
    [
      WarningRules.chaoBound(block.coverage.chaoBound, upper: interval.upper),
      WarningRules.intervalRatio(WarningRules.ratio(of: interval)),
    ]
  }

  private static func of(
    _ facts: CaptureFacts, _ block: SensitivityBlock, population: Double
  ) -> [Diagnostic?] {
    func factor(_ error: LinkageError) -> Double? {
      block.linkage?.scenarios.first { $0.error == error }?.factor
    }
    let missed = SensitivityThreshold.namedMissedRate
    let wrong = SensitivityThreshold.namedFalseRate
    return [
      WarningRules.missedLinks(
        areAssessed: facts.areMissedLinksAssessed, factor: factor(.missedLinks(missed)), rate: missed),
      WarningRules.falseLinks(
        areAssessed: facts.areFalseLinksAssessed, factor: factor(.falseLinks(wrong)), rate: wrong),
      WarningRules.referrals(facts.referrals),
      WarningRules.windows(facts.windows),
      WarningRules.subgroups(facts.listsOfSubgroups),
      facts.ceiling.flatMap { WarningRules.ceiling(population: population, ceiling: $0) },
    ]
  }
}
