import Estimates
import GlobalEstimates
import TestSupport
import Testing

@Suite struct TriangulationTests {
  static let members = [
    Triangulation.Member(name: "survey", value: 1.2e6, standardError: 2e5),
    Triangulation.Member(name: "multiple systems", value: 0.9e6, standardError: 1.5e5),
    Triangulation.Member(name: "reported cases", value: 2.1e6, standardError: 3e5),
    Triangulation.Member(name: "second survey", value: 1.5e6, standardError: 4e5),
  ]

  /// On the logarithmic scale, by mpmath at 40 digits.
  @Test func inverseVariance() throws {
    let triangulation = try Triangulation(TriangulationTests.members)
    #expect(close(triangulation.heterogeneity.q, 16.003041262439556, relative: 1e-13))
    #expect(close(triangulation.heterogeneity.pValue, 0.001132357398351686, relative: 1e-11))
    #expect(triangulation.disagreement?.code == .combinationDisagreement)
    let combination = try triangulation.combined(by: .inverseVariance)
    #expect(close(combination.value, 1393614.8907624185, relative: 1e-13))
    #expect(close(combination.standardError, 119915.51750035927, relative: 1e-13))
    #expect(combination.betweenVariance == 0)
    #expect(combination.diagnostics.map(\.code) == [.combinationBetweenMethods, .combinationDisagreement])
  }

  /// REML with Hartung and Knapp's interval that is never narrower, by mpmath at 40 digits and scipy's t
  /// quantile.
  @Test func randomEffects() throws {
    let triangulation = try Triangulation(TriangulationTests.members)
    let combination = try triangulation.combined(by: .randomEffects())
    #expect(close(combination.betweenVariance, 0.1131450264778776, relative: 1e-12))
    #expect(close(combination.value, 1358347.3804533822, relative: 1e-12))
    #expect(close(combination.interval.lower, 737136.092532476, relative: 1e-11))
    #expect(close(try #require(combination.interval.finiteUpper), 2503075.9240747336, relative: 1e-11))
    #expect(combination.degreesOfFreedom == 3)
    let weights = [0.2617800186623328, 0.2617800186623328, 0.2762253331345578, 0.2002146295407766]
    #expect(largestRelativeError(combination.contributions.map(\.weight), weights) < 1e-12)
    let plain = try triangulation.combined(by: .randomEffects(test: .hartungKnapp))
    let error = 0.1850918575411894 * 1358347.3804533822
    #expect(close(plain.standardError, error, relative: 1e-11))
    // Without the highest estimate the combination falls.
    let without = try #require(combination.contributions[2].combinationWithout)
    #expect(without < combination.value)
  }

  /// A8: a unit is nothing; A1: nor is the order.
  @Test func unitsAndOrder() throws {
    let plain = try Triangulation(TriangulationTests.members).combined(by: .randomEffects())
    let thousands = try Triangulation(
      TriangulationTests.members.map {
        .init(name: $0.name, value: $0.value / 1000, standardError: $0.standardError / 1000)
      }
    ).combined(by: .randomEffects())
    #expect(close(1000 * thousands.value, plain.value, relative: 1e-12))
    let turned = try Triangulation(TriangulationTests.members.reversed()).combined(by: .randomEffects())
    #expect(close(turned.value, plain.value, relative: 1e-12))
  }

  @Test func agreementIsNotDoubted() throws {
    let triangulation = try Triangulation(
      [.init(name: "a", value: 10, standardError: 2), .init(name: "b", value: 11, standardError: 2)],
      scale: .natural)
    #expect(triangulation.disagreement == nil)
    // Two means with one standard error: the mean of both and its standard error over root two.
    let combination = try triangulation.combined(by: .inverseVariance)
    #expect(close(combination.value, 10.5, relative: 1e-15))
    #expect(close(combination.standardError, 2.0.squareRoot(), relative: 1e-14))
    #expect(combination.contributions.allSatisfy { $0.combinationWithout == nil })
    #expect(throws: GlobalEstimateError.self) {
      try Triangulation([.init(name: "a", value: 10, standardError: 2)])
    }
    #expect(throws: GlobalEstimateError.self) {
      try Triangulation([
        .init(name: "a", value: 10, standardError: 0), .init(name: "b", value: 1, standardError: 1),
      ])
    }
  }
}

