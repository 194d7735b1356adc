import DataLoaders
import Foundation
import GlobalEstimates
import NumericKernel
import Tables
import TestSupport
import Testing

/// Four parts with the values and coefficients of the trafficking figures of 2002, in thousands.
private let parts = [
  UncertainPart(label: "a", value: 250, coefficientOfVariation: 0.5),
  UncertainPart(label: "b", value: 550, coefficientOfVariation: 0.5),
  UncertainPart(label: "c", value: 200, coefficientOfVariation: 0.5),
  UncertainPart(label: "d", value: 200, coefficientOfVariation: 0.75),
]

@Suite("The total of correlated log-normal parts")
struct LogNormalTotalTests {
  /// Values of Tests/Oracles/log-normal-total, by correlation and quantity.
  private static func oracle(_ correlation: Double, _ quantity: String) throws -> Double {
    let path = Oracle.path("log-normal-total/expected.csv")
    let table = try CSVReader.read(
      .file(path),
      schema: Schema([
        ColumnRule("correlation", .number(nil)), ColumnRule("quantity", .text),
        ColumnRule("value", .number(nil)),
      ]))
    let rows = zip(
      zip(try table.numbers("correlation"), try table.text("quantity")), try table.numbers("value"))
    let value = rows.first { $0.0.0 == correlation && $0.0.1 == quantity }?.1
    return try #require(value)
  }

  @Test("mean and standard deviation are exact", arguments: [0, 0.3, 0.5, 1])
  func moments(correlation: Double) throws {
    let total = LogNormalTotal(parts: parts, correlation: correlation)
    #expect(total.mean == 1200)
    #expect(
      close(total.standardDeviation, try Self.oracle(correlation, "standard deviation"), relative: 1e-13))
  }

  @Test("at correlation 1 every quantile is the sum of the parts' quantiles", arguments: [0.025, 0.5, 0.975])
  func comonotone(probability: Double) throws {
    let exact = try LogNormalTotal(parts: parts, correlation: 1).exactQuantile(probability)
    #expect(close(try #require(exact), try Self.oracle(1, "quantile \(probability)"), relative: 1e-12))
    #expect(try LogNormalTotal(parts: parts, correlation: 0.5).exactQuantile(probability) == nil)
  }

  /// Against quantiles by convolution (1e-4 relative) within four Monte Carlo standard errors.
  @Test("draws give the quantiles of the model", arguments: [0, 0.3, 0.5, 1])
  func simulated(correlation: Double) throws {
    let total = LogNormalTotal(parts: parts, correlation: correlation)
    let simulated = total.simulate(draws: 40_000, seed: 7, threads: 2)
    #expect(abs(simulated.mean - total.mean) < 4 * simulated.meanStandardError)
    #expect(
      abs(simulated.standardDeviation - total.standardDeviation) < 4
        * simulated.standardDeviationStandardError)
    for probability in [0.025, 0.5, 0.975] {
      let quantile = simulated.quantile(probability)
      let oracle = try Self.oracle(correlation, "quantile \(probability)")
      #expect(abs(quantile.value - oracle) < 4 * quantile.standardError + 1e-4 * oracle)
      #expect(quantile.standardError > 0)
    }
  }

  @Test("the Monte Carlo error of a quantile is what repeated runs show")
  func quantileError() throws {
    let total = LogNormalTotal(parts: parts, correlation: 0.5)
    let quantiles = (0..<60).map {
      total.simulate(draws: 2_000, seed: UInt64($0), threads: 1).quantile(0.975)
    }
    let mean = quantiles.map(\.value).reduce(0, +) / 60
    let deviation = (quantiles.map { ($0.value - mean) * ($0.value - mean) }.reduce(0, +) / 59).squareRoot()
    let stated = quantiles.map(\.standardError).reduce(0, +) / 60
    // A standard deviation from 60 runs is known to 9 %, so three times that.
    #expect(close(stated, deviation, relative: 0.3))
  }

  @Test("F56: draws do not depend on the threads")
  func threads() throws {
    let total = LogNormalTotal(parts: parts, correlation: 0.3)
    let one = total.simulate(draws: 20_001, seed: 3, threads: 1)
    for threads in [2, 8] { #expect(total.simulate(draws: 20_001, seed: 3, threads: threads) == one) }
    #expect(total.simulate(draws: 20_001, seed: 4, threads: 1) != one)
  }

  @Test("A7: with full correlation of equal relative errors the deviations add, without any the variances do")
  func correlationLaws() {
    let equal = parts.map { UncertainPart(label: $0.label, value: $0.value, coefficientOfVariation: 0.4) }
    let deviations = equal.map { $0.value * 0.4 }
    let together = LogNormalTotal(parts: equal, correlation: 1).standardDeviation
    let apart = LogNormalTotal(parts: equal, correlation: 0).standardDeviation
    #expect(close(together, deviations.reduce(0, +), relative: 1e-12))
    #expect(close(apart * apart, deviations.map { $0 * $0 }.reduce(0, +), relative: 1e-12))
  }

  @Test("a part without doubt adds a constant")
  func certainPart() throws {
    let certain = UncertainPart(label: "e", value: 1000, coefficientOfVariation: 0)
    let with = LogNormalTotal(parts: [parts[0], certain], correlation: 0)
    let without = LogNormalTotal(parts: [parts[0]], correlation: 0)
    #expect(close(with.standardDeviation, without.standardDeviation, relative: 1e-12))
    let quantile = try #require(try with.exactQuantile(0.9))
    #expect(close(quantile, try #require(try without.exactQuantile(0.9)) + 1000, relative: 1e-13))
  }

  @Test("A1 and A3: the order of parts does not matter, and a unit scales everything")
  func invariance() {
    let total = LogNormalTotal(parts: parts, correlation: 0.5)
    let reversed = LogNormalTotal(parts: parts.reversed(), correlation: 0.5)
    let scaled = LogNormalTotal(
      parts: parts.map {
        UncertainPart(
          label: $0.label, value: $0.value * 1000, coefficientOfVariation: $0.coefficientOfVariation)
      }, correlation: 0.5)
    #expect(close(reversed.standardDeviation, total.standardDeviation, relative: 1e-13))
    #expect(close(scaled.standardDeviation, total.standardDeviation * 1000, relative: 1e-13))
  }
}
