internal import Glibc

extension RandomStream {
  /// The largest mean of a Poisson and the largest number of trials of a binomial variate, 2⁵², up to which
  /// every count is exact in double precision.
  package static let largestCount = 1 << 52

  /// A Poisson variate: by inversion below a mean of 10, else by transformed rejection (PTRS of Hörmann, "The
  /// transformed rejection method for generating Poisson random variables", Insurance: Mathematics and Economics
  /// 12 (1993) 39-45). A mean of 0 gives 0.
  ///
  /// - Throws: `NumericError.domain` unless 0 ≤ mean ≤ 2⁵².
  package mutating func poisson(mean: Double) throws(NumericError) -> Int {
    guard mean >= 0, mean <= Double(Self.largestCount) else {
      throw .domain("the mean of a Poisson variate lies between 0 and 2^52, not \(mean)")
    }
    return mean < 10 ? poissonByInversion(mean) : poissonByRejection(mean)
  }

  private mutating func poissonByInversion(_ mean: Double) -> Int {
    let atZero = exp(-mean)
    while true {
      var left = uniform()
      var probability = atZero
      var count = 0
      while left >= probability {
        left -= probability
        count += 1
        probability *= mean / Double(count)
        // P(X > 150) < 1e-100: only rounding leads here, so the draw is made again.
        if count > 150 { break }
      }
      if count <= 150 { return count }
    }
  }

  private mutating func poissonByRejection(_ mean: Double) -> Int {
    let b = 0.931 + 2.53 * mean.squareRoot()
    let a = -0.059 + 0.02483 * b
    let inverseAlpha = 1.1239 + 1.1328 / (b - 3.4)
    let certain = 0.9277 - 3.6224 / (b - 2)
    while true {
      let u = uniform() - 0.5
      let v = uniform()
      let edge = 0.5 - abs(u)
      // Minus infinity when `edge` is 0, which the test for a negative count rejects.
      let count = ((2 * a / edge + b) * u + mean + 0.43).rounded(.down)
      if edge >= 0.07 && v <= certain { return Int(count) }
      if count < 0 || (edge < 0.013 && v > edge) { continue }
      if log(v * inverseAlpha / (a / (edge * edge) + b)) <= logPoissonProbability(count, mean: mean) {
        return Int(count)
      }
    }
  }
}

/// log of e^(−mean) mean^count / count!, for a whole count ≥ 0 and a mean > 0.
func logPoissonProbability(_ count: Double, mean: Double) -> Double {
  if count == 0 { return -mean }
  return logGammaKernel(count, mean, excess: mean - count) - log(count)
}
