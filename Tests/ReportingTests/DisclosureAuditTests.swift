import Foundation
import TestSupport
import Testing

@testable import Reporting

/// Cases of scipy's solver of whole-number programs; see make.py beside them.
private struct RangeCase: Decodable {
  struct Row: Decodable {
    let factors: [Int]
    let lower: Int
    let upper: Int?
  }

  struct Objective: Decodable {
    let factors: [Int]
    let leastWhole: Double?
    let leastReal: Double?
    let greatestWhole: Double?
    let greatestReal: Double?
  }

  let variables: Int
  let cap: Int
  let rows: [Row]
  let objectives: [Objective]

  var system: IntegerSystem {
    var system = IntegerSystem(variableCount: variables, cap: cap)
    for row in rows { system.add(.init(terms: terms(row.factors), lower: row.lower, upper: row.upper)) }
    return system
  }

  func terms(_ factors: [Int], sign: Int = 1) -> [(variable: Int, factor: Int)] {
    factors.enumerated().filter { $1 != 0 }.map { ($0, sign * $1) }
  }
}

@Suite("What can be worked out from what is published")
struct DisclosureAuditTests {
  private static func cases() throws -> [RangeCase] {
    let path = Oracle.path("disclosure/ranges.json")
    return try JSONDecoder().decode([RangeCase].self, from: Data(contentsOf: URL(filePath: path)))
  }

  @Test func `ranges are those of another solver`() throws {
    var solved = 0
    for (number, item) in try Self.cases().enumerated() {
      let system = item.system
      guard var root = BoundedSimplex(system) else {
        #expect(item.objectives.allSatisfy { $0.leastReal == nil }, "case \(number)")
        continue
      }
      for objective in item.objectives {
        let terms = item.terms(objective.factors)
        let minimum = root.minimum(terms)
        let corner = try #require(minimum, "case \(number)")
        #expect(close(corner.value, try #require(objective.leastReal), absolute: 1e-6), "case \(number)")
        guard let least = objective.leastWhole, let greatest = objective.greatestWhole else {
          #expect(system.smallest(terms, from: root) == nil, "case \(number)")
          continue
        }
        // Sums have factors of one, and there the answer is exact. Other factors may need more branches than
        // the search allows itself; what it finds is then within the truth, and nothing is called safe for it.
        let isSum = number % 4 != 3
        guard let low = system.smallest(terms, from: root),
          let high = system.smallest(item.terms(objective.factors, sign: -1), from: root)
        else {
          #expect(!isSum, "case \(number)")
          continue
        }
        func value(_ point: [Int]) -> Int { terms.reduce(0) { $0 + $1.factor * point[$1.variable] } }
        #expect(system.holds(low.point) && system.holds(high.point))
        let (found, wanted) = ((value(low.point), value(high.point)), (Int(least), Int(greatest)))
        #expect(isSum ? found == wanted : found.0 >= wanted.0 && found.1 <= wanted.1, "case \(number)")
        solved += 1
      }
    }
    #expect(solved > 80)
  }

  private static func cells(_ counts: [Int], total: Int?, threshold: Int = 11, hidden: Set<Int>)
    -> PublishedCells
  {
    var result = PublishedCells(threshold: threshold)
    let names = counts.indices.map { "c\($0)" }
    for (index, name) in names.enumerated() {
      result.add(name, of: [name], hidden.contains(index) ? .heldBack(atLeast: 0) : .exactly(counts[index]))
    }
    if let total { result.add("all", of: names, .exactly(total)) }
    return result
  }

  @Test func `F62: a cell that follows from the total is found, with its count`() {
    let audit = DisclosureAudit(Self.cells([100, 50, 5], total: 155, hidden: [2]))
    #expect(!audit.isSafe && audit.unsafe.map(\.cell) == ["c2"])
    #expect(audit.unsafe[0].lower == 5 && audit.unsafe[0].upper == 5)
    #expect(DisclosureAudit(Self.cells([100, 50, 5], total: nil, hidden: [2])).isSafe)
    // Two cells that add up to 55 leave each other 56 values; to 9, only ten.
    #expect(DisclosureAudit(Self.cells([100, 50, 5], total: 155, hidden: [1, 2])).isSafe)
    #expect(!DisclosureAudit(Self.cells([100, 4, 5], total: 109, hidden: [1, 2])).isSafe)
    #expect(!audit.summary.contains("5 "))
  }

