import NumericKernel
import TestSupport
import Testing

@Suite struct LeastSquaresTests {
  static let x: [Double] = [1, 2, 3, 4, 5, 6, 7]
  static let y = [1.2, 1.9, 3.2, 3.8, 5.3, 5.9, 7.4]
  static let weights = [2, 1, 0.5, 0, 3, 1.5, 1]
  static let line = Matrix(rows: 7, columns: 2, elements: [1, 1, 1, 1, 1, 1, 1] + x)

  /// mpmath 1.3 at 40 digits and R 4.2.2: summary(lm(y ~ x, weights = w)), where the row of weight 0 counts
  /// neither as an observation nor towards the degrees of freedom and has a residual.
  @Test func weightedLine() throws {
    let fit = try LeastSquares(design: Self.line, response: Self.y, weights: Self.weights)
    #expect(leastDigits(fit.coefficients, [0.11070693205216181, 1.0151681537405628]) >= 15)
    #expect(
      leastDigits(try #require(fit.standardErrors), [0.18990161626660849, 0.041494853776093417]) >= 14.5)
    #expect(close(try #require(fit.covariance)[0, 1], -0.0069829483868141283, relative: 1e-14))
    #expect(close(try #require(fit.residualStandardDeviation), 0.26398105732668838, relative: 1e-15))
    #expect(close(try #require(fit.rSquared), 0.99336135025018123, relative: 1e-15))
    #expect(fit.rSquaredIsCentred)
    #expect(fit.residualDegreesOfFreedom == 4)
    #expect(close(fit.residuals[3], -0.37137954701441338, relative: 1e-15))
    #expect(fit.rank == 2)
  }

  /// R 4.2.2: summary(lm(y ~ 0 + x, weights = w)), fifteen digits printed.
  @Test func weightedLineThroughTheOrigin() throws {
    let design = Matrix(rows: 7, columns: 1, elements: Self.x)
    let fit = try LeastSquares(design: design, response: Self.y, weights: Self.weights)
    #expect(leastDigits(fit.coefficients, [1.03660477453581]) >= 14)
    #expect(leastDigits(try #require(fit.standardErrors), [0.0179130542533132]) >= 14)
    #expect(close(try #require(fit.residualStandardDeviation), 0.245937819662987, relative: 1e-14))
    #expect(close(try #require(fit.rSquared), 0.998509146653014, relative: 1e-14))
    #expect(!fit.rSquaredIsCentred)
  }

  /// A cubic with weights over twelve orders of magnitude; exact rational arithmetic (Python's fractions),
  /// rounded.
  @Test func wildWeights() throws {
    let x = (0..<12).map(Double.init)
    let design = try Matrix(columns: [x.map { _ in 1 }, x, x.map { $0 * $0 }, x.map { $0 * $0 * $0 }])
    let weights: [Double] = [1e6, 1e-6, 1, 1e3, 1e-3, 1e6, 1e-6, 1, 1e6, 1e-3, 1e3, 1]
    let fit = try LeastSquares(
      design: design, response: [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8], weights: weights)
    let expected = [2.998516262449569, 4.085078029537637, -0.7410717563791904, 0.03272823582112689]
    #expect(leastDigits(fit.coefficients, expected) >= 15)
    let errors = [0.09896713771807404, 1.2046611065763522, 0.3904649681192028, 0.029992302624646677]
    // Not refined; the condition number is above 100.
    #expect(leastDigits(try #require(fit.standardErrors), errors) >= 12)
  }

  /// Every group has its indicator and there is no column of ones, which their sum is all the same.
  @Test func indicatorsOfEveryGroupHoldTheIntercept() throws {
    let groups = Matrix(rows: 7, columns: 2, elements: [1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1])
    let fit = try LeastSquares(design: groups, response: Self.y)
    #expect(fit.rSquaredIsCentred)
    #expect(leastDigits(fit.coefficients, [2.1, 5.6]) >= 15)
    // 1 − (2.06 + 6.66) / 29.72 by hand.
    #expect(close(try #require(fit.rSquared), 1 - 8.72 / 29.72, relative: 1e-14))
  }

  // MARK: Laws

  @Test func integerWeightsAreRepeatedRows() throws {
    let counts = [1, 3, 2, 1, 2, 4, 1]
    let rows = counts.indices.flatMap { [Int](repeating: $0, count: counts[$0]) }
    let weighted = try LeastSquares(design: Self.line, response: Self.y, weights: counts.map(Double.init))
    let repeated = try LeastSquares(
      design: Self.line.selecting(rows: rows), response: rows.map { Self.y[$0] })
    #expect(leastDigits(weighted.coefficients, repeated.coefficients) >= 15)
    #expect(distance(weighted.unscaledCovariance, repeated.unscaledCovariance) < 1e-15)
    #expect(close(weighted.residualSumOfSquares, repeated.residualSumOfSquares, relative: 1e-14))
    #expect(close(try #require(weighted.rSquared), try #require(repeated.rSquared), relative: 1e-14))
    #expect(weighted.residualDegreesOfFreedom == 5 && repeated.residualDegreesOfFreedom == 12)
  }

  @Test func weightsMatterUpToAFactor() throws {
    let fit = try LeastSquares(design: Self.line, response: Self.y, weights: Self.weights)
    let same = try LeastSquares(design: Self.line, response: Self.y, weights: Self.weights.map { $0 * 1e9 })
    #expect(leastDigits(same.coefficients, fit.coefficients) >= 15)
    #expect(leastDigits(try #require(same.standardErrors), try #require(fit.standardErrors)) >= 14)
  }

  @Test func rowsOfWeightZeroAreNotThere() throws {
    var response = Self.y
    response[3] = 1e300
    let fit = try LeastSquares(design: Self.line, response: response, weights: Self.weights)
    let kept = [0, 1, 2, 4, 5, 6]
    let without = try LeastSquares(
      design: Self.line.selecting(rows: kept), response: kept.map { response[$0] },
      weights: kept.map { Self.weights[$0] })
    #expect(fit.coefficients == without.coefficients)
    #expect(fit.standardErrors == without.standardErrors)
    #expect(fit.rSquared == without.rSquared)
    #expect(fit.residuals[3] == 1e300)
  }

  /// Units of a column change its coefficient and standard error by their factor and nothing else.
  @Test(arguments: [1e12, 1e-12, 1e100])
  func unitsOfAColumn(factor: Double) throws {
    var numbers = PatternlessNumbers(seed: 10)
    let columns = (0..<4).map { _ in numbers.vector(30) }
    let response = numbers.vector(30)
    let fit = try LeastSquares(design: Matrix(columns: columns), response: response)
    var changed = columns
    changed[2] = changed[2].map { $0 * factor }
    let other = try LeastSquares(design: Matrix(columns: changed), response: response)
    var coefficients = fit.coefficients
    coefficients[2] /= factor
    #expect(leastDigits(other.coefficients, coefficients) >= 14)
    #expect(leastDigits(other.residuals, fit.residuals) >= 12)
  }

  /// Xᵀr = 0, and r is what is left.
  @Test func residualsAreOrthogonalToTheDesign() throws {
    var numbers = PatternlessNumbers(seed: 11)
    let design = numbers.matrix(200, 7)
    let response = numbers.vector(200)
    let fit = try LeastSquares(design: design, response: response)
    #expect(design.transposeMultiplied(by: fit.residuals).allSatisfy { abs($0) < 1e-13 })
    let fitted = design.multiplied(by: fit.coefficients)
    #expect(distance(zip(response, fitted).map { $0 - $1 }, fit.residuals) < 1e-14)
  }

  // MARK: Edges

  @Test func asManyRowsAsColumnsLeaveNoStandardError() throws {
    let fit = try LeastSquares(design: Matrix(rows: [[1, 1], [1, 2]]), response: [3, 5])
    #expect(fit.coefficients == [1, 2])
    #expect(fit.residualDegreesOfFreedom == 0)
    #expect(fit.standardErrors == nil && fit.covariance == nil && fit.residualStandardDeviation == nil)
  }

  @Test func aConstantResponse() throws {
    let fit = try LeastSquares(design: Self.line, response: [Double](repeating: 4, count: 7))
    #expect(distance(fit.coefficients, [4, 0]) < 1e-15)
    #expect(fit.rSquared == nil)
    // The mean of a value that is no double need not be that double.
    for value in [0.1, 1.1, 1e6 / 3] {
      let response = [Double](repeating: value, count: 7)
      #expect(try LeastSquares(design: Self.line, response: response, weights: Self.weights).rSquared == nil)
    }
    #expect(
      try LeastSquares(design: Self.line, response: [Double](repeating: 0, count: 7)).coefficients == [0, 0])
  }

