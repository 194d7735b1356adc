internal import Foundation
internal import TestSupport
import Testing

@testable internal import NumericKernel

@Suite struct SpecialFunctionsTests {
  /// mpmath with 60 digits. Near a zero of the function the error is absolute, in units of the largest term.
  @Test func agreeWithHighPrecision() throws {
    for row in try ReferenceTable("special").rows {
      let a = row["a"]
      let expected = row["value"]
      switch row.text("function") {
      case "logGamma": #expect(close(logGamma(a), expected, relative: 1e-15, absolute: 1e-15), "\(row)")
      case "digamma": #expect(close(digamma(a), expected, relative: 1e-15, absolute: 1e-15), "\(row)")
      case "trigamma": #expect(close(trigamma(a), expected, relative: 1e-15), "\(row)")
      default:
        let b = row["b"]
        #expect(
          close(logBeta(a, b), expected, relative: 3e-15, absolute: 3e-15 * max(1, min(a, b))), "\(row)")
      }
    }
  }

  @Test func poles() {
    #expect(logGamma(0) == .infinity)
    #expect(digamma(0) == -.infinity)
    #expect(trigamma(0) == .infinity)
    #expect(logGamma(.infinity) == .infinity)
    #expect(digamma(.infinity) == .infinity)
    #expect(trigamma(.infinity) == 0)
  }

  /// Against their Taylor series on both sides of each change of method.
  @Test func differencesNearZeroLoseNothing() {
    for x in [-0.5, -0.4999, -0.3, -0.11, -0.1, -1e-3, 1e-9, 0.01, 0.12, 0.125, 0.49, 0.5] {
      var logSeries = 0.0
      var expSeries = 0.0
      var power = x
      var factorial = 1.0
      for k in 2...80 {
        power *= -x
        factorial *= Double(k)
        logSeries += power / Double(k)
        expSeries += (k % 2 == 0 ? -power : power) / factorial
      }
      #expect(close(log1pMinus(x), logSeries, relative: 1e-15), "\(x)")
      #expect(close(expm1Minus(x), expSeries, relative: 1e-15), "\(x)")
    }
    #expect(close(log1pMinus(1), -0.30685281944005469, relative: 1e-15))
    #expect(close(log1pMinus(-0.9), -1.4025850929940457, relative: 1e-15))
    #expect(log1pMinus(0) == 0 && expm1Minus(0) == 0)
  }

  /// The known remainder at 1 is 1 − ½ log 2π, and the method changes at 10.
  @Test func stirling() {
    #expect(close(stirlingRemainder(1), 0.081061466795327258, relative: 1e-14))
    let below = 10.0.nextDown
    #expect(close(stirlingRemainder(below), stirlingRemainder(10), absolute: 1e-14))
    #expect(close(stirlingRemainder(1e8), 1 / 12e8, relative: 1e-15))
  }
}