@Suite struct RelativeBiasModelTests {
  static let observations: [RelativeBiasModel.Observation] = [
    .init(population: "a", method: "x", value: 100, standardError: 10),
    .init(population: "a", method: "y", value: 150, standardError: 12),
    .init(population: "b", method: "x", value: 220, standardError: 30),
    .init(population: "b", method: "y", value: 280, standardError: 25),
    .init(population: "b", method: "z", value: 160, standardError: 20),
    .init(population: "c", method: "x", value: 90, standardError: 15),
    .init(population: "c", method: "z", value: 80, standardError: 9),
    .init(population: "c", method: "y", value: 120, standardError: 14),
  ]

  /// The root of the score, and the inverse of the expected information, by mpmath at 40 digits.
  @Test func maximumLikelihood() throws {
    let model = try RelativeBiasModel(RelativeBiasModelTests.observations, benchmark: "x")
    let populations = [104.12469817860016, 200.70855444861928, 90.01836173585399]
    let logErrors = [0.08163125788021273, 0.09739821383662485, 0.10444163257413361]
    #expect(largestRelativeError(model.populations.map(\.value), populations) < 1e-10)
    #expect(largestRelativeError(model.populations.map(\.logStandardError), logErrors) < 1e-9)
    #expect(model.biases.map(\.name) == ["x", "y", "z"])
    #expect(
      largestRelativeError(model.biases.map(\.value), [1, 1.3998306115296093, 0.8427891667061851]) < 1e-10)
    #expect(close(model.biases[1].logStandardError, 0.09108858065942338, relative: 1e-9))
    #expect(model.biases[0].standardError == 0)
    #expect(close(model.deviance, 1.3149221420564903, relative: 1e-10))
    #expect(model.residualDegrees == 3)
  }

  @Test func logLeastSquares() throws {
    let model = try RelativeBiasModel(
      RelativeBiasModelTests.observations, benchmark: "x", fit: .logLeastSquares)
    let populations = [104.52882695938328, 201.90999313300327, 90.46409299011212]
    #expect(largestRelativeError(model.populations.map(\.value), populations) < 1e-12)
    #expect(
      largestRelativeError(model.biases.map(\.value), [1, 1.394903272914128, 0.8419552537365798]) < 1e-12)
    #expect(close(model.biases[2].logStandardError, 0.12073248672236452, relative: 1e-12))
  }

  /// Twice every figure of a method doubles its bias and nothing else.
  @Test func biasesAreRelative() throws {
    let plain = try RelativeBiasModel(RelativeBiasModelTests.observations, benchmark: "x")
    let doubled = try RelativeBiasModel(
      RelativeBiasModelTests.observations.map {
        let factor: Double = $0.method == "y" ? 2 : 1
        return .init(
          population: $0.population, method: $0.method, value: factor * $0.value,
          standardError: factor * $0.standardError)
      }, benchmark: "x")
    #expect(close(doubled.biases[1].value, 2 * plain.biases[1].value, relative: 1e-9))
    #expect(largestRelativeError(doubled.populations.map(\.value), plain.populations.map(\.value)) < 1e-9)
  }

  @Test func everythingHasToBeTiedToTheBenchmark() {
    let loose =
      RelativeBiasModelTests.observations + [
        .init(population: "d", method: "w", value: 1, standardError: 1),
        .init(population: "e", method: "w", value: 1, standardError: 1),
      ]
    #expect(throws: GlobalEstimateError.self) { try RelativeBiasModel(loose, benchmark: "x") }
    #expect(throws: GlobalEstimateError.self) {
      try RelativeBiasModel(RelativeBiasModelTests.observations, benchmark: "none")
    }
  }
}
