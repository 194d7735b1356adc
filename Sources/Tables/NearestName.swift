/// Finds the name that was probably meant, for the "did you mean" of an error.
package enum NearestName {
  /// The candidate with the fewest slips against `name`, or `nil` when none is near enough to be a slip.
  ///
  /// Case does not count. A slip is one character added, left out or replaced, or two neighbours swapped;
  /// one slip per three characters is near, and at least one always is. Ties go to the earlier candidate.
  package static func to(_ name: String, among candidates: [String]) -> String? {
    let wanted = Array(name.lowercased().unicodeScalars.prefix(longest))
    let near = max(1, wanted.count / 3)
    var best: (name: String, slips: Int)?
    for candidate in candidates {
      let slips = slips(Array(candidate.lowercased().unicodeScalars.prefix(longest)), wanted)
      if slips <= near, slips < best?.slips ?? .max { best = (candidate, slips) }
    }
    return best?.name
  }

  /// Names are compared up to this many characters, so that a hostile one costs little.
  private static let longest = 64

  /// Optimal string alignment distance.
  private static func slips(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    var beforePrevious: [Int] = []
    var previous = Array(0...b.count)
    for i in a.indices {
      var current = [i + 1]
      for j in b.indices {
        var cost = min(previous[j] + (a[i] == b[j] ? 0 : 1), previous[j + 1] + 1, current[j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, beforePrevious[j - 1] + 1) }
        current.append(cost)
      }
      (beforePrevious, previous) = (previous, current)
    }
    return previous[b.count]
  }
}
