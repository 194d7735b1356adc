import Foundation
import TestSupport
import Testing

@testable import MultipleSystems

@Suite("Log-linear fits")
struct LogLinearFitTests {
  @Test("SparseMSE's models at machine precision: population, likelihood, criteria, standard errors")
  func machinePrecision() throws {
    for row in try Oracle.rows("models") {
      let table = try PublishedTables.table(row["data"])
      let model: LogLinearModel =
        row["model"] == "pairs"
        ? .allPairs(listCount: table.listCount) : .independence(listCount: table.listCount)
      let fit = try model.fit(to: table)
      #expect(close(fit.population, row.number("N"), relative: 1e-9), "\(row["data"]) \(row["model"])")
      #expect(close(fit.logLikelihood, row.number("logLikelihood"), relative: 1e-10))
      // The largest deviances lose digits to the log-likelihood of the table itself.
      #expect(
        row["deviance"].isEmpty || close(fit.deviance, row.number("deviance"), relative: 1e-9, absolute: 1e-9)
      )
      #expect(close(fit.aic, row.number("AIC"), relative: 1e-10))
      #expect(close(fit.bic, row.number("BIC"), relative: 1e-10))
      #expect(fit.model.parameterCount == Int(row["parameters"]))
      #expect(fit.existence.minusInfinity.count == Int(row["empty"]))
      #expect(close(fit.logDarkFigureStandardError, row.number("logStandardError"), relative: 1e-7))
      #expect(close(fit.populationStandardError, row.number("standardError"), relative: 1e-7))
    }
  }

  @Test("M4: with all but the highest interaction the dark figure is a ratio of products of cells")
  func oddOverEven() throws {
    for name in ["hav3", "kosovo-1999", "spina3", "lesbian4"] {
      let table = try PublishedTables.table(name)
      let generators = (0..<table.listCount).map { table.everyList.subtracting(ListSet(list: $0)) }
      let fit = try LogLinearModel(listCount: table.listCount, generators: generators).fit(to: table)
      var logarithm = 0.0
      for i in table.histories.indices {
        logarithm += (table.histories[i].count & 1 == 1 ? 1 : -1) * log(Double(table.counts[i]))
      }
      #expect(close(fit.darkFigure, exp(logarithm), relative: 1e-9))
    }
  }

  @Test("M5: two lists give n1 n2 / m")
  func twoLists() throws {
    let table = try CaptureTable(
      lists: ["A", "B"], histories: [1, 2, 3].map { ListSet(rawValue: $0) }, counts: [70, 41, 13])
    let fit = try LogLinearModel.independence(listCount: 2).fit(to: table)
    #expect(close(fit.population, 83.0 * 54 / 13, relative: 1e-12))
    #expect(close(fit.darkFigure, 70.0 * 41 / 13, relative: 1e-12))
  }

  @Test("M6, M7, M14: margins are met, and a larger model has no larger deviance")
  func margins() throws {
    for (name, formulas) in [
      ("kosovo-1999", ["[1,2,3,4]", "[12,34]", "[123,34]", "[123,124,34]"]),
      ("uk-2013-five", ["[1,2,3,4,5]", "[15,2,3,4]", "[123,15,4]", "[123,34,15,45]"]),
      ("australia-2015-2017", ["[1,2,3,4]", "[23,1,4]", "[234,1]", "[234,12]"]),
    ] {
      let table = try PublishedTables.table(name)
      var deviance = Double.infinity
      for formula in formulas {
        let fit = try LogLinearModel(formula: formula, lists: table.lists).fit(to: table)
        #expect(close(fit.fittedMeans.reduce(0, +), Double(table.total), relative: 1e-10))
        for term in fit.model.terms {
          var margin = 0.0
          for i in fit.fittedHistories.indices where term.isSubset(of: fit.fittedHistories[i]) {
            margin += fit.fittedMeans[i]
          }
          #expect(close(margin, Double(table.margin(of: term)), relative: 1e-8, absolute: 1e-8))
        }
        #expect(fit.deviance <= deviance + 1e-9)
        deviance = fit.deviance
      }
    }
  }

  @Test("M2: other names and another order of the lists change nothing")
  func permuted() throws {
    let table = try PublishedTables.table("kosovo-1999")
    let order = [2, 0, 3, 1]
    let permuted = try CaptureTable(
      lists: ["w", "x", "y", "z"],
      histories: table.histories.map { history in
        ListSet(lists: history.lists.compactMap { order.firstIndex(of: $0) })
      }, counts: table.counts)
    let first = try LogLinearModel(formula: "[123,34]", lists: table.lists).fit(to: table)
    let second = try LogLinearModel(formula: "[124,13]", lists: permuted.lists).fit(to: permuted)
    #expect(close(first.population, second.population, relative: 1e-9))
    #expect(close(first.populationStandardError, second.populationStandardError, relative: 1e-9))
    #expect(close(first.deviance, second.deviance, relative: 1e-9))
  }

  @Test("M3: counts times c give a population times c, its relative error divided by √c, deviance times c")
  func scaled() throws {
    let table = try PublishedTables.table("uk-2013-five")
    let ten = try CaptureTable(
      lists: table.lists, histories: table.histories, counts: table.counts.map { $0 * 10 })
    let model = try LogLinearModel(formula: "[12,13,25,35,45]", lists: table.lists)
    let first = try model.fit(to: table)
    let second = try model.fit(to: ten)
    #expect(close(second.population, 10 * first.population, relative: 1e-9))
    #expect(
      close(
        second.logDarkFigureStandardError, first.logDarkFigureStandardError / 10.0.squareRoot(),
        relative: 1e-8))
    #expect(close(second.deviance, 10 * first.deviance, relative: 1e-9))
  }

  @Test("M8: a list that holds nobody changes nothing but its own parameter")
  func emptyList() throws {
    let table = try PublishedTables.table("hav3")
    let wider = try CaptureTable(
      lists: table.lists + ["nobody"], histories: table.histories, counts: table.counts)
    let fit = try LogLinearModel(formula: "[12,3]", lists: table.lists).fit(to: table)
    let widerFit = try LogLinearModel(formula: "[12,3,4]", lists: wider.lists).fit(to: wider)
    #expect(close(widerFit.population, fit.population, relative: 1e-9))
    #expect(widerFit.existence.minusInfinity == [ListSet(list: 3)])
    #expect(close(widerFit.logDarkFigureStandardError, fit.logDarkFigureStandardError, relative: 1e-8))
  }

  @Test("M16: a larger overlap with the same margins means a smaller population")
  func overlap() throws {
    var last = Double.infinity
    for both in 5...15 {
      let table = try CaptureTable(
        lists: ["A", "B", "C"], histories: [1, 2, 3, 4, 5].map { ListSet(rawValue: $0) },
        counts: [60 - both, 40 - both, both, 30, 7])
      let fit = try LogLinearModel.independence(listCount: 3).fit(to: table)
      #expect(fit.population < last)
      last = fit.population
    }
  }

  @Test("coefficients are SparseMSE's")
  func coefficients() throws {
    // estimatepopulation.0(UKdat, method = "main"), refitted to machine precision.
    let table = try PublishedTables.table("uk-2013")
    let fit = try LogLinearModel.independence(listCount: 6).fit(to: table)
    let values = [
      9.15588367136118, -4.85931707509793, -3.02244419278341, -2.31089845597625, -2.64865838535941,
      -3.56533165816176, -4.7769787598719,
    ]
    for (parameter, value) in zip(fit.parameters, values) {
      guard case .finite(let estimate, _) = parameter else {
        Issue.record("a parameter is not finite")
        continue
      }
      #expect(close(estimate, value, relative: 1e-10))
    }
    #expect(fit.conditionNumber > 1 && fit.conditionNumber < 1e4)
  }

  @Test("the population under independence solves Darroch's equation, or is nil")
  func darroch() {
    func root(_ n: Double, _ totals: [Double]) -> Double? {
      totals.withUnsafeBufferPointer { independencePopulation(total: n, listTotals: $0) }
    }
    #expect(root(10, [5, 5]) == nil)
    #expect(root(10, [10, 5]) == nil)
    let cases: [(Double, [Double])] = [
      (2744, [94, 567, 1102, 807, 336, 102]), (9, [8, 8]), (1e9, [5e8, 5e8 + 1]),
    ]
    for (n, totals) in cases {
      guard let population = root(n, totals) else {
        Issue.record("no root")
        continue
      }
      let product = totals.reduce(1.0) { $0 * (1 - $1 / population) }
      #expect(close(population * product, population - n, relative: 1e-9, absolute: 1e-9))
    }
  }

  @Test("the exponential is the C library's within two units in the last place")
  func exponential() {
    var worst = 0.0
    for i in -6999...6999 {
      let x = Double(i) / 10 + 0.000_123
      let value = fastExponential(SIMD2(x, -x))
      worst = max(worst, abs(value.x / exp(x) - 1), abs(value.y / exp(-x) - 1))
    }
    #expect(worst < 5e-16)
    #expect(fastExponential(SIMD2(1e9, -1e9)) == fastExponential(SIMD2(700, -700)))
    #expect(fastExponential(SIMD2(.nan, 0)).y == 1)
  }

  @Test("tables and models that do not fit together are refused")
  func mismatch() throws {
    let table = try PublishedTables.table("hav3")
    #expect(throws: LogLinearError.listCountMismatch(model: 4, table: 3)) {
      try LogLinearModel.independence(listCount: 4).fit(to: table)
    }
  }
}
