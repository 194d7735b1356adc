/// How far models that fit about as well as the best disagree on the population.
///
/// Every hierarchical model up to an order is fitted; those without an estimate are counted and have no part in the
/// ranges.
public struct NearbyModels: Sendable, Equatable {
  /// The models whose criterion is within some distance of the smallest.
  public struct Neighbourhood: Sendable, Equatable {
    public let criterion: InformationCriterion
    /// The distance.
    public let within: Double
    public let modelCount: Int
    public let smallest: Double
    public let largest: Double
    /// The largest population over the smallest.
    public var ratio: Double { largest / smallest }
  }

  /// The distance up to which models are shown.
  public static let shownWithin = 10.0
  /// The distance up to which they should agree.
  public static let judgedWithin = 4.0

  /// The most lists that interact in any of the models.
  public let maximumOrder: Int
  public let fittedCount: Int
  /// The models that have no estimate of the population.
  public let refusedCount: Int
  public let shownByBIC: Neighbourhood
  public let shownByAIC: Neighbourhood
  public let judgedByAIC: Neighbourhood

  /// Fits every model with interactions of up to `maximumOrder` lists.
  ///
  /// - Parameter maximumOrder: by default that of the rule, as far as all models of this many lists can be fitted.
  /// - Throws: `SensitivityError`; `refused` where there are too many models, which is so above six lists.
  public init(
    _ table: CaptureTable, rule: ModelRule, maximumOrder: Int? = nil
  ) throws(SensitivityError) {
    try self.init(try GroundedChoice(rule, of: table), maximumOrder: maximumOrder)
  }

  init(_ base: GroundedChoice, maximumOrder: Int? = nil) throws(SensitivityError) {
    let order: Int
    if let maximumOrder { order = maximumOrder } else { order = try Self.order(base) }
    if case .best(_, order) = base.rule {
      try self.init(base.choice, maximumOrder: order, observed: base.table.total)
      return
    }
    let search: ModelChoice
    do { search = try ModelRule.best(by: .aic, maximumOrder: order).choose(from: base.table) } catch {
      throw SensitivityError(error)
    }
    try self.init(search, maximumOrder: order, observed: base.table.total)
  }

  /// The order of the models that the rule chooses from.
  private static func order(_ base: GroundedChoice) throws(SensitivityError) -> Int {
    let wanted =
      switch base.rule {
      case .best(_, let order): order
      case .stepwise: 2
      case .given(let model): max(2, model.order)
      }
    let listCount = base.table.listCount
    guard let largest = ModelRule.largestOrder(listCount: listCount) else {
      throw SensitivityError(.tooManyModels(listCount: listCount, maximumOrder: wanted))
    }
    return min(wanted, largest)
  }

  /// From the ranking of a search by either criterion.
  private init(_ search: ModelChoice, maximumOrder: Int, observed: Int) throws(SensitivityError) {
    guard case .best(let criterion, _) = search.rule, !search.ranking.isEmpty else {
      throw SensitivityError(.noEstimate(search.fit.existence))
    }
    self.maximumOrder = maximumOrder
    fittedCount = search.ranking.count
    refusedCount = search.refusedCount
    func neighbourhood(_ wanted: InformationCriterion, _ within: Double) -> Neighbourhood {
      let charge = wanted.charge(observed: Double(observed)) - criterion.charge(observed: Double(observed))
      func value(_ model: RankedModel) -> Double {
        model.criterion + charge * Double(model.termMask.nonzeroBitCount)
      }
      var best = Double.infinity
      for model in search.ranking { best = min(best, value(model)) }
      var count = 0
      var smallest = Double.infinity
      var largest = 0.0
      for model in search.ranking where value(model) <= best + within {
        count += 1
        smallest = min(smallest, model.population)
        largest = max(largest, model.population)
      }
      return Neighbourhood(
        criterion: wanted, within: within, modelCount: count, smallest: smallest, largest: largest)
    }
    shownByBIC = neighbourhood(.bic, Self.shownWithin)
    shownByAIC = neighbourhood(.aic, Self.shownWithin)
    judgedByAIC = neighbourhood(.aic, Self.judgedWithin)
  }
}
