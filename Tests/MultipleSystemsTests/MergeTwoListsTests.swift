import Estimates
import TestSupport
import Testing

@testable import MultipleSystems

@Suite("Merging two lists")
struct MergeTwoListsTests {
  @Test("UK, six lists: with PF and NCA as one the estimate is that of the published five lists, 11,313")
  func unitedKingdom() throws {
    let table = try PublishedTables.table("uk-2013")
    let result = try MergeTwoLists(table, rule: .stepwise())
    #expect(result.mergers.count == 15)
    let merger = try #require(result.mergers.first { $0.first == "PF" && $0.second == "NCA" })
    // SparseMSE on the five lists, 11312.990 (Chan, Silverman and Vincent 2021).
    #expect(close(merger.outcome.population ?? 0, 11312.990, absolute: 5e-4))
    #expect(
      close(
        merger.relativeChange ?? 0, (merger.outcome.population ?? 0) / result.population - 1, relative: 1e-12)
    )
    let largest = result.mergers.compactMap(\.relativeChange).map(abs).max()
    #expect(result.worst?.relativeChange.map(abs) == largest)
    #expect(try result == MergeTwoLists(table, rule: .stepwise(), threads: 2))
  }

  @Test("a given model keeps the interactions of either list with the others")
  func givenModel() throws {
    let lists = ["a", "b", "c", "d"]
    let rule = ModelRule.given(try LogLinearModel(formula: "[12,23,34]", lists: lists))
    func model(_ formula: String) throws -> ModelRule {
      .given(try LogLinearModel(formula: formula, lists: ["a", "b", "c"]))
    }
    #expect(try rule.merging(0, 1) == model("[12,23]"))
    #expect(try rule.merging(0, 3) == model("[12,23,13]"))
    #expect(try rule.merging(3, 1) == model("[12,23]"))
  }

  @Test(
    "with three lists that are independent, what a merger does is what two lists say (M18 on expected counts)"
  )
  func independent() throws {
    // 10,000 people on lists of 40, 50 and 20 % by independent chance: exact expected counts.
    let shares = [0.4, 0.5, 0.2]
    var histories: [ListSet] = []
    var counts: [Int] = []
    for mask in 1..<8 {
      var share = 10_000.0
      for list in 0..<3 { share *= mask & (1 << list) != 0 ? shares[list] : 1 - shares[list] }
      histories.append(ListSet(rawValue: UInt32(mask)))
      counts.append(Int(share.rounded()))
    }
    let table = try CaptureTable(lists: ["a", "b", "c"], histories: histories, counts: counts)
    let result = try MergeTwoLists(table, rule: .stepwise())
    #expect(close(result.population, 10_000, relative: 1e-9))
    for merger in result.mergers {
      #expect(close(merger.outcome.population ?? 0, 10_000, relative: 1e-9))
      #expect(abs(merger.relativeChange ?? 1) < 1e-9)
    }
  }
}
