import Foundation
import TestSupport
import Testing

@testable import MultipleSystems

@Suite("Search over hierarchical models")
struct HierarchicalSearchTests {
  @Test("every fit of the search is the fit of its model alone", arguments: PublishedTables.all)
  func sameAsAlone(name: String) throws {
    let table = try PublishedTables.table(name)
    guard table.listCount <= 5 else { return }
    let tree = try ModelTree(listCount: table.listCount, maximumOrder: table.listCount)
    var search = HierarchicalSearch(tree: tree)
    search.run(table)
    // All models of up to four lists and some of five.
    for node in stride(from: 0, to: tree.count, by: tree.count > 1000 ? 149 : 2) {
      let model = tree.model(node)
      let existence = try model.existence(in: table)
      switch search.statuses[node] {
      case .regular: #expect(existence.isEveryParameterEstimable)
      case .populationOnly: #expect(existence.status == .populationOnly)
      case .refused: #expect(!existence.isPopulationEstimable)
      case .failed: Issue.record("the fit of \(model.formula) failed")
      }
      guard existence.isPopulationEstimable else { continue }
      let fit = try model.fit(to: table)
      #expect(close(search.logDarkFigures[node], log(fit.darkFigure), relative: 1e-9, absolute: 1e-9))
      #expect(close(search.kernels[node] - table.logFactorials, fit.logLikelihood, relative: 1e-10))
    }
  }

  @Test("the counts of models with an estimate are the peer's")
  func counts() throws {
    // MultipleSystemsEstimation 1.2.0: models with code 0 of 6,893.
    for (name, count) in [
      ("uk-2013-five", 6519), ("netherlands-2010-2015-five", 6568), ("new-orleans-five", 6327),
    ] {
      let tree = try ModelTree(listCount: 5, maximumOrder: 5)
      var search = HierarchicalSearch(tree: tree)
      search.run(try PublishedTables.table(name))
      #expect(search.statuses.count { $0 == .regular } == count)
    }
  }

  @Test(
    "six lists with pairs: the best 2,000 by BIC", arguments: ["uk-2013", "netherlands-2010-2015", "hare6"])
  func sixLists(name: String) throws {
    let table = try PublishedTables.table(name)
    for row in try Oracle.rows("pairs-of-six", data: name) {
      let fit = try LogLinearModel(formula: row["model"], lists: table.lists).fit(to: table)
      // The peer stopped early: 1e-6 for N.
      #expect(close(fit.population, row.number("N"), relative: 1e-6))
      #expect(close(fit.bic, row.number("BIC"), relative: 1e-9))
    }
  }
}
