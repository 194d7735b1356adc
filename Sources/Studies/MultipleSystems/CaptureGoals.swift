internal import MultipleSystems
internal import Reporting

/// The small counts of people in a table of lists, and what each has to be able to be for a reader who knows all that is
/// published.
struct CaptureGoals {
  /// One small count: it is safe where one of these can be.
  typealias Ways = [WitnessSearch.Goal]

  let small: [Ways]

  /// - Parameter isShown: whether the rounded count of each history is published; then a count must only not be known to
  ///   be one from 1 to `threshold` - 1. Where nothing is published of them it must be able to differ by the threshold.
  init(_ table: CaptureTable, threshold: Int, isShown: Bool) {
    var sums: [[Int]] = table.histories.indices.map { [$0] }
    func members(_ isMember: (ListSet) -> Bool) {
      sums.append(table.histories.indices.filter { isMember(table.histories[$0]) })
    }
    for list in 0..<table.listCount {
      members { $0.contains(ListSet(list: list)) }
      for other in 0..<list { members { $0.isSuperset(of: ListSet(lists: [list, other])) } }
    }
    for often in 1..<max(table.listCount, 2) {
      members { $0.count == often }
      members { $0.count > often }
    }
    var seen: Set<[Int]> = []
    small = sums.compactMap { members in
      let count = members.reduce(0) { $0 + table.counts[$1] }
      guard count > 0, count < threshold, seen.insert(members).inserted else { return nil }
      return Self.ways(members, count, threshold: threshold, isShown: isShown)
    }
  }

  /// The small ones of how often people were counted.
  init(frequencies: [Int], threshold: Int) {
    var sums: [[Int]] = []
    for often in frequencies.indices {
      sums.append([often])
      sums.append(Array(often..<frequencies.count))
    }
    var seen: Set<[Int]> = []
    small = sums.compactMap { members in
      let count = members.reduce(0) { $0 + frequencies[$1] }
      guard count > 0, count < threshold, seen.insert(members).inserted else { return nil }
      return Self.ways(members, count, threshold: threshold, isShown: false)
    }
  }

  static func ways(_ members: [Int], _ count: Int, threshold: Int, isShown: Bool) -> Ways {
    isShown
      ? [.init(members, .none), .init(members, .atLeast(threshold))]
      : [.init(members, .atLeast(count + max(2, threshold)))]
  }

  /// Whether each of them can be.
  func areSafe(in search: WitnessSearch?) -> Bool {
    guard !small.isEmpty else { return true }
    guard let search else { return false }
    return small.allSatisfy { ways in ways.contains { search.witness($0) != nil } }
  }
}
