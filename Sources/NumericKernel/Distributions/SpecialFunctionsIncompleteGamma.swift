internal import Glibc

/// log of x^a e^(−x) / Γ(a) for positive a and x, where `excess` = x − a.
func logGammaKernel(_ a: Double, _ x: Double, excess: Double) -> Double {
  if a < 10 { return a * log(x) - x - logGamma(a) }
  return negativeHalfDeviance(shape: a, factors: (x, 1), excess: excess) - stirlingRemainder(a) + 0.5 * log(a)
    - halfLogTwoPi
}

/// The regularised incomplete gamma functions P(a, x) and Q(a, x), of which the one on x's side of a is
/// computed.
///
/// With t = x e^(∓v) in their integrals, P(a, x) and Q(a, x) are x^a e^(−x) / Γ(a) times
/// ∫ exp(∓a v ± x (1 − e^(∓v))) dv over v > 0, whose integrand is log-concave and falls from 1.
func gammaTails(_ a: Double, _ x: Double, excess: Double) -> Tails {
  let isLower = excess < 0
  if x == 0 || x == .infinity {
    return Tails(smallerIsLower: x == 0, logKernel: -.infinity, ratio: 1)
  }
  let logKernel = logGammaKernel(a, x, excess: excess)
  let integral: Double
  if !isLower {
    integral = GammaIntegrand(excess: excess, x: x, sign: 1).integral()
  } else if a >= 1 {
    integral = GammaIntegrand(excess: excess, x: x, sign: -1).integral()
  } else {
    // P(a, x) = x^a e^(−x) / Γ(a + 1) + P(a + 1, x), because e^(−a v) falls too slowly for a small a.
    integral = (1 + x * GammaIntegrand(excess: excess - 1, x: x, sign: -1).integral()) / a
  }
  return Tails(smallerIsLower: isLower, logKernel: logKernel, ratio: integral)
}

/// h(v) = −s (x − a) v − x (e^(s v) − 1 − s v), where the sign s is 1 for Q and −1 for P.
private struct GammaIntegrand: LogConcave {
  let excess, x, sign: Double
  var slope: Double { -sign * excess }
  var curvature: Double { x }

  func callAsFunction(_ v: Double) -> Double {
    let w = sign * v
    return -excess * w - x * expm1Minus(w)
  }
}
