import MultipleSystems
import Testing

import Studies

@Suite("Which counts of a capture table are shown")
struct HistoryDisclosureTests {
  private func shown(_ counts: [Int], threshold: Int = 11) throws -> [Bool] {
    let histories = (1...counts.count).map { ListSet(rawValue: UInt32($0)) }
    let table = try CaptureTable(lists: ["a", "b", "c", "d"], histories: histories, counts: counts)
    return HistoryDisclosure(table, threshold: threshold).isShown
  }

  @Test("F62: a cell below the threshold is hidden, and no cell follows from the total")
  func smallCells() throws {
    #expect(try shown([100, 50, 40]) == [true, true, true])
    // One hidden cell would follow from the number of people seen: the smallest other is hidden too.
    #expect(try shown([100, 50, 5]) == [true, false, false])
    // Two ones add up to two, which tells both: a third is hidden with them.
    #expect(try shown([100, 50, 1, 1]) == [true, false, false, false])
    // Five and six add up to eleven, which leaves each of them the whole range.
    #expect(try shown([100, 50, 5, 6]) == [true, true, false, false])
    // Ten and ten add up to twenty, which tells both of cells below eleven.
    #expect(try shown([100, 50, 10, 10]) == [true, false, false, false])
  }

  @Test("A10: a higher threshold never shows more")
  func monotone() throws {
    let counts = [200, 120, 60, 30, 14, 9, 4, 1, 1, 2]
    var before = try shown(counts, threshold: 2)
    for threshold in 3...60 {
      let now = try shown(counts, threshold: threshold)
      #expect(zip(before, now).allSatisfy { $0 || !$1 })
      before = now
    }
  }

  @Test("a threshold of one shows everything")
  func everything() throws {
    #expect(try shown([100, 1, 1], threshold: 1) == [true, true, true])
  }
}
