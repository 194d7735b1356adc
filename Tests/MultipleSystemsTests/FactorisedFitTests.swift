import Estimates
import Foundation
import TestSupport
import Testing

@testable import MultipleSystems

@Suite("Fits of many lists")
struct FactorisedFitTests {
  @Test(
    "by connected components comes what comes from all cells",
    arguments: [
      ("uk-2013", "[1,2,3,4,5,6]"), ("uk-2013", "[36,12,25,13,35,45,24]"), ("uk-2013", "[123,45,6]"),
      ("uk-2013", "[15,2,3,4,6]"), ("new-orleans", "[45,1,2,3,6,7,8]"), ("new-orleans", "[145,26,37,58]"),
      ("netherlands-2010-2015", "[36,46,16,45,34,25,12]"), ("hare6", "[46,1,2,3,5]"),
    ])
  func sameAsDense(name: String, formula: String) throws {
    let table = try PublishedTables.table(name)
    let model = try LogLinearModel(formula: formula, lists: table.lists)
    let dense = try model.fit(to: table)
    let factorised = try model.factorisedFit(to: table)
    #expect(close(factorised.population, dense.population, relative: 1e-9))
    #expect(close(factorised.logLikelihood, dense.logLikelihood, relative: 1e-10))
    #expect(close(factorised.deviance, dense.deviance, relative: 1e-8))
    #expect(close(factorised.logDarkFigureStandardError, dense.logDarkFigureStandardError, relative: 1e-7))
    #expect(close(factorised.conditionNumber, dense.conditionNumber, relative: 1e-6))
    #expect(factorised.degreesOfFreedom == dense.degreesOfFreedom)
    #expect(factorised.existence == dense.existence)
    for (one, other) in zip(factorised.parameters, dense.parameters) {
      guard case .finite(let value, let error) = one, case .finite(let denseValue, let denseError) = other
      else {
        #expect(one == other)
        continue
      }
      #expect(close(value, denseValue, relative: 1e-7, absolute: 1e-8))
      #expect(close(error, denseError, relative: 1e-7))
    }
    for i in table.histories.indices {
      #expect(close(factorised.fittedMeans[i], dense.fittedMean(of: table.histories[i]), relative: 1e-7))
    }
  }

  @Test("stepwise is the same by components", arguments: ["uk-2013", "new-orleans", "kosovo-1999", "hare6"])
  func stepwise(name: String) throws {
    let table = try PublishedTables.table(name)
    let dense = try ModelRule.stepwise(threshold: 0.05).choose(from: table)
    let search = FactorisedStepwise(listCount: table.listCount, threshold: 0.05)
    search.fit.load(histories: table.histories, counts: table.counts)
    guard case .regular = search.run() else {
      Issue.record("independence was not fitted")
      return
    }
    #expect(search.steps.map(\.interaction) == dense.steps.map(\.interaction))
    #expect(close(Double(table.total) + exp(search.fit.logDark), dense.fit.population, relative: 1e-9))
  }

  /// Twenty lists, of which the first two hold the same people more often than by chance.
  private func many() throws -> CaptureTable {
    var histories: [ListSet] = []
    var counts: [Int] = []
    for list in 0..<20 {
      histories.append(ListSet(list: list))
      counts.append(20 + 3 * list)
    }
    for second in 1..<20 {
      for first in 0..<second where (first * 7 + second * 3) % 5 < 2 {
        histories.append(ListSet(lists: [first, second]))
        counts.append(1 + (first + second) % 3)
      }
    }
    histories += [ListSet(lists: [0, 1]), ListSet(lists: [0, 1, 4]), ListSet(lists: [5, 9, 14])]
    counts += [25, 3, 2]
    return try CaptureTable(lists: (1...20).map { "L\($0)" }, histories: histories, counts: counts)
  }

  @Test("twenty lists are fitted without their million cells")
  func twenty() throws {
    let table = try many()
    let independence = try LogLinearModel.independence(listCount: 20).fit(to: table)
    let totals = table.listTotals.map(Double.init)
    let root = totals.withUnsafeBufferPointer {
      independencePopulation(total: Double(table.total), listTotals: $0)
    }
    #expect(close(independence.population, root ?? 0, relative: 1e-10))
    #expect(independence.degreesOfFreedom == (1 << 20) - 1 - 21)
    let choice = try ModelRule.stepwise().choose(from: table)
    #expect(choice.steps.first?.interaction == ListSet(lists: [0, 1]))
    #expect(choice.fit.population > independence.population)
    let make = try choice.rule.replicatorFactory(for: table, choice: choice)
    let replicate = make().estimate(histories: table.histories, counts: table.counts)
    #expect(close(replicate.population, choice.fit.population, relative: 1e-12))
    let given = try ModelRule.given(choice.model).replicatorFactory(for: table, choice: choice)
    #expect(
      given().estimate(histories: table.histories, counts: table.counts).population == replicate.population)
    let profile = try LogLinearEstimator(.independence, interval: .profile(.poisson)).estimate(
      table, level: 0.9)
    guard case .unavailable = profile.uncertainty else {
      Issue.record("a profile of a million cells")
      return
    }
    #expect(
      try LogLinearEstimator(.best(by: .bic)).estimate(table, level: 0.9).refusal?.code == .methodTooLarge)
  }

  @Test("what is too large or not proved is refused by name")
  func refused() throws {
    let table = try many()
    let chain = (1..<12).map { ListSet(lists: [$0 - 1, $0]) } + (0..<20).map { ListSet(list: $0) }
    #expect(throws: LogLinearError.tooManyLists(20)) {
      try LogLinearModel(listCount: 20, generators: chain).fit(to: table)
    }
    let apart = try CaptureTable(
      lists: (1...12).map { "L\($0)" }, histories: (0..<12).map { ListSet(list: $0) },
      counts: [Int](repeating: 9, count: 12))
    #expect(throws: LogLinearError.undecided) {
      try LogLinearModel.independence(listCount: 12).fit(to: apart)
    }
  }
}
