internal import Estimates
internal import GlobalEstimates
internal import Reporting

/// Which counts of reported cases may be shown.
///
/// A stratum in which any of its counts (found by a team, by both, by one alone, with a number of victims) is small
/// shows none of them, nor the number of cases and the victims per case, because N̂ and the other counts would give the
/// small one away. Where one stratum alone would be held back the smallest of the others is as well, because the lengths
/// of the lists are known. Estimates are then written with three significant figures and those lengths in tens: more
/// digits of (n₁ + 1)(n₂ + 1)/(m + 1) would tell m.
struct CaseDisclosure {
  let threshold: Int
  let strata: [CaseMatching.Stratum]
  let isShown: [Bool]

  init(_ matching: CaseMatching, threshold: Int, hasVictims: Bool) {
    self.threshold = threshold
    strata = matching.strata
    var shown = matching.strata.map { stratum in
      var counts = [
        stratum.first, stratum.second, stratum.common, stratum.first - stratum.common,
        stratum.second - stratum.common,
      ]
      if hasVictims {
        // The mean of a handful of reports tells them.
        counts.append(stratum.victims.count)
      }
      return counts.allSatisfy { $0 == 0 || $0 >= threshold }
    }
    if shown.count(where: { !$0 }) == 1 {
      let others = shown.indices.filter { shown[$0] }
      let smallest = others.min { first, second in
        matching.strata[first].first + matching.strata[first].second
          < matching.strata[second].first + matching.strata[second].second
      }
      if let smallest { shown[smallest] = false }
    }
    isShown = shown
  }

  var showsAll: Bool { isShown.allSatisfy(\.self) }

  /// A count of a stratum, or the mark that it is held back.
  func cell(_ count: Int, _ stratum: Int) -> Cell {
    isShown[stratum] ? .number(Double(count), .count) : .absent(.suppressed)
  }

  /// A number of cases by itself, in words.
  func words(_ count: Int) -> String {
    count == 0 || count >= threshold ? NumberStyle.count.text(Double(count)) : "fewer than \(threshold)"
  }

  /// A file's record, its length in tens where counts are held back.
  func published(_ record: InputRecord) -> InputRecord {
    guard !showsAll else { return record }
    return InputRecord(
      name: record.name, sha256: record.sha256, byteCount: record.byteCount,
      rowCount: record.rowCount / 10 * 10)
  }

  /// An estimate as it may leave the program.
  func published(_ value: Double) -> Double { showsAll ? value : Headline.rounded(value) }
}
