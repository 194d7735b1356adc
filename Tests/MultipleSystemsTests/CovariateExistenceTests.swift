import Estimates
import TestSupport
import Testing

@testable import MultipleSystems

@Suite("Existence in models of lists by covariates")
struct CovariateExistenceTests {
  private static func table(_ row: [String: String]) throws -> CovariateTable {
    let lists = Array("ABCD".map { String($0) }.prefix(Int(row["lists"] ?? "") ?? 0))
    let levels = (row["levels"] ?? "").split(separator: ",")
    let names = Array(["x", "y"].prefix(levels.count))
    var people: [[Int]: [(ListSet, Int)]] = [:]
    for entry in (row["entries"] ?? "").split(separator: " ") {
      let parts = entry.split(separator: ":")
      let cell = parts[0].split(separator: ".").map { Int($0) ?? 0 }
      people[cell, default: []].append((ListSet(rawValue: UInt32(parts[1]) ?? 0), Int(parts[2]) ?? 0))
    }
    let values = levels.map { $0.drop { $0 == "#" }.split(separator: "/").map(String.init) }
    let strata = try people.keys.sorted { $0.lexicographicallyPrecedes($1) }.map { cell in
      CaptureStratum(
        labels: cell.indices.map { DomainLabel(variable: names[$0], value: values[$0][cell[$0]]) },
        table: try CaptureTable(
          lists: lists, histories: people[cell]?.map(\.0) ?? [], counts: people[cell]?.map(\.1) ?? []))
    }
    return try CovariateTable(
      strata, numeric: names.indices.filter { levels[$0].hasPrefix("#") }.map { names[$0] })
  }

  @Test(
    "existence and population are those of linear programming and a dense fit in 240 random sparse tables")
  func random() throws {
    let lines = try PublishedTables.lines("Tests/Oracles/mse-covariates/existence.csv").map {
      $0.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
    }
    #expect(lines.count == 241)
    for line in lines.dropFirst() {
      let row = Dictionary(uniqueKeysWithValues: zip(lines[0], line))
      let table = try Self.table(row)
      let model = try CovariateModel(formula: row["formula"] ?? "", of: table)
      switch Self.outcome(model, table) {
      case .success(let fit):
        #expect(row["status"] == "estimable", "\(line)")
        #expect((fit.status == .ordinary) == (row["isOrdinary"] == "yes"), "\(fit.status) \(line)")
        // The dense fit is by normal equations on sparse tables.
        #expect(
          close(fit.population, Double(row["N"] ?? "") ?? .nan, relative: 1e-7), "\(fit.population) \(line)")
      case .failure(let error):
        #expect(error == .noEstimate(Existence.Status(rawValue: row["status"] ?? "") ?? .ordinary), "\(line)")
      }
    }
  }

  private static func outcome(
    _ model: CovariateModel, _ table: CovariateTable
  ) -> Result<CovariateFit, CovariateError> {
    do { return .success(try model.fit(to: table)) } catch { return .failure(error) }
  }

  @Test("F65: the artificial table of the literature, in two strata, has no estimate with the pair")
  func artificial() throws {
    func stratum(_ name: String) throws -> CaptureStratum {
      CaptureStratum(
        labels: [DomainLabel(variable: "x", value: name)],
        table: try CaptureTable(
          lists: ["A", "B", "C"], histories: [1, 2, 4, 3].map { ListSet(rawValue: $0) },
          counts: [40, 30, 20, 6]))
    }
    let table = try CovariateTable([stratum("1"), stratum("2")])
    let expected: [(String, Existence.Status)] = [
      ("x", .ordinary), ("x + A*B", .infinitePopulation), ("x + A*C", .extended),
      ("x + A*B + A*C", .infinitePopulation), ("lists*lists + x", .notIdentifiable),
      ("x*lists + A*B", .infinitePopulation),
    ]
    for (formula, status) in expected {
      let model = try CovariateModel(formula: formula, of: table)
      #expect(try model.existence(in: table) == status, "\(formula)")
    }
    // The steps never enter a model without an estimate, and count those that they met.
    let rule = try CovariateRule.pairs(of: table, by: .aic)
    let choice = try rule.choose(from: table)
    #expect(choice.refusedModelCount > 0)
    #expect(try choice.model.existence(in: table) != .infinitePopulation)
    #expect(choice.fit.population < 2000)
  }

  @Test("a combination in which nobody was seen: full and observed crossings")
  func crossing() throws {
    let strata = try CovariateData.strata("sparse", lists: 4)
    let table = try CovariateTable(strata, numeric: ["year"])
    let observed = try CovariateTable(strata, numeric: ["year"], crossing: .observed)
    #expect(table.cells.count == 24)
    #expect(observed.cells.count == strata.count)
    #expect(table.total == observed.total)
    let model = try CovariateModel(formula: "A*B + age + sex + year", of: table)
    let full = try model.fit(to: table)
    let fewer = try model.fit(to: observed)
    #expect(fewer.cells.count <= full.cells.count)
    #expect(fewer.margins[0].reduce(0) { $0 + $1.observed } == observed.total)
  }

  // Orthogonal polynomials of three and four equal steps are tabulated everywhere (Fisher and Yates, table XXIII).
  @Test("polynomials in whole numbers")
  func polynomials() {
    #expect(
      OrthogonalPolynomials.whole(at: [2018, 2019, 2020, 2021], degree: 3)
        == [[-3, -1, 1, 3], [1, -1, -1, 1], [-1, 3, -3, 1]])
    #expect(OrthogonalPolynomials.whole(at: [0.5, 1, 1.5], degree: 2) == [[-1, 0, 1], [1, -2, 1]])
    #expect(OrthogonalPolynomials.whole(at: [0, 0.123456789, 1], degree: 1) == nil)
    #expect(PrimeField.multiply(PrimeField.prime - 1, PrimeField.prime - 1) == 1)
    #expect(PrimeField.multiply(PrimeField.inverse(12345), 12345) == 1)
    #expect(PrimeField.residue(-1) == PrimeField.prime - 1)
  }
}
