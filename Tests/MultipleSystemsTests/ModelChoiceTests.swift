import Foundation
import TestSupport
import Testing

@testable import MultipleSystems

@Suite("Choice of a model")
struct ModelChoiceTests {
  private static func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }

  @Test("stepwise is SparseMSE's at every threshold", arguments: PublishedTables.all)
  func stepwise(name: String) throws {
    let table = try PublishedTables.table(name)
    for row in try Oracle.rows("stepwise", data: name) {
      let choice = try ModelRule.stepwise(threshold: row.number("threshold")).choose(from: table)
      let empty = choice.fit.existence.minusInfinity
      let entered = choice.steps.map(\.interaction)
      // SparseMSE lists the interactions with empty overlaps apart, and at a threshold of 1 in another order.
      let finite = entered.filter { !empty.contains($0) }.map { $0.label(lists: table.lists) }
      if row.number("threshold") < 1 {
        #expect(finite == Self.words(row["finite"]), "threshold \(row["threshold"])")
      } else {
        #expect(Set(finite) == Set(Self.words(row["finite"])))
      }
      #expect(Set(empty.map { $0.label(lists: table.lists) }) == Set(Self.words(row["empty"])))
      #expect(close(choice.fit.population, row.number("N"), relative: 1e-9))
      #expect(close(choice.fit.logLikelihood, row.number("logLikelihood"), relative: 1e-9))
      #expect(choice.steps.allSatisfy { $0.pValue < row.number("threshold") })
    }
  }

  @Test("p-values of overlaps under independence are SparseMSE's", arguments: PublishedTables.all)
  func onePair(name: String) throws {
    let table = try PublishedTables.table(name)
    let independence = try LogLinearModel.independence(listCount: table.listCount).fit(to: table)
    for row in try Oracle.rows("one-pair", data: name) {
      let names = row["pair"].split(separator: "*").map(String.init)
      let pair = ListSet(lists: names.compactMap(table.index(of:)))
      var expected = 0.0
      for i in independence.fittedHistories.indices where pair.isSubset(of: independence.fittedHistories[i]) {
        expected += independence.fittedMeans[i]
      }
      #expect(close(expected, row.number("expected"), relative: 1e-8))
      let overlap = Double(table.margin(of: pair))
      // The upper tail of R's ppois loses digits to 1 - p: absolute 1e-15.
      #expect(
        close(poissonTail(overlap, mean: expected), row.number("pValue"), relative: 1e-7, absolute: 1e-15))
      let model = try independence.model.adding(pair)
      if row["code"] == "0" {
        let fit = try model.fit(to: table)
        #expect(close(fit.population, row.number("N"), relative: 1e-6))
        #expect(close(fit.logLikelihood, row.number("logLikelihood"), relative: 1e-9))
      } else {
        #expect(throws: LogLinearError.self) { try model.fit(to: table) }
      }
    }
  }

  // mpmath, gammainc(..., regularized=True) at 30 digits.
  @Test(
    "Poisson tails",
    arguments: [
      (0.0, 2.5, 0.0820849986238987951695), (3, 3, 0.576809918873156499), (18, 4.4, 9.49426104860783674e-7),
      (0, 0, 1), (5, 0, 0), (900, 1000, 6.97767327796306782e-4), (1100, 1000, 9.62630405866557161e-4),
    ])
  func tails(x: Double, mean: Double, tail: Double) {
    #expect(close(poissonTail(x, mean: mean), tail, relative: 1e-11))
    #expect(poissonTail(x, mean: mean, ceiling: tail / 2) >= tail / 2)
  }

  @Test("log x! from the table and from the series")
  func factorials() {
    for x in [0.0, 1, 2, 10, 100, 254, 255, 256, 257, 1000, 1e6, 1e12] {
      #expect(close(logFactorial(x), lgamma(x + 1), relative: 1e-14, absolute: 1e-15))
    }
  }

  @Test(
    "the best models by BIC are the peer's", arguments: ["uk-2013-five", "kosovo-1999", "hav3", "lesbian4"])
  func best(name: String) throws {
    let table = try PublishedTables.table(name)
    let order = table.listCount
    let choice = try ModelRule.best(by: .bic, maximumOrder: order).choose(from: table)
    // The peer leaves out models of which the population alone is estimable.
    let ranking = choice.ranking.filter { !$0.isPopulationOnly }
    let rows = try Oracle.rows("hierarchical", data: name).filter { $0["code"] == "0" }
    let peers = rows.prefix(min(30, rows.count))
    // Without those that tie, whose order is arbitrary.
    for (ranked, row) in zip(ranking, peers) where peers.count(where: { $0["BIC"] == row["BIC"] }) == 1 {
      #expect(close(ranked.criterion, row.number("BIC"), relative: 1e-9))
      #expect(close(ranked.population, row.number("N"), relative: 1e-6))
      #expect(ranked.model.formula == row["model"])
    }
    #expect(choice.ranking.count + choice.refusedCount == [3: 8, 4: 113, 5: 6893][table.listCount])
    #expect(
      choice.fit.bic == choice.ranking[0].criterion
        || close(choice.fit.bic, choice.ranking[0].criterion, relative: 1e-12))
  }

  @Test("Australia's second best model by BIC is one of which the population alone is estimable")
  func populationOnly() throws {
    let table = try PublishedTables.table("australia-2015-2017")
    let choice = try ModelRule.best(by: .bic, maximumOrder: 3).choose(from: table)
    #expect(choice.model.formula == "[12,23,24]")
    #expect(choice.ranking[1].model.formula == "[234,12]")
    #expect(choice.ranking[1].isPopulationOnly)
    #expect(close(choice.ranking[1].population, 2440.4, relative: 1e-9))
    let aic = try ModelRule.best(by: .aic, maximumOrder: 3).choose(from: table)
    #expect(aic.model.formula == "[234,12]")
  }

  @Test("an interaction that has no estimate is left out, and said")
  func leftOut() throws {
    let table = try PublishedTables.table("artificial-non-existence")
    // A and B overlap more than by chance at p = 0.09, and with their interaction the population is infinite.
    let choice = try ModelRule.stepwise(threshold: 0.1).choose(from: table)
    #expect(choice.steps.isEmpty)
    #expect(choice.leftOut == [ListSet(lists: [0, 1])])
    // With a wider threshold the other pairs enter, after which it is significant no more.
    let wider = try ModelRule.stepwise(threshold: 0.2).choose(from: table)
    #expect(wider.steps.map(\.interaction) == [ListSet(lists: [0, 2]), ListSet(lists: [1, 2])])
    #expect(wider.leftOut.isEmpty)
    #expect(try ModelRule.stepwise().choose(from: PublishedTables.table("uk-2013")).leftOut.isEmpty)
  }

  @Test("F65: a rule that finds no estimate says why")
  func refused() throws {
    let apart = try CaptureTable(
      lists: ["A", "B", "C"], histories: [1, 2, 4].map { ListSet(rawValue: $0) }, counts: [5, 6, 7])
    for rule in [ModelRule.stepwise(), .best(by: .bic, maximumOrder: 2), .given(.independence(listCount: 3))]
    {
      let error = #expect(throws: LogLinearError.self) { try rule.choose(from: apart) }
      guard case .noEstimate(let existence) = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
      #expect(existence.status == .infinitePopulation)
    }
  }
}
