internal import Glibc
public import Estimates

extension LogLinearFit {
  /// The interval in which the logarithm of the dark figure is normal: n + μ₀ exp(± z se). It knows nothing
  /// of the choice of the model.
  /// - Throws: `EstimateError` when the level is no probability or an end is not finite.
  public func waldInterval(level: Double) throws(EstimateError) -> Interval {
    let reach = exp(normalMultiplier(level: level) * logDarkFigureStandardError)
    return try Interval(
      kind: .logNormalWald, level: level, lower: Double(observed) + darkFigure / reach,
      upper: Double(observed) + darkFigure * reach)
  }
}
