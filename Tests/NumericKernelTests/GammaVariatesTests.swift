internal import Foundation
internal import TestSupport
import Testing

@testable internal import NumericKernel

/// Draws are counted between quantiles that other tests check against high precision.
@Suite struct GammaVariatesTests {
  static let draws = 20_000
  static let tiny = Double.leastNonzeroMagnitude

  func draw(_ seed: UInt64, _ body: (inout RandomStream) throws -> Double) rethrows -> [Double] {
    var stream = RandomStream(seed: seed, purpose: .simulation)
    var draws: [Double] = []
    for _ in 0..<Self.draws { draws.append(try body(&stream)) }
    return draws
  }

  @Test func exponentialFits() throws {
    let draws = try draw(41) { try $0.exponential(mean: 3) }
    #expect(GoodnessOfFit.kolmogorov(draws) { 1 - exp(-$0 / 3) } > GoodnessOfFit.smallest)
    #expect(abs(GoodnessOfFit.meanScore(draws, mean: 3, variance: 9)) < 4)
  }

  @Test(arguments: [0.01, 0.3, 0.999, 1, 2.5, 40, 1e9, 1e15]) func gammaFits(shape: Double) throws {
    let draws = try draw(42) { try $0.gamma(shape: shape, scale: 2) }
    let gamma = try GammaDistribution(shape: shape, scale: 2)
    #expect(try GoodnessOfFit.equalCells(draws, quantile: gamma.quantile) > GoodnessOfFit.smallest)
    #expect(abs(GoodnessOfFit.meanScore(draws, mean: 2 * shape, variance: 4 * shape)) < 4)
  }

  /// For 1e300 the spread is below a unit in the last place.
  @Test func extremeShapesEnd() throws {
    var stream = RandomStream(seed: 43, purpose: .simulation)
    for _ in 0..<20 {
      #expect(close(try stream.gamma(shape: 1e300), 1e300, relative: 1e-14))
      #expect(try stream.gamma(shape: 1e-300) == 0)
      #expect(try stream.gamma(shape: Self.tiny) == 0)
      #expect(close(try stream.beta(alpha: 1e300, beta: 1e300), 0.5, relative: 1e-14))
      let end = try stream.beta(alpha: Self.tiny, beta: Self.tiny)
      #expect(end == 0 || end == 1)
      #expect(try stream.beta(alpha: 1e-300, beta: 2) == 0)
      #expect(try stream.studentT(degreesOfFreedom: 1e300).isFinite)
      #expect(try !stream.studentT(degreesOfFreedom: 1e-300).isNaN)
    }
  }

  @Test(arguments: [0.5, 1, 7.3]) func chiSquaredFits(degrees: Double) throws {
    let draws = try draw(44) { try $0.chiSquared(degreesOfFreedom: degrees) }
    let distribution = try ChiSquaredDistribution(degreesOfFreedom: degrees)
    #expect(try GoodnessOfFit.equalCells(draws, quantile: distribution.quantile) > GoodnessOfFit.smallest)
    #expect(abs(GoodnessOfFit.meanScore(draws, mean: degrees, variance: 2 * degrees)) < 4)
  }

  @Test(arguments: [0.1, 1, 3.7, 50, .infinity]) func studentTFits(degrees: Double) throws {
    let draws = try draw(45) { try $0.studentT(degreesOfFreedom: degrees) }
    let distribution = try StudentTDistribution(degreesOfFreedom: degrees)
    #expect(try GoodnessOfFit.equalCells(draws, quantile: distribution.quantile) > GoodnessOfFit.smallest)
  }

  @Test(arguments: [(0.05, 2.0), (0.5, 0.5), (1, 1), (2, 3), (0.3, 40), (1e4, 5), (1e9, 3e9)])
  func betaFits(alpha: Double, beta: Double) throws {
    let draws = try draw(46) { try $0.beta(alpha: alpha, beta: beta) }
    let distribution = try BetaDistribution(alpha: alpha, beta: beta)
    #expect(try GoodnessOfFit.equalCells(draws, quantile: distribution.quantile) > GoodnessOfFit.smallest)
    let sum = alpha + beta
    let variance = alpha * beta / (sum * sum * (sum + 1))
    #expect(abs(GoodnessOfFit.meanScore(draws, mean: alpha / sum, variance: variance)) < 4)
  }

