internal import Glibc

/// What the population would be if the identifying assumption were wrong by a stated amount.
///
/// No figures can show the interaction of all K lists, which decides about those on none; every model takes one for
/// granted. An interaction that differs from it by ± δ multiplies the dark figure by exp(± δ) and leaves the fit of
/// what was observed as it is (Gerritse, van der Heijden and Bakker 2015, Journal of Official Statistics 31:357). For
/// two lists exp δ is the odds ratio between them.
public struct DependenceMultipliers: Sendable, Equatable {
  /// The δ of the table.
  public static let steps = [0.25, 0.5, 1]

  public struct Row: Sendable, Equatable {
    /// The logarithm of the factor on the dark figure.
    public let shift: Double
    public var factor: Double { exp(shift) }
    /// n + n̂₀ exp(shift).
    public let population: Double
  }

  public let observed: Int
  public let darkFigure: Double
  /// From the smallest δ to the largest, 0 among them.
  public let rows: [Row]

  /// - Throws: `SensitivityError` when the rule has no estimate from the table.
  public init(_ table: CaptureTable, rule: ModelRule) throws(SensitivityError) {
    self.init(try GroundedChoice(rule, of: table).choice.fit)
  }

  /// The same for a fit at hand.
  public init(_ fit: LogLinearFit) {
    observed = fit.observed
    darkFigure = fit.darkFigure
    let shifts = Self.steps.reversed().map { -$0 } + [0] + Self.steps
    rows = shifts.map {
      Row(shift: $0, population: Double(fit.observed) + fit.darkFigure * exp($0))
    }
  }

  /// The population when the odds ratio of two lists is θ: n + θ n₁₀ n₀₁ / n₁₁, which is n₁ n₂ / m for θ = 1.
  ///
  /// - Returns: `nil` unless there are two lists that overlap and the odds ratio is positive and finite.
  public static func population(of table: CaptureTable, oddsRatio: Double) -> Double? {
    let both = table.count(of: ListSet(lists: [0, 1]))
    guard table.listCount == 2, both > 0, oddsRatio > 0, oddsRatio.isFinite else { return nil }
    let first = Double(table.count(of: ListSet(list: 0)))
    let second = Double(table.count(of: ListSet(list: 1)))
    return Double(table.total) + oddsRatio * first * (second / Double(both))
  }
}
