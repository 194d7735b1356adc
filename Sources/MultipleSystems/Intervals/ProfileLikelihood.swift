public import Estimates
internal import Glibc
internal import NumericKernel

/// Which likelihood a profile interval is of.
public enum ProfileLikelihood: Sendable, CaseIterable {
  /// All cells are Poisson counts; the profile is of the logarithm of the unobserved cell's mean.
  case poisson
  /// The people are a multinomial sample, and the population N is the parameter: log N! − log (N − n)! − Σ
  /// log y! + Σ y log p(N), with gamma functions between whole numbers (Cormack 1992, Biometrics 48:567).
  case multinomial
}

/// A population with the likelihood ratio interval about it.
public struct ProfileInterval: Sendable, Equatable {
  /// The maximum likelihood estimate under the same likelihood.
  public let population: Double
  public let logLikelihood: Double
  public let interval: Interval
}

extension LogLinearFit {
  /// The populations that a likelihood ratio test at `1 − level` does not reject, all other parameters being
  /// fitted anew for each. It knows nothing of the choice of the model. Above ten lists there is that of the multinomial
  /// likelihood alone.
  ///
  /// - Throws: `LogLinearError` when the fit behind it fails.
  public func profileInterval(
    _ likelihood: ProfileLikelihood, of table: CaptureTable, level: Double
  ) throws(LogLinearError) -> ProfileInterval {
    guard level > 0, level < 1 else { throw .invalidLevel }
    var profile = try Profile(self, table, likelihood)
    let (center, maximum) = try profile.maximum()
    let half = normalMultiplier(level: level)
    let drop = half * half / 2
    let scale = half * logDarkFigureStandardError
    let below = try profile.crossing(
      from: center, maximum: maximum, drop: drop, step: -scale, limit: center - Profile.reach)
    let above = try profile.crossing(
      from: center, maximum: maximum, drop: drop, step: scale, limit: center + Profile.reach)
    let n = Double(observed)
    let upper: UpperEnd =
      above.map { .finite(n + exp($0)) }
      ?? .unbounded(reason: "the likelihood does not rule out any larger population at this level")
    do throws(EstimateError) {
      return ProfileInterval(
        population: n + exp(center), logLikelihood: maximum,
        interval: try Interval(
          kind: likelihood == .poisson ? .profileLikelihood : .multinomialProfile, level: level,
          lower: n + (below.map { exp($0) } ?? 0), upper: upper))
    } catch {
      throw .notConverged(iterations: 0)
    }
  }
}

/// The profile log-likelihood as a function of the logarithm of the dark figure.
private struct Profile: ~Copyable {
  /// How far from the estimate, on the logarithm, an end is looked for: a factor of some 5e8.
  static let reach = 20.0

  private var fitter: ModelFitter
  /// Takes the place of the fitter above ten lists.
  private let factorised: FactorisedFit?
  private let likelihood: ProfileLikelihood
  private let observed: Double
  private let constant: Double
  private let start: Double

  init(_ fit: LogLinearFit, _ table: CaptureTable, _ likelihood: ProfileLikelihood) throws(LogLinearError) {
    let factorised = try Self.factorised(fit, table, likelihood)
    var fitter = try Self.fitter(fit, table, isNeeded: factorised == nil)
    start = factorised?.logDark ?? fitter.workspace.beta[0]
    if factorised == nil {
      switch likelihood {
      case .poisson: fitter.workspace.fixIntercept()
      case .multinomial: fitter.workspace.activateUnobserved()
      }
    }
    observed = Double(table.total)
    constant = table.logFactorials
    self.likelihood = likelihood
    self.factorised = factorised
    self.fitter = fitter
  }

  private static func fitter(
    _ fit: LogLinearFit, _ table: CaptureTable, isNeeded: Bool
  ) throws(LogLinearError) -> ModelFitter {
    if !isNeeded { return ModelFitter(listCount: 1) }
    return try fit.model.fitter(for: table)
  }

  private static func factorised(
    _ fit: LogLinearFit, _ table: CaptureTable, _ likelihood: ProfileLikelihood
  ) throws(LogLinearError) -> FactorisedFit? {
    if table.listCount <= CaptureTable.denseListCount { return nil }
    guard likelihood == .multinomial else { throw .tooManyLists(table.listCount) }
    let factorised = FactorisedFit(listCount: table.listCount)
    factorised.load(histories: table.histories, counts: table.counts)
    guard case .regular = factorised.fit(interactions: fit.model.interactions) else { throw .undecided }
    return factorised
  }

