/// Fits hierarchical models of up to six lists that are given as masks: bit S for the term with the mask S.
struct MaskedFitter: ~Copyable {
  enum Status: UInt8 {
    /// All parameters but those of zero margins are finite.
    case regular
    /// The population is estimable and some further parameter is not.
    case populationOnly
    /// There is no finite and unique estimate of the population.
    case refused
    /// The fit or the decision failed, which is a fault of the program.
    case failed
  }

  var fitter: ModelFitter
  /// By set: its supersets and its subsets, as masks.
  let supersets: [UInt64]
  let subsets: [UInt64]

  init(listCount: Int) {
    let cells = 1 << listCount
    fitter = ModelFitter(listCount: listCount)
    fitter.workspace.reserve(terms: cells)
    supersets = (0..<cells).map { set in
      (0..<cells).reduce(0) { $1 & set == set ? $0 | 1 << UInt64($1) : $0 }
    }
    subsets = (0..<cells).map { set in
      (0..<cells).reduce(0) { $1 & set == $1 ? $0 | 1 << UInt64($1) : $0 }
    }
  }

  /// Fits a model from the β that stands in the workspace.
  /// - Parameters:
  ///   - model: the mask of all its terms.
  ///   - terms: those with a positive margin, E.
  ///   - cells: the cells that no term with a zero margin is part of, Δ.
  mutating func fit(
    _ model: UInt64, terms: UInt64, cells: UInt64, isStartExact: Bool = false
  ) -> Status {
    let further = furtherCells(terms, cells)
    if further != 0 {
      fitter.workspace.activate(terms: terms, cells: cells)
      if fitter.workspace.maximise(
        maximumIterations: ModelFitter.firstIterations, isStartExact: isStartExact)
        && fitter.workspace.isCertified(terms: terms, cells: cells, further: further)
      {
        return .regular
      }
    }
    var masks: [Int] = []
    for term in 0..<fitter.workspace.cellCount where model & 1 << UInt64(term) != 0 { masks.append(term) }
    switch fitter.fitExactly(masks, isEveryParameterNeeded: false) {
    case .regular: return .regular
    case .facial: return .populationOnly
    case .refused: return .refused
    case .notConverged, .undecided: return .failed
    }
  }

  /// The cells of Δ outside E with Σ (−1)^|S| ≠ 0 over the terms S within; pairs alone where there is one.
  private func furtherCells(_ terms: UInt64, _ present: UInt64) -> UInt64 {
    let others = present & ~terms
    let pairs = others & Self.cellsOfSize2
    if pairs != 0 { return pairs }
    var result: UInt64 = 0
    var rest = others
    while rest != 0 {
      let cell = rest.trailingZeroBitCount
      rest &= rest - 1
      let within = terms & subsets[cell]
      if (within & Self.cellsOfEvenSize).nonzeroBitCount * 2 != within.nonzeroBitCount {
        result |= 1 << UInt64(cell)
      }
    }
    return result
  }

  private static let cellsOfSize2 = (0..<64).reduce(UInt64(0)) {
    $1.nonzeroBitCount == 2 ? $0 | 1 << UInt64($1) : $0
  }
  private static let cellsOfEvenSize = (0..<64).reduce(UInt64(0)) {
    $1.nonzeroBitCount & 1 == 0 ? $0 | 1 << UInt64($1) : $0
  }
}

extension MaskedFitter.Status {
  var isEstimate: Bool { self == .regular || self == .populationOnly }
}

extension PoissonWorkspace {
  /// Activates the terms and cells of two masks.
  mutating func activate(terms mask: UInt64, cells present: UInt64) {
    termCount = 0
    var rest = mask & ~1
    while rest != 0 {
      terms[termCount] = Int32(truncatingIfNeeded: rest.trailingZeroBitCount)
      termCount += 1
      rest &= rest - 1
    }
    terms[termCount] = 0
    termCount += 1
    activeCellCount = 0
    rest = present
    while rest != 0 {
      cells[activeCellCount] = Int32(truncatingIfNeeded: rest.trailingZeroBitCount)
      activeCellCount += 1
      rest &= rest - 1
    }
    markActiveCells()
  }

  /// The certificate of `isCertified()` for cells given by masks.
  func isCertified(terms mask: UInt64, cells present: UInt64, further: UInt64) -> Bool {
    let smallest = smallestMean()
    let residual = certificateResidual()
    var rest = further
    while rest != 0 {
      let cell = rest.trailingZeroBitCount
      if min(smallest, means[cell]) > Self.allowance(cell) * residual { return true }
      rest &= rest - 1
    }
    return false
  }
}
