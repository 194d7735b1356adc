/// How a sensitivity block is made. The same seed gives the same numbers for any number of threads.
public struct SensitivityPlan: Sendable, Equatable {
  /// The tables drawn to judge the fit.
  public var replicates: Int
  public var seed: UInt64
  public var threads: Int
  /// The interval of held-out lists, and its level.
  public var interval: FitInterval
  public var level: Double

  public init(
    replicates: Int = GoodnessOfFit.defaultReplicates, seed: UInt64 = 1, threads: Int = 1,
    interval: FitInterval = .wald, level: Double = HeldOutRecapture.defaultLevel
  ) {
    self.replicates = replicates
    self.seed = seed
    self.threads = threads
    self.interval = interval
    self.level = level
  }
}

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
  public let linkage: LinkageSensitivity
  public let goodnessOfFit: GoodnessOfFit
  public let coverage: CoverageNumbers

  public var population: Double { choice.fit.population }

  /// - Throws: `SensitivityError`; `refused` where the figures allow no estimate, so that there is nothing to vary.
  public init(
    _ table: CaptureTable, rule: ModelRule, plan: SensitivityPlan = SensitivityPlan()
  ) throws(SensitivityError) {
    guard plan.level > 0, plan.level < 1 else { throw .unusable(.invalidLevel) }
    guard plan.threads >= 1 else { throw .invalidPlan }
    let base = try GroundedChoice(rule, of: table)
    self.rule = base.rule
    choice = base.choice
    lists = base.table.lists
    assumption = IdentifyingAssumption(base.choice.fit, of: base.table)
    multipliers = DependenceMultipliers(base.choice.fit)
    leaveOneListOut = LeaveOneListOut(base, threads: plan.threads)
    mergeTwoLists = MergeTwoLists(base, threads: plan.threads)
    heldOutRecapture = HeldOutRecapture(
      base, interval: plan.interval, level: plan.level, threads: plan.threads)
    do { nearbyModels = try NearbyModels(base) } catch {
      guard case .unusable(.tooManyModels) = error else { throw error }
      nearbyModels = nil
    }
    linkage = LinkageSensitivity(base)
    goodnessOfFit = try GoodnessOfFit(
      base, replicates: plan.replicates, seed: plan.seed, threads: plan.threads)
    coverage = CoverageNumbers(base)
  }
}