  @Test func dependentColumnsAreNamed() throws {
    let design = try Matrix(columns: [
      [1, 1, 1, 1, 1, 1, 1], [1, 0, 1, 0, 1, 0, 1], Self.x, [0, 1, 0, 1, 0, 1, 0],
    ])
    #expect(throws: NumericError.rankDeficient(rank: 3, columns: 4, dependent: [3])) {
      try LeastSquares(design: design, response: Self.y)
    }
    // Weights of 0 can leave too few rows: row 4 alone has the first indicator.
    #expect(throws: NumericError.rankDeficient(rank: 1, columns: 2, dependent: [1])) {
      try LeastSquares(design: Self.line, response: Self.y, weights: [0, 0, 0, 1, 0, 0, 0])
    }
  }

  @Test(arguments: notFinite)
  func refusesWhatIsNotFinite(value: Double) {
    var bad = Self.y
    bad[6] = value
    #expect(throws: NumericError.notFinite("an entry of the design")) {
      try LeastSquares(design: spoiled(Self.line, with: value), response: Self.y)
    }
    #expect(throws: NumericError.notFinite("a value of the response")) {
      try LeastSquares(design: Self.line, response: bad)
    }
    #expect(throws: NumericError.notFinite("a weight")) {
      try LeastSquares(design: Self.line, response: Self.y, weights: bad)
    }
  }

  @Test func refusesShapesAndWeights() {
    #expect(throws: NumericError.shape("the design has 7 rows and the response 2 values")) {
      try LeastSquares(design: Self.line, response: [1, 2])
    }
    #expect(throws: NumericError.shape("the design has 7 rows and there are 1 weights")) {
      try LeastSquares(design: Self.line, response: Self.y, weights: [1])
    }
    #expect(throws: NumericError.domain("a weight is negative")) {
      try LeastSquares(design: Self.line, response: Self.y, weights: [1, 1, 1, -1, 1, 1, 1])
    }
    #expect(throws: NumericError.domain("every weight is 0")) {
      try LeastSquares(design: Self.line, response: Self.y, weights: [0, 0, 0, 0, 0, 0, 0])
    }
    #expect(throws: NumericError.shape("the design has no columns")) {
      try LeastSquares(design: Matrix(rows: 3, columns: 0), response: [1, 2, 3])
    }
    #expect(throws: NumericError.shape("the design has no rows")) {
      try LeastSquares(design: Matrix(rows: 0, columns: 2), response: [])
    }
  }
}
