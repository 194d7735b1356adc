/// The stepwise choice of `StepwiseSearch` for more lists than have their cells laid out.
final class FactorisedStepwise {
  let threshold: Double
  let fit: FactorisedFit
  private(set) var steps: [StepwiseStep] = []
  /// As in `StepwiseSearch`; here also those whose existence is not proved.
  private(set) var leftOut: [ListSet] = []

  init(listCount: Int, threshold: Double) {
    self.threshold = threshold
    fit = FactorisedFit(listCount: listCount)
  }

  /// Chooses a model for the loaded counts, which stands in `fit` after.
  func run() -> FactorisedFit.Outcome {
    steps = []
    let outcome = fit.fit(interactions: [])
    guard case .regular = outcome else { return outcome }
    while true {
      switch addPair() {
      case .added: continue
      case .none: return .regular
      case .tooLarge: return .tooLarge
      }
    }
  }

  private enum Addition {
    case added
    case none
    case tooLarge
  }

  private var interactions: [ListSet] { steps.map(\.interaction) }

  private func addPair() -> Addition {
    var candidates: [StepwiseStep] = []
    for pair in LogLinearModel.pairs(listCount: fit.listCount) where !interactions.contains(pair) {
      let lists = pair.lists
      guard lists.allSatisfy({ fit.margin(ListSet(list: $0)) > 0 }) else { continue }
      let pValue = poissonTail(
        fit.margin(pair), mean: fit.expectedOverlap(lists[0], lists[1]), ceiling: threshold)
      if pValue < threshold { candidates.append(StepwiseStep(interaction: pair, pValue: pValue)) }
    }
    // Equal p-values keep the order of the terms.
    let order = candidates.indices.sorted {
      (candidates[$0].pValue, $0) < (candidates[$1].pValue, $1)
    }
    let before = interactions
    for index in order {
      switch fit.fit(interactions: before + [candidates[index].interaction]) {
      case .regular:
        steps.append(candidates[index])
        return .added
      case .undecided: continue
      case .tooLarge: return .tooLarge
      }
    }
    leftOut = order.map { candidates[$0].interaction }
    if !order.isEmpty { _ = fit.fit(interactions: before) }
    return .none
  }
}