  /// The log-likelihood and its derivative at a logarithm of the dark figure.
  private mutating func evaluate(_ logDark: Double) throws(LogLinearError) -> (value: Double, slope: Double) {
    let n = observed
    if let factorised {
      let dark = exp(logDark)
      guard let (value, slope) = factorised.completeLogLikelihood(dark: dark) else {
        throw .notConverged(iterations: factorised.iterations)
      }
      return (value - constant, slope * dark)
    }
    switch likelihood {
    case .poisson:
      fitter.workspace.beta[0] = logDark
      guard fitter.workspace.maximise(maximumIterations: ModelFitter.maximumIterations) else {
        throw .notConverged(iterations: fitter.workspace.iterations)
      }
      return (
        fitter.workspace.kernel + n * logDark - constant, n - fitter.workspace.fittedMargins[0]
      )
    case .multinomial:
      let dark = exp(logDark)
      let population = n + dark
      fitter.workspace.counts[0] = dark
      fitter.workspace.margins[0] = population
      guard fitter.workspace.maximise(maximumIterations: ModelFitter.maximumIterations) else {
        throw .notConverged(iterations: fitter.workspace.iterations)
      }
      // Σ y log μ is the kernel and the fitted total, which is N.
      let linear = fitter.workspace.kernel + fitter.workspace.fittedMargins[0]
      let value =
        linear - population * log(population) + logGammaRatio(dark + 1, n) - constant
      let slope =
        fitter.workspace.beta[0] - log(population) + digamma(population + 1) - digamma(dark + 1)
      return (value, slope * dark)
    }
  }

  /// Where the likelihood is highest, and how high.
  mutating func maximum() throws(LogLinearError) -> (logDark: Double, logLikelihood: Double) {
    let first = try evaluate(start)
    if likelihood == .poisson { return (start, first.value) }
    // The slope falls through 0 near the Poisson estimate: regula falsi with the weights of Illinois.
    var low = (place: start, slope: first.slope)
    var high = low
    while low.slope < 0 {
      let place = low.place - 0.5
      low = (place, try evaluate(place).slope)
      if place < start - Self.reach { throw .notConverged(iterations: 0) }
    }
    while high.slope > 0 {
      let place = high.place + 0.5
      high = (place, try evaluate(place).slope)
      if place > start + Self.reach { throw .notConverged(iterations: 0) }
    }
    var place = start
    for _ in 0..<100 where high.place - low.place > 1e-13 * max(1, abs(place)) {
      place = (low.slope * high.place - high.slope * low.place) / (low.slope - high.slope)
      let slope = try evaluate(place).slope
      if slope == 0 { break }
      if slope > 0 {
        low = (place, slope)
        high.slope /= 2
      } else {
        high = (place, slope)
        low.slope /= 2
      }
    }
    return (place, try evaluate(place).value)
  }

  /// Where the likelihood has dropped by `drop` on one side; `nil` when it has not up to the limit.
  mutating func crossing(
    from center: Double, maximum: Double, drop: Double, step: Double, limit: Double
  ) throws(LogLinearError) -> Double? {
    var inner = center
    var outer = center + step
    var excess = try evaluate(outer).value - maximum + drop
    var stride = step
    while excess > 0 {
      inner = outer
      stride *= 1.6
      outer += stride
      if step < 0 ? outer < limit : outer > limit { return nil }
      excess = try evaluate(outer).value - maximum + drop
    }
    // On the square root of the drop the profile is nearly linear, so that Newton's method is quick.
    var place = outer
    for _ in 0..<100 {
      let (value, slope) = try evaluate(place)
      let gap = maximum - value
      if gap > drop { outer = place } else { inner = place }
      let root = max(gap, 1e-12).squareRoot()
      var next = place - (root - drop.squareRoot()) * (2 * root) / -slope
      let (low, high) = (min(inner, outer), max(inner, outer))
      if !(next > low && next < high) { next = (low + high) / 2 }
      if abs(next - place) <= 1e-13 * max(1, abs(place)) || high - low <= 1e-13 * max(1, abs(place)) {
        return next
      }
      place = next
    }
    return place
  }
}

extension PoissonWorkspace {
  /// Takes the intercept, which is the last active term, from the terms that are fitted.
  mutating func fixIntercept() {
    termCount -= 1
  }

  /// Makes the unobserved history a cell like the others.
  mutating func activateUnobserved() {
    cells[activeCellCount] = 0
    activeCellCount += 1
    markActiveCells()
  }
}

/// log Γ(x + n) − log Γ(x) for positive x and n.
func logGammaRatio(_ x: Double, _ n: Double) -> Double { logGamma(n) - logBeta(x, n) }
