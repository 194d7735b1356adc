internal import Glibc

extension RandomStream {
  /// An exponential variate, −mean · log of an open uniform.
  ///
  /// - Throws: `NumericError.domain` unless the mean is positive and finite.
  package mutating func exponential(mean: Double) throws(NumericError) -> Double {
    try requirePositive(mean, "the mean of an exponential variate")
    return -mean * log(openUniform())
  }

  /// A gamma variate with mean shape · scale. With a shape of some hundredths or less it may be 0, when it lies
  /// below the smallest `Double`.
  ///
  /// - Throws: `NumericError.domain` unless 0 < shape ≤ 1e300 and the scale is positive and finite.
  package mutating func gamma(shape: Double, scale: Double = 1) throws(NumericError) -> Double {
    try requireVariateShape(shape, "the shape of a gamma variate")
    try requirePositive(scale, "the scale of a gamma variate")
    if shape >= 1 { return scale * standardGamma(shape) }
    return scale * exp(logStandardGamma(shape))
  }

  /// A chi-squared variate; 0 as for `gamma`.
  ///
  /// - Throws: `NumericError.domain` unless 0 < degreesOfFreedom ≤ 1e300.
  package mutating func chiSquared(degreesOfFreedom: Double) throws(NumericError) -> Double {
    try requireVariateShape(degreesOfFreedom, "the degrees of freedom of a chi-squared variate")
    return try gamma(shape: 0.5 * degreesOfFreedom, scale: 2)
  }

  /// Student's t: a normal variate over the root of a chi-squared one divided by its degrees of freedom. Infinite
  /// degrees of freedom give a standard normal variate. With some hundredths of a degree it may be infinite, when it
  /// lies beyond the largest `Double`.
  ///
  /// - Throws: `NumericError.domain` unless the degrees of freedom are positive, and infinite or at most 1e300.
  package mutating func studentT(degreesOfFreedom: Double) throws(NumericError) -> Double {
    if degreesOfFreedom == .infinity { return standardNormal() }
    try requireVariateShape(degreesOfFreedom, "the degrees of freedom of a t variate")
    let z = standardNormal()
    let half = 0.5 * degreesOfFreedom
    return z * exp(0.5 * (log(half) - logStandardGamma(half)))
  }

  /// A beta variate, in [0, 1]; the ends come by rounding, often when a shape is small.
  ///
  /// - Throws: `NumericError.domain` unless both shapes are positive and at most 1e300.
  package mutating func beta(alpha: Double, beta: Double) throws(NumericError) -> Double {
    try requireVariateShape(alpha, "the first shape of a beta variate")
    try requireVariateShape(beta, "the second shape of a beta variate")
    if alpha >= 1 && beta >= 1 {
      let first = standardGamma(alpha)
      return first / (first + standardGamma(beta))
    }
    let first = logStandardGamma(alpha)
    let second = logStandardGamma(beta)
    if first == -.infinity && second == -.infinity {
      return uniform() * (1 + beta / alpha) < 1 ? 1 : 0
    }
    return 1 / (1 + exp(second - first))
  }

  /// A vector of non-negative numbers with sum 1: gamma variates divided by their sum, taken through logarithms so that
  /// small concentrations do not make 0/0. A concentration of 0 makes a part that is always 0.
  ///
  /// - Throws: `NumericError.domain` when a concentration is negative or above 1e300, or when all are 0 or there is
  ///   none.
  package mutating func dirichlet(_ concentrations: [Double]) throws(NumericError) -> [Double] {
    for concentration in concentrations where !(concentration >= 0 && concentration <= 1e300) {
      throw .domain("a Dirichlet concentration lies between 0 and 1e300, not \(concentration)")
    }
    guard concentrations.contains(where: { $0 > 0 }) else {
      throw .domain("a Dirichlet distribution has a positive concentration")
    }
    var parts = concentrations.map { $0 > 0 ? logStandardGamma($0) : -.infinity }
    var largest = -Double.infinity
    for part in parts { largest = max(largest, part) }
    if largest == -.infinity {
      // Concentrations near the smallest `Double`: in the limit all mass falls to one part.
      let chosen = try Categorical(weights: concentrations).draw(from: &self)
      return concentrations.indices.map { $0 == chosen ? 1 : 0 }
    }
    var sum = 0.0
    for i in parts.indices {
      parts[i] = exp(parts[i] - largest)
      sum += parts[i]
    }
    for i in parts.indices { parts[i] /= sum }
    return parts
  }

  /// log of a gamma variate with scale 1: for shapes below 1, G(a) = G(a + 1) U^(1/a) (Marsaglia and Tsang 2000,
  /// section 6). Minus infinity for shapes near the smallest `Double`.
  mutating func logStandardGamma(_ shape: Double) -> Double {
    if shape >= 1 { return log(standardGamma(shape)) }
    let larger = standardGamma(shape + 1)
    return log(larger) + log(openUniform()) / shape
  }

  /// Marsaglia and Tsang, "A simple method for generating gamma variables", ACM TOMS 26 (2000) 363-372, for
  /// shape ≥ 1: d (1 + c z)³ with a normal z, accepted against its density.
  mutating func standardGamma(_ shape: Double) -> Double {
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let z = standardNormal()
      let t = c * z
      if t <= -1 { continue }
      let u = openUniform()
      let square = z * z
      let value = d * ((1 + t) * (1 + t) * (1 + t))
      if u < 1 - 0.0331 * square * square { return value }
      // log u < z²/2 + d (1 − v + log v) with v = (1 + t)³ and z² = 9 d t², without the cancellation in 1 − v + log v
      // for large shapes: 1 − v + log v = 3 (log(1 + t) − t) − 3 t² − t³.
      let cubic = 3 * log1pMinus(t) - t * t * (3 + t)
      if log(u) < 0.5 * square + d * cubic { return value }
    }
  }
}

/// - Throws: `NumericError.domain` unless 0 < value ≤ 1e300, above which sums of variates could overflow.
private func requireVariateShape(_ value: Double, _ name: String) throws(NumericError) {
  guard value > 0 && value <= 1e300 else {
    throw .domain("\(name) lies above 0 and not above 1e300, not \(value)")
  }
}
