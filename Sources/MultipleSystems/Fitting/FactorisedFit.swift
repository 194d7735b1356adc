internal import Glibc
internal import NumericKernel

/// The fit of a model of so many lists that their 2^K cells are not laid out.
///
/// Lists that no interaction connects, directly or through others, are independent, so that with N people in
/// all the means are N times the product of the distributions over the connected components, and only the 2^k
/// cells of each component are needed. For a given N each component is fitted to its margins and to N as its
/// total; N is then the one for which the people on no list, N ∏ P_c(∅), are N − n.
///
/// Existence is proved as for few lists (`isCertified`) by the pair of lists that is no interaction and has
/// the largest mean; what is not proved is not decided, because that would take all cells.
final class FactorisedFit {
  let listCount: Int
  private var histories: [ListSet] = []
  private var counts: [Double] = []
  private(set) var observed = 0.0
  private var listTotals: [Double]
  private var components: [Component] = []
  /// The component of each list that holds somebody; −1 for the others.
  private var componentOfList: [Int]

  /// log μ(∅) and the total of the means with it.
  private(set) var logDark = 0.0
  private(set) var population = 0.0
  private(set) var kernel = 0.0
  private(set) var iterations = 0

  init(listCount: Int) {
    self.listCount = listCount
    listTotals = [Double](repeating: 0, count: listCount)
    componentOfList = [Int](repeating: -1, count: listCount)
  }

  func load(histories: [ListSet], counts: [Int]) {
    load(histories: histories, people: counts.map(Double.init))
  }

  func load(histories: [ListSet], people: [Double]) {
    self.histories = histories
    counts = people
    observed = self.counts.reduce(0, +)
    for list in 0..<listCount { listTotals[list] = margin(ListSet(list: list)) }
  }

  func margin(_ term: ListSet) -> Double {
    var sum = 0.0
    for i in 0..<histories.count where term.isSubset(of: histories[i]) { sum += counts[i] }
    return sum
  }

  /// Fits independence and the given interactions, which are closed under subsets of two and more lists.
  func fit(interactions: [ListSet]) -> Outcome {
    let connected = Self.components(of: interactions, listCount: listCount)
    guard connected.allSatisfy({ $0.count <= CaptureTable.denseListCount }) else { return .tooLarge }
    components = []
    for lists in connected {
      let present = lists.filter { listTotals[$0] > 0 }
      if present.isEmpty { continue }
      let within = ListSet(lists: present)
      let terms = interactions.filter { $0.isSubset(of: within) }
      let component = Component(lists: present)
      component.activate(terms: terms) { self.margin($0) }
      for list in present { componentOfList[list] = components.count }
      components.append(component)
    }
    let start = listTotals.withUnsafeBufferPointer { independencePopulation(total: observed, listTotals: $0) }
    guard solve(from: start ?? 10 * observed) else { return .undecided }
    return isCertified(interactions) ? .regular : .undecided
  }

  enum Outcome {
    case regular
    case undecided
    /// A component has too many lists.
    case tooLarge
  }

  /// The sets of lists that interactions connect, in the order of their first lists.
  private static func components(of interactions: [ListSet], listCount: Int) -> [[Int]] {
    var sets = (0..<listCount).map { ListSet(list: $0) }
    for term in interactions {
      let touched = sets.filter { !$0.isDisjoint(with: term) }
      sets.removeAll { !$0.isDisjoint(with: term) }
      sets.append(touched.reduce(into: ListSet()) { $0.formUnion($1) })
    }
    return sets.map(\.lists).sorted { ($0.first ?? 0) < ($1.first ?? 0) }
  }

  // MARK: The population

  /// log N + Σ log P_c(∅) − log(N − n) at a logarithm of N − n; falls through 0 at the estimate.
  private func imbalance(_ logDark: Double) -> Double? {
    let total = observed + exp(logDark)
    var sum = log(total) - logDark
    for component in components {
      guard let share = component.logUnobservedShare(total: total, listTotals: listTotals) else { return nil }
      iterations += component.iterations
      sum += share
    }
    return sum
  }

