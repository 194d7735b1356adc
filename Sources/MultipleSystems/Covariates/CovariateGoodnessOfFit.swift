internal import NumericKernel

/// Whether a model of lists by covariates could have given the table, judged by tables drawn from it.
public struct CovariateGoodnessOfFit: Sendable, Equatable {
  /// The most tables that are drawn: enough to tell whether a p-value is below 0.05.
  public static let mostReplicates = 499

  public let deviance: Double
  /// The tables drawn, of n people each, from the fitted means.
  public let replicates: Int
  /// The tables to which the model could not be fitted; they have no part in the p-value.
  public let unfittedCount: Int
  /// (1 + the number of tables with a deviance of at least the observed one) / (1 + the number fitted), the model
  /// being fitted to each (Davison and Hinkley 1997, 4.2.5).
  public let pValue: Double
  /// The largest (y − μ̂) / √μ̂ in absolute value, with its sign.
  public let largestResidual: Double

  /// - Parameter plan: how many tables are drawn at most, from which seed and on how many threads.
  /// - Throws: `CovariateError` when the model has no estimate from the table.
  public init(
    _ model: CovariateModel, of table: CovariateTable, plan: BootstrapPlan
  ) throws(CovariateError) {
    guard plan.replicates >= 1, plan.threads >= 1 else { throw .invalidPlan }
    guard table.total <= RandomStream.largestCount else { throw .tooManyPeople }
    let fitter = try CovariateFitter(table, for: model)
    _ = try fitter.fitted(model)
    let workspace = fitter.workspace
    var entries: [CovariateTable.Entry] = []
    var means: [Double] = []
    var largest = 0.0
    for cell in table.cells.indices {
      for history in 1..<workspace.historyCount {
        let place = history * workspace.width + cell
        let mean = workspace.means[place]
        guard mean > 0 else { continue }
        let residual = (workspace.counts[place] - mean) / mean.squareRoot()
        if abs(residual) > abs(largest) { largest = residual }
        entries.append(
          CovariateTable.Entry(cell: cell, history: ListSet(rawValue: UInt32(history)), count: 1))
        means.append(mean)
      }
    }
    largestResidual = largest
    deviance = workspace.deviance()
    replicates = min(plan.replicates, Self.mostReplicates)
    let source = CovariateTable(table, entries: entries)
    let multinomial: Multinomial
    do { multinomial = try Multinomial(weights: means) } catch { throw .tooManyPeople }
    let batch = 10
    let count = replicates
    let batches = try parallelMap(count: (count + batch - 1) / batch, threads: plan.threads) {
      (index) throws(CovariateError) -> [Double?] in
      let fitter = try CovariateFitter(source, for: model)
      var deviances: [Double?] = []
      for replicate in (index * batch)..<min(count, (index + 1) * batch) {
        var stream = RandomStream(seed: plan.seed, purpose: .goodnessOfFit, replicate: replicate)
        let counts: [Int]
        do { counts = try multinomial.draw(trials: table.total, from: &stream) } catch {
          throw .tooManyPeople
        }
        fitter.workspace.load(counts)
        let isFitted = (try? fitter.fit(model))?.isEstimate ?? false
        deviances.append(isFitted ? fitter.workspace.deviance() : nil)
      }
      return deviances
    }
    // A deviance that is the observed one but for rounding is no smaller.
    let observed = deviance - 1e-9 * max(1, deviance)
    var fitted = 0
    var larger = 0
    for case .some(let value) in batches.flatMap({ $0 }) {
      fitted += 1
      if value >= observed { larger += 1 }
    }
    unfittedCount = count - fitted
    pValue = Double(1 + larger) / Double(1 + fitted)
  }
}
