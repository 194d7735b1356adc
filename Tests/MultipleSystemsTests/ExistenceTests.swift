import TestSupport
import Testing

@testable import MultipleSystems

@Suite("Existence of the estimate")
struct ExistenceTests {
  // Section 1.3 of the standard; Chan, Silverman and Vincent 2021, table 2.
  @Test(
    "F65, F66, F67: the artificial example",
    arguments: [
      ("[1,2,3]", Existence.Status.ordinary), ("[12,3]", .infinitePopulation), ("[13,2]", .extended),
      ("[23,1]", .extended), ("[13,23]", .extended), ("[12,13]", .infinitePopulation),
      ("[12,23]", .infinitePopulation), ("[12,13,23]", .notIdentifiable), ("[123]", .notIdentifiable),
    ])
  func artificial(formula: String, status: Existence.Status) throws {
    let table = try PublishedTables.table("artificial-non-existence")
    let model = try LogLinearModel(formula: formula, lists: table.lists)
    let existence = try model.existence(in: table)
    #expect(existence.status == status)
    if existence.isPopulationEstimable {
      #expect(try model.fit(to: table).existence == existence)
    } else {
      #expect(throws: LogLinearError.noEstimate(existence)) { try model.fit(to: table) }
    }
  }

  // Section 1.3: ordinary, extended and neither among the 1,024 models with two-list interactions.
  @Test(
    "how many models with pairs have an estimate",
    arguments: [
      ("new-orleans-five", 128, 896), ("uk-2013-five", 512, 512), ("netherlands-2010-2015-five", 512, 512),
    ])
  func pairwise(name: String, ordinary: Int, extended: Int) throws {
    let table = try PublishedTables.table(name)
    let tree = try ModelTree(listCount: 5, maximumOrder: 2)
    var search = HierarchicalSearch(tree: tree)
    search.run(table)
    #expect(search.statuses.allSatisfy { $0 == .regular })
    let isOrdinary = (0..<tree.count).map { tree.model($0).terms.allSatisfy { table.margin(of: $0) > 0 } }
    #expect(isOrdinary.count { $0 } == ordinary)
    #expect(isOrdinary.count { !$0 } == extended)
    for node in stride(from: 0, to: tree.count, by: 31) {
      let status = try tree.model(node).existence(in: table).status
      #expect(status == (isOrdinary[node] ? .ordinary : .extended))
    }
  }

  // The peer decides by a linear program over means in floating point (primal), this by directions in whole
  // numbers (dual); the fit that proves itself is a third way.
  @Test("M15: primal and dual decisions agree", arguments: PublishedTables.all)
  func primalAndDual(name: String) throws {
    let table = try PublishedTables.table(name)
    for row in try Oracle.rows("hierarchical", data: name) {
      let model = try LogLinearModel(formula: row["model"], lists: table.lists)
      let existence = try model.existence(in: table)
      #expect(existence.isEveryParameterEstimable == (row["code"] == "0"), "\(row["model"])")
      if existence.isPopulationEstimable {
        let fit = try model.fit(to: table)
        #expect(fit.existence == existence)
        // The peer stopped early: 1e-6.
        if row["code"] == "0" { #expect(close(fit.population, row.number("N"), relative: 1e-6)) }
      } else {
        #expect(throws: LogLinearError.noEstimate(existence)) { try model.fit(to: table) }
      }
      if existence.isEveryParameterEstimable {
        #expect(existence.minusInfinity.count == Int(row["empty"]))
      }
    }
  }

  @Test("a population may be estimable where some parameter is not, and which is said")
  func populationOnly() throws {
    let table = try PublishedTables.table("australia-2015-2017")
    for row in try Oracle.rows("population-only") {
      let model = try LogLinearModel(formula: row["model"], lists: table.lists)
      let existence = try model.existence(in: table)
      // Rcapture diverges where there is no estimate; the largest true one is 7,781.
      let diverges = row.number("N") > 1e5
      #expect(existence.isPopulationEstimable == !diverges, "\(row["model"])")
      if diverges { continue }
      #expect(existence.status == .populationOnly)
      let fit = try model.fit(to: table)
      #expect(close(fit.population, row.number("N"), relative: 1e-8))
      #expect(close(fit.bic, row.number("BIC"), relative: 1e-8))
    }
    let fit = try LogLinearModel(formula: "[234,12]", lists: table.lists).fit(to: table)
    #expect(close(fit.population, 2440.4, relative: 1e-10))
    #expect(fit.existence.minusInfinity == [ListSet(lists: [2, 3])])
    #expect(fit.existence.plusInfinity == [ListSet(lists: [1, 2, 3])])
    #expect(fit.parameters[fit.model.terms.firstIndex(of: ListSet(lists: [2, 3])) ?? 0] == .minusInfinity)
    #expect(!fit.fittedHistories.contains(ListSet(lists: [2, 3])))
  }

  @Test("F66: what has no estimate under any model is refused")
  func degenerate() throws {
    func status(_ lists: Int, _ histories: [UInt32], _ formula: String) throws -> Existence.Status {
      let names = (1...lists).map { "L\($0)" }
      let table = try CaptureTable(
        lists: names, histories: histories.map { ListSet(rawValue: $0) },
        counts: histories.indices.map { 10 + $0 })
      return try LogLinearModel(formula: formula, lists: names).existence(in: table).status
    }
    // One list; no overlap at all; one list holds everybody; identical lists.
    #expect(try status(1, [1], "[1]") == .notIdentifiable)
    #expect(try status(3, [1, 2, 4], "[1,2,3]") == .infinitePopulation)
    #expect(try status(2, [1, 3], "[1,2]") == .nobodyUnobserved)
    #expect(try status(2, [3], "[1,2]") == .nobodyUnobserved)
    #expect(try status(2, [1, 2, 3], "[12]") == .notIdentifiable)
    #expect(try status(2, [1, 2, 3], "[1,2]") == .ordinary)
    // M13: a list and its exact copy hold each other entirely; their interaction is then at infinity.
    #expect(try status(3, [3, 4, 7], "[1,2,3]") == .ordinary)
    #expect(try status(3, [3, 4, 7], "[12,3]") == .populationOnly)
  }

  @Test("sums over subsets and supersets are each other's sums by hand")
  func transforms() {
    for lists in 0...6 {
      let size = 1 << lists
      let values = (0..<size).map { Double(($0 * 37) % 11) - 3 }
      var up = values
      var down = values
      var back = values
      up.withUnsafeMutableBufferPointer { Cube.sumSupersets($0.baseAddress!, lists: lists) }
      down.withUnsafeMutableBufferPointer { Cube.sumSubsets($0.baseAddress!, lists: lists) }
      back = down
      back.withUnsafeMutableBufferPointer { Cube.differenceSubsets($0.baseAddress!, lists: lists) }
      for set in 0..<size {
        #expect(up[set] == (0..<size).filter { $0 & set == set }.reduce(0) { $0 + values[$1] })
        #expect(down[set] == (0..<size).filter { $0 & set == $0 }.reduce(0) { $0 + values[$1] })
      }
      #expect(back == values)
    }
  }
}
