internal import Foundation
internal import TestSupport
import Testing

@testable internal import NumericKernel

@Suite struct ContinuousDistributionTests {
  typealias Row = ReferenceTable.Row

  static func make(_ name: String, _ row: Row) throws -> any ContinuousDistribution {
    switch name {
    case "normal": NormalDistribution.standard
    case "gamma": try GammaDistribution(shape: row["shape"], scale: row["scale"])
    case "chi_squared": try ChiSquaredDistribution(degreesOfFreedom: row["df"])
    case "student_t": try StudentTDistribution(degreesOfFreedom: row["df"])
    case "f": try FDistribution(numeratorDegrees: row["d1"], denominatorDegrees: row["d2"])
    default: try BetaDistribution(alpha: row["alpha"], beta: row["beta"])
    }
  }

  static func smallestShape(_ distribution: any ContinuousDistribution) -> Double {
    switch distribution {
    case let gamma as GammaDistribution: gamma.shape
    case let beta as BetaDistribution: min(beta.alpha, beta.beta)
    default: 1
    }
  }

  /// mpmath at 780 digits: shapes from 1e-6 to 500,000, either tail from 1e-300 on. The tolerances are what
  /// `ContinuousDistribution` promises; from a shape of 1e-3 the worst measured is 5e-13, in a quantile.
  @Test(arguments: ["normal", "gamma", "chi_squared", "student_t", "f", "beta"])
  func agreesWithHighPrecision(name: String) throws {
    for row in try ReferenceTable(name).rows {
      let distribution = try Self.make(name, row)
      let smallestShape = Self.smallestShape(distribution)
      let tail = max(1e-12, smallestShape < 1e-3 ? 1e-16 / smallestShape : 0)
      let place = max(1e-12, smallestShape < 1e-3 ? 1e-14 / smallestShape : 0)
      let x = row["x"]
      let (lower, upper) = (row["lower"], row["upper"])
      #expect(close(distribution.cumulative(x), lower, relative: tail), "\(name) \(row)")
      #expect(close(distribution.survival(x), upper, relative: tail), "\(name) \(row)")
      let logDensity = row["log_density"]
      #expect(
        close(distribution.logDensity(x), logDensity, relative: 1e-13, absolute: 1e-13), "\(name) \(row)")
      #expect(close(distribution.density(x), exp(logDensity), relative: 1e-12), "\(name) \(row)")
      // The smaller tail has the digits to find the place again.
      let found = try lower < upper ? distribution.quantile(lower) : distribution.upperQuantile(upper)
      #expect(close(found, x, relative: place), "\(name) \(row), found \(found)")
    }
  }

  /// Shapes up to 1e15, by quadrature with 60 digits. What one unit in the last place of x changes grows as
  /// the root of the shape: 35 standard deviations out, by 35 √shape units.
  @Test func largeShapesKeepTheirTails() throws {
    for row in try ReferenceTable("large").rows {
      let isGamma = row.text("distribution") == "gamma"
      let distribution: any ContinuousDistribution =
        isGamma
        ? try GammaDistribution(shape: row["a"]) : try BetaDistribution(alpha: row["a"], beta: row["b"])
      let x = row["x"]
      let tail = row.text("side") == "lower" ? distribution.cumulative(x) : distribution.survival(x)
      #expect(close(tail, row["tail"], relative: 1e-12), "\(row), computed \(tail)")
      #expect(close(distribution.density(x), exp(row["log_density"]), relative: 1e-12), "\(row)")
    }
  }

  @Test func closedForms() throws {
    let cauchy = try StudentTDistribution(degreesOfFreedom: 1)
    let exponential = try ChiSquaredDistribution(degreesOfFreedom: 2)
    let uniform = try BetaDistribution(alpha: 1, beta: 1)
    for p in [1e-12, 0.01, 0.3, 0.5, 0.77, 0.975] {
      // tan loses digits near its pole and zero.
      #expect(close(try cauchy.quantile(p), tan(.pi * (p - 0.5)), relative: 1e-4, absolute: 1e-15))
      #expect(close(try exponential.upperQuantile(p), -2 * log(p), relative: 1e-14))
      #expect(close(try uniform.quantile(p), p, relative: 1e-14))
    }
    // Published: Student 1908's successors' tables, to the digits everyone prints.
    #expect(close(try cauchy.quantile(0.975), 12.7062, absolute: 5e-5))
    #expect(close(try NormalDistribution.standard.quantile(0.975), 1.959963984540054, relative: 1e-15))
    #expect(close(try ChiSquaredDistribution(degreesOfFreedom: 1).quantile(0.95), 3.841459, absolute: 5e-7))
    let f = try FDistribution(numeratorDegrees: 5, denominatorDegrees: 10)
    #expect(close(try f.quantile(0.95), 3.3258, absolute: 5e-5))
  }

  @Test func normalIsShiftedAndScaled() throws {
    let normal = try NormalDistribution(mean: -3, standardDeviation: 2)
    let standard = NormalDistribution.standard
    for z in [-40, -2, 0, 0.5, 9.0] {
      #expect(normal.cumulative(-3 + 2 * z) == standard.cumulative(z))
      #expect(normal.survival(-3 + 2 * z) == standard.survival(z))
      #expect(close(normal.density(-3 + 2 * z), standard.density(z) / 2, relative: 1e-13))
    }
    #expect(close(try normal.quantile(0.975), -3 + 2 * 1.959963984540054, relative: 1e-15))
  }

  @Test func infiniteDegreesOfFreedomAreNormal() throws {
    let t = try StudentTDistribution(degreesOfFreedom: .infinity)
    let normal = NormalDistribution.standard
    for x in [-39, -1.5, 0, 2.0] {
      #expect(t.cumulative(x) == normal.cumulative(x))
      #expect(t.survival(x) == normal.survival(x))
      #expect(t.logDensity(x) == normal.logDensity(x))
    }
    #expect(try t.quantile(0.9) == normal.quantile(0.9))
    // 1e12 degrees of freedom differ from infinitely many by (z³ + z) / (4 df).
    let nearly = try StudentTDistribution(degreesOfFreedom: 1e12)
    #expect(close(try nearly.quantile(0.975), 1.959963984540054 + 2.4e-12, absolute: 1e-13))
  }

  @Test func supportAndItsEnds() throws {
    let cases: [(any ContinuousDistribution, Double, Double)] = [
      (NormalDistribution.standard, -.infinity, .infinity),
      (try StudentTDistribution(degreesOfFreedom: 3), -.infinity, .infinity),
      (try GammaDistribution(shape: 3), 0, .infinity),
      (try ChiSquaredDistribution(degreesOfFreedom: 3), 0, .infinity),
      (try FDistribution(numeratorDegrees: 3, denominatorDegrees: 3), 0, .infinity),
      (try BetaDistribution(alpha: 3, beta: 3), 0, 1),
    ]
    for (distribution, lower, upper) in cases {
      #expect(try distribution.quantile(0) == lower)
      #expect(try distribution.quantile(1) == upper)
      #expect(try distribution.upperQuantile(0) == upper)
      #expect(try distribution.upperQuantile(1) == lower)
      for (x, probability) in [(lower, 0.0), (upper, 1.0), (-.infinity, 0.0), (.infinity, 1.0)] {
        #expect(distribution.cumulative(x) == probability, "\(distribution) \(x)")
        #expect(distribution.survival(x) == 1 - probability, "\(distribution) \(x)")
        #expect(distribution.density(x) == 0, "\(distribution) \(x)")
      }
      #expect(distribution.cumulative(.nan).isNaN)
      #expect(distribution.survival(.nan).isNaN)
      for p in [-1e-300, 1.0.nextUp, .nan, .infinity] {
        #expect(throws: NumericError.self) { try distribution.quantile(p) }
        #expect(throws: NumericError.self) { try distribution.upperQuantile(p) }
      }
    }
  }

  @Test func densitiesAtTheEnds() throws {
    #expect(try GammaDistribution(shape: 0.9).density(0) == .infinity)
    #expect(close(try GammaDistribution(shape: 1, scale: 4).density(0), 0.25, relative: 1e-15))
    #expect(try BetaDistribution(alpha: 0.9, beta: 2).density(0) == .infinity)
    #expect(close(try BetaDistribution(alpha: 1, beta: 3).density(0), 3, relative: 1e-15))
    #expect(close(try BetaDistribution(alpha: 4, beta: 1).density(1), 4, relative: 1e-15))
    #expect(try FDistribution(numeratorDegrees: 1, denominatorDegrees: 2).density(0) == .infinity)
    #expect(try FDistribution(numeratorDegrees: 2, denominatorDegrees: 2).density(0) == 1)
  }

  /// Heavy tails reach beyond the range of `Double`, and light lower tails below it.
  @Test func quantilesOutsideTheRangeOfDouble() throws {
    let heavy = try StudentTDistribution(degreesOfFreedom: 0.1)
    #expect(try heavy.upperQuantile(1e-300) == .infinity)
    #expect(try heavy.quantile(1e-300) == -.infinity)
    #expect(
      try FDistribution(numeratorDegrees: 3, denominatorDegrees: 0.1).upperQuantile(1e-300) == .infinity)
    #expect(try GammaDistribution(shape: 0.01).quantile(1e-10) == 0)
    #expect(try BetaDistribution(alpha: 0.01, beta: 3).quantile(1e-10) == 0)
    #expect(try BetaDistribution(alpha: 3, beta: 0.01).upperQuantile(1e-10) == 1)
  }

  /// Shapes anywhere in their range, and any finite x or probability: a number, soon, with tails that sum to
  /// 1.
  @Test func anythingFiniteHasAnAnswer() throws {
    let shapes = [1e-6, 1e-3, 0.3, 1, 7, 1e4, 1e9, 1e15]
    let points = [
      Double.leastNonzeroMagnitude, 1e-300, 1e-17, 0.2, 0.5, 1 - 0x1p-53, 1, 3, 1e9, 1e200, 1.7e308,
    ]
    for a in shapes {
      var distributions: [any ContinuousDistribution] = [
        try GammaDistribution(shape: a), try StudentTDistribution(degreesOfFreedom: 2 * a),
      ]
      for b in shapes {
        distributions.append(try BetaDistribution(alpha: a, beta: b))
        distributions.append(try FDistribution(numeratorDegrees: 2 * a, denominatorDegrees: 2 * b))
      }
      for distribution in distributions {
        var last = 0.0
        for x in points {
          let (lower, upper) = (distribution.cumulative(x), distribution.survival(x))
          #expect(abs(lower + upper - 1) <= 1e-15 && lower >= 0 && upper >= 0, "\(distribution) \(x)")
          #expect(lower >= last * (1 - 1e-9), "\(distribution) \(x)")
          #expect(!distribution.logDensity(x).isNaN, "\(distribution) \(x)")
          last = lower
        }
        for p in [1e-300, 1e-9, 0.5, 1 - 0x1p-53] {
          let x = try distribution.quantile(p)
          #expect(x >= distribution.support.lower && x <= distribution.support.upper, "\(distribution) \(p)")
        }
      }
    }
  }

  @Test func refuses() {
    for bad in [0, -1, .nan, .infinity, 1e-7, 3e15] {
      #expect(throws: NumericError.self) { try GammaDistribution(shape: bad) }
      #expect(throws: NumericError.self) { try ChiSquaredDistribution(degreesOfFreedom: bad) }
      #expect(throws: NumericError.self) { try BetaDistribution(alpha: bad, beta: 1) }
      #expect(throws: NumericError.self) { try BetaDistribution(alpha: 1, beta: bad) }
      #expect(throws: NumericError.self) { try FDistribution(numeratorDegrees: bad, denominatorDegrees: 1) }
      #expect(throws: NumericError.self) { try FDistribution(numeratorDegrees: 1, denominatorDegrees: bad) }
    }
    for bad in [0, -1, .nan, 1e-7, 3e15] {
      #expect(throws: NumericError.self) { try StudentTDistribution(degreesOfFreedom: bad) }
    }
    for bad in [0, -1, .nan, .infinity] {
      #expect(throws: NumericError.self) { try NormalDistribution(mean: 0, standardDeviation: bad) }
      #expect(throws: NumericError.self) { try GammaDistribution(shape: 1, scale: bad) }
    }
    #expect(throws: NumericError.self) { try NormalDistribution(mean: .nan, standardDeviation: 1) }
  }
}
