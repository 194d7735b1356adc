/// Everything by which a reader can see how much an estimate rests on: what stands below every estimate.
public struct SensitivityBlock: Sendable, Equatable {
  public let rule: ModelRule
  /// The choice from the table itself; the lists that hold nobody are left out of it.
  public let choice: ModelChoice
  /// The names of the lists that the choice is of.
  public let lists: [String]
  public let assumption: IdentifyingAssumption
  public let multipliers: DependenceMultipliers
  public let leaveOneListOut: LeaveOneListOut
  public let mergeTwoLists: MergeTwoLists
  public let heldOutRecapture: HeldOutRecapture
  /// `nil` where there are too many models to fit all, which is so above six lists.
  public let nearbyModels: NearbyModels?
  /// Both `nil` where people on very many lists, or very many lists that hang together, have too many histories.
  public let linkage: LinkageSensitivity?
  public let goodnessOfFit: GoodnessOfFit?
  public let coverage: CoverageNumbers

  public var population: Double { choice.fit.population }

  /// - Parameters:
  ///   - plan: how many tables are drawn to judge the fit, from which seed, and how many threads all parts use. The
  ///     same seed gives the same numbers for any number of threads.
  ///   - heldOutInterval: the interval of held-out lists, and `level` its level.
  ///   - acceptsSmallOverlap: whether to go on where fewer than 7 people are on more than one list.
  /// - Throws: `SensitivityError`; `refused` where the figures allow no estimate, so that there is nothing to vary.
  public init(
    _ table: CaptureTable, rule: ModelRule, plan: BootstrapPlan = BootstrapPlan(),
    heldOutInterval: FitInterval = .wald, level: Double = HeldOutRecapture.defaultLevel,
    acceptsSmallOverlap: Bool = false
  ) throws(SensitivityError) {
    guard level > 0, level < 1 else { throw .unusable(.invalidLevel) }
    guard plan.threads >= 1 else { throw .unusable(.invalidPlan) }
    let base = try GroundedChoice(rule, of: table, isOverlapNeeded: !acceptsSmallOverlap)
    self.rule = base.rule
    choice = base.choice
    lists = base.table.lists
    assumption = IdentifyingAssumption(base.choice.fit, of: base.table)
    multipliers = DependenceMultipliers(base.choice.fit)
    leaveOneListOut = LeaveOneListOut(base, threads: plan.threads)
    mergeTwoLists = MergeTwoLists(base, threads: plan.threads)
    heldOutRecapture = HeldOutRecapture(
      base, interval: heldOutInterval, level: level, threads: plan.threads)
    nearbyModels = try Self.unlessTooLarge { () throws(SensitivityError) in try NearbyModels(base) }
    linkage = try Self.unlessTooLarge { () throws(SensitivityError) in try LinkageSensitivity(base) }
    goodnessOfFit = try Self.unlessTooLarge { () throws(SensitivityError) in try GoodnessOfFit(base, plan) }
    coverage = CoverageNumbers(base)
  }

  /// A part of the block, or `nil` where there are too many lists for it.
  private static func unlessTooLarge<Part>(
    _ make: () throws(SensitivityError) -> Part
  ) throws(SensitivityError) -> Part? {
    do { return try make() } catch {
      guard case .refused(let refusal) = error, refusal.code == .methodTooLarge else { throw error }
      return nil
    }
  }
}
