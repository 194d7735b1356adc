import Estimates
import Foundation
import MultipleSystems
import TestSupport
import Testing

@Suite("Lincoln-Petersen and Chapman")
struct TwoListTests {
  @Test("agree with the formulas worked out in R")
  func oracle() throws {
    let rows = try OracleRows.of("mse-classical/two-lists.csv")
    #expect(rows.count > 90)
    for row in rows {
      let v = OracleRows.numbers(row, from: 0)
      let counts = TwoListCounts(first: Int(v[0]), second: Int(v[1]), both: Int(v[2]))
      if let population = counts.lincolnPetersen {
        #expect(close(population, v[3], relative: 1e-13))
        if !v[4].isNaN {
          #expect(close((counts.lincolnPetersenVariance ?? 0).squareRoot(), v[4], relative: 1e-13))
        }
      }
      #expect(close(counts.chapman, v[7], relative: 1e-13))
      #expect(close(counts.chapmanVariance.squareRoot(), v[8], relative: 1e-13))
      let logit = counts.transformedLogit(level: 0.95)
      // The reference may lie half a person below the number seen; ours stops there.
      #expect(close(logit.lower, max(v[11], Double(counts.observed)), relative: 1e-12))
      #expect(close(logit.upper, v[12], relative: 1e-12))
    }
  }

  @Test("put the log-normal interval around the estimate")
  func interval() throws {
    for row in try OracleRows.of("mse-classical/two-lists.csv") {
      let v = OracleRows.numbers(row, from: 0)
      let (first, second, both) = (Int(v[0]), Int(v[1]), Int(v[2]))
      if both < 7 { continue }
      let table = try CaptureTable(
        lists: ["A", "B"], histories: [[.init(list: 0)], [.init(list: 1)], .init(lists: [0, 1])],
        counts: [first - both, second - both, both])
      let chapman = try Chapman().estimate(table, level: 0.95)
      #expect(close(chapman.uncertainty?.interval?.lower ?? 0, v[9], relative: 1e-12))
      #expect(close(chapman.uncertainty?.interval?.finiteUpper ?? 0, v[10], relative: 1e-12))
      let petersen = try LincolnPetersen().estimate(table, level: 0.95)
      // M5
      #expect(close(petersen.value ?? 0, Double(first) * Double(second) / Double(both), relative: 1e-14))
      if !v[5].isNaN {
        #expect(close(petersen.uncertainty?.interval?.lower ?? 0, v[5], relative: 1e-12))
        #expect(close(petersen.uncertainty?.interval?.finiteUpper ?? 0, v[6], relative: 1e-12))
      }
      #expect(petersen.diagnostics.contains { $0.code == .fewLists })
    }
  }

  @Test("refuse fewer than seven people on both lists, and more than two lists")
  func refusals() throws {
    let table = try CaptureTable(
      lists: ["A", "B"], histories: [.init(list: 0), .init(list: 1), .init(lists: [0, 1])],
      counts: [40, 30, 6])
    #expect(try Chapman().estimate(table, level: 0.95).refusal?.code == .smallOverlap)
    let kosovo = try PublishedTables.table("kosovo-1999")
    #expect(throws: EstimatorError.self) { try Chapman().estimate(kosovo, level: 0.95) }
    #expect(throws: EstimatorError.level(1)) { try Chapman().estimate(table, level: 1) }
  }

  @Test("give no interval where one list lies inside the other")
  func nested() throws {
    let table = try CaptureTable(
      lists: ["A", "B"], histories: [.init(list: 0), .init(lists: [0, 1])], counts: [40, 20])
    let estimate = try LincolnPetersen().estimate(table, level: 0.95)
    #expect(estimate.value == 60)
    #expect(estimate.uncertainty?.interval == nil)
    let logit = try LincolnPetersen(interval: .transformedLogit).estimate(table, level: 0.95)
    #expect(logit.uncertainty?.interval?.kind == .transformedLogit)
  }
}
