import Estimates
import TestSupport
import Testing

@testable import MultipleSystems

@Suite("Errors of linkage")
struct LinkageSensitivityTests {
  static let two = Result {
    try CaptureTable(
      lists: ["a", "b"], histories: [[0], [1], [0, 1]].map(ListSet.init(lists:)), counts: [400, 150, 100])
  }

  @Test("M17: two lists, N̂ / (1 − φ) exactly", arguments: [0.05, 0.1, 0.2, 0.5])
  func missedOnTwo(rate: Double) throws {
    let result = try LinkageSensitivity(Self.two.get(), rule: .stepwise(), errors: [.missedLinks(rate)])
    #expect(close(result.population, 500 * 250 / 100.0, relative: 1e-9))
    #expect(close(result.scenarios[0].factor ?? 0, 1 / (1 - rate), relative: 1e-9))
  }

  @Test("two lists, false links: n₁ n₂ / (m + ψ min(n₁₀, n₀₁))", arguments: [0.01, 0.05, 0.3])
  func falseOnTwo(rate: Double) throws {
    let result = try LinkageSensitivity(Self.two.get(), rule: .stepwise(), errors: [.falseLinks(rate)])
    #expect(
      close(result.scenarios[0].outcome.population ?? 0, 500 * 250 / (100 + rate * 150), relative: 1e-9))
  }

  @Test(
    "M17: under independence × 1.05, 1.11 and 1.25 at 5, 10 and 20 % of missed links, within 3 %",
    arguments: ["uk-2013", "uk-2013-five", "netherlands-2010-2015-five", "new-orleans-five"])
  func missedOnMany(name: String) throws {
    let table = try PublishedTables.table(name)
    let result = try LinkageSensitivity(
      table, rule: .given(.independence(listCount: table.listCount)))
    #expect(result.scenarios.map(\.error) == LinkageSensitivity.standardErrors)
    for (scenario, factor) in zip(result.scenarios, [1.05, 1.11, 1.25]) {
      #expect(close(scenario.factor ?? 0, factor, relative: 0.03))
    }
    let wrong = result.scenarios.suffix(2).compactMap(\.factor)
    #expect(wrong.count == 2 && wrong[0] < 1 && wrong[1] < wrong[0])
  }

  /// The expected parts of a person on `lists`: every order of the chain and every set of missed links.
  private func parts(of lists: [Int], rate: Double) -> [ListSet: Double] {
    func orders(_ rest: [Int]) -> [[Int]] {
      rest.isEmpty
        ? [[]] : rest.flatMap { first in orders(rest.filter { $0 != first }).map { [first] + $0 } }
    }
    let all = orders(lists)
    var expected: [ListSet: Double] = [:]
    for chain in all {
      for missed in 0..<(1 << (chain.count - 1)) {
        var probability = 1 / Double(all.count)
        for link in 0..<(chain.count - 1) { probability *= missed & (1 << link) != 0 ? rate : 1 - rate }
        var part = ListSet(list: chain[0])
        for link in 0..<(chain.count - 1) {
          if missed & (1 << link) != 0 {
            expected[part, default: 0] += probability
            part = ListSet()
          }
          part.formUnion(ListSet(list: chain[link + 1]))
        }
        expected[part, default: 0] += probability
      }
    }
    return expected
  }

  /// The expected counts by mask.
  static func laidOut(_ error: LinkageError, _ table: CaptureTable) throws -> [Double] {
    let expected = try #require(error.expectedCounts(table))
    var counts = [Double](repeating: 0, count: 1 << table.listCount)
    for (history, people) in zip(expected.histories, expected.people) {
      counts[Int(history.rawValue)] = people
    }
    return counts
  }

  @Test("missed links: the formula is the sum over all chains and missed links", arguments: 1...5)
  func chains(size: Int) throws {
    let table = try CaptureTable(
      lists: ["a", "b", "c", "d", "e"], histories: [ListSet(lists: Array((5 - size)..<5))], counts: [1])
    let counts = try Self.laidOut(.missedLinks(0.3), table)
    let expected = parts(of: Array((5 - size)..<5), rate: 0.3)
    for mask in 0..<32 {
      #expect(
        close(counts[mask], expected[ListSet(rawValue: UInt32(mask))] ?? 0, relative: 1e-12, absolute: 1e-15))
    }
  }

  @Test(
    "every error leaves the list totals as they are, no count negative, and a rate of 0 everything",
    arguments: ["uk-2013", "kosovo-1999", "netherlands-2010-2015"])
  func totals(name: String) throws {
    let table = try PublishedTables.table(name)
    for error in LinkageSensitivity.standardErrors + [.falseLinks(0.9), .missedLinks(0.9)] {
      let counts = try Self.laidOut(error, table)
      #expect(counts.allSatisfy { $0 >= 0 })
      for list in 0..<table.listCount {
        var total = 0.0
        for mask in 0..<counts.count where mask & (1 << list) != 0 { total += counts[mask] }
        #expect(close(total, Double(table.listTotals[list]), relative: 1e-12))
      }
    }
    for error in [LinkageError.missedLinks(0), .falseLinks(0)] {
      let counts = try Self.laidOut(error, table)
      #expect(
        counts.indices.allSatisfy { counts[$0] == Double(table.count(of: ListSet(rawValue: UInt32($0)))) })
    }
  }
}
