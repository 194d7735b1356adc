internal import Glibc
internal import NumericKernel

/// Whether the chosen model could have given the table, judged by tables drawn from it and not by a chi-square
/// distribution, which sparse cells do not follow.
public struct GoodnessOfFit: Sendable, Equatable {
  public let deviance: Double
  public let degreesOfFreedom: Int
  /// The tables drawn, of n people each, from the fitted means.
  public let replicates: Int
  /// Above ten lists no more tables are drawn than this.
  public static let mostReplicatesOfManyLists = 199
  /// The tables to which the model could not be fitted; they have no part in the p-value.
  public let unfittedCount: Int
  /// (1 + the number of tables with a deviance of at least the observed one) / (1 + the number fitted), the model
  /// being fitted to each (Davison and Hinkley 1997, 4.2.5).
  public let pValue: Double
  /// The largest (y − μ̂) / √μ̂ in absolute value, with its sign, and the history where it stands, the first of equals.
  /// Above ten lists of the histories that somebody has.
  public let largestResidual: Double
  public let largestResidualHistory: ListSet
  /// The interactions of the model, and the histories that somebody has.
  public let interactionCount: Int
  public let occupiedCellCount: Int
  /// Interactions for each occupied cell.
  public var interactionsPerCell: Double { Double(interactionCount) / Double(occupiedCellCount) }

  /// - Throws: `SensitivityError` when the rule has no estimate from the table, for the number of replicates, and
  ///   where lists that hang together are more than ten.
  public init(
    _ table: CaptureTable, rule: ModelRule, plan: BootstrapPlan = BootstrapPlan()
  ) throws(SensitivityError) {
    try self.init(try GroundedChoice(rule, of: table), plan)
  }

  init(_ base: GroundedChoice, _ plan: BootstrapPlan) throws(SensitivityError) {
    guard plan.replicates >= 1, plan.replicates <= 1 << 30, plan.threads >= 1 else {
      throw .unusable(.invalidPlan)
    }
    let (table, fit) = (base.table, base.choice.fit)
    guard table.total <= RandomStream.largestCount else { throw SensitivityError(.tooManyPeople) }
    deviance = fit.deviance
    degreesOfFreedom = fit.degreesOfFreedom
    let isDense = table.listCount <= CaptureTable.denseListCount
    var plan = plan
    if !isDense { plan.replicates = min(plan.replicates, Self.mostReplicatesOfManyLists) }
    replicates = plan.replicates
    (largestResidual, largestResidualHistory) = Self.largestResidual(fit, table)
    interactionCount = fit.model.interactions.count
    occupiedCellCount = table.histories.count
    let drawn: [Double?]
    do {
      drawn = try isDense ? Self.deviances(base, plan) : Self.factorisedDeviances(base, plan)
    } catch {
      throw SensitivityError(error)
    }
    // A deviance that is the observed one but for rounding is no smaller.
    let observed = fit.deviance - 1e-9 * max(1, fit.deviance)
    var fitted = 0
    var larger = 0
    for case .some(let value) in drawn {
      fitted += 1
      if value >= observed { larger += 1 }
    }
    unfittedCount = replicates - fitted
    pValue = Double(1 + larger) / Double(1 + fitted)
  }

  /// The deviance of each table drawn; `nil` where the model cannot be fitted.
  private static func deviances(
    _ base: GroundedChoice, _ plan: BootstrapPlan
  ) throws(LogLinearError) -> [Double?] {
    let fit = base.choice.fit
    let cells = fit.fittedHistories.map { Int($0.rawValue) }
    let terms = fit.model.terms.map { Int($0.rawValue) }
    let original = try fit.model.fitter(for: base.table)
    let start = (0..<(1 << base.table.listCount)).map { original.workspace.beta[$0] }
    let (listCount, total) = (base.table.listCount, base.table.total)
    let batchSize = 25
    do {
      let batches = try parallelMap(
        count: (plan.replicates + batchSize - 1) / batchSize, threads: plan.threads
      ) {
        (batch) throws(NumericError) -> [Double?] in
        var fitter = ModelFitter(listCount: listCount)
        let multinomial = try Multinomial(weights: fit.fittedMeans)
        var deviances: [Double?] = []
        for replicate in (batch * batchSize)..<min(plan.replicates, (batch + 1) * batchSize) {
          var stream = RandomStream(seed: plan.seed, purpose: .goodnessOfFit, replicate: replicate)
          let counts = try multinomial.draw(trials: total, from: &stream)
          for cell in 0..<start.count {
            fitter.workspace.counts[cell] = 0
            fitter.workspace.beta[cell] = start[cell]
          }
          for i in 0..<cells.count { fitter.workspace.counts[cells[i]] = Double(counts[i]) }
          fitter.workspace.sumMargins()
          deviances.append(fitter.fit(terms).isEstimate ? fitter.workspace.deviance() : nil)
        }
        return deviances
      }
      return batches.flatMap { $0 }
    } catch {
      throw .tooManyPeople
    }
  }

  private static func largestResidual(
    _ fit: LogLinearFit, _ table: CaptureTable
  ) -> (Double, ListSet) {
    var largest = 0.0
    var place = fit.fittedHistories.first ?? ListSet()
    for i in 0..<fit.fittedMeans.count {
      let mean = fit.fittedMeans[i]
      let residual = (Double(table.count(of: fit.fittedHistories[i])) - mean) / mean.squareRoot()
      if abs(residual) > abs(largest) {
        largest = residual
        place = fit.fittedHistories[i]
      }
    }
    return (largest, place)
  }
}