  /// So small shapes put a third of the mass on numbers that round to 1, which cells cannot show.
  @Test(arguments: [(0.01, 0.01), (1e-3, 3e-3), (tiny, 3 * tiny)])
  func tinyBetaShapesChooseAnEnd(alpha: Double, beta: Double) throws {
    let draws = try draw(47) { try $0.beta(alpha: alpha, beta: beta) }
    let sum = alpha + beta
    let mean = alpha / sum
    let variance = mean * (1 - mean) / (sum + 1)
    #expect(abs(GoodnessOfFit.meanScore(draws, mean: mean, variance: variance)) < 4)
    #expect(
      abs(GoodnessOfFit.meanScore(draws.map { $0 * $0 }, mean: mean, variance: mean * (1 - mean))) < 4.5)
  }

  /// Each part of a Dirichlet vector is beta.
  @Test func dirichletFits() throws {
    let concentrations = [0.2, 1, 0, 3.3, 0.5]
    var stream = RandomStream(seed: 48, purpose: .simulation)
    var parts = [[Double]](repeating: [], count: concentrations.count)
    for _ in 0..<Self.draws / 2 {
      let vector = try stream.dirichlet(concentrations)
      #expect(close(vector.reduce(0, +), 1, absolute: 1e-15))
      for i in vector.indices { parts[i].append(vector[i]) }
    }
    for (i, concentration) in concentrations.enumerated() {
      if concentration == 0 {
        #expect(parts[i].allSatisfy { $0 == 0 })
      } else {
        let beta = try BetaDistribution(alpha: concentration, beta: 5 - concentration)
        #expect(try GoodnessOfFit.equalCells(parts[i], quantile: beta.quantile) > GoodnessOfFit.smallest)
      }
    }
    // The covariance of two parts is −a b / (s² (s + 1)).
    let products = zip(parts[1], parts[3]).map { ($0 - 0.2) * ($1 - 0.66) }
    let covariance = -1 * 3.3 / (25.0 * 6)
    let variance = products.reduce(0) { $0 + ($1 - covariance) * ($1 - covariance) } / Double(products.count)
    #expect(abs(GoodnessOfFit.meanScore(products, mean: covariance, variance: variance)) < 4)
  }

  @Test func dirichletWithTinyConcentrations() throws {
    var stream = RandomStream(seed: 49, purpose: .simulation)
    for concentrations in [
      [Self.tiny, 3 * Self.tiny], [1e-5, 1e-5, 0], [0, 1e-300, 0], [4], [1e300, 1e300],
    ] {
      for _ in 0..<20 {
        let vector = try stream.dirichlet(concentrations)
        #expect(close(vector.reduce(0, +), 1, absolute: 1e-15))
        #expect(vector.allSatisfy { $0 >= 0 })
      }
    }
  }

  @Test func refuses() {
    var stream = RandomStream(seed: 50, purpose: .simulation)
    for bad in [0, -1, .nan, 1e301, .infinity] {
      #expect(throws: NumericError.self) { try stream.gamma(shape: bad) }
      #expect(throws: NumericError.self) { try stream.chiSquared(degreesOfFreedom: bad) }
      #expect(throws: NumericError.self) { try stream.beta(alpha: bad, beta: 1) }
      #expect(throws: NumericError.self) { try stream.beta(alpha: 1, beta: bad) }
      if bad != .infinity {
        #expect(throws: NumericError.self) { try stream.studentT(degreesOfFreedom: bad) }
      }
      if bad != 0 {
        #expect(throws: NumericError.self) { try stream.dirichlet([1, bad]) }
      }
      if bad != 1e301 {
        #expect(throws: NumericError.self) { try stream.exponential(mean: bad) }
        #expect(throws: NumericError.self) { try stream.gamma(shape: 1, scale: bad) }
      }
    }
    #expect(throws: NumericError.self) { try stream.dirichlet([]) }
    #expect(throws: NumericError.self) { try stream.dirichlet([0, 0]) }
  }
}
