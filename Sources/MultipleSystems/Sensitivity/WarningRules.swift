internal import Estimates
internal import Glibc

/// The rules of the catalogue for estimates from several lists: each takes figures and gives a diagnostic where its
/// condition holds. The sentences name lists and shares and never the count of a history.
enum WarningRules {
  private typealias Threshold = SensitivityThreshold
  private typealias Figure = WarningFigure

  static func parameters(_ existence: Existence, lists: [String]) -> Diagnostic? {
    guard existence.status != .ordinary else { return nil }
    func words(_ terms: [ListSet]) -> String { terms.map { $0.label(lists: lists) }.joined(separator: ", ") }
    var parts: [String] = []
    if !existence.minusInfinity.isEmpty {
      parts.append("minus infinity (\(words(existence.minusInfinity)))")
    }
    if !existence.plusInfinity.isEmpty { parts.append("plus infinity (\(words(existence.plusInfinity)))") }
    if !existence.undetermined.isEmpty { parts.append("undetermined (\(words(existence.undetermined)))") }
    return Diagnostic(
      .emptyOverlap,
      """
      parameters of the model are \(parts.joined(separator: ", ")), while the population has a finite estimate; say \
      whether the lists concerned cannot share people or happen not to
      """)
  }

  static func seenOnce(share: Double) -> Diagnostic? {
    guard share > LogLinearThreshold.seenOnce else { return nil }
    return Diagnostic(
      .seenOnce,
      "\(Figure.percent(share)) of the people are on one list only; the estimate rests on the few others")
  }

  static func sampleCoverage(_ coverage: Double) -> Diagnostic? {
    guard coverage < LogLinearThreshold.sampleCoverage else { return nil }
    return Diagnostic(
      .lowSampleCoverage,
      """
      the sample coverage is \(Figure.percent(coverage)), below \(Figure.percent(LogLinearThreshold.sampleCoverage)); treat \
      the estimate as a lower bound
      """)
  }

  static func chaoBound(_ bound: Double, upper: UpperEnd) -> Diagnostic? {
    guard case .finite(let end) = upper, end < bound else { return nil }
    return Diagnostic(
      .belowChaoBound,
      """
      Chao's lower bound, \(Figure.people(bound)), is above the upper end of the interval, \(Figure.people(end)): \
      people differ in how easily they are seen, the lists depend on each other, or links were missed
      """)
  }

  static func impliedCoverage(_ coverage: Double) -> Diagnostic? {
    guard coverage < LogLinearThreshold.impliedCoverage else { return nil }
    return Diagnostic(
      .lowImpliedCoverage,
      """
      the lists hold \(Figure.percent(coverage)) of the estimated population; small dependence or errors of linkage \
      change the estimate much
      """)
  }

  /// The upper end over the lower one; infinite where there is no upper end.
  static func ratio(of interval: Interval) -> Double {
    guard let upper = interval.finiteUpper else { return .infinity }
    return interval.lower > 0 ? upper / interval.lower : upper > 0 ? .infinity : 1
  }

  static func intervalRatio(_ ratio: Double) -> Diagnostic? {
    guard ratio > LogLinearThreshold.endRatio else { return nil }
    let size =
      ratio.isFinite
      ? "the upper end of the interval is \(Figure.ratio(ratio)) times the lower"
      : "the interval has no upper end"
    return Diagnostic(
      .wideInterval, isRangeOnly(intervalRatio: ratio) ? "\(size); report the range and no number" : size)
  }

  static func isRangeOnly(intervalRatio ratio: Double) -> Bool { ratio > LogLinearThreshold.endRatioForRange }

  static func nearbyModels(ratio: Double) -> Diagnostic? {
    guard ratio > LogLinearThreshold.populationRatio else { return nil }
    return Diagnostic(
      .modelsDisagree,
      """
      models that fit about as well as the best (within \(Int(NearbyModels.judgedWithin)) of its AIC) differ in the \
      population by a factor of \(Figure.ratio(ratio))
      """)
  }

  /// - Parameters:
  ///   - ratio: `nil` where there are not two estimates.
  ///   - refused: the lists without which there is no estimate.
  static func leaveOneListOut(ratio: Double?, worst: String?, refused: [String]) -> Diagnostic? {
    var parts: [String] = []
    if let ratio, ratio > Threshold.leaveOneListOut {
      let most = worst.map { ", \($0) mattering most" } ?? ""
      parts.append(
        "with one list left out at a time the estimates differ by a factor of \(Figure.ratio(ratio))\(most)")
    }
    if !refused.isEmpty { parts.append("without \(refused.joined(separator: ", ")) there is no estimate") }
    if parts.isEmpty { return nil }
    if isRangeOnly(leaveOneListOut: ratio) { parts.append("do not publish a single number") }
    return Diagnostic(.oneListDecides, parts.joined(separator: "; "))
  }

  static func isRangeOnly(leaveOneListOut ratio: Double?) -> Bool {
    (ratio ?? 1) > Threshold.leaveOneListOutForRange
  }

