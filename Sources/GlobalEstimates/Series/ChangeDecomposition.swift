/// A change of a total between two years, shared out to what changed.
///
/// Each cell k contributes P·sₖ·qₖ·dₖ: population size, share of the cell, rate by the first year's
/// definition, and the ratio of the later definition to it. The effect of a factor is its change averaged
/// over all orders in which the factors could have changed (Das Gupta, Standardization and Decomposition of
/// Rates, US Bureau of the Census P23-186, 1993; the Shapley value), so that the effects sum to the change
/// exactly and no order is preferred. With population and rate alone it is Kitagawa's (JASA 50, 1955)
/// decomposition.
package struct ChangeDecomposition: Sendable {
  /// One population group in both years.
  package struct Cell: Sendable {
    package let population: (first: Double, second: Double)
    /// Rates by the definition of the first year.
    package let rate: (first: Double, second: Double)
    /// `nil` where none is known.
    package let rateStandardError: (first: Double, second: Double)?
    /// The rate of the second year by its own definition over that by the first year's; 1 where definitions
    /// are one.
    package let definitionRatio: Double

    package init(
      population: (first: Double, second: Double), rate: (first: Double, second: Double),
      rateStandardError: (first: Double, second: Double)? = nil, definitionRatio: Double = 1
    ) {
      self.population = population
      self.rate = rate
      self.rateStandardError = rateStandardError
      self.definitionRatio = definitionRatio
    }
  }

  /// A part of the change, with the standard error that the rates' sampling errors give it; `nil` unless
  /// every rate has one.
  package struct Effect: Sendable, Equatable {
    package let value: Double
    package let standardError: Double?
  }

  /// Σ second − Σ first, by the definition of each year.
  package let change: Effect
  package let populationSize: Effect
  package let populationStructure: Effect
  package let rate: Effect
  package let definition: Effect

  /// - Throws: `GlobalEstimateError.invalidInput` for a population, rate or ratio that is negative or not
  ///   finite, or without people in one of the years.
  package init(_ cells: [Cell]) throws(GlobalEstimateError) {
    try ChangeDecomposition.check(cells)
    var totals = (first: 0.0, second: 0.0)
    for cell in cells {
      totals.first += cell.population.first
      totals.second += cell.population.second
    }
    guard totals.first > 0, totals.second > 0 else {
      throw .invalidInput("a decomposition needs people in both years")
    }
    var values = [Double](repeating: 0, count: 4)
    var variances = values
    var change = 0.0
    var changeVariance = 0.0
    for cell in cells {
      // Every effect is linear in the two rates of its cell.
      let first = ChangeDecomposition.effects(cell, totals, rate: (1, 0))
      let second = ChangeDecomposition.effects(cell, totals, rate: (0, 1))
      let error = cell.rateStandardError ?? (0, 0)
      let (v0, v1) = (error.first * error.first, error.second * error.second)
      for f in 0..<4 {
        values[f] += first[f] * cell.rate.first + second[f] * cell.rate.second
        variances[f] += first[f] * first[f] * v0 + second[f] * second[f] * v1
      }
      let after = cell.population.second * cell.definitionRatio
      change += after * cell.rate.second - cell.population.first * cell.rate.first
      changeVariance += after * after * v1 + cell.population.first * cell.population.first * v0
    }
    let known = cells.allSatisfy { $0.rateStandardError != nil }
    func effect(_ f: Int) -> Effect {
      Effect(value: values[f], standardError: known ? variances[f].squareRoot() : nil)
    }
    (populationSize, populationStructure, rate, definition) = (effect(0), effect(1), effect(2), effect(3))
    self.change = Effect(value: change, standardError: known ? changeVariance.squareRoot() : nil)
  }

  /// Shapley values of size, structure, rate and definition for one cell whose rates are the given pair.
  private static func effects(
    _ cell: Cell, _ totals: (first: Double, second: Double), rate: (first: Double, second: Double)
  ) -> [Double] {
    let before = [totals.first, cell.population.first / totals.first, rate.first, 1]
    let after = [totals.second, cell.population.second / totals.second, rate.second, cell.definitionRatio]
    // |S|!(3 − |S|)!/4! for subsets of the three other factors.
    let weight = [1.0 / 4, 1.0 / 12, 1.0 / 12, 1.0 / 4]
    return (0..<4).map { factor in
      var sum = 0.0
      for subset in 0..<16 where subset & (1 << factor) == 0 {
        var product = weight[subset.nonzeroBitCount] * (after[factor] - before[factor])
        for other in 0..<4 where other != factor {
          product *= subset & (1 << other) != 0 ? after[other] : before[other]
        }
        sum += product
      }
      return sum
    }
  }

  private static func check(_ cells: [Cell]) throws(GlobalEstimateError) {
    for (index, cell) in cells.enumerated() {
      let numbers = [
        cell.population.first, cell.population.second, cell.rate.first, cell.rate.second,
        cell.rateStandardError?.first ?? 0, cell.rateStandardError?.second ?? 0, cell.definitionRatio,
      ]
      guard numbers.allSatisfy({ $0.isFinite && $0 >= 0 }) else {
        throw .invalidInput("cell \(index + 1) of the decomposition holds a negative or infinite number")
      }
    }
  }
}
