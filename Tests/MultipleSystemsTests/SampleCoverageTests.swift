import Estimates
import Foundation
import MultipleSystems
import TestSupport
import Testing

@Suite("Sample coverage")
struct SampleCoverageTests {
  @Test("agrees with CARE1")
  func oracle() throws {
    let rows = try OracleRows.of("mse-classical/sample-coverage.csv")
    #expect(rows.count == 7)
    for row in rows {
      let v = OracleRows.numbers(row, from: 1)
      let coverage = SampleCoverage(try PublishedTables.table(row[0]))
      #expect(close(coverage.independent ?? 0, v[0], relative: 1e-12))
      #expect(close(coverage.highCoverage ?? 0, v[1], relative: 1e-12))
      #expect(close(coverage.lowCoverage ?? 0, v[2], relative: 1e-12))
      // Printed to three decimals.
      #expect(close(coverage.meanFound, v[3], absolute: 5.01e-4))
      #expect(close(coverage.coverage, v[4], absolute: 5.01e-4))
    }
  }

  @Test("has the bootstrap standard error of an independent program")
  func standardError() throws {
    // numpy 1.x, default_rng(1), 200,000 multinomial tables of the estimated population: see
    // Tests/Oracles/mse-classical/bootstrap.csv. 4,000 replicates leave 1.2 % of Monte Carlo error for normal tails
    // and more for the skewed ones; 6 % is four times that.
    for row in try OracleRows.of("mse-classical/bootstrap.csv") {
      let form = try #require(SampleCoverageEstimator.Form(rawValue: row[1]))
      let estimate = try SampleCoverageEstimator(form, replicates: 4000).estimate(
        try PublishedTables.table(row[0]), level: 0.95)
      let expected = try #require(Double(row[2]))
      #expect(close(estimate.uncertainty?.standardError ?? 0, expected, relative: 0.06), "\(row)")
    }
  }

  @Test("warns below 55 % and refuses when nothing solves its equation")
  func warnings() throws {
    let hav = try SampleCoverageEstimator(.low).estimate(try PublishedTables.table("hav3"), level: 0.95)
    #expect(hav.diagnostics.contains { $0.code == .lowSampleCoverage })
    // Its solution is 37 people where 107 were seen.
    let table = try CaptureTable(
      lists: ["A", "B", "C"],
      histories: [1, 2, 4, 3, 5, 6].map { ListSet(rawValue: $0) }, counts: [90, 3, 3, 4, 4, 3])
    #expect(
      try SampleCoverageEstimator(.high).estimate(table, level: 0.95).refusal?.code
        == .populationNotIdentifiable)
  }
}
