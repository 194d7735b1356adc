public import Estimates

/// What the catalogue has to say of an estimate from several lists, and what follows from it.
public struct MultipleSystemsWarnings: Sendable, Equatable {
  /// In the order of their codes. They include what every estimator says of the table itself.
  public let diagnostics: [Diagnostic]
  /// The first reason for which the estimate is refused after all.
  public let refusal: Refusal?
  /// Whether the estimate is to be reported as a range and not as a number: its interval is too wide, or it is
  /// another without one of the lists.
  public let isRangeOnly: Bool
  /// Whether too many bootstrap replicates have no estimate for the interval to be used.
  public let isIntervalRefused: Bool

  /// - Parameters:
  ///   - block: the sensitivity block of the estimate.
  ///   - table: the table that it is of.
  ///   - interval: the interval of the estimate; rules about intervals are silent without it.
  ///   - facts: what is known of the lists.
  public init(
    _ block: SensitivityBlock, of table: CaptureTable, interval: IntervalEvidence? = nil,
    facts: CaptureFacts = CaptureFacts()
  ) {
    let lists = block.lists
    var found = (try? EstimationGround.preparing(table).ground.diagnostics) ?? []
    func add(_ diagnostic: Diagnostic?) { if let diagnostic { found.append(diagnostic) } }

    add(WarningRules.parameters(block.choice.fit.existence, lists: lists))
    add(WarningRules.seenOnce(share: block.coverage.shareSeenOnce))
    add(WarningRules.sampleCoverage(block.coverage.sampleCoverage))
    add(WarningRules.impliedCoverage(block.coverage.impliedCoverage))
    if let near = block.nearbyModels { add(WarningRules.nearbyModels(ratio: near.judgedByAIC.ratio)) }
    let omission = block.leaveOneListOut
    add(
      WarningRules.leaveOneListOut(
        ratio: omission.ratio, worst: omission.worst?.list,
        refused: lists.count > 2 ? omission.refused.map(\.list) : []))
    if let merger = block.mergeTwoLists.worst, let change = merger.relativeChange {
      add(WarningRules.merging(merger.first, merger.second, change: change))
    }
    if let median = block.heldOutRecapture.medianLogRatio, let share = block.heldOutRecapture.shareCovered {
      add(WarningRules.heldOut(median: median, shareCovered: share))
    }
    add(WarningRules.dependence(block.multipliers, lists: lists.count))
    for scenario in block.linkage.scenarios {
      switch scenario.error {
      case .missedLinks(let rate) where rate == 0.10:
        add(
          WarningRules.missedLinks(
            areAssessed: facts.areMissedLinksAssessed, factor: scenario.factor, rate: rate))
      case .falseLinks(let rate) where rate == 0.01:
        add(
          WarningRules.falseLinks(
            areAssessed: facts.areFalseLinksAssessed, factor: scenario.factor, rate: rate))
      default: break
      }
    }
    let fit = block.goodnessOfFit
    add(
      WarningRules.fit(
        pValue: fit.pValue, residual: fit.largestResidual,
        history: fit.largestResidualHistory.label(lists: lists)))
    add(WarningRules.interactions(perCell: fit.interactionsPerCell))

    var isRangeOnly = WarningRules.isRangeOnly(leaveOneListOut: omission.ratio)
    var isIntervalRefused = false
    if let interval {
      let ratio = WarningRules.ratio(of: interval.headline)
      add(WarningRules.chaoBound(block.coverage.chaoBound, upper: interval.headline.upper))
      add(WarningRules.intervalRatio(ratio))
      isRangeOnly = isRangeOnly || WarningRules.isRangeOnly(intervalRatio: ratio)
      if let conditional = interval.conditional {
        add(WarningRules.selection(headline: interval.headline, conditional: conditional))
      }
      if let replicates = interval.replicates, replicates > 0 {
        let share = Double(interval.nonFiniteReplicates) / Double(replicates)
        add(WarningRules.replicates(nonFinite: share))
        isIntervalRefused = WarningRules.isIntervalRefused(nonFinite: share)
      }
      add(WarningRules.endError(interval.relativeError))
    }

    add(WarningRules.referrals(facts.referrals))
    add(WarningRules.windows(facts.windows))
    add(WarningRules.subgroups(facts.listsOfSubgroups))
    if let ceiling = facts.ceiling {
      add(WarningRules.ceiling(population: block.population, ceiling: ceiling))
    }

    diagnostics = found.enumerated().sorted {
      ($0.element.code.rawValue, $0.offset) < ($1.element.code.rawValue, $1.offset)
    }.map(\.element)
    refusal = diagnostics.first { $0.severity == .refusal }.map {
      Refusal(code: $0.code, reason: $0.message)
    }
    self.isRangeOnly = isRangeOnly
    self.isIntervalRefused = isIntervalRefused
  }

  /// What is to be said where strata were estimated apart: the sum of their estimates against the one estimate of
  /// all.
  public static func strata(sum: Double, pooled: Double) -> Diagnostic? {
    WarningRules.strata(sum: sum, pooled: pooled)
  }
}

extension IntervalEvidence {
  /// The larger of the Monte Carlo errors of the ends over the ends, 0 where none is known.
  fileprivate var relativeError: Double {
    var largest = 0.0
    if let lowerError, headline.lower > 0 { largest = lowerError / headline.lower }
    if let upperError, let upper = headline.finiteUpper, upper > 0 {
      largest = max(largest, upperError / upper)
    }
    return largest
  }
}
