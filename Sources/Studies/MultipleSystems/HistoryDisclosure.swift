package import MultipleSystems

/// Which counts of a capture table a report shows.
///
/// A table of histories is microdata: a cell of one is a person. Cells of fewer than `threshold` people are held
/// back. What is published beside the shown cells is the number of people seen, from which the sum of the held
/// back cells follows; so more cells are held back, the smallest first, until that sum leaves each of them every
/// number below the threshold. List totals and overlaps of two lists are not published with them.
package struct HistoryDisclosure: Sendable, Equatable {
  /// The threshold rule of the largest public data set on victims of trafficking.
  package static let usualThreshold = 11

  package let threshold: Int
  /// For each history of the table, in its order, whether its count is shown.
  package let isShown: [Bool]

  package init(_ table: CaptureTable, threshold: Int) {
    self.threshold = threshold
    let counts = table.counts
    var shown = counts.map { $0 >= threshold }
    // Ascending, by history where counts are equal, so that the choice does not depend on anything else.
    var candidates = counts.indices.filter { shown[$0] }.sorted { (counts[$0], $0) < (counts[$1], $1) }
    candidates.reverse()
    while !Self.isSafe(counts, shown, threshold), let next = candidates.popLast() { shown[next] = false }
    isShown = shown
  }

  var hiddenCount: Int { isShown.count { !$0 } }

  /// Whether somebody who knows the sum of the hidden cells, and that each is at least 1, has to allow each of them
  /// every number below the threshold.
  private static func isSafe(_ counts: [Int], _ shown: [Bool], _ threshold: Int) -> Bool {
    let hidden = counts.indices.filter { !shown[$0] }
    if hidden.isEmpty { return true }
    guard hidden.count >= 2 else { return false }
    var sum = 0
    for cell in hidden { sum += counts[cell] }
    // The most that one cell can hold is the sum less one for each other.
    let slack = sum - hidden.count
    // Where every hidden cell may be a small one, the least that one can hold is what the others leave.
    let least = sum - (threshold - 1) * (hidden.count - 1)
    return slack >= threshold - 2 && (least <= 1 || hidden.contains { counts[$0] >= threshold })
  }
}
