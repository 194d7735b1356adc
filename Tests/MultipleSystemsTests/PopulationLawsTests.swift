import Estimates
import Foundation
import MultipleSystems
import TestSupport
import Testing

/// The laws M1, M2, M3, M8, M11, M12 and M21 for every estimator that needs no model choice.
@Suite("Laws of population estimators")
struct PopulationLawsTests {
  struct Member: Sendable, CustomTestStringConvertible {
    let id: String
    /// Whether N̂ is multiplied by c when all counts are.
    var scales = false
    /// Whether the order of the lists is part of the model.
    var ordered = false
    let estimate: @Sendable (CaptureTable, Double) throws -> Estimate
    var testDescription: String { id }
  }

  static let members: [Member] =
    ClosedPopulationModel.all.map { model in
      let estimator = ClosedPopulationEstimator(model)
      return Member(id: estimator.id, scales: true) { try estimator.estimate($0, level: $1) }
    } + [
      Member(id: "chao") { try ChaoLowerBound().estimate($0, level: $1) },
      Member(id: "chao-lists") { try ChaoLowerBound(occasions: .lists).estimate($0, level: $1) },
      Member(id: "zelterman", scales: true) { try Zelterman().estimate($0, level: $1) },
      Member(id: "truncated-poisson", scales: true) { try ZeroTruncatedPoisson().estimate($0, level: $1) },
      Member(id: "mb", scales: true, ordered: true) { try BehaviouralModel().estimate($0, level: $1) },
      Member(id: "coverage-independent", scales: true) {
        try SampleCoverageEstimator(.independent, replicates: 100).estimate($0, level: $1)
      },
      Member(id: "coverage-high", scales: true) {
        try SampleCoverageEstimator(.high, replicates: 100).estimate($0, level: $1)
      },
      Member(id: "coverage-low", scales: true) {
        try SampleCoverageEstimator(.low, replicates: 100).estimate($0, level: $1)
      },
    ]

  static let tables = ["kosovo-1999", "hav3", "lesbian4", "uk-2013", "new-orleans", "spina3"]

  /// The same people with the lists in another order and under other names.
  func permuted(_ table: CaptureTable) throws -> CaptureTable {
    let k = table.listCount
    func image(_ list: Int) -> Int { (list + 1) % k }
    return try CaptureTable(
      lists: (0..<k).map { "renamed \(($0 + k - 1) % k)" },
      histories: table.histories.map { ListSet(lists: $0.lists.map(image)) }, counts: table.counts)
  }

  @Test("M1, M11: the order of rows, split rows and rows of zero change nothing", arguments: members)
  func rows(member: Member) throws {
    let table = try PublishedTables.table("kosovo-1999")
    let n = table.histories.count
    let split = try CaptureTable(
      lists: table.lists,
      histories: (table.histories + table.histories + [ListSet(lists: [0, 1])]).reversed(),
      counts: (table.counts.map { $0 / 3 } + table.counts.map { $0 - $0 / 3 } + [0]).reversed())
    #expect(split.histories.count == n)
    let first = try member.estimate(table, 0.95)
    let second = try member.estimate(split, 0.95)
    #expect(first.outcome == second.outcome)
  }

  @Test("M2: the order and names of lists change nothing", arguments: members.filter { !$0.ordered })
  func lists(member: Member) throws {
    for name in Self.tables {
      let table = try PublishedTables.table(name)
      let first = try member.estimate(table, 0.95)
      let second = try member.estimate(permuted(table), 0.95)
      #expect((first.refusal?.code) == (second.refusal?.code))
      guard let value = first.value, let other = second.value else { continue }
      #expect(close(value, other, relative: 1e-9))
      // The bootstrap draws its cells in another order.
      if member.id.hasPrefix("coverage") { continue }
      #expect(
        close(
          first.uncertainty?.standardError ?? 0, second.uncertainty?.standardError ?? 0, relative: 1e-8))
    }
  }

  @Test(
    "M3: four times the counts, four times the estimate and half the relative error of the missing",
    arguments: members.filter(\.scales))
  func scale(member: Member) throws {
    for name in Self.tables {
      let table = try PublishedTables.table(name)
      let larger = try CaptureTable(
        lists: table.lists, histories: table.histories, counts: table.counts.map { 4 * $0 })
      guard let value = try member.estimate(table, 0.95).value,
        let fourfold = try member.estimate(larger, 0.95).value
      else { continue }
      #expect(close(fourfold, 4 * value, relative: 1e-9))
    }
  }

  @Test(
    "M3: the standard error of log n₀ is halved in the log-linear family",
    arguments: ClosedPopulationModel.all)
  func scaledError(model: ClosedPopulationModel) throws {
    let table = try PublishedTables.table("kosovo-1999")
    let larger = try CaptureTable(
      lists: table.lists, histories: table.histories, counts: table.counts.map { 4 * $0 })
    guard case .fitted(let fit) = model.fit(table), case .fitted(let fourfold) = model.fit(larger) else {
      Issue.record("no fit")
      return
    }
    func logError(_ fit: ClosedPopulationFit) -> Double {
      let missing = fit.population - Double(fit.observed)
      return ((fit.standardError * fit.standardError - missing) / (missing * missing)).squareRoot()
    }
    #expect(close(logError(fourfold), logError(fit) / 2, relative: 1e-9))
    #expect(close(fourfold.deviance, 4 * fit.deviance, relative: 1e-9))
  }

  @Test("M8: a list that holds nobody changes nothing and is named", arguments: members)
  func emptyList(member: Member) throws {
    let table = try PublishedTables.table("kosovo-1999")
    let wider = try CaptureTable(
      lists: table.lists + ["idle"], histories: table.histories, counts: table.counts)
    let first = try member.estimate(table, 0.95)
    let second = try member.estimate(wider, 0.95)
    if member.ordered {
      // An occasion without first captures is news to Mb.
      #expect(first.value != second.value)
    } else {
      #expect(first.outcome == second.outcome)
    }
    #expect(second.diagnostics.contains { $0.code == .listWithoutOverlap && $0.severity == .note })
  }

  @Test("M21: n ≤ lower end ≤ estimate ≤ upper end, nested in the level", arguments: members)
  func ends(member: Member) throws {
    for name in Self.tables {
      let table = try PublishedTables.table(name)
      var before: Interval?
      for level in [0.5, 0.8, 0.95, 0.99] {
        let estimate = try member.estimate(table, level)
        guard let value = estimate.value, let interval = estimate.uncertainty?.interval else { continue }
        #expect(value >= Double(table.total))
        #expect(interval.lower >= Double(table.total))
        #expect(interval.lower <= value)
        if let upper = interval.finiteUpper { #expect(value <= upper) }
        if let before {
          #expect(interval.lower <= before.lower)
          if let upper = interval.finiteUpper, let inner = before.finiteUpper { #expect(inner <= upper) }
        }
        before = interval
      }
    }
  }

  @Test("M12: zeros and ones exchanged are noticed: people on every list become people on none")
  func exchanged() throws {
    let table = try PublishedTables.table("kosovo-1999")
    let every = table.everyList
    #expect(throws: CaptureTableError.self) {
      try CaptureTable(
        lists: table.lists, histories: table.histories.map { every.subtracting($0) }, counts: table.counts)
    }
  }

  @Test("ids are all different")
  func identifiers() {
    #expect(Set(Self.members.map(\.id)).count == Self.members.count)
  }
}