  @Test func `a small count that is published is found, zero and large ones are not`() {
    let audit = DisclosureAudit(Self.cells([100, 3, 0, 11], total: nil, hidden: []))
    #expect(audit.unsafe.map(\.cell) == ["c1"] && audit.unsafe[0].kind == .small)
  }

  @Test func `a rounded share gives a hidden cell away`() {
    var cells = Self.cells([100, 50, 5, 9], total: 164, hidden: [1, 2, 3])
    #expect(DisclosureAudit(cells).isSafe)
    // 59 of the 164 are in the second and the fourth cell, plus or minus one.
    cells.add("share", of: ["c1", "c3"], .between(58, 60))
    let audit = DisclosureAudit(cells)
    #expect(audit.unsafe.map(\.cell) == ["c2"])
    #expect(audit.unsafe[0].lower == 4 && audit.unsafe[0].upper == 6)
  }

  @Test func `what does not agree, or is too large, is never safe`() {
    var cells = Self.cells([100, 50], total: 150, hidden: [])
    cells.add("other total", of: ["c0", "c1"], .exactly(151))
    #expect(!DisclosureAudit(cells).isConsistent && !DisclosureAudit(cells).isSafe)
    var large = PublishedCells(threshold: 11)
    for row in 0..<3_000 { large.add("r\(row)", of: ["a\(row)", "b\(row)", "c"], .exactly(40)) }
    #expect(!DisclosureAudit(large).isSafe)
  }

  /// All tables of two by three that agree with what is published, counted out.
  @Test(arguments: 0..<12) func `ranges of a table are those of counting out`(_ seed: Int) {
    let counts = (0..<6).map { (seed * 7 + $0 * $0 * 5 + $0) % 9 }
    let names = (0..<6).map { "x\($0)" }
    let hidden = Set((0..<6).filter { (seed + $0 * 3) % 4 != 0 })
    let lines = [[0, 1, 2], [3, 4, 5], [0, 3], [1, 4], [2, 5]].filter { (seed + $0.count + $0[0]) % 5 != 0 }
    var cells = PublishedCells(threshold: 3)
    for index in 0..<6 {
      cells.add(
        names[index], of: [names[index]],
        hidden.contains(index) ? .heldBack(atLeast: 0) : .exactly(counts[index]))
    }
    for line in lines {
      cells.add("sum\(line)", of: line.map { names[$0] }, .exactly(line.reduce(0) { $0 + counts[$1] }))
    }
    // No cell of these sums exceeds 26; where a cell is in no line the range is open, and not compared.
    var lowest = [Int](repeating: Int.max, count: 6)
    var highest = [Int](repeating: -1, count: 6)
    var point = [Int](repeating: 0, count: 6)
    func visit(_ place: Int) {
      if place == 6 {
        for line in lines where line.reduce(0, { $0 + point[$1] }) != line.reduce(0, { $0 + counts[$1] }) {
          return
        }
        for index in 0..<6 {
          lowest[index] = min(lowest[index], point[index])
          highest[index] = max(highest[index], point[index])
        }
        return
      }
      for value in hidden.contains(place) ? Array(0...26) : [counts[place]] {
        point[place] = value
        if lines.contains(where: { line in
          line.allSatisfy { $0 <= place }
            && line.reduce(0) { $0 + point[$1] } != line.reduce(0) { $0 + counts[$1] }
        }) {
          continue
        }
        visit(place + 1)
      }
    }
    visit(0)
    for finding in DisclosureAudit(cells).findings where finding.kind == .heldBack {
      guard let index = names.firstIndex(of: finding.cell), lines.contains(where: { $0.contains(index) })
      else { continue }
      #expect(finding.lower == lowest[index] && finding.upper == highest[index], "\(finding.cell)")
      #expect(finding.isSafe == (highest[index] - lowest[index] >= 3))
    }
  }

