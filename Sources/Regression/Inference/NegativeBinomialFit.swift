internal import Glibc
internal import NumericKernel

extension GeneralizedLinearModel {
  /// A negative binomial regression with θ estimated by maximum likelihood, in turn with the coefficients.
  ///
  /// The covariance of the coefficients is that at a known θ, from which they are asymptotically independent.
  /// - Throws: as `fit`; `RegressionError.unsuitable` when the counts vary no more than Poisson counts, for
  ///   which θ is infinite.
  package func fitNegativeBinomial(
    weights: [Double]? = nil
  ) throws(RegressionError) -> (fit: GLMFit, theta: Double) {
    let poisson = try GeneralizedLinearModel(
      names: names, matrix: matrix, response: response, offset: offset, family: .poisson, link: link)
    var fit = try poisson.fit(weights: weights)
    var theta = try Self.theta(fit, start: nil)
    for _ in 0..<100 {
      let model = try GeneralizedLinearModel(
        names: names, matrix: matrix, response: response, offset: offset,
        family: .negativeBinomial(theta: theta),
        link: link)
      fit = try model.fit(weights: weights, start: fit.coefficients)
      let next = try Self.theta(fit, start: theta)
      let change = abs(next - theta) / theta
      theta = next
      if change < 1e-10 {
        let last = try GeneralizedLinearModel(
          names: names, matrix: matrix, response: response, offset: offset,
          family: .negativeBinomial(theta: theta), link: link)
        return (try last.fit(weights: weights, start: fit.coefficients), theta)
      }
    }
    throw .notConverged(iterations: 100, lastChange: theta)
  }

  /// Newton's method on log θ.
  private static func theta(_ fit: GLMFit, start: Double?) throws(RegressionError) -> Double {
    let mean = fit.weights.reduce(0, +) / Double(fit.rowCount)
    var excess = 0.0
    var square = 0.0
    for i in 0..<fit.rowCount {
      let residual = fit.response[i] - fit.means[i]
      excess += fit.weights[i] * (residual * residual - fit.means[i])
      square += fit.weights[i] * fit.means[i] * fit.means[i]
    }
    guard start != nil || excess > 0 else { throw noExcess }
    var theta = start ?? square / excess
    for _ in 0..<100 {
      var slope = 0.0
      var curvature = 0.0
      for i in 0..<fit.rowCount {
        let (y, mu, w) = (fit.response[i], fit.means[i], fit.weights[i] / mean)
        let ratio = (y + theta) / (mu + theta)
        slope += w * (digamma(y + theta) - digamma(theta) + log(theta / (mu + theta)) + 1 - ratio)
        curvature +=
          w * (trigamma(y + theta) - trigamma(theta) + 1 / theta - 2 / (mu + theta) + ratio / (mu + theta))
      }
      // By log θ; where the likelihood is not concave a bounded step up its slope.
      let second = theta * theta * curvature + theta * slope
      var step = second < 0 ? -theta * slope / second : (slope > 0 ? 1 : -1)
      step = min(2, max(-2, step))
      theta *= exp(step)
      guard theta < 1e7 else { throw noExcess }
      if abs(step) < 1e-12 { return theta }
    }
    return theta
  }

  private static let noExcess = RegressionError.unsuitable(
    "the counts vary no more than Poisson counts do, so that the negative binomial has no θ; use the Poisson family"
  )
}
