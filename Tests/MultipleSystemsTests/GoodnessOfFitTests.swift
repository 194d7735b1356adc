import Estimates
import TestSupport
import Testing

@testable import MultipleSystems

@Suite("Goodness of fit")
struct GoodnessOfFitTests {
  struct Reference {
    let table: CaptureTable
    let rule: ModelRule
    let fields: [String: String]
    func number(_ name: String) -> Double { Double(fields[name] ?? "") ?? .nan }
  }

  static func references() throws -> [Reference] {
    let lines = try PublishedTables.lines("Tests/Oracles/mse-sensitivity/goodness-of-fit.csv")
    let header = lines[0].split(separator: ";").map(String.init)
    return try lines.dropFirst().map { line in
      let values = line.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
      let fields = Dictionary(uniqueKeysWithValues: zip(header, values))
      let table = try PublishedTables.table(fields["data"] ?? "")
      let pairs = (fields["interactions"] ?? "").split(separator: " ").map { pair in
        ListSet(lists: pair.split(separator: "*").compactMap { table.index(of: String($0)) })
      }
      return Reference(
        table: table, rule: .given(LogLinearModel(listCount: table.listCount, interactions: pairs)),
        fields: fields)
    }
  }

  @Test("deviance, largest residual and p-value are R's")
  func againstR() throws {
    for reference in try Self.references() {
      let result = try GoodnessOfFit(
        reference.table, rule: reference.rule, plan: BootstrapPlan(replicates: 500, threads: 1))
      #expect(close(result.deviance, reference.number("deviance"), relative: 1e-9))
      #expect(close(result.largestResidual, reference.number("residual"), relative: 1e-6))
      #expect(
        result.largestResidualHistory.label(lists: reference.table.lists) == reference.fields["history"])
      #expect(result.unfittedCount == 0)
      // Both are shares of random tables: four standard errors of the difference of 500 and 4,000.
      let p = reference.number("larger") / reference.number("replicates")
      #expect(close(result.pValue, p, absolute: 4 * (p * (1 - p) * (1 / 500.0 + 1 / 4000.0)).squareRoot()))
    }
  }

  @Test("F56, M19: the same for any number of threads; another seed moves the p-value alone")
  func threads() throws {
    let table = try PublishedTables.table("hiv4")
    func result(_ seed: UInt64, _ threads: Int) throws -> GoodnessOfFit {
      try GoodnessOfFit(
        table, rule: .stepwise(), plan: BootstrapPlan(replicates: 210, seed: seed, threads: threads))
    }
    let first = try result(1, 1)
    #expect(try first == result(1, 2))
    #expect(try first == result(1, 7))
    let second = try result(2, 1)
    #expect(first.deviance == second.deviance && first.largestResidual == second.largestResidual)
    #expect(first.pValue != second.pValue)
  }

  @Test("interactions for each occupied history; a plan without replicates is refused")
  func counts() throws {
    let table = try PublishedTables.table("uk-2013")
    let result = try GoodnessOfFit(table, rule: .stepwise(), plan: BootstrapPlan(replicates: 1))
    // Seven interactions enter (SparseMSE) and the published table has 25 histories.
    #expect(result.interactionsPerCell == 7 / 25.0)
    #expect(throws: SensitivityError.unusable(.invalidPlan)) {
      try GoodnessOfFit(table, rule: .stepwise(), plan: BootstrapPlan(replicates: 0))
    }
  }
}
