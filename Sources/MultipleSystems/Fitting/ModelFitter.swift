internal import Glibc

/// Fits models to one table: Newton's method first, and the exact decision where the fit is no proof by
/// itself.
struct ModelFitter: ~Copyable {
  var workspace: PoissonWorkspace

  enum Outcome {
    /// β is the estimate; cells without means and terms without parameters are those of zero margins.
    case regular
    /// β is the estimate on the facial set; the active terms are independent there and span the others.
    case facial(FacialAnalysis)
    case refused(FacialAnalysis)
    case notConverged
    case undecided

    var isEstimate: Bool {
      switch self {
      case .regular, .facial: true
      case .refused, .notConverged, .undecided: false
      }
    }
  }

  /// Iterations after which the exact decision is made; an estimate that exists seldom takes more.
  static let firstIterations = 15
  static let maximumIterations = 200

  init(listCount: Int) {
    workspace = PoissonWorkspace(listCount: listCount)
  }

  mutating func load(_ table: CaptureTable) {
    workspace.load(table)
  }

  /// Fits a model from the β that stands in the workspace, which is 0 where terms are not the model's.
  /// - Parameters:
  ///   - model: the masks of its terms.
  ///   - isEveryParameterNeeded: whether to refuse a model of which the population alone is estimable.
  ///   - isStartExact: whether β is the maximum up to rounding.
  mutating func fit(
    _ model: [Int], isEveryParameterNeeded: Bool = false, isStartExact: Bool = false
  ) -> Outcome {
    workspace.reserve(terms: model.count)
    let isIdentified = workspace.activateRegular(model)
    if isIdentified {
      workspace.clearInactive()
      if workspace.maximise(maximumIterations: Self.firstIterations, isStartExact: isStartExact)
        && workspace.isCertified()
      {
        return .regular
      }
    }
    return fitExactly(model, isEveryParameterNeeded: isEveryParameterNeeded)
  }

  /// Decides in whole numbers and fits what exists, from independence.
  mutating func fitExactly(_ model: [Int], isEveryParameterNeeded: Bool) -> Outcome {
    let analysis: FacialAnalysis
    do {
      analysis = try FacialAnalysis.decide(
        listCount: workspace.listCount, terms: model, counts: workspace.counts, margins: workspace.margins)
    } catch {
      return .undecided
    }
    guard analysis.population == .estimable else { return .refused(analysis) }
    if analysis.isRegular {
      _ = workspace.activateRegular(model)
    } else {
      if isEveryParameterNeeded { return .refused(analysis) }
      guard workspace.activate(analysis) else { return .undecided }
    }
    workspace.startAtIndependence()
    workspace.clearInactive()
    guard workspace.maximise(maximumIterations: Self.maximumIterations) else { return .notConverged }
    return analysis.isRegular ? .regular : .facial(analysis)
  }
}

extension PoissonWorkspace {
  /// Sets β to 0 where a term is not active.
  mutating func clearInactive() {
    let isTerm = logMeans
    isTerm.update(repeating: 0, count: cellCount)
    for k in 0..<termCount { isTerm[Int(terms[k])] = 1 }
    for term in 0..<cellCount where isTerm[term] == 0 { beta[term] = 0 }
  }

  /// Activates the facial set, and of the terms the first that are independent on it; the intercept is one.
  /// - Returns: `false` when the numbers outgrew 128 bits.
  mutating func activate(_ analysis: FacialAnalysis) -> Bool {
    activeCellCount = 0
    for cell in analysis.cells {
      cells[activeCellCount] = Int32(cell)
      activeCellCount += 1
    }
    markActiveCells()
    termCount = 0
    var columns = IntegerEquations<Int128>(unknownCount: analysis.cells.count)
    for term in [0] + analysis.terms.filter({ $0 != 0 }) {
      let column = analysis.cells.map { $0 & term == term ? Int128(1) : 0 }
      guard let isIndependent = try? columns.require(column) else { return false }
      if isIndependent && term != 0 {
        terms[termCount] = Int32(term)
        termCount += 1
      }
    }
    terms[termCount] = 0
    termCount += 1
    return true
  }
}
