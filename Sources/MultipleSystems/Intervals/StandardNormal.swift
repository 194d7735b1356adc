internal import Glibc

/// The standard normal distribution.
enum StandardNormal {
  static func cumulative(_ z: Double) -> Double {
    0.5 * erfc(-z * 0.707_106_781_186_547_524_4)
  }

  /// The z with the cumulative probability p in (0, 1), infinite at 0 and 1: a rational start (Abramowitz and Stegun
  /// 26.2.23) and Halley's method on the smaller tail.
  static func quantile(_ p: Double) -> Double {
    if !(p > 0) { return -.infinity }
    if !(p < 1) { return .infinity }
    if p > 0.5 { return -quantile(1 - p) }
    let t = (-2 * log(p)).squareRoot()
    var z =
      -(t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))))
    for _ in 0..<4 {
      let density = exp(-0.5 * z * z) * 0.398_942_280_401_432_677_9
      let ratio = (cumulative(z) - p) / density
      z -= ratio / (1 + 0.5 * z * ratio)
    }
    return z
  }

  /// The half width in standard errors of a two-sided interval: 1.96 at the level 0.95.
  static func halfWidth(level: Double) -> Double { quantile(0.5 + level / 2) }
}
