import Estimates
import TestSupport
import Testing

@testable import MultipleSystems

@Suite("Leaving out one list")
struct LeaveOneListOutTests {
  @Test("Netherlands, five lists: 47,166 without K and 479,249 without P")
  func netherlands() throws {
    let table = try PublishedTables.table("netherlands-2010-2015-five")
    let result = try LeaveOneListOut(table, rule: .stepwise())
    // The figures of R with the same stepwise rule, printed to whole people.
    let byList = Dictionary(uniqueKeysWithValues: result.omissions.map { ($0.list, $0.outcome.population) })
    #expect(close(byList["K"]?.flatMap { $0 } ?? 0, 47_166, absolute: 0.5))
    #expect(close(byList["P"]?.flatMap { $0 } ?? 0, 479_249, absolute: 0.5))
    #expect(result.worst?.list == "P")
    #expect(close(result.ratio ?? 0, 10.2, absolute: 0.05))
    #expect(result.refused.isEmpty)
    #expect(result.omissions.map(\.list) == table.lists)
  }

  @Test("each omission is the rule applied to the smaller table", arguments: [1, 2])
  func byHand(threads: Int) throws {
    let table = try PublishedTables.table("kosovo-1999")
    let rule = ModelRule.best(by: .bic, maximumOrder: 2)
    let result = try LeaveOneListOut(table, rule: rule, threads: threads)
    for list in 0..<table.listCount {
      let alone = try rule.choose(from: table.dropping(list)).fit.population
      #expect(result.omissions[list].outcome == .estimated(alone))
    }
    #expect(try result == LeaveOneListOut(table, rule: rule, threads: 3 - threads))
  }

  @Test("a given model keeps the terms without the list")
  func givenModel() throws {
    let table = try PublishedTables.table("kosovo-1999")
    let model = try LogLinearModel(formula: "[123,34]", lists: table.lists)
    let expected = try ["[12,23]", "[12,23]", "[12,3]", "[123]"].map {
      try LogLinearModel(formula: $0, lists: ["a", "b", "c"])
    }
    for list in 0..<4 {
      #expect(ModelRule.given(model).dropping(list) == .given(expected[list]))
    }
    let result = try LeaveOneListOut(table, rule: .given(model))
    // Without list 4 the model is saturated and says nothing of those on no list.
    #expect(result.omissions[3].outcome.refusal?.code == .populationNotIdentifiable)
    #expect(result.refused.map(\.list) == [table.lists[3]])
  }

  @Test("two lists: without either there is nothing to estimate from")
  func twoLists() throws {
    let table = try CaptureTable(
      lists: ["a", "b"], histories: [[0], [1], [0, 1]].map(ListSet.init(lists:)), counts: [60, 40, 20])
    let result = try LeaveOneListOut(table, rule: .stepwise())
    #expect(result.omissions.allSatisfy { $0.outcome.refusal?.code == .fewLists })
    #expect(result.ratio == nil && result.worst == nil && result.range == nil)
  }
}