  static func merging(_ first: String, _ second: String, change: Double) -> Diagnostic? {
    guard abs(change) > Threshold.mergedLists else { return nil }
    return Diagnostic(
      .mergingMatters,
      "merging lists \(first) and \(second) changes the estimate by \(Figure.percent(change))")
  }

  /// - Parameter median: of log(N̂/N).
  static func heldOut(median: Double, shareCovered: Double) -> Diagnostic? {
    guard abs(median) > Threshold.heldOutMedian || shareCovered < Threshold.heldOutCoverage else {
      return nil
    }
    return Diagnostic(
      .heldOutMissed,
      """
      lists of known size, estimated from the other lists, came out at \(Figure.percent(exp(median))) of their size \
      in the median, and \(Figure.percent(shareCovered)) of the intervals held it
      """)
  }

  /// Always given.
  static func dependence(_ multipliers: DependenceMultipliers, lists: Int) -> Diagnostic {
    let delta = 0.5
    func people(_ shift: Double) -> String {
      Figure.people(Double(multipliers.observed) + multipliers.darkFigure * exp(shift))
    }
    let what =
      lists == 2
      ? "that the two lists are independent" : "about the interaction of all \(lists) lists"
    return Diagnostic(
      .dependenceUntestable,
      """
      no figures can test what is assumed \(what); if it is off by a factor of \(Figure.ratio(exp(delta))) either \
      way, the population is between \(people(-delta)) and \(people(delta))
      """)
  }

  static func missedLinks(areAssessed: Bool, factor: Double?, rate: Double) -> Diagnostic? {
    if areAssessed { return nil }
    let effect =
      factor.map {
        "; \(Figure.percent(rate)) of missed links multiply the estimate by \(Figure.decimal($0, 2))"
      }
      ?? ""
    return Diagnostic(.missedLinks, "missed links between the lists were not assessed\(effect)")
  }

  static func falseLinks(areAssessed: Bool, factor: Double?, rate: Double) -> Diagnostic? {
    if areAssessed { return nil }
    let effect =
      factor.map {
        "; \(Figure.percent(rate)) of false links multiply the estimate by \(Figure.decimal($0, 2))"
      }
      ?? ""
    return Diagnostic(.falseLinks, "false links between the lists were not assessed\(effect)")
  }

  static func referrals(_ referrals: [CaptureFacts.Referral]) -> Diagnostic? {
    if referrals.isEmpty { return nil }
    let pairs = referrals.map { "\($0.from) to \($0.to)" }.joined(separator: ", ")
    return Diagnostic(
      .referral,
      "people are referred from \(pairs); merge such lists or model their interaction")
  }

  static func windows(_ windows: [CaptureFacts.Window]) -> Diagnostic? {
    guard let first = windows.map(\.first.number).min(), let last = windows.map(\.last.number).max() else {
      return nil
    }
    var parts: [String] = []
    if windows.contains(where: { $0.first != windows[0].first || $0.last != windows[0].last }) {
      parts.append("the lists cover different periods")
    }
    let months = last - first + 1
    if months > Threshold.periodMonths { parts.append("the period is \(months) months") }
    if parts.isEmpty { return nil }
    return Diagnostic(
      .openPopulation, "\(parts.joined(separator: ", and ")), in which people may come and go")
  }

  static func subgroups(_ lists: [String]) -> Diagnostic? {
    if lists.isEmpty { return nil }
    return Diagnostic(
      .listOfSubgroup,
      """
      \(lists.joined(separator: ", ")) can hold only a part of the population; estimate that part by itself, or \
      leave the list out
      """)
  }

  /// The history of the residual is not named: that few people have it, or none, may be all there is to it.
  static func fit(pValue: Double, residual: Double) -> Diagnostic? {
    var parts: [String] = []
    if abs(residual) > Threshold.residual {
      parts.append("the largest residual of a history is \(Figure.decimal(residual, 1)) standard deviations")
    }
    if pValue < Threshold.fitPValue {
      parts.append("the deviance has a simulated p-value of \(Figure.decimal(pValue, 3))")
    }
    if parts.isEmpty { return nil }
    return Diagnostic(.poorFit, "the model fits poorly: \(parts.joined(separator: ", and "))")
  }

  static func interactions(perCell: Double) -> Diagnostic? {
    guard perCell > LogLinearThreshold.interactionShare else { return nil }
    return Diagnostic(
      .overFitted,
      "the model has \(Figure.decimal(perCell, 2)) interactions for each history that somebody has")
  }

  static func ceiling(population: Double, ceiling: Double) -> Diagnostic? {
    guard population > ceiling else { return nil }
    return Diagnostic(
      .aboveCeiling, "the estimate exceeds the \(Figure.people(ceiling)) people from among whom they can come"
    )
  }

  static func strata(sum: Double, pooled: Double) -> Diagnostic? {
    let change = sum / pooled - 1
    guard abs(change) > Threshold.strata else { return nil }
    return Diagnostic(
      .strataDisagree,
      "the estimates of the strata add up to \(Figure.percent(sum / pooled)) of the estimate without strata")
  }
}
