internal import Foundation
internal import TestSupport
import Testing

@testable internal import NumericKernel

@Suite struct NormalVariatesTests {
  static let draws = 20_000

  @Test func standardNormalFits() {
    var stream = RandomStream(seed: 31, purpose: .simulation)
    let draws = (0..<Self.draws).map { _ in stream.standardNormal() }
    #expect(GoodnessOfFit.kolmogorov(draws) { GoodnessOfFit.upperNormal(-$0) } > GoodnessOfFit.smallest)
    // Powers 1 to 4 have means 0, 1, 0, 3 and variances 1, 2, 15, 96.
    for (power, mean, variance) in [(1, 0.0, 1.0), (2, 1, 2), (3, 0, 15), (4, 3, 96)] {
      let powers = draws.map { pow($0, Double(power)) }
      #expect(abs(GoodnessOfFit.meanScore(powers, mean: mean, variance: variance)) < 4, "power \(power)")
    }
  }

  /// One draw of the stream each, and rising with it.
  @Test func isTheQuantileOfAnOpenUniform() {
    var uniforms = RandomStream(seed: 32, purpose: .simulation)
    var normals = uniforms
    for _ in 0..<200 {
      let u = uniforms.openUniform()
      let z = normals.standardNormal()
      #expect(close(GoodnessOfFit.upperNormal(-z), u, relative: 1e-13))
    }
    #expect(uniforms.nextUInt32() == normals.nextUInt32())
  }

  @Test func normalIsShiftedAndScaled() throws {
    var first = RandomStream(seed: 33, purpose: .simulation)
    var second = first
    for _ in 0..<10 {
      #expect(
        try first.normal(mean: -7, standardDeviation: 0.5) == -7 + 0.5 * second.standardNormal())
    }
    #expect(try first.normal(mean: 4, standardDeviation: 0) == 4)
  }

  @Test(arguments: [0.05, 0.5, 1.5]) func logNormalHasItsMeanAndVariation(cv: Double) throws {
    var stream = RandomStream(seed: 34, purpose: .simulation)
    var draws: [Double] = []
    for _ in 0..<Self.draws { draws.append(try stream.logNormal(mean: 20, coefficientOfVariation: cv)) }
    #expect(abs(GoodnessOfFit.meanScore(draws, mean: 20, variance: 400 * cv * cv)) < 4)
    // The logarithm is normal with variance log(1 + cv²), so that the mean is exp(logMean + variance / 2).
    let variance = log(1 + cv * cv)
    let fit = GoodnessOfFit.kolmogorov(draws) { x in
      GoodnessOfFit.upperNormal((log(20) - variance / 2 - log(x)) / variance.squareRoot())
    }
    #expect(fit > GoodnessOfFit.smallest)
  }

  @Test func logNormalByItsLogarithm() throws {
    var first = RandomStream(seed: 35, purpose: .simulation)
    var second = first
    for _ in 0..<10 {
      let draw = try first.logNormal(logMean: 2, logStandardDeviation: 0.3)
      #expect(close(log(draw), 2 + 0.3 * second.standardNormal(), relative: 1e-14))
    }
    #expect(close(try first.logNormal(mean: 5, coefficientOfVariation: 0), 5, relative: 1e-15))
  }

  @Test func refuses() {
    var stream = RandomStream(seed: 36, purpose: .simulation)
    for deviation in [-1, .nan, .infinity] {
      #expect(throws: NumericError.self) { try stream.normal(mean: 0, standardDeviation: deviation) }
      #expect(throws: NumericError.self) { try stream.logNormal(logMean: 0, logStandardDeviation: deviation) }
      #expect(throws: NumericError.self) { try stream.logNormal(mean: 1, coefficientOfVariation: deviation) }
    }
    for mean in [0, -1, .nan, .infinity] {
      #expect(throws: NumericError.self) { try stream.logNormal(mean: mean, coefficientOfVariation: 1) }
    }
    #expect(throws: NumericError.self) { try stream.normal(mean: .nan, standardDeviation: 1) }
  }
}
