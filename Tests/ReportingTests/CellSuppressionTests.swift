import Testing

@testable import Reporting

@Suite("Cells held back")
struct CellSuppressionTests {
  private static func table(_ rows: Int, _ columns: Int, _ counts: [Int], deep: Bool = false) -> CountTable {
    CountTable(
      [
        .init(
          "region", (0..<rows).map { "r\($0)" }, groups: deep ? [.init("north", Array(0..<rows / 2))] : []),
        .init("age", (0..<columns).map { "a\($0)" }),
      ], counts: counts)
  }

  @Test func `a table without small counts is shown whole`() {
    let table = Self.table(2, 2, [20, 30, 40, 50])
    let result = table.suppression(threshold: 11)
    #expect(result.isShown.allSatisfy { $0 } && result.audit.isSafe)
    #expect(table.published.cells.map(\.name).last == "region total, age total")
  }

  @Test func `a small cell takes three others with it in a table with margins`() {
    let table = Self.table(3, 3, [3, 40, 50, 60, 70, 20, 80, 25, 90])
    let result = table.suppression(threshold: 11)
    #expect(result.audit.isSafe)
    let hidden = zip(table.published.cells, result.isShown).filter { !$1 }.map(\.0.name)
    #expect(hidden.contains("region r0, age a0") && hidden.count == 4)
    // The margins stay, because they cost most.
    #expect(hidden.allSatisfy { !$0.contains("total") })
  }

  @Test func `the counts of nobody are not shown beside a lone cell that holds everybody`() {
    let table = Self.table(2, 3, [30, 0, 0, 40, 50, 60])
    let result = table.suppression(threshold: 11)
    let shown = zip(table.published.cells, result.isShown)
    #expect(shown.contains { $0.name == "region r0, age a0" && !$1 })
    #expect(result.audit.isSafe)
  }

  /// Made-up tables of many shapes: what is shown is safe by the audit, no small count is shown, and by an
  /// attack of its own kind no hidden cell follows from one line alone.
  @Test(arguments: 0..<10) func `what is shown gives no small cell away`(_ seed: Int) {
    let (rows, columns) = [(2, 2), (3, 4), (5, 3), (4, 4), (6, 2)][seed % 5]
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1
    let counts = (0..<rows * columns).map { _ -> Int in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let draw = Int(state >> 33)
      return draw % 3 == 0 ? draw / 3 % 14 : draw / 3 % 300
    }
    let table = Self.table(rows, columns, counts, deep: seed > 4)
    let result = table.suppression(threshold: 11)
    #expect(result.audit.isSafe, "\(result.audit.summary)")
    let (cells, lines) = table.published
    let atoms = table.atomCounts
    for (index, cell) in cells.enumerated() where result.isShown[index] {
      let count = cell.atoms.reduce(0) { $0 + atoms[$1, default: 0] }
      #expect(count == 0 || count >= 11, "\(cell.name)")
    }
    for line in lines where result.isShown[line.total] {
      #expect(line.parts.count { !result.isShown[$0] } != 1)
    }
  }

  @Test func `three dimensions`() {
    let counts = (0..<12).map { [4, 30, 55, 21, 18, 90, 33, 47, 8, 61, 29, 70][$0] }
    let table = CountTable(
      [.init("a", ["0", "1"]), .init("b", ["0", "1", "2"]), .init("c", ["0", "1"])], counts: counts)
    let result = table.suppression(threshold: 11)
    #expect(result.audit.isSafe && result.isShown.contains(true))
    #expect(table.published.cells.count == 3 * 4 * 3)
  }

  @Test func `the choice is the same each time and a higher threshold is still safe`() {
    let table = Self.table(4, 3, [3, 40, 50, 60, 7, 20, 80, 25, 90, 12, 13, 200])
    let first = table.suppression(threshold: 11)
    #expect(table.suppression(threshold: 11).isShown == first.isShown)
    #expect(table.suppression(threshold: 20).audit.isSafe)
    #expect(table.suppression(threshold: 1).isShown.allSatisfy { $0 })
  }

  @Test func `A11: beside an earlier edition more cells give way, and no range falls below the threshold`() {
    let before = Self.table(2, 2, [40, 50, 60, 70])
    let after = Self.table(2, 2, [40, 50, 60, 73])
    let out = before.suppression(threshold: 11).published
    let alone = after.suppression(threshold: 11)
    #expect(alone.isShown.allSatisfy { $0 })
    let beside = after.suppression(threshold: 11, earlier: [.init("1", out, relation: .cumulative)])
    #expect(!beside.isShown.allSatisfy { $0 })
    #expect(beside.audit.isSafe, "\(beside.audit.summary)")
  }
}
