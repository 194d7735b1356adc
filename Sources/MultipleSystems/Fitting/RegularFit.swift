/// The ordinary case, in which no exact decision is needed because the fit itself proves that it is the
/// estimate.
///
/// Let Δ be the cells that no term with a zero margin is part of, and E the terms with a positive margin.
/// Each term in E but the intercept is a cell in Δ, and among these cells the system of the margins is
/// triangular with ones on its diagonal. So E is identified on Δ, the intercept included, as soon as one
/// further cell ω of Δ has Σ (−1)^|S| over the terms S ⊆ ω different from 0 (a pair that is no term has −1).
///
/// The estimate exists, with just the cells of Δ positive, when some x > 0 on Δ has the margins of the data.
/// If β nearly solves the likelihood equations, so that μ has the margins up to errors that add up to R in
/// absolute value, then the triangular system gives a change of μ, on the cells of E and on ω alone and of at
/// most (1 + 2^|ω|) R on each, that makes them exact. So μ > (1 + 2^|ω|) R on these cells proves existence,
/// and whoever diverges never passes.
extension PoissonWorkspace {
  /// Activates E and Δ for the terms of a hierarchical model.
  /// - Returns: whether E is identified on Δ.
  mutating func activateRegular(_ model: [Int]) -> Bool {
    termCount = 0
    activeCellCount = 0
    let isGone = scratch
    isGone.update(repeating: 0, count: cellCount)
    for term in model where term != 0 {
      if margins[term] > 0 {
        terms[termCount] = Int32(term)
        termCount += 1
      } else if isGone[term] == 0 {
        for cell in term..<cellCount where cell & term == term { isGone[cell] = 1 }
      }
    }
    terms[termCount] = 0
    termCount += 1
    for cell in 1..<cellCount where isGone[cell] == 0 {
      cells[activeCellCount] = Int32(cell)
      activeCellCount += 1
    }
    markActiveCells()
    return findFurtherCells()
  }

  /// Leaves in `scratch` Σ (−1)^|S| of the cells that are no terms.
  /// - Returns: whether there is one.
  private mutating func findFurtherCells() -> Bool {
    let sums = scratch
    sums.update(repeating: 0, count: cellCount)
    for k in 0..<termCount {
      let term = Int(terms[k])
      sums[term] = term.nonzeroBitCount & 1 == 0 ? 1 : -1
    }
    Cube.sumSubsets(sums, lists: listCount)
    var isAny = false
    for k in 0..<termCount { sums[Int(terms[k])] = 0 }
    for i in 0..<activeCellCount where sums[Int(cells[i])] != 0 { isAny = true }
    return isAny
  }

  /// Whether the means prove that they are next to the estimate, as above; called after `maximise` and
  /// `activateRegular`.
  func isCertified() -> Bool {
    let smallest = smallestMean()
    let residual = certificateResidual()
    for i in 0..<activeCellCount {
      let cell = Int(cells[i])
      if scratch[cell] != 0, min(smallest, means[cell]) > Self.allowance(cell) * residual { return true }
    }
    return false
  }

  /// 1 + 2^|ω|.
  static func allowance(_ cell: Int) -> Double { Double(1 + 1 << cell.nonzeroBitCount) }

  /// The smallest mean of a term's cell; 0 where any active cell has none.
  func smallestMean() -> Double {
    var smallest = Double.infinity
    for k in 0..<termCount where terms[k] != 0 { smallest = min(smallest, means[Int(terms[k])]) }
    for i in 0..<activeCellCount where !(means[Int(cells[i])] > 0) { return 0 }
    return smallest
  }

  /// R, with the rounding of the sums of which it is the difference.
  func certificateResidual() -> Double {
    var bound = 0.0
    for k in 0..<termCount {
      let term = Int(terms[k])
      bound += abs(margins[term] - fittedMargins[term]) + 1e-15 * Double(listCount) * margins[term]
    }
    return bound
  }
}
