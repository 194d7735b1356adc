import Reporting
import Testing

@Suite("Whether an estimate tells a small count")
struct WitnessSearchTests {
  /// First alone, second alone, both; the number of Petersen, (a + c)(b + c)/c, shown in steps.
  private static func search(
    _ counts: [Int], step: Double, people: ClosedRange<Int>, bounds: [ClosedRange<Int>]? = nil
  ) throws -> WitnessSearch {
    func petersen(_ counts: [Int]) -> Double {
      Double((counts[0] + counts[2]) * (counts[1] + counts[2])) / Double(max(counts[2], 1))
    }
    let shown = (petersen(counts) / step).rounded() * step
    return try #require(
      WitnessSearch(
        counts: counts, bounds: bounds ?? counts.map { _ in 0...10_000 },
        cells: [shown - step / 2...shown + step / 2, Double(people.lowerBound)...Double(people.upperBound)],
        numbers: { _ in { [petersen($0), Double($0.reduce(0, +))] } },
        isSamePublication: { counts, _ in
          counts[2] > 0 && abs(petersen(counts) - shown) < step / 2 && people.contains(counts.reduce(0, +))
        }))
  }

  /// By trying every table that fits: the largest overlap that the published numbers allow.
  private func largestOverlap(_ counts: [Int], step: Double, people: ClosedRange<Int>) -> Int {
    func petersen(_ a: Int, _ b: Int, _ c: Int) -> Double { Double((a + c) * (b + c)) / Double(c) }
    let shown = (petersen(counts[0], counts[1], counts[2]) / step).rounded() * step
    var largest = 0
    for total in people {
      for c in 1...total {
        for a in 0...(total - c)
        where abs(petersen(a, total - c - a, c) - shown) < step / 2 {
          largest = max(largest, c)
        }
      }
    }
    return largest
  }

  @Test(
    "what is found exists, and where trying every table finds none the search finds none",
    arguments: [
      ([60, 40, 7], 10), ([60, 40, 7], 100), ([60, 40, 7], 1_000), ([30, 30, 5], 100), ([20, 80, 9], 10),
      ([55, 50, 4], 500),
    ] as [([Int], Double)])
  func againstAll(counts: [Int], step: Double) throws {
    let sum = counts.reduce(0, +)
    let people = (sum - 9)...(sum + 9)
    let largest = largestOverlap(counts, step: step, people: people)
    let search = try Self.search(counts, step: step, people: people)
    for target in [counts[2] + 1, counts[2] + 3, counts[2] + 11] {
      let witness = search.witness(.init([2], .atLeast(target)))
      if target > largest { #expect(witness == nil, "\(target) of \(largest)") }
      // Well inside what is possible the search may not give up.
      if target + 2 <= largest { #expect(witness != nil, "\(target) of \(largest)") }
      if let witness { #expect(witness[2] >= target && people.contains(witness.reduce(0, +))) }
    }
  }

  @Test("two lists whose sizes are known tell how many are on both")
  func twoLists() throws {
    // The second alone is published, and the people seen are: only one overlap gives the estimate.
    let search = try Self.search(
      [100, 150, 7], step: 10, people: 257...257, bounds: [0...1_000, 150...150, 1...1_000])
    #expect(search.witness(.init([2], .atLeast(18))) == nil)
    #expect(search.witness(.init([2], .atLeast(8))) == nil)
  }

  @Test("a count beyond what is known of it is no witness")
  func bounds() throws {
    let search = try Self.search([60, 40, 7], step: 100_000, people: 0...1_000, bounds: [60...60, 40...40, 1...9])
    #expect(search.witness(.init([2], .atLeast(9))) != nil)
    #expect(search.witness(.init([2], .atLeast(10))) == nil)
    #expect(search.witness(.init([2], .none)) == nil)
  }
}
