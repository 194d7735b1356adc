import MultipleSystems
import Testing

/// Three lists A, B, C: A 3, B 2, AB 4, BC 1, ABC 5.
private func small() throws -> CaptureTable {
  try CaptureTable(
    lists: ["A", "B", "C"],
    histories: [1, 2, 3, 6, 7].map { ListSet(rawValue: $0) }, counts: [3, 2, 4, 1, 5])
}

@Suite("Capture tables")
struct CaptureTableTests {
  @Test("totals, overlaps and frequencies are those worked out by hand")
  func figures() throws {
    let table = try small()
    #expect(table.total == 15)
    #expect(table.listTotals == [12, 12, 6])
    #expect(table.overlap(0, 1) == 9)
    #expect(table.overlap(2, 0) == 5)
    #expect(table.margin(of: []) == 15)
    #expect(table.margin(of: [ListSet(list: 0), ListSet(list: 1), ListSet(list: 2)]) == 5)
    #expect(table.captureFrequencies == [5, 5, 5])
    #expect(table.count(of: ListSet(lists: [1, 2])) == 1)
    #expect(table.count(of: ListSet(lists: [0, 2])) == 0)
    #expect(table.pairsWithoutOverlap.isEmpty)
  }

  @Test("M11: rows in any order, split or with zeros give the same table, and repeats leave a note")
  func sameHoweverWritten() throws {
    let table = try small()
    let other = try CaptureTable(
      lists: ["A", "B", "C"], histories: [7, 4, 6, 3, 2, 1, 3].map { ListSet(rawValue: $0) },
      counts: [5, 0, 1, 1, 2, 3, 3])
    #expect(other.histories == table.histories)
    #expect(other.counts == table.counts)
    #expect(table.notes.isEmpty)
    #expect(other.notes == ["1 row repeats a history given before; the counts were added up"])
    let decimal = try CaptureTable(
      lists: ["A", "B", "C"], histories: table.histories, counts: [3.0, 2, 4, 1, 5])
    #expect(decimal == table)
  }

  @Test("F16, F19, F23, F66: what is no capture table is refused by name")
  func refused() {
    func error(
      _ lists: [String] = ["A", "B"], _ histories: [UInt32] = [1, 2], _ counts: [Int] = [1, 1]
    ) -> CaptureTableError? {
      do throws(CaptureTableError) {
        _ = try CaptureTable(
          lists: lists, histories: histories.map { ListSet(rawValue: $0) }, counts: counts)
        return nil
      } catch { return error }
    }
    func decimal(_ counts: [Double]) -> CaptureTableError? {
      do throws(CaptureTableError) {
        _ = try CaptureTable(lists: ["A"], histories: [ListSet(rawValue: 1)], counts: counts)
        return nil
      } catch { return error }
    }
    #expect(error([]) == .noLists)
    #expect(error((1...21).map { "L\($0)" }) == .tooManyLists(21))
    #expect(error(["A", ""]) == .unnamedList(2))
    #expect(error(["A", "A"]) == .repeatedListName(first: 1, second: 2))
    #expect(error(["A", "B"], [1, 2], [1]) == .unequalLengths(histories: 2, counts: 1))
    #expect(error(["A", "B"], [1, 2], [1, -1]) == .negativeCount(row: 2))
    #expect(error(["A", "B"], [1, 2], [1, Int.max]) == .countTooLarge(row: 2))
    #expect(error(["A", "B"], [1, 2], [1 << 52, 1 << 52]) == .totalTooLarge(row: 2))
    #expect(error(["A", "B"], [1, 0]) == .unobservedHistory(row: 2))
    #expect(error(["A", "B"], [1, 4]) == .historyOutOfRange(row: 2))
    #expect(error(["A", "B"], [1, 2], [0, 0]) == .nobody)
    #expect(decimal([1.5]) == .fractionalCount(row: 1))
    #expect(decimal([.nan]) == .fractionalCount(row: 1))
    #expect(decimal([-2]) == .negativeCount(row: 1))
    #expect(decimal([9_007_199_254_740_992]) == .countTooLarge(row: 1))
  }

  @Test("twenty lists hold no more than the histories that somebody has")
  func manyLists() throws {
    let everyone = ListSet(rawValue: (1 << 20) - 1)
    let table = try CaptureTable(
      lists: (1...20).map { "L\($0)" }, histories: [everyone, ListSet(list: 19)], counts: [2, 1])
    #expect(table.histories == [ListSet(list: 19), everyone])
    #expect(table.everyList == everyone)
    #expect(table.captureFrequencies.last == 2)
  }

  @Test("leaving out, merging and looking within a list")
  func subtables() throws {
    let table = try small()
    let withoutA = try table.dropping(0)
    #expect(withoutA.lists == ["B", "C"])
    #expect(withoutA.histories.map(\.rawValue) == [1, 3])
    #expect(withoutA.counts == [6, 6])
    let merged = try table.merging(2, 0)
    #expect(merged.lists == ["A+C", "B"])
    #expect(merged.histories.map(\.rawValue) == [1, 2, 3])
    #expect(merged.counts == [3, 2, 10])
    let within = try table.people(on: 1)
    #expect(within.lists == ["A", "C"])
    #expect(within.counts == [4, 1, 5])
    #expect(throws: CaptureTableError.noLists) { try table.restricted(to: []) }
    #expect(throws: CaptureTableError.repeatedListName(first: 1, second: 2)) {
      try table.merging(0, 1, name: "C")
    }
    let empty = try CaptureTable(
      lists: ["A", "none", "B"], histories: [1, 4].map { ListSet(rawValue: $0) }, counts: [1, 2])
    let (cleaned, removed) = try empty.withoutEmptyLists()
    #expect(cleaned.lists == ["A", "B"])
    #expect(cleaned.histories.map(\.rawValue) == [1, 2])
    #expect(removed == ["none"])
  }

  @Test("the coarser published tables are the finer ones merged")
  func publishedMerges() throws {
    let six = try PublishedTables.table("uk-2013")
    let five = try six.merging(2, 5, name: "PFNCA")
    #expect(five == (try PublishedTables.table("uk-2013-five")))
    #expect(try five.dropping(4) == PublishedTables.table("uk-2013-four"))
    let netherlands = try PublishedTables.table("netherlands-2010-2015").merging(0, 2, name: "IO")
    #expect(netherlands == (try PublishedTables.table("netherlands-2010-2015-five")))
    let pairs = six.pairsWithoutOverlap.map { $0.label(lists: six.lists) }
    #expect(pairs == ["LA*GP", "LA*NCA"])
  }
}
