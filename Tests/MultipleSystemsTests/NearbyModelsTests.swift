import Estimates
import TestSupport
import Testing

@testable import MultipleSystems

@Suite("Models near the best")
struct NearbyModelsTests {
  @Test(
    "ranges are those of the peer's table of all models",
    arguments: ["kosovo-1999", "lesbian4", "hiv4", "hav3", "uk-2013-four"])
  func ranges(name: String) throws {
    let table = try PublishedTables.table(name)
    let order = table.listCount - 1
    let result = try NearbyModels(table, rule: .best(by: .bic, maximumOrder: order))
    let rows = try Oracle.rows("hierarchical", data: name).filter { $0["code"] == "0" }
    let fitted = try NearbyModels(table, rule: .best(by: .aic, maximumOrder: order))
    #expect(result == fitted)
    // The peer takes a model of which the population alone is estimable for one that has no estimate.
    #expect(result.fittedCount >= rows.count)
    #expect(result.fittedCount + result.refusedCount == (table.listCount == 3 ? 8 : 113))
    for (neighbourhood, criterion, within) in [
      (result.shownByBIC, "BIC", 10.0), (result.shownByAIC, "AIC", 10), (result.judgedByAIC, "AIC", 4),
    ] {
      let best = rows.map { $0.number(criterion) }.min() ?? 0
      let near = rows.filter { $0.number(criterion) <= best + within }.map { $0.number("N") }
      #expect(neighbourhood.modelCount == near.count)
      // The peer stopped early: 1e-6.
      #expect(close(neighbourhood.smallest, near.min() ?? 0, relative: 1e-6))
      #expect(close(neighbourhood.largest, near.max() ?? 0, relative: 1e-6))
      #expect(close(neighbourhood.ratio, (near.max() ?? 0) / (near.min() ?? 1), relative: 2e-6))
    }
  }

  @Test("the stepwise rule is set beside the models with pairs; above six lists there is nothing to set")
  func orders() throws {
    let five = try PublishedTables.table("uk-2013-five")
    let result = try NearbyModels(five, rule: .stepwise())
    #expect(result.maximumOrder == 2)
    // §1.3 of the standard: of the 1,024 pairwise models of the UK's five lists none is without an estimate.
    #expect(result.fittedCount == 1024 && result.refusedCount == 0)
    let eight = try PublishedTables.table("new-orleans")
    #expect(throws: SensitivityError.self) { try NearbyModels(eight, rule: .stepwise()) }
  }
}
