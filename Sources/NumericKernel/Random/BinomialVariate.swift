internal import Glibc

extension RandomStream {
  /// A binomial variate: by inversion when trials · min(p, 1 − p) < 10, else by transformed rejection (BTRS of
  /// Hörmann, "The generation of binomial random variates", J. Statist. Comput. Simul. 46 (1993) 101-110).
  /// No trials or p = 0 give 0, p = 1 gives the number of trials.
  ///
  /// - Throws: `NumericError.domain` unless 0 ≤ trials ≤ 2⁵² and 0 ≤ probability ≤ 1.
  package mutating func binomial(trials: Int, probability: Double) throws(NumericError) -> Int {
    guard trials >= 0, trials <= Self.largestCount else {
      throw .domain("the number of trials lies between 0 and 2^52, not \(trials)")
    }
    guard probability >= 0, probability <= 1 else {
      throw .domain("a probability lies between 0 and 1, not \(probability)")
    }
    return binomial(trials: trials, success: probability, failure: 1 - probability)
  }

  /// The same for arguments already known to be valid, with 1 − p given apart, which keeps its digits when p is
  /// near 1.
  mutating func binomial(trials: Int, success: Double, failure: Double) -> Int {
    if trials == 0 || success == 0 { return 0 }
    if failure == 0 { return trials }
    if success > 0.5 {
      return trials - binomial(trials: trials, success: failure, failure: success)
    }
    return Double(trials) * success < 10
      ? binomialByInversion(Double(trials), success, failure)
      : binomialByRejection(Double(trials), success, failure)
  }

  private mutating func binomialByInversion(_ trials: Double, _ success: Double, _ failure: Double) -> Int {
    let odds = success / failure
    let atZero = exp(trials * log1p(-success))
    while true {
      var left = uniform()
      var probability = atZero
      var count = 0.0
      while left >= probability {
        left -= probability
        count += 1
        probability *= (trials - count + 1) / count * odds
        // P(X > 150) < 1e-100: only rounding leads here, so the draw is made again.
        if count > min(trials, 150) { break }
      }
      if count <= min(trials, 150) { return Int(count) }
    }
  }

  private mutating func binomialByRejection(_ trials: Double, _ success: Double, _ failure: Double) -> Int {
    let mean = trials * success
    let deviation = (mean * failure).squareRoot()
    let b = 1.15 + 2.53 * deviation
    let a = -0.0873 + 0.0248 * b + 0.01 * success
    let alpha = (2.83 + 5.1 / b) * deviation
    let certain = 0.92 - 4.2 / b
    let mode = ((trials + 1) * success).rounded(.down)
    var atMode: Double?
    while true {
      let u = uniform() - 0.5
      let v = uniform()
      let edge = 0.5 - abs(u)
      // Minus infinity when `edge` is 0, which the test of the range rejects.
      let count = ((2 * a / edge + b) * u + mean + 0.5).rounded(.down)
      if edge >= 0.07 && v <= certain { return Int(count) }
      if count < 0 || count > trials { continue }
      let peak = atMode ?? logBinomialProbability(mode, trials: trials, success: success, failure: failure)
      atMode = peak
      let height = logBinomialProbability(count, trials: trials, success: success, failure: failure)
      if log(v * alpha / (a / (edge * edge) + b)) <= height - peak { return Int(count) }
    }
  }
}

/// log of C(trials, count) success^count failure^(trials − count) for whole 0 ≤ count ≤ trials, trials > 0 and
/// probabilities strictly between 0 and 1, after Loader (2000).
func logBinomialProbability(_ count: Double, trials: Double, success: Double, failure: Double) -> Double {
  if count == 0 {
    return trials * (success < 0.5 ? log1p(-success) : log(failure))
  }
  if count == trials {
    return trials * (failure < 0.5 ? log1p(-failure) : log(success))
  }
  let misses = trials - count
  // success^count failure^misses / B(count, misses) has trials / (count · misses) times the binomial coefficient.
  let point = BetaPoint(
    a: count, b: misses, x: success, y: failure, excess: (-count).addingProduct(trials, success))
  return point.logKernel - log(count) - log(misses / trials)
}