  private func solve(from start: Double) -> Bool {
    iterations = 0
    var place = log(start - observed)
    guard var value = imbalance(place) else { return false }
    var step = value > 0 ? 0.1 : -0.1
    var last = (place: place, value: value)
    var bracket = (low: -Double.infinity, high: Double.infinity)
    for _ in 0..<100 {
      if abs(value) <= 1e-13 { break }
      if value > 0 { bracket.low = max(bracket.low, place) } else { bracket.high = min(bracket.high, place) }
      last = (place, value)
      var next = place + step
      if !(next > bracket.low && next < bracket.high) {
        guard bracket.low.isFinite, bracket.high.isFinite else { return false }
        next = (bracket.low + bracket.high) / 2
      }
      if abs(next - place) <= 1e-14 * max(1, abs(place)) { break }
      // Beyond e²⁵ times the people observed there is no estimate to speak of.
      guard abs(next - log(observed)) < 25, let nextValue = imbalance(next) else { return false }
      let slope = (nextValue - last.value) / (next - last.place)
      place = next
      value = nextValue
      step = slope < 0 ? min(max(-value / slope, -2), 2) : (value > 0 ? 1 : -1)
    }
    logDark = place
    var share = 0.0
    var linear = place * observed
    for component in components {
      guard let part = component.logUnobservedShare(total: observed + exp(place), listTotals: listTotals)
      else { return false }
      share += part
      linear += component.linear
    }
    population = exp(place - share)
    kernel = linear - (population - exp(place))
    return abs(value) <= 1e-9
  }

  /// The multinomial log-likelihood in which `dark` people are missed, less Σ log y!, all parameters being fitted anew to
  /// a population of so many more; and its slope in the number missed. `nil` where a component cannot be fitted.
  ///
  /// Σ y log p over all cells is N Σ log P_c(∅) + Σ β(S) t(S).
  func completeLogLikelihood(dark: Double) -> (value: Double, slope: Double)? {
    let total = observed + dark
    var share = 0.0
    var linear = 0.0
    for component in components {
      guard let part = component.logUnobservedShare(total: total, listTotals: listTotals) else { return nil }
      share += part
      linear += component.linear
    }
    return (
      total * share + linear + logGammaRatio(dark + 1, observed),
      share + digamma(total + 1) - digamma(dark + 1)
    )
  }

  /// The distributions of the components after a fit: their histories with a positive probability, the empty one first.
  var distributions: [(histories: [ListSet], probabilities: [Double])] { components.map(\.distribution) }

  // MARK: Certificate

  private func isCertified(_ interactions: [ListSet]) -> Bool {
    var residual = abs(observed - (population - exp(logDark))) + 1e-15 * observed * Double(listCount)
    for component in components {
      for term in component.activeTerms {
        let target = component.margin(term)
        residual += abs(target - population * component.probability(term)) + 1e-14 * target
      }
    }
    let isTerm = Set(interactions)
    var furthest = 0.0
    for second in 0..<listCount where listTotals[second] > 0 {
      for first in 0..<second
      where listTotals[first] > 0 && !isTerm.contains(ListSet(lists: [first, second])) {
        furthest = max(furthest, exp(logDark + logRatio(ListSet(lists: [first, second]))))
      }
    }
    // For a pair as the further cell the change of a mean is at most three times the residual.
    let bound = 3 * residual
    guard furthest > bound else { return false }
    return components.allSatisfy { component in
      component.activeTerms.allSatisfy { exp(logDark + component.logRatio($0)) > bound }
    }
  }

  /// log μ(ω) − log μ(∅).
  private func logRatio(_ history: ListSet) -> Double {
    var sum = 0.0
    for component in components { sum += component.logRatio(history.intersection(component.set)) }
    return sum
  }

  /// The mean number of people on both of two lists that hold somebody.
  func expectedOverlap(_ first: Int, _ second: Int) -> Double {
    let (one, other) = (componentOfList[first], componentOfList[second])
    if one == other { return population * components[one].probability(ListSet(lists: [first, second])) }
    return population * components[one].probability(ListSet(list: first))
      * components[other].probability(ListSet(list: second))
  }

  // MARK: What is reported

  /// The terms that are fitted, the intercept last, with their parameters.
  var parameters: [(term: ListSet, value: Double)] {
    components.flatMap { component in component.activeTerms.map { ($0, component.parameter($0)) } }
      + [(ListSet(), logDark)]
  }

  /// M(S) of the union of two terms.
  func fittedMargin(_ term: ListSet) -> Double {
    if term.isEmpty { return population - exp(logDark) }
    var share = population
    for component in components {
      let part = term.intersection(component.set)
      if !part.isEmpty { share *= component.probability(part) }
    }
    return share
  }

