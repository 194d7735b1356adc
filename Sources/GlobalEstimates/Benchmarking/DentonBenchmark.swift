internal import NumericKernel

/// Benchmarking of a frequent series to sums of its periods (Denton, JASA 66, 1971, in the form of Cholette
/// 1984, which asks nothing of the value before the first): the series with the wanted sums whose adjustment
/// changes as little as possible from one period to the next.
package enum DentonBenchmark {
  package enum Form: Sendable {
    /// The smoothest ratio xₜ/zₜ: minimises Σ(xₜ/zₜ − xₜ₋₁/zₜ₋₁)². Keeps the growth of the series best.
    case proportional
    /// The smoothest difference xₜ − zₜ.
    case additive
  }

  /// A wanted sum over consecutive periods.
  package struct Sum: Sendable {
    package let periods: Range<Int>
    package let total: Double

    package init(periods: Range<Int>, total: Double) {
      self.periods = periods
      self.total = total
    }
  }

  /// The adjusted series. Periods outside every sum carry the nearest adjustment on.
  ///
  /// - Throws: `GlobalEstimateError.invalidInput` when a figure is not finite, a proportional series holds a
  ///   value that is not positive, or sums overlap or leave the series.
  package static func adjust(
    _ series: [Double], to sums: [Sum], form: Form = .proportional
  ) throws(GlobalEstimateError) -> [Double] {
    try check(series, sums, form)
    let scale = form == .proportional ? series : [Double](repeating: 1, count: series.count)
    var gaps: [Double] = []
    for sum in sums {
      var gap = sum.total
      for t in sum.periods { gap -= series[t] }
      gaps.append(gap)
    }
    let steps = try smoothest(count: series.count, scale: scale, sums: sums, gaps: gaps)
    return (0..<series.count).map { series[$0] + scale[$0] * steps[$0] }
  }

  /// Minimises Σ(cₜ − cₜ₋₁)² subject to Σ scaleₜcₜ = gap over each range, by its Lagrange equations.
  private static func smoothest(
    count n: Int, scale: [Double], sums: [Sum], gaps: [Double]
  ) throws(GlobalEstimateError) -> [Double] {
    let size = n + sums.count
    var system = Matrix(rows: size, columns: size)
    var rightSide = [Double](repeating: 0, count: size)
    for t in 1..<max(1, n) {
      system[t, t] += 1
      system[t - 1, t - 1] += 1
      system[t, t - 1] -= 1
      system[t - 1, t] -= 1
    }
    for (k, sum) in sums.enumerated() {
      // Each constraint in units of its own series, so that all rows of the system have the size of the
      // others.
      let unit = sum.periods.map { scale[$0] }.max() ?? 1
      for t in sum.periods {
        system[n + k, t] = scale[t] / unit
        system[t, n + k] = scale[t] / unit
      }
      rightSide[n + k] = gaps[k] / unit
    }
    do {
      return Array(try PivotedQR(system).solve(rightSide).prefix(n))
    } catch {
      throw .invalidInput("the sums do not determine the series: \(error)")
    }
  }

  private static func check(
    _ series: [Double], _ sums: [Sum], _ form: Form
  ) throws(GlobalEstimateError) {
    guard !series.isEmpty, !sums.isEmpty else {
      throw .invalidInput("benchmarking a series needs periods and at least one sum")
    }
    guard series.allSatisfy(\.isFinite), sums.allSatisfy({ $0.total.isFinite }) else {
      throw .invalidInput("benchmarking a series needs finite figures")
    }
    if form == .proportional, !series.allSatisfy({ $0 > 0 }) {
      throw .invalidInput(
        "a proportional benchmark needs every period above 0; use the additive form for such a series")
    }
    var end = 0
    for sum in sums {
      guard !sum.periods.isEmpty, sum.periods.lowerBound >= end, sum.periods.upperBound <= series.count else {
        throw .invalidInput("sums have to lie in the series, in order and without overlap")
      }
      end = sum.periods.upperBound
    }
  }
}
