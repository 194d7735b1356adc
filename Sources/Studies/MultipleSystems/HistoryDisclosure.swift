package import MultipleSystems
package import Reporting

/// Which counts of a capture table a report shows.
///
/// A table of histories is microdata: a cell of one is a person. Cells of fewer than `threshold` people are held
/// back. The number of people seen is published beside the shown cells, so more cells are held back, the smallest
/// first, until the audit proves that each of them could be another number by the threshold or more. List totals
/// and overlaps of two lists are not published with them.
///
/// Two more numbers say something of the histories: the share of people on one list only, and Chao's lower bound,
/// which with it gives the number on two lists. They are published, in whole percent and three figures, where the
/// audit finds every count as safe with them as without; else they are held back.
package struct HistoryDisclosure: Sendable, Equatable {
  /// The threshold rule of the largest public data set on victims of trafficking.
  package static let usualThreshold = 11

  package let threshold: Int
  /// For each history of the table, in its order, whether its count is shown.
  package let isShown: [Bool]
  /// Whether the share of people on one list only and what follows from it may be shown.
  package let showsFrequencies: Bool
  /// What the report gives away, for the audit of this edition and the ones after it.
  package let published: PublishedCells
  /// The audit of this report alone. It is unsafe where so few people were seen that holding back everything
  /// does not help.
  package let audit: DisclosureAudit

  package init(_ table: CaptureTable, threshold: Int) {
    self.threshold = threshold
    let counts = table.counts
    let names = table.histories.map { history in
      history.lists.map { table.lists[$0] }.sorted().joined(separator: " + ")
    }
    let derived = DerivedCounts(table, names: names)
    func record(_ shown: [Bool], withFrequencies: Bool = false) -> PublishedCells {
      var cells = PublishedCells(threshold: threshold, lists: table.lists)
      for index in counts.indices {
        cells.add(
          names[index], of: [names[index]], shown[index] ? .exactly(counts[index]) : .heldBack(atLeast: 1))
      }
      return derived.adding(to: cells, withFrequencies: withFrequencies)
    }
    var shown = counts.map { $0 >= threshold }
    // Ascending, by history where counts are equal, so that the choice does not depend on anything else.
    var candidates = counts.indices.filter { shown[$0] }.sorted { (counts[$0], $0) < (counts[$1], $1) }
    candidates.reverse()
    while shown.contains(false), !DisclosureAudit(record(shown), stopsAtFirst: true).isSafe,
      let next = candidates.popLast()
    {
      shown[next] = false
    }
    isShown = shown
    let isEverythingShown = !shown.contains(false)
    showsFrequencies =
      isEverythingShown
      || DisclosureAudit(record(shown, withFrequencies: true), stopsAtFirst: true).isSafe
    published = record(shown, withFrequencies: showsFrequencies && !isEverythingShown)
    audit = DisclosureAudit(published)
  }

  var hiddenCount: Int { isShown.count { !$0 } }
}

/// What a report says of the people besides the histories, as statements about their sums.
private struct DerivedCounts {
  private let names: [String]
  private let once: [String]
  private let twice: [String]
  private let observed: Int
  private let frequencies: [Int]

  init(_ table: CaptureTable, names: [String]) {
    self.names = names
    once = zip(table.histories, names).filter { $0.0.lists.count == 1 }.map(\.1)
    twice = zip(table.histories, names).filter { $0.0.lists.count == 2 }.map(\.1)
    observed = table.total
    frequencies = table.captureFrequencies
  }

  func adding(to cells: PublishedCells, withFrequencies: Bool) -> PublishedCells {
    var cells = cells
    cells.add("people seen", of: names, .exactly(observed))
    guard withFrequencies, observed > 0 else { return cells }
    let once = shareRange
    cells.add("people on one list only", of: self.once, .between(once.lowerBound, once.upperBound))
    if let twice = boundRange(once) {
      cells.add("people on two lists", of: self.twice, .between(twice.lowerBound, twice.upperBound))
    }
    return cells
  }

  /// f₁ from the share of those seen once in whole percent: share ± 0.5 %.
  private var shareRange: ClosedRange<Int> {
    let once = frequencies.first ?? 0
    let percent = (100 * Double(once) / Double(observed)).rounded()
    let low = ((percent - 0.5) / 100 * Double(observed)).rounded(.up)
    let high = ((percent + 0.5) / 100 * Double(observed)).rounded(.down)
    return min(once, Int(max(low, 0)))...max(once, Int(min(high, Double(observed))))
  }

  /// f₂ from Chao's bound n + f₁(f₁ − 1)/(2(f₂ + 1)) to three figures and from f₁ within its range.
  private func boundRange(_ once: ClosedRange<Int>) -> ClosedRange<Int>? {
    let twice = frequencies.count > 1 ? frequencies[1] : 0
    let bound = ChaoBound(observed: observed, once: frequencies.first ?? 0, twice: twice).biasCorrected
    let shown = Headline.rounded(bound)
    var unit = 1.0
    while unit * 1000 <= shown { unit *= 10 }
    func solved(_ once: Int, _ bound: Double) -> Double {
      Double(once) * Double(once - 1) / (2 * (bound - Double(observed))) - 1
    }
    guard shown - unit / 2 > Double(observed), once.lowerBound > 1 else { return nil }
    let low = solved(once.lowerBound, shown + unit / 2).rounded(.up)
    let high = solved(once.upperBound, shown - unit / 2).rounded(.down)
    guard high < Double(observed) else { return nil }
    return min(twice, Int(max(low, 0)))...max(twice, Int(max(high, 0)))
  }
}
