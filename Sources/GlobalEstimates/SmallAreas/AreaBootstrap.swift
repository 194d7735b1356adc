internal import Glibc
internal import NumericKernel

/// The mean squared error of a Fay-Herriot predictor by repeating the model: true values and direct estimates
/// are drawn from the fit, the model is fitted again, and its predictors are compared with the drawn truth
/// (the parametric bootstrap of Gonzalez-Manteiga, Lombardia, Molina, Morales and Santamaria, Journal of
/// Statistical Computation and Simulation 78, 2008). It holds the error of estimating A, and the scale's
/// back-transformation where asked.
package struct AreaBootstrap: Sendable {
  /// For the areas with data, then for the areas to predict.
  package let meanSquaredErrors: [Double]
  /// The same for the rates, with the bias-corrected way back that `RateScale.moments` gives.
  package let rateMeanSquaredErrors: [Double]
  package let replicates: Int
  /// The share of replicates whose variance between areas was 0.
  package let boundaryShare: Double

  /// Replicates are summed in this many pieces, whatever the number of threads.
  private static let pieces = 32

  /// - Parameter newRows: covariates of areas without data.
  package init(
    _ fit: AreaModelFit, scale: RateScale = .identity, newRows: [[Double]] = [], replicates: Int = 1000,
    seed: UInt64, threads: Int = 1
  ) throws(GlobalEstimateError) {
    guard replicates >= 10 else { throw .invalidInput("a bootstrap needs at least 10 replicates") }
    guard threads >= 1 else { throw .invalidInput("a computation needs at least one thread") }
    for row in newRows { _ = try fit.linearPredictor(row) }
    let newBasis = newRows.map(fit.covariates.basisRow)
    let count = min(AreaBootstrap.pieces, replicates)
    let sums = try parallelMap(count: count, threads: threads) {
      (piece) throws(GlobalEstimateError) -> Sums in
      var sums = Sums(count: fit.areaCount + newBasis.count)
      var replicate = piece
      while replicate < replicates {
        try AreaBootstrap.add(replicate, to: &sums, fit, scale, newBasis, seed)
        replicate += count
      }
      return sums
    }
    var all = Sums(count: fit.areaCount + newBasis.count)
    for piece in sums { all.add(piece) }
    let number = Double(replicates)
    meanSquaredErrors = all.squares.map { $0 / number }
    rateMeanSquaredErrors = all.rateSquares.map { $0 / number }
    boundaryShare = Double(all.boundary) / number
    self.replicates = replicates
  }

  private struct Sums: Sendable {
    var squares: [Double]
    var rateSquares: [Double]
    var boundary = 0

    init(count: Int) {
      squares = [Double](repeating: 0, count: count)
      rateSquares = squares
    }

    mutating func add(_ other: Sums) {
      for i in 0..<squares.count {
        squares[i] += other.squares[i]
        rateSquares[i] += other.rateSquares[i]
      }
      boundary += other.boundary
    }
  }

  private static func add(
    _ replicate: Int, to sums: inout Sums, _ fit: AreaModelFit, _ scale: RateScale, _ newBasis: [[Double]],
    _ seed: UInt64
  ) throws(GlobalEstimateError) {
    var stream = RandomStream(seed: seed, purpose: .parametricBootstrap, replicate: replicate)
    let m = fit.areaCount
    let p = fit.covariates.count
    let spread = fit.betweenVariance.squareRoot()
    var truth = fit.synthetic
    var direct = truth
    for i in 0..<m {
      truth[i] += spread * stream.standardNormal()
      direct[i] = truth[i] + fit.samplingVariance[i].squareRoot() * stream.standardNormal()
    }
    var equations = AreaEquations(
      response: direct, samplingVariance: fit.samplingVariance, basis: fit.covariates.basis, columnCount: p)
    let a = try BetweenVarianceEstimator.estimate(
      &equations, method: fit.method, samplingVariance: fit.samplingVariance)
    equations.solve(betweenVariance: a)
    if a == 0 { sums.boundary += 1 }
    for i in 0..<m {
      let remainder = fit.samplingVariance[i] * equations.weights[i]
      let predictor = direct[i] - remainder * equations.scaledResiduals[i] / equations.weights[i]
      record(i, predictor, a * remainder, truth[i], scale, &sums)
    }
    for (k, row) in newBasis.enumerated() {
      var (mean, predictor) = (0.0, 0.0)
      for j in 0..<p {
        mean += row[j] * fit.equations.coefficients[j]
        predictor += row[j] * equations.coefficients[j]
      }
      record(m + k, predictor, a, mean + spread * stream.standardNormal(), scale, &sums)
    }
  }

  private static func record(
    _ i: Int, _ predictor: Double, _ variance: Double, _ truth: Double, _ scale: RateScale, _ sums: inout Sums
  ) {
    let error = predictor - truth
    sums.squares[i] += error * error
    guard scale != .identity else {
      sums.rateSquares[i] += error * error
      return
    }
    let rateError = scale.moments(mean: predictor, variance: variance).mean - scale.rate(at: truth)
    sums.rateSquares[i] += rateError * rateError
  }
}
