import MultipleSystems
import Reporting
import Studies
import TestSupport
import Testing

import Foundation

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
    // Five and six add up to eleven, so that each is 1 to 10: not eleven numbers apart.
    #expect(try shown([100, 50, 5, 6]) == [true, false, false, false])
    // Ten and ten add up to twenty, so that each is 1 to 19.
    #expect(try shown([100, 50, 10, 10]) == [true, true, false, false])
  }

  /// Every table of the same sum that the report allows is tried: whatever is hidden can be eleven apart.
  @Test("F62: no hidden count is known within the threshold, the share seen once included")
  func triedOut() throws {
    for file in ["uk-2013-five.csv", "new-orleans-five.csv", "netherlands-2010-2015.csv", "kosovo-1999.csv"] {
      let text = try String(contentsOfFile: Repository.path("Data/mse/" + file), encoding: .utf8)
      let lines = text.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
      let lists = lines[0].dropLast()
      var histories: [ListSet] = []
      var counts: [Int] = []
      for line in lines.dropFirst() {
        guard let count = Int(line[line.count - 1]), count > 0 else { continue }
        let members = line.dropLast().enumerated().filter { $1 == "1" }.map(\.offset)
        histories.append(ListSet(rawValue: members.reduce(0) { $0 | 1 << UInt32($1) }))
        counts.append(count)
      }
      let table = try CaptureTable(lists: Array(lists), histories: histories, counts: counts)
      let disclosure = HistoryDisclosure(table, threshold: 11)
      #expect(disclosure.audit.isSafe, "\(file): \(disclosure.audit.summary)")
      for (index, history) in table.histories.enumerated() where disclosure.isShown[index] {
        #expect(table.counts[index] >= 11, "\(file) \(history)")
      }
      // What is published besides the histories is known to the audit and holds of the data.
      guard let once = disclosure.published.cells.first(where: { $0.name == "people on one list only" })
      else { continue }
      let truth = zip(table.histories, table.counts).filter { $0.0.lists.count == 1 }.reduce(0) { $0 + $1.1 }
      #expect(once.lower <= truth && truth <= once.upper ?? 0)
    }
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
