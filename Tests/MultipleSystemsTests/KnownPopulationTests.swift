import NumericKernel
import TestSupport
import Testing

@testable import MultipleSystems

@Suite("Known populations")
struct KnownPopulationTests {
  @Test("every scenario's lists hold the shares they are given", arguments: Scenario.all.map(\.id))
  func margins(id: String) throws {
    let scenario = try #require(Scenario.all.first { $0.id == id })
    for lists in [3, 4, 7] {
      let population = try scenario.population(size: 100, lists: lists)
      let cells = KnownPopulation.probabilities(population.captures, population.structure).cells
      #expect(close(cells.reduce(0, +), 1, absolute: 1e-13))
      for list in 0..<lists {
        let share = cells.indices.filter { $0 & (1 << list) != 0 }.reduce(0) { $0 + cells[$1] }
        #expect(close(share, population.captures[list], relative: 1e-12))
      }
    }
  }

  @Test("two dependent lists have the overlap that their odds ratio and margins fix")
  func pair() {
    // The root of (ψ − 1) x² − (1 + (p + q)(ψ − 1)) x + ψ p q with ψ = e, p = 0.1, q = 0.3.
    let cells = HistoryProbabilities.interacting([0.1, 0.3], [PairDependence(0, 1, logOddsRatio: 1)]).cells
    #expect(close(cells[3], 0.050976692222824457, relative: 1e-12))
  }

  @Test("every pair keeps its odds ratio whatever the other lists say")
  func oddsRatios() {
    let cells = KnownPopulation.probabilities([0.05, 0.1, 0.2], .everyPair(logOddsRatio: 0.5)).cells
    for (first, second, third) in [(1, 2, 4), (1, 4, 2), (2, 4, 1)] {
      for other in [0, third] {
        let ratio =
          cells[other | first | second] * cells[other] / (cells[other | first] * cells[other | second])
        // √e
        #expect(close(ratio, 1.6487212707001282, relative: 1e-12))
      }
    }
  }

  @Test("differing people agree with the integral by mpmath")
  func heterogeneity() throws {
    let cells = HistoryProbabilities.heterogeneous([0.02, 0.07, 0.12], standardDeviation: 1.5).cells
    for row in try OracleRows.of("mse-simulation/heterogeneity.csv") {
      let (mask, probability) = (try #require(Int(row[0])), try #require(Double(row[1])))
      #expect(close(cells[mask], probability, relative: 1e-11))
    }
  }

  @Test("of the people of a list, the share that it sends and those found anyway are on the next")
  func referral() {
    let cells = HistoryProbabilities.referring([0.1, 0.3], share: 0.2).cells
    let own = (0.3 - 0.02) / 0.98
    #expect(close(cells[3] / 0.1, own + (1 - own) * 0.2, relative: 1e-14))
    #expect(close(cells[2] / 0.9, own, relative: 1e-14))
  }

  @Test("draws have the expected counts, within 4 standard errors of their mean")
  func expectation() throws {
    let population = try KnownPopulation(size: 400, captures: [0.2, 0.3, 0.4], structure: .independent)
    let draws = 400
    var sums = [Double](repeating: 0, count: 8)
    for i in 0..<draws {
      var stream = RandomStream(seed: 7, purpose: .simulation, replicate: i)
      let table = try #require(try population.draw(from: &stream))
      for history in 1..<8 { sums[history] += Double(table.count(of: ListSet(rawValue: UInt32(history)))) }
    }
    for history in 1..<8 {
      var probability = 1.0
      for (list, capture) in [0.2, 0.3, 0.4].enumerated() {
        probability *= history & (1 << list) == 0 ? 1 - capture : capture
      }
      let error = (400 * probability * (1 - probability) / Double(draws)).squareRoot()
      #expect(close(sums[history] / Double(draws), 400 * probability, absolute: 4 * error))
    }
  }

  @Test("missed links keep every list's people and split persons as the expected counts say")
  func missedLinks() throws {
    let captures = [0.5, 0.6, 0.7]
    let sound = try KnownPopulation(size: 1000, captures: captures, structure: .independent)
    let broken = try KnownPopulation(size: 1000, captures: captures, structure: .missedLinks(share: 0.3))
    let draws = 40
    var drawn = [Double](repeating: 0, count: 8)
    var expected = [Double](repeating: 0, count: 8)
    for i in 0..<draws {
      var first = RandomStream(seed: 3, purpose: .simulation, replicate: i)
      var second = first
      let whole = try #require(try sound.draw(from: &first))
      let split = try #require(try broken.draw(from: &second))
      #expect(whole.listTotals == split.listTotals)
      let counts = try LinkageSensitivityTests.laidOut(.missedLinks(0.3), whole)
      for history in 1..<8 {
        drawn[history] += Double(split.count(of: ListSet(rawValue: UInt32(history))))
        expected[history] += counts[history]
      }
    }
    // 40,000 people in all: a cell's standard deviation is below the root of its expected count, save that a person
    // on three lists may give two to one cell's kind.
    for history in 1..<8 {
      #expect(close(drawn[history], expected[history], absolute: 4 * expected[history].squareRoot()))
    }
  }

  @Test("erroneous inclusions are each on one list and are their share of its records")
  func erroneousInclusions() throws {
    let captures = [0.2, 0.3, 0.4]
    let sound = try KnownPopulation(size: 100_000, captures: captures, structure: .independent)
    let wrong = try KnownPopulation(
      size: 100_000, captures: captures, structure: .erroneousInclusions(share: 0.1))
    var first = RandomStream(seed: 3, purpose: .simulation)
    var second = first
    let whole = try #require(try sound.draw(from: &first))
    let more = try #require(try wrong.draw(from: &second))
    for history in 1..<8 where history.nonzeroBitCount > 1 {
      let history = ListSet(rawValue: UInt32(history))
      #expect(whole.count(of: history) == more.count(of: history))
    }
    for list in 0..<3 {
      let added = Double(more.listTotals[list] - whole.listTotals[list])
      let mean = 100_000 * captures[list] / 9
      #expect(close(added, mean, absolute: 4 * mean.squareRoot()))
    }
  }

  @Test("a population that is none is refused")
  func refusals() {
    #expect(throws: NumericError.self) {
      try KnownPopulation(size: 0, captures: [0.1, 0.2], structure: .independent)
    }
    #expect(throws: NumericError.self) {
      try KnownPopulation(size: 10, captures: [0.1, 1], structure: .independent)
    }
    #expect(throws: NumericError.self) {
      try KnownPopulation(size: 10, captures: [0.1], structure: .independent)
    }
  }

  @Test("ids are all different")
  func identifiers() {
    #expect(Set(Scenario.all.map(\.id)).count == Scenario.all.count)
    #expect(Set(TrialMethod.all.map(\.id)).count == TrialMethod.all.count)
  }
}
