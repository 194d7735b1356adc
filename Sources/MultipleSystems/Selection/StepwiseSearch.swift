internal import Glibc

/// The forward choice of two-list interactions of Chan, Silverman and Vincent (2021, JASA 116:1297).
///
/// From independence, each interaction that is not in the model has as p-value the probability, under the
/// fitted model, that a Poisson count is as far out as the overlap of the two lists. The one with the
/// smallest p-value below the threshold enters, provided that the larger model has an extended maximum
/// likelihood estimate with all other parameters finite; if it has none, the next smallest is tried. The
/// choice ends when none is left.
struct StepwiseSearch: ~Copyable {
  let threshold: Double
  var fitter: ModelFitter
  /// The terms of the model, the intercept first.
  private(set) var model: [Int]
  private(set) var steps: [StepwiseStep]
  /// The interactions with p-values below the threshold at the end, which have no estimate together with the
  /// model.
  var leftOut: [ListSet] { candidates.map { ListSet(rawValue: UInt32($0.pair)) } }

  private let pairs: [Int]
  private var candidates: [(pair: Int, pValue: Double)]
  private let savedEstimate: UnsafeMutablePointer<Double>
  private let savedMargins: UnsafeMutablePointer<Double>

  init(listCount: Int, threshold: Double) {
    self.threshold = threshold
    fitter = ModelFitter(listCount: listCount)
    pairs = LogLinearModel.pairs(listCount: listCount).map { Int($0.rawValue) }
    model = []
    model.reserveCapacity(1 + listCount + pairs.count)
    steps = []
    steps.reserveCapacity(pairs.count)
    candidates = []
    candidates.reserveCapacity(pairs.count)
    fitter.workspace.reserve(terms: 1 + listCount + pairs.count)
    savedEstimate = .allocate(capacity: 1 << listCount)
    savedMargins = .allocate(capacity: 1 << listCount)
  }

  deinit {
    savedEstimate.deallocate()
    savedMargins.deallocate()
  }

  /// Chooses a model for the counts that are laid out in the fitter's workspace; its estimate stands there
  /// after.
  /// - Returns: `regular`, or why there is no estimate under independence.
  mutating func run() -> ModelFitter.Outcome {
    model.removeAll(keepingCapacity: true)
    steps.removeAll(keepingCapacity: true)
    candidates.removeAll(keepingCapacity: true)
    model.append(0)
    for list in 0..<fitter.workspace.listCount { model.append(1 << list) }
    let isExact = fitter.workspace.startAtIndependence()
    let outcome = fitter.fit(model, isEveryParameterNeeded: true, isStartExact: isExact)
    guard case .regular = outcome else { return outcome }
    while addPair() {}
    return .regular
  }

  /// Adds the interaction with the smallest p-value that may enter.
  private mutating func addPair() -> Bool {
    listCandidates()
    if candidates.isEmpty { return false }
    let size = fitter.workspace.cellCount
    savedEstimate.update(from: fitter.workspace.beta, count: size)
    savedMargins.update(from: fitter.workspace.fittedMargins, count: size)
    for (pair, pValue) in candidates {
      if fitter.workspace.margins[pair] > 0 {
        // The value that would fit the new overlap if no other parameter moved.
        fitter.workspace.beta[pair] = log(fitter.workspace.margins[pair] / savedMargins[pair])
      }
      model.append(pair)
      if case .regular = fitter.fit(model, isEveryParameterNeeded: true) {
        steps.append(StepwiseStep(interaction: ListSet(rawValue: UInt32(pair)), pValue: pValue))
        return true
      }
      model.removeLast()
      fitter.workspace.beta.update(from: savedEstimate, count: size)
    }
    _ = fitter.fit(model, isEveryParameterNeeded: true, isStartExact: true)
    return false
  }

  /// The interactions with p-values below the threshold, the smallest first; equal ones in the order of
  /// terms.
  private mutating func listCandidates() {
    candidates.removeAll(keepingCapacity: true)
    for pair in pairs where !model.contains(pair) {
      let pValue = poissonTail(
        fitter.workspace.margins[pair], mean: fitter.workspace.fittedMargins[pair], ceiling: threshold)
      if pValue >= threshold { continue }
      var place = candidates.count
      candidates.append((pair, pValue))
      while place > 0 && candidates[place - 1].pValue > pValue {
        candidates[place] = candidates[place - 1]
        place -= 1
      }
      candidates[place] = (pair, pValue)
    }
  }
}