  /// The cells with a positive mean.
  var cellCount: Int { components.reduce(1) { $0 * $1.cellCount } - 1 }

  /// The means of the histories that somebody has.
  var observedMeans: [Double] { histories.map(mean(of:)) }

  func mean(of history: ListSet) -> Double { exp(logDark + logRatio(history)) }

  var deviance: Double {
    var sum = population - exp(logDark) - observed
    for i in 0..<histories.count where counts[i] > 0 {
      sum += counts[i] * (log(counts[i]) - logDark - logRatio(histories[i]))
    }
    return 2 * sum
  }
}

/// Lists that interactions connect, with the distribution of the people over their histories.
private final class Component {
  let lists: [Int]
  let set: ListSet
  private var workspace: PoissonWorkspace
  private(set) var activeTerms: [ListSet] = []
  private var hasStarted = false

  init(lists: [Int]) {
    self.lists = lists
    set = ListSet(lists: lists)
    workspace = PoissonWorkspace(listCount: lists.count)
  }

  var iterations: Int { workspace.iterations }
  var cellCount: Int { workspace.activeCellCount }

  /// The term of the component's own list numbers.
  private func local(_ term: ListSet) -> Int {
    var mask = 0
    for k in 0..<lists.count where term.contains(ListSet(list: lists[k])) { mask |= 1 << k }
    return mask
  }

  func activate(terms: [ListSet], _ margin: (ListSet) -> Double) {
    let all = lists.map { ListSet(list: $0) } + terms
    workspace.reserve(terms: all.count + 1)
    workspace.margins[0] = 1
    for term in all { workspace.margins[local(term)] = margin(term) }
    _ = workspace.activateRegular([0] + all.map(local))
    workspace.activateUnobserved()
    activeTerms = all.filter { workspace.margins[local($0)] > 0 }
  }

  func margin(_ term: ListSet) -> Double { workspace.margins[local(term)] }
  func parameter(_ term: ListSet) -> Double { workspace.beta[local(term)] }

  /// log P(∅) when the population is `total`; `nil` where the fit fails.
  func logUnobservedShare(total: Double, listTotals: [Double]) -> Double? {
    if lists.count == 1 {
      let share = listTotals[lists[0]] / total
      guard share < 1 else { return nil }
      workspace.beta[1] = log(share) - log1p(-share)
      workspace.fittedMargins[0] = total
      workspace.fittedMargins[1] = listTotals[lists[0]]
      workspace.logMeans[0] = 0
      workspace.logMeans[1] = workspace.beta[1]
      return log1p(-share)
    }
    if !hasStarted {
      workspace.beta[0] = log(total)
      for k in 0..<lists.count {
        let share = min(listTotals[lists[k]] / total, 1 - 1e-6)
        workspace.beta[0] += log1p(-share)
        workspace.beta[1 << k] = log(share) - log1p(-share)
      }
      hasStarted = true
    }
    workspace.margins[0] = total
    guard workspace.maximise(maximumIterations: ModelFitter.firstIterations * 2) else {
      hasStarted = false
      return nil
    }
    return workspace.beta[0] - log(total)
  }

  /// Σ β(S) t(S) over the active terms, the component's own intercept excepted.
  var linear: Double {
    var sum = 0.0
    for term in activeTerms { sum += parameter(term) * margin(term) }
    return sum
  }

  func probability(_ term: ListSet) -> Double {
    workspace.fittedMargins[local(term)] / workspace.fittedMargins[0]
  }

  var distribution: (histories: [ListSet], probabilities: [Double]) {
    let empty = lists.count > 1 ? (1..<(1 << lists.count)).filter { workspace.isActive[$0] > 0 } : [1]
    let cells = [0] + empty
    let weights = cells.map { exp(workspace.logMeans[$0] - workspace.logMeans[0]) }
    var sum = 0.0
    for weight in weights { sum += weight }
    return (
      cells.map { cell in ListSet(lists: lists.indices.filter { cell >> $0 & 1 == 1 }.map { lists[$0] }) },
      weights.map { $0 / sum }
    )
  }

  /// log of the mean of a history over that of ∅.
  func logRatio(_ history: ListSet) -> Double {
    workspace.logMeans[local(history)] - workspace.logMeans[0]
  }
}
