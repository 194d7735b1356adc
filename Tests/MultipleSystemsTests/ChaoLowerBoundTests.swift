import Estimates
import Foundation
import MultipleSystems
import TestSupport
import Testing

@Suite("Chao's lower bound")
struct ChaoLowerBoundTests {
  @Test("agrees with the closed forms worked out in R")
  func oracle() throws {
    for row in try OracleRows.of("mse-classical/once-and-twice.csv") {
      let v = OracleRows.numbers(row, from: 1)
      let table = try PublishedTables.table(row[0])
      let f = table.captureFrequencies
      let unlimited = ChaoBound(observed: table.total, once: f[0], twice: f[1])
      let lists = ChaoBound(observed: table.total, once: f[0], twice: f[1], occasions: table.listCount)
      #expect(close(unlimited.classical ?? 0, v[0], relative: 1e-13))
      #expect(close(lists.classical ?? 0, v[1], relative: 1e-13))
      #expect(close(unlimited.biasCorrected, v[2], relative: 1e-13))
      #expect(close(lists.biasCorrected, v[3], relative: 1e-13))
      let zelterman = try #require(Zelterman().formula(try CaptureCounts(table)))
      #expect(close(zelterman.population, v[4], relative: 1e-13))
    }
  }

  @Test("has the variance of the log-linear form where that is saturated in f1 and f2")
  func classicalVariance() throws {
    // Rcapture's Mh Chao on illegal immigrants, any number of arrests: its columns free f1 and f2.
    let row = try #require(
      try OracleRows.of("mse-classical/counts.csv").first { $0[0] == "ill" && $0[2] == "Mh Chao" })
    let bound = ChaoBound(observed: 1880, once: 1645, twice: 183)
    #expect(close(bound.classical ?? 0, Double(row[3]) ?? 0, relative: 1e-8))
    // Rcapture stops early: its standard error has seven digits.
    #expect(close((bound.classicalVariance ?? 0).squareRoot(), Double(row[4]) ?? 0, relative: 1e-6))
  }

  @Test("has the variance of the delta method", arguments: [nil, 3, 6])
  func correctedVariance(occasions: Int?) {
    let bound = ChaoBound(observed: 2744, once: 2492, twice: 241, occasions: occasions)
    func missing(_ once: Int, _ twice: Int) -> Double {
      ChaoBound(observed: 0, once: once, twice: twice, occasions: occasions).biasCorrected
    }
    // Central differences: exact for a square, 2e-5 relative for 1/(f2 + 1).
    let byOnce = (missing(2493, 241) - missing(2491, 241)) / 2
    let byTwice = (missing(2492, 242) - missing(2492, 240)) / 2
    let expected = missing(2492, 241) + 2492 * byOnce * byOnce + 241 * byTwice * byTwice
    #expect(close(bound.biasCorrectedVariance, expected, relative: 1e-4))
  }

  @Test("is the larger for counts of any size, and is itself where nobody is missed")
  func forms() throws {
    let table = try PublishedTables.table("uk-2013")
    let unlimited = try ChaoLowerBound().estimate(table, level: 0.95)
    let lists = try ChaoLowerBound(occasions: .lists).estimate(table, level: 0.95)
    #expect(try #require(unlimited.value) > #require(lists.value))
    #expect(ChaoBound(observed: 10, once: 0, twice: 4).biasCorrected == 10)
    #expect(ChaoBound(observed: 10, once: 3, twice: 0).classical == nil)
  }
}
