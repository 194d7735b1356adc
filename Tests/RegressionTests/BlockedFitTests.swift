internal import NumericKernel
internal import Regression
internal import TestSupport
internal import Testing

/// Fits of more rows than one chunk, which several threads share.
@Suite struct BlockedFitTests {
  private let rows = 40_000

  private func model(threads: Int, family: Family, link: Link) throws -> GeneralizedLinearModel {
    var state: UInt64 = 7
    func uniform() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / 9_007_199_254_740_992
    }
    let columns = (0..<3).map { j in (0..<rows).map { _ in j == 0 ? 1 : uniform() } }
    let response = (0..<rows).map { uniform() < 0.2 + 0.5 * columns[1][$0] ? 1.0 : 0.0 }
    return try GeneralizedLinearModel(
      names: ["a", "b", "c"], matrix: Matrix(columns: columns), response: response, family: family,
      link: link,
      threads: threads)
  }

  @Test("F56: the same bits on any number of threads", arguments: [Link.logit, .probit])
  func threads(_ link: Link) throws {
    let one = try model(threads: 1, family: .binomial, link: link).fit()
    for threads in [2, 3, 8] {
      let other = try model(threads: threads, family: .binomial, link: link).fit()
      #expect(one.coefficients == other.coefficients && one.bread == other.bread)
      #expect(one.deviance == other.deviance)
    }
  }

  /// At the maximum Xᵀ(y − μ) is 0, and the bread is the inverse of XᵀWX worked out another way.
  @Test(arguments: [
    (Family.binomial, Link.logit), (.binomial, .probit), (.poisson, .log), (.gaussian, .identity),
  ])
  func scoreVanishes(_ family: Family, _ link: Link) throws {
    let fit = try model(threads: 2, family: family, link: link).fit()
    let gradient = fit.matrix.transposeMultiplied(by: fit.scores)
    for value in gradient { #expect(abs(value) < 1e-7 * Double(rows)) }
    let information = fit.means.indices.map { i in
      let slope = link.slope(fit.predictors[i])
      return slope * slope / family.variance(fit.means[i])
    }
    let product = fit.bread.multiplied(by: fit.matrix.crossProduct(weights: information))
    for i in 0..<3 { for j in 0..<3 { #expect(abs(product[i, j] - (i == j ? 1 : 0)) < 1e-9) } }
    var deviance = 0.0
    for i in 0..<rows { deviance += family.deviance(fit.response[i], fit.means[i]) }
    #expect(close(fit.deviance, deviance, relative: 1e-11))
  }
}
