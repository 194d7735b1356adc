internal import Glibc

/// Where the regularised incomplete beta function I_x(a, b) is taken. `y` is 1 − x, and `excess` is b x − a y,
/// both with the digits that a subtraction would lose.
struct BetaPoint {
  var a, b, x, y, excess: Double

  /// The point where x / y is `odds`.
  init(_ a: Double, _ b: Double, odds: Double) {
    self.a = a
    self.b = b
    if odds > 1 {
      let inverse = 1 / odds
      y = inverse / (1 + inverse)
      x = 1 / (1 + inverse)
      excess = fusedDifference(b, a, inverse) / (1 + inverse)
    } else {
      x = odds / (1 + odds)
      y = 1 / (1 + odds)
      excess = -fusedDifference(a, b, odds) / (1 + odds)
    }
  }

  init(a: Double, b: Double, x: Double, y: Double, excess: Double) {
    self.a = a
    self.b = b
    self.x = x
    self.y = y
    self.excess = excess
  }

  /// The point x in [0, 1], with b x − a (1 − x) = a x + b x − a computed in doubled precision.
  init(_ a: Double, _ b: Double, x: Double) {
    self.a = a
    self.b = b
    self.x = x
    y = 1 - x
    let (p, q) = (a * x, b * x)
    let productErrors = (-p).addingProduct(a, x) + (-q).addingProduct(b, x)
    let sum = p + q
    let part = sum - p
    let sumError = (p - (sum - part)) + (q - part)
    excess = (sum - a) + (sumError + productErrors)
  }

  /// The same function seen from the other end: I_y(b, a).
  var mirrored: BetaPoint { BetaPoint(a: b, b: a, x: y, y: x, excess: -excess) }

  /// The same point where a is one larger.
  var raised: BetaPoint { BetaPoint(a: a + 1, b: b, x: x, y: y, excess: excess - y) }

  /// log of x^a y^b / B(a, b), for 0 < x < 1.
  var logKernel: Double {
    let sum = a + b
    return negativeHalfDeviance(shape: a, factors: (x, sum), excess: excess)
      + negativeHalfDeviance(shape: b, factors: (y, sum), excess: -excess)
      + (stirlingRemainder(sum) - stirlingRemainder(a) - stirlingRemainder(b))
      + 0.5 * (log(a < b ? a : b) - log1p((a < b ? a : b) / (a < b ? b : a))) - halfLogTwoPi
  }

  /// I_x(a, b) and its complement, of which the one on x's side of a / (a + b) is computed.
  ///
  /// With t / (1 − t) = e^(−v) x / y in its integral, I_x(a, b) is x^a y^b / B(a, b) times
  /// ∫ e^(−a v) (y + x e^(−v))^(−a−b) dv over v > 0, whose integrand is log-concave and falls from 1.
  var tails: Tails {
    let isLower = excess < 0
    var side = isLower ? self : mirrored
    guard side.x > 0 else {
      return Tails(smallerIsLower: isLower, logKernel: -.infinity, ratio: 1)
    }
    let logKernel = self.logKernel
    // I_x(a, b) = x^a y^b / (a B(a, b)) + I_x(a + 1, b) while a is small, because then e^(−a v) falls slowly.
    var integral = 0.0
    var ratio = 1.0
    while side.a < 5 {
      integral += ratio / side.a
      ratio *= side.x * (side.a + side.b) / side.a
      side = side.raised
    }
    integral += ratio * BetaIntegrand(point: side).integral()
    return Tails(smallerIsLower: isLower, logKernel: logKernel, ratio: integral)
  }
}

/// log I_x(a, b) where (a + b) x < 1e-17, given log x, which need not be the logarithm of a `Double`.
func logTinyIncompleteBeta(_ a: Double, _ b: Double, logX: Double) -> Double {
  a * logX - log(a) - logBeta(a, b)
}

/// a − b x, rounded once.
private func fusedDifference(_ a: Double, _ b: Double, _ x: Double) -> Double { a.addingProduct(-b, x) }

/// h(v) = −a v − (a + b) log(y + x e^(−v)), in forms that lose no digits: with the first-order terms taken out,
/// which leave the excess, for small v; and with e^(−v) taken out of the logarithm when x is near 1.
private struct BetaIntegrand: LogConcave {
  let point: BetaPoint
  let sum: Double

  init(point: BetaPoint) {
    self.point = point
    sum = point.a + point.b
  }

  var slope: Double { point.excess }
  var curvature: Double { sum * point.x * point.y }

  func callAsFunction(_ v: Double) -> Double {
    if point.x <= 0.5 {
      let second = point.x * expm1Minus(-v) + log1pMinus(point.x * expm1(-v))
      return point.excess * v - sum * second
    }
    if v < 1 {
      let second = point.y * expm1Minus(v) + log1pMinus(point.y * expm1(v))
      return point.excess * v - sum * second
    }
    if v < 700 { return point.b * v - sum * log1p(point.y * expm1(v)) }
    return -point.a * v - sum * log(point.y + point.x * exp(-v))
  }
}
