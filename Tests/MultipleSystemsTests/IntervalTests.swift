import Estimates
import Foundation
import TestSupport
import Testing

@testable import MultipleSystems

@Suite("Wald and profile intervals")
struct IntervalTests {
  @Test("Wald intervals are SparseMSE's, at two levels")
  func wald() throws {
    for row in try Oracle.rows("models") where row["model"] == "independence" {
      let table = try PublishedTables.table(row["data"])
      let interval = try LogLinearModel.independence(listCount: table.listCount).fit(to: table)
        .waldInterval(level: 0.95)
      let n = Double(table.total)
      let reach = exp(1.95996398454005423552 * row.number("logStandardError"))
      #expect(close(interval.lower, n + (row.number("N") - n) / reach, relative: 1e-8))
      #expect(close(interval.finiteUpper ?? .nan, n + (row.number("N") - n) * reach, relative: 1e-8))
    }
    for row in try Oracle.rows("stepwise") where [0, 0.02].contains(row.number("threshold")) {
      let table = try PublishedTables.table(row["data"])
      let pairs = (row["finite"] + " " + row["empty"]).split(separator: " ").map { term in
        ListSet(lists: term.split(separator: "*").compactMap { table.index(of: String($0)) })
      }
      let model = LogLinearModel(listCount: table.listCount, interactions: pairs)
      let fit = try model.fit(to: table)
      for (level, lower, upper) in [(0.95, "lower95", "upper95"), (0.8, "lower80", "upper80")] {
        let interval = try fit.waldInterval(level: level)
        // The peer's standard errors are those of glm's last but one iteration, 3e-5 off in the smallest tables.
        #expect(close(interval.lower, row.number(lower), relative: 3e-5))
        #expect(close(interval.finiteUpper ?? .nan, row.number(upper), relative: 3e-5))
      }
    }
  }

  @Test("profiles of independence are those of its closed form")
  func profiles() throws {
    for row in try Oracle.rows("profile") {
      let table = try PublishedTables.table(row["data"])
      let fit = try LogLinearModel.independence(listCount: table.listCount).fit(to: table)
      let likelihood: ProfileLikelihood = row["likelihood"] == "poisson" ? .poisson : .multinomial
      let profile = try fit.profileInterval(likelihood, of: table, level: row.number("level"))
      #expect(close(profile.population, row.number("N"), relative: 1e-9), "\(row["data"])")
      #expect(close(profile.logLikelihood, row.number("logLikelihood"), relative: 1e-10))
      #expect(close(profile.interval.lower, row.number("lower"), relative: 1e-9))
      #expect(close(profile.interval.finiteUpper ?? .nan, row.number("upper"), relative: 1e-9))
    }
  }

  @Test("the intervals of UK five lists in the standard's table")
  func unitedKingdom() throws {
    let table = try PublishedTables.table("uk-2013-five")
    let fit = try LogLinearModel.independence(listCount: 5).fit(to: table)
    #expect(close(fit.population, 13444.13, absolute: 0.005))
    let wald = try fit.waldInterval(level: 0.95)
    #expect(close(wald.lower, 11985.17, absolute: 0.005))
    #expect(close(wald.finiteUpper ?? 0, 15133.43, absolute: 0.005))
    let poisson = try fit.profileInterval(.poisson, of: table, level: 0.95).interval
    // R's confint interpolates the profile by a spline: 0.05.
    #expect(close(poisson.lower, 12004.03, absolute: 0.05))
    #expect(close(poisson.finiteUpper ?? 0, 15160.33, absolute: 0.05))
  }

  @Test("Kosovo's headline model: Rcapture's and the published interval")
  func kosovo() throws {
    let table = try PublishedTables.table("kosovo-1999")
    let fit = try LogLinearModel(formula: "[123,14,34]", lists: table.lists).fit(to: table)
    #expect(close(fit.population, 10356.5189572519, relative: 1e-10))
    // closedpCI.t(m, dfreq = TRUE, mX = "[123,14,34]"), with the approximation of Cormack (1992): 1e-4.
    let profile = try fit.profileInterval(.multinomial, of: table, level: 0.95)
    #expect(close(profile.population, 10334.4961201688, relative: 1e-4))
    #expect(close(profile.interval.lower, 8994.25670710862, relative: 1e-4))
    #expect(close(profile.interval.finiteUpper ?? 0, 12110.4081124682, relative: 1e-4))
    // Ball et al. (2002): 10,356 (9,002 to 12,122), by a variant of the profile: 0.2 %.
    #expect(close(profile.interval.lower, 9002, relative: 2e-3))
    #expect(close(profile.interval.finiteUpper ?? 0, 12122, relative: 2e-3))
  }

  @Test("M21 and nesting: n ≤ lower ≤ estimate ≤ upper, and a higher level holds a lower one")
  func order() throws {
    for (name, formula) in [
      ("kosovo-1999", "[123,14,34]"), ("australia-2015-2017", "[234,12]"),
      ("new-orleans-five", "[13,18,2,4]"),
      ("hav3", "[12,13,23]"), ("uk-2013", "[12,13,25,35,45,24,36]"),
    ] {
      let table = try PublishedTables.table(name)
      guard let model = try? LogLinearModel(formula: formula, lists: table.lists) else { continue }
      let fit = try model.fit(to: table)
      for level in [0.5, 0.8, 0.95] {
        for interval in [
          try fit.waldInterval(level: level),
          try fit.profileInterval(.poisson, of: table, level: level).interval,
          try fit.profileInterval(.multinomial, of: table, level: level).interval,
        ] {
          #expect(interval.lower >= Double(table.total))
          #expect(interval.lower <= fit.population)
          #expect(interval.finiteUpper ?? .infinity >= fit.population)
          if level > 0.5 {
            let narrower: Interval =
              switch interval.kind {
              case .logNormalWald: try fit.waldInterval(level: 0.5)
              case .profileLikelihood: try fit.profileInterval(.poisson, of: table, level: 0.5).interval
              default: try fit.profileInterval(.multinomial, of: table, level: 0.5).interval
              }
            #expect(narrower.lower > interval.lower)
          }
        }
      }
    }
  }

  @Test("an overlap of one person bounds the population from above, far out")
  func farOut() throws {
    let table = try CaptureTable(
      lists: ["A", "B"], histories: [1, 2, 3].map { ListSet(rawValue: $0) }, counts: [4, 4, 1])
    let fit = try LogLinearModel.independence(listCount: 2).fit(to: table)
    let interval = try fit.profileInterval(.poisson, of: table, level: 0.95).interval
    #expect(interval.lower > 9 && interval.lower < 25 && interval.finiteUpper ?? 0 > 100)
    #expect(throws: LogLinearError.invalidLevel) { try fit.profileInterval(.poisson, of: table, level: 1) }
  }

  @Test("log Γ ratios against mpmath at 30 digits")
  func gammas() {
    #expect(close(logGammaRatio(5, 10), 22.0131673523907358804, relative: 1e-13))
    #expect(close(logGammaRatio(9469.5, 2744), 25487.3920138194003756, relative: 1e-14))
    #expect(close(logGammaRatio(1e9, 5), 103.616329194732055766, relative: 1e-13))
  }
}
