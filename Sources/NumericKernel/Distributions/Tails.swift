internal import Glibc

/// Both tails of a distribution at a point. The smaller one is known by its logarithm, to a relative error that
/// does not grow in the tail; the other is its complement.
struct Tails {
  let smallerIsLower: Bool
  /// log of the density with respect to the logarithm (of the odds, for beta) of the point.
  let logKernel: Double
  /// The smaller tail over that density.
  let ratio: Double
  let logSmaller: Double

  init(smallerIsLower: Bool, logKernel: Double, ratio: Double) {
    self.smallerIsLower = smallerIsLower
    self.logKernel = logKernel
    self.ratio = ratio
    logSmaller = logKernel + log(ratio)
  }

  var lower: Double { smallerIsLower ? exp(logSmaller) : -expm1(logSmaller) }
  var upper: Double { smallerIsLower ? -expm1(logSmaller) : exp(logSmaller) }
  var logLower: Double { smallerIsLower ? logSmaller : log1p(-exp(logSmaller)) }
  var logUpper: Double { smallerIsLower ? log1p(-exp(logSmaller)) : logSmaller }

  /// The place where a tail has the given probability: the smaller of `lower` and `upper`, which sum to 1.
  ///
  /// Newton's method on the logarithm of that tail as a function of the logarithm of the point. The logarithm of
  /// either tail is concave there because the density is log-concave, so that from the second step on the
  /// iterates approach the root from one side.
  ///
  /// - Parameters:
  ///   - logStart: the logarithm of a first guess.
  ///   - largestStep: the longest step in the logarithm of the point. Steps from the flat side of the root go too
  ///     far, which costs little where the tail is a power of the point and much where it is an exponential.
  ///   - tails: the tails at a positive point.
  /// - Returns: a positive point, or 0 or infinity when it leaves the range of `Double`.
  static func inverse(
    lower: Double, upper: Double, logStart: Double, largestStep: Double, _ tails: (Double) -> Tails
  ) throws(NumericError) -> Double {
    let useLower = lower <= upper
    let target = log(useLower ? lower : upper)
    let smallest = Double.leastNonzeroMagnitude
    let largest = Double.greatestFiniteMagnitude
    var point = min(max(exp(logStart), smallest), largest)
    var previous = 0.0
    for _ in 0..<200 {
      let here = tails(point)
      let value = useLower ? here.logLower : here.logUpper
      // The derivative of a tail's logarithm is the density over the tail.
      let ratio = useLower == here.smallerIsLower ? here.ratio : exp(value - here.logKernel)
      let newton = (useLower ? target - value : value - target) * ratio
      let step = min(max(newton, -largestStep), largestStep)
      // Only rounding, such as that of points below 1e-308, makes a small step longer than the one before.
      if abs(step) < max(1e-6, 4 * point.ulp / point) && abs(step) >= previous && previous > 0 {
        return point
      }
      let next = point * exp(step)
      if next == 0 || next == .infinity {
        let end = next == 0 ? smallest : largest
        if point == end { return next }
        point = end
        previous = 0
        continue
      }
      point = next
      // Steps shrink quadratically: the next would be near step³ / previous².
      if abs(step) < 1e-16 || (abs(step) < 1e-3 && abs(step * step * step) < 1e-17 * previous * previous) {
        return point
      }
      previous = abs(step)
    }
    throw .notConverged("a quantile", iterations: 200)
  }
}
