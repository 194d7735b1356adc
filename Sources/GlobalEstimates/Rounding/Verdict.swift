/// Whether a published figure comes out again from the figures that it was made of.
public enum Verdict: String, Sendable, Codable, CaseIterable {
  /// The recomputed number is the published one, to the last printed digit and beyond.
  case exactly = "reproduced exactly"
  /// The two differ, but no more than the rounding of the printed figures allows.
  case withinRounding = "reproduced within the printed rounding"
  /// No rounding of the printed figures explains the difference.
  case notReproduced = "not reproduced"
  /// No figure that was published says how this one was made.
  case notRebuildable = "no data can rebuild it"

  /// Compares a published figure with one recomputed from other printed figures.
  ///
  /// Within rounding means that some numbers, each rounding to the figure printed for it, satisfy the relation:
  /// the recomputed bounds and the published figure's own bounds have a point in common.
  public init(published: PrintedNumber, recomputed: BoundedNumber) {
    let slack = PrintedNumber.tolerance * max(abs(published.value), abs(recomputed.value))
    if abs(published.value - recomputed.value) <= slack {
      self = .exactly
    } else if recomputed.bounds.lowerBound <= published.bounds.upperBound + slack,
      recomputed.bounds.upperBound >= published.bounds.lowerBound - slack
    {
      self = .withinRounding
    } else {
      self = .notReproduced
    }
  }
}