  // MARK: editions

  @Test(arguments: [DisclosureAudit.Relation.cumulative, .unknown])
  func `F63: an edition with one person more is found`(_ relation: DisclosureAudit.Relation) {
    let before = Self.cells([100, 50], total: 150, hidden: [])
    let after = Self.cells([100, 51], total: 151, hidden: [])
    #expect(DisclosureAudit(after).isSafe)
    let audit = DisclosureAudit(after, earlier: [.init("2026-11", before, relation: relation)])
    #expect(!audit.isSafe)
    #expect(audit.unsafe.contains { $0.cell.contains("c1") })
    // Twenty people more, or none, give nobody away.
    for gain in [0, 20] {
      let other = Self.cells([100, 50 + gain], total: 150 + gain, hidden: [])
      #expect(DisclosureAudit(other, earlier: [.init("2026-11", before, relation: relation)]).isSafe)
    }
    #expect(DisclosureAudit(after, earlier: [.init("2025", before, relation: .separate)]).isSafe)
  }

  @Test func `what one edition holds back and the next shows is found`() {
    let before = Self.cells([100, 50, 5], total: 155, hidden: [1, 2])
    let after = Self.cells([100, 50, 5], total: nil, hidden: [2])
    #expect(DisclosureAudit(before).isSafe && DisclosureAudit(after).isSafe)
    let audit = DisclosureAudit(after, earlier: [.init("2026-11", before, relation: .same)])
    #expect(audit.unsafe.map(\.cell) == ["c2"] && audit.unsafe[0].upper == 5)
    // Where people can only have been added, the total of before still bounds the hidden cell of before.
    let grown = Self.cells([100, 50, 5], total: nil, hidden: [2])
    let cumulative = DisclosureAudit(grown, earlier: [.init("2026-11", before, relation: .cumulative)])
    #expect(cumulative.isConsistent)
  }

  @Test func `three editions are audited together`() {
    let first = Self.cells([40, 30], total: 70, hidden: [])
    let second = Self.cells([60, 30], total: 90, hidden: [])
    let third = Self.cells([60, 33], total: 93, hidden: [])
    let earlier: [DisclosureAudit.Edition] = [
      .init("1", first, relation: .cumulative), .init("2", second, relation: .cumulative),
    ]
    #expect(DisclosureAudit(second, earlier: [earlier[0]]).isSafe)
    let audit = DisclosureAudit(third, earlier: earlier)
    #expect(!audit.isSafe && audit.unsafe.allSatisfy { $0.kind == .change && ($0.lower, $0.upper) == (3, 3) })
  }

  @Test func `F58: a record that cannot be read is an error, a good one comes back`() throws {
    let cells = Self.cells([100, 50, 5], total: 155, hidden: [1, 2])
    #expect(try PublishedCells.decoded(JSONWriter.bytes(cells)) == cells)
    for text in ["", "{}", "[1]", "{\"schemaVersion\":1,\"threshold\":11,\"subject\":\"p\",\"cells\":[{}]}"] {
      #expect(throws: PublishedCellsError.self) { try PublishedCells.decoded(Array(text.utf8)) }
    }
    var bytes = try JSONWriter.text(cells)
    bytes = bytes.replacingOccurrences(of: "\"schemaVersion\" : 1", with: "\"schemaVersion\" : 2")
    #expect(throws: PublishedCellsError.self) { try PublishedCells.decoded(Array(bytes.utf8)) }
    let huge = try JSONWriter.text(cells).replacingOccurrences(of: "155", with: "9000000000000000000")
    #expect(throws: PublishedCellsError.self) { try PublishedCells.decoded(Array(huge.utf8)) }
  }
}
