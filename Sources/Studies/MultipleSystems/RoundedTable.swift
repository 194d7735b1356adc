internal import MultipleSystems
internal import Reporting

/// A table of lists as it may be published with counts rounded under a key.
///
/// Histories that come out as nothing are not named, so that nobody is told that somebody has one.
struct RoundedTable: Sendable {
  let table: CaptureTable
  let rounding: KeyedRounding
  /// Of each history of the table, rounded.
  let shown: [Int]
  let people: Int

  /// The most lists whose histories are published; the record of what is published names every combination.
  static let mostLists = 6

  init(_ table: CaptureTable, _ rounding: KeyedRounding) {
    self.table = table
    self.rounding = rounding
    shown = zip(table.histories, table.counts).map { history, count in
      rounding.rounded(count, atoms: [Self.name(history, table)])
    }
    people = rounding.rounded(table.total, atoms: ["people seen"])
  }

  static func name(_ history: ListSet, _ table: CaptureTable) -> String {
    history.lists.map { table.lists[$0] }.sorted().joined(separator: " + ")
  }

  /// What a reader knows of each history.
  func bounds(withHistories: Bool) -> [ClosedRange<Int>] {
    guard withHistories else { return shown.map { _ in 0...max(2 * table.total, 1_000) } }
    return shown.map { max($0 - rounding.base + 1, 0)...($0 + rounding.base - 1) }
  }

  func isPeople(_ count: Int) -> Bool { abs(count - people) < rounding.base }

  func published(threshold: Int, withHistories: Bool) -> PublishedCells {
    var cells = PublishedCells(threshold: threshold, lists: table.lists)
    guard table.listCount <= Self.mostLists else {
      cells.add("people seen", of: ["people seen"], rounding.knowledge(people))
      return cells
    }
    let every = (1..<(UInt32(1) << UInt32(table.listCount))).map { ListSet(rawValue: $0) }
    let names = every.map { Self.name($0, table) }
    cells.add("people seen", of: names, rounding.knowledge(people))
    guard withHistories else { return cells }
    for (history, name) in zip(every, names) {
      let index = table.histories.firstIndex(of: history)
      cells.add(name, of: [name], rounding.knowledge(index.map { shown[$0] } ?? 0))
    }
    return cells
  }
}
