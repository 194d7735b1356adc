/// Iterative proportional fitting of a table to several of its margins (Deming and Stephan 1940): the table
/// with the wanted margins that is closest to the given one in the sense of Kullback and Leibler.
package struct Raking: Sendable {
  /// One classification of the cells with a total for each class.
  package struct Margin: Sendable {
    /// As it is called in an error ("age").
    package let name: String
    /// The class of each cell, 0 ..< totals.count.
    package let classes: [Int]
    package let totals: [Double]

    package init(name: String, classes: [Int], totals: [Double]) {
      self.name = name
      self.classes = classes
      self.totals = totals
    }
  }

  package let values: [Double]
  package let iterations: Int
  /// Converged means that every margin holds to this share of it.
  package static let tolerance = 1e-12

  /// - Throws: `GlobalEstimateError.invalidInput` when a margin does not fit the table, two margins have
  ///   different sums (beyond 1e-9, which is rounding), or a class with a total has no cell above 0;
  ///   `.notConverged` with the margin that is furthest off.
  package init(
    _ table: [Double], margins: [Margin], maximumIterations: Int = 10_000
  ) throws(GlobalEstimateError) {
    try Raking.check(table, margins)
    var cells = table
    for iteration in 1...max(1, maximumIterations) {
      for margin in margins {
        let sums = Raking.sums(cells, margin)
        for i in 0..<cells.count where cells[i] != 0 {
          cells[i] *= margin.totals[margin.classes[i]] / sums[margin.classes[i]]
        }
      }
      if Raking.worst(cells, margins).error <= Raking.tolerance {
        (values, iterations) = (cells, iteration)
        return
      }
    }
    let worst = Raking.worst(cells, margins)
    throw .notConverged(
      "raking did not converge in \(maximumIterations) rounds: margin '\(worst.name)' is furthest off; its "
        + "totals contradict the zeros of the table or the other margins")
  }

  private static func sums(_ cells: [Double], _ margin: Margin) -> [Double] {
    var sums = [Double](repeating: 0, count: margin.totals.count)
    for i in 0..<cells.count { sums[margin.classes[i]] += cells[i] }
    return sums
  }

  private static func worst(_ cells: [Double], _ margins: [Margin]) -> (name: String, error: Double) {
    var worst = (name: "", error: 0.0)
    for margin in margins {
      let sums = sums(cells, margin)
      for (sum, total) in zip(sums, margin.totals) {
        let error = total == 0 ? abs(sum) : abs(sum - total) / total
        if !(error <= worst.error) { worst = (margin.name, error.isNaN ? .infinity : error) }
      }
    }
    return worst
  }

  private static func check(_ table: [Double], _ margins: [Margin]) throws(GlobalEstimateError) {
    guard let first = margins.first, !table.isEmpty else {
      throw .invalidInput("raking needs a table and at least one margin")
    }
    guard table.allSatisfy({ $0.isFinite && $0 >= 0 }) else {
      throw .invalidInput("raking needs finite figures, none of them negative")
    }
    let whole = first.totals.reduce(0, +)
    for margin in margins {
      guard margin.classes.count == table.count,
        margin.classes.allSatisfy({ $0 >= 0 && $0 < margin.totals.count }),
        margin.totals.allSatisfy({ $0.isFinite && $0 >= 0 })
      else { throw .invalidInput("margin '\(margin.name)' does not fit the table") }
      let sum = margin.totals.reduce(0, +)
      guard abs(sum - whole) <= 1e-9 * max(sum, whole) else {
        throw .invalidInput(
          "margin '\(margin.name)' and margin '\(first.name)' have different sums; make them agree first")
      }
      for (index, total) in margin.totals.enumerated() where total > 0 {
        let held = zip(table, margin.classes).contains { $0.0 > 0 && $0.1 == index }
        guard held else {
          throw .invalidInput(
            "class \(index + 1) of margin '\(margin.name)' has a total and no cell above 0 to carry it")
        }
      }
    }
  }
}
