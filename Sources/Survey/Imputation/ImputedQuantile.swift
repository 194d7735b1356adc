internal import Estimates
internal import NumericKernel

extension QuantileEstimate {
  /// The quantiles of multiply imputed data sets as one, by Rubin's rules on Woodruff's standard errors, with a t
  /// interval: Woodruff's own is of one distribution function, and there are several.
  /// - Throws: `SurveyError.usage` when there are fewer than two.
  package init(combining estimates: [QuantileEstimate], level: Double) throws(SurveyError) {
    guard let first = estimates.first, estimates.count > 1 else {
      throw .usage("multiple imputation needs two imputed data sets or more")
    }
    let variance = ImputedVariance(
      values: estimates.map(\.value), variances: estimates.map { $0.standardError * $0.standardError },
      completeDegreesOfFreedom: estimates.reduce(.infinity) { min($0, $1.degreesOfFreedom) })
    let value = estimates.reduce(0) { $0 + $1.value } / Double(estimates.count)
    let error = variance.total.squareRoot()
    do {
      let t = try StudentTDistribution(degreesOfFreedom: variance.degreesOfFreedom)
        .upperQuantile((1 - level) / 2)
      self.init(
        label: first.label, domain: first.domain, value: value, standardError: error,
        interval: try Interval(
          kind: .studentT, level: level, lower: value - t * error, upper: value + t * error),
        degreesOfFreedom: variance.degreesOfFreedom,
        sampleSize: estimates.reduce(0) { $0 + $1.sampleSize } / estimates.count)
    } catch let error as NumericError {
      throw .numeric(error)
    } catch let error as EstimateError {
      throw .estimate(error)
    } catch {
      throw .usage("the interval of the \(first.label) failed")
    }
  }
}
