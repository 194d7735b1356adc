internal import CInstructions
internal import NumericKernel

/// Draws of the rates of the countries of one area model, a country at a time, each from a stream of its own.
struct PredictiveDraws: Sendable {
  let count: Int
  private let data: ModelData
  private let fit: AreaModelFit
  private let seed: UInt64
  private let isShrunk: Bool
  private let placeOfObserved: [Int?]
  /// For each draw the root of ν/χ².
  private let scales: [Double]
  /// For each draw the deviation of the coefficients on the orthonormal basis, root·L⁻ᵀz; by coefficient.
  private let coefficients: [[Double]]

  init(
    _ data: ModelData, _ fit: AreaModelFit, count: Int, seed: UInt64, isShrunk: Bool
  ) throws(GlobalEstimateError) {
    guard count >= 100 else { throw .invalidInput("an interval from draws needs at least 100 of them") }
    self.data = data
    self.fit = fit
    self.count = count
    self.seed = seed
    self.isShrunk = isShrunk
    var places = [Int?](repeating: nil, count: data.countries.count)
    for (place, country) in data.observed.enumerated() { places[country] = place }
    placeOfObserved = places
    (scales, coefficients) = try PredictiveDraws.common(fit, count, seed)
  }

  private static func common(
    _ fit: AreaModelFit, _ count: Int, _ seed: UInt64
  ) throws(GlobalEstimateError) -> ([Double], [[Double]]) {
    let p = fit.covariates.count
    let degrees = Double(fit.residualDegrees - 1)
    var stream = RandomStream(seed: seed, purpose: .errorPropagation)
    var scales = [Double](repeating: 0, count: count)
    var coefficients = [[Double]](repeating: scales, count: p)
    var deviates = [Double](repeating: 0, count: p)
    for d in 0..<count {
      let chi: Double
      do { chi = try stream.chiSquared(degreesOfFreedom: degrees) } catch { throw .invalidInput("\(error)") }
      let scale = (degrees / chi).squareRoot()
      scales[d] = scale
      for j in 0..<p { deviates[j] = scale * stream.standardNormal() }
      let deviation = fit.equations.deviation(deviates)
      for j in 0..<p { coefficients[j][d] = deviation[j] }
    }
    return (scales, coefficients)
  }

  /// How a country's rate follows from a draw: weight · value of its survey + (1 − weight) · regression + error.
  private struct Form {
    let basis: [Double]
    let center: Double
    /// The weight of the regression, and what is added to it.
    let weight: Double
    let own: Double
    let error: Double
    let isScaled: Bool
  }

  private func form(_ country: Int) throws(GlobalEstimateError) -> Form {
    let basis = fit.covariates.basisRow(of: data.row(country))
    let center = try fit.linearPredictor(data.row(country))
    guard let place = placeOfObserved[country] else {
      return Form(
        basis: basis, center: center, weight: 1, own: 0, error: fit.betweenVariance.squareRoot(),
        isScaled: true)
    }
    let gamma = isShrunk ? fit.shrinkage[place] : 1
    return Form(
      basis: basis, center: center, weight: 1 - gamma, own: gamma * fit.direct[place],
      error: (gamma * fit.samplingVariance[place]).squareRoot(), isScaled: isShrunk)
  }

  /// The rates of one country, by its place in the data, draw by draw.
  /// - Precondition: there is room for `count` numbers.
  func fill(_ country: Int, _ rates: inout [Double]) throws(GlobalEstimateError) {
    let form = try form(country)
    let size = Deviates.blockSize
    var own = [Double](repeating: 0, count: size)
    var centers = own
    let ones = [Double](repeating: 1, count: size)
    for first in stride(from: 0, to: count, by: size) {
      let length = min(size, count - first)
      for k in 0..<length { centers[k] = form.own + form.weight * form.center }
      if form.weight != 0 {
        for (j, coefficient) in coefficients.enumerated() {
          let slope = form.weight * form.basis[j]
          for k in 0..<length { centers[k] += slope * coefficient[first + k] }
        }
      }
      own.withUnsafeMutableBufferPointer { own in
        guard let own = own.baseAddress else { return }
        Deviates.fill(
          own, block: first / size, seed: seed, purpose: .posterior, replicate: data.streams[country])
        let scaled = form.isScaled
        (scaled ? scales : ones).withUnsafeBufferPointer { scales in
          guard let scales = scales.baseAddress else { return }
          prevalence_scale_deviates(own, centers, scales + (scaled ? first : 0), length, form.error)
        }
        data.scale.transformToRates(own, length)
        rates.withUnsafeMutableBufferPointer { rates in
          for k in 0..<length { rates[first + k] = own[k] }
        }
      }
    }
  }
}

extension RateScale {
  /// Points of the scale into rates, in place; none above 1.
  func transformToRates(_ points: UnsafeMutablePointer<Double>, _ count: Int) {
    switch self {
    case .identity: break
    case .logarithm: prevalence_exponentials(points, count)
    case .logit: prevalence_logistic(points, count)
    case .arcsine: for k in 0..<count { points[k] = rate(at: points[k]) }
    }
    // The logarithmic scale knows no upper end, and nobody is counted twice.
    if self == .identity || self == .logarithm {
      for k in 0..<count { points[k] = points[k] > 1 ? 1 : points[k] }
    }
  }
}
