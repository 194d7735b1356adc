internal import Glibc

/// Fits models to one table of lists by covariates and decides whether they estimate the population.
///
/// In stages: cells under a margin that nobody is in have the mean 0. On the others Newton's method either ends with a
/// proof that its maximum exists, or the facial set is decided in whole numbers and the fit is made there. Last, what
/// the directions that leave the fitted cells alone do to the unobserved people is decided in whole numbers.
final class CovariateFitter {
  /// What there is of the unobserved people of one combination of covariates.
  enum Unobserved: Equatable {
    case estimable
    /// The likelihood is highest where there are none.
    case nobody
    case infinite
    case notIdentifiable
  }

  struct Outcome {
    /// Of the whole population: that of the worst combination.
    var status: Existence.Status
    var unobserved: [Unobserved]
    /// The directions that move no cell with a positive mean; `nil` where there is none.
    var directions: NullDirections?
    /// The signs of the parameters of all columns along the directions, where asked for.
    var parameterSigns: [RecessionCone.Signs] = []
    /// All columns of the model, in the order of the directions' parameters.
    var columns: [CovariateWorkspace.Column]

    var isEstimate: Bool {
      switch status {
      case .ordinary, .extended, .populationOnly: true
      case .infinitePopulation, .nobodyUnobserved, .notIdentifiable: false
      }
    }
  }

  enum Failure: Error {
    case undecided
    case notConverged(iterations: Int)
  }

  static let firstIterations = 20
  static let maximumIterations = 200

  let workspace: CovariateWorkspace
  private let isNumeric: [Bool]
  /// For a set of categorical covariates, the number of the combination of their levels for each cell.
  private var groupings: [UInt32: (numbers: [Int], count: Int)] = [:]
  private var parameterCounts: [CovariateModel: Int] = [:]
  private let mask: UnsafeMutablePointer<Double>

  init(_ table: CovariateTable, degrees: [Int], masks: Set<UInt32>) throws(CovariateError) {
    workspace = try CovariateWorkspace(table, degrees: degrees, masks: masks)
    isNumeric = table.covariates.map(\.isNumeric)
    let size = workspace.historyCount * workspace.width
    mask = .allocate(capacity: size)
    mask.initialize(repeating: 0, count: size)
  }

  convenience init(_ table: CovariateTable, for model: CovariateModel) throws(CovariateError) {
    guard model.fits(table) else { throw .modelMismatch }
    try self.init(table, degrees: model.degrees, masks: Set(model.terms.map(\.covariateMask)))
    let count = workspace.columns(of: model).count
    guard count <= CovariateError.largestColumnCount else { throw .tooManyColumns(count) }
  }

  deinit {
    mask.deallocate()
  }

  /// The number of parameters that a model is charged for: the independent columns over all cells that could be
  /// observed, whether their estimates are finite or not.
  func parameterCount(of model: CovariateModel) -> Int {
    if let known = parameterCounts[model] { return known }
    let size = workspace.historyCount * workspace.width
    mask.update(repeating: 0, count: size)
    for history in 1..<workspace.historyCount {
      for c in 0..<workspace.cellCount { mask[history * workspace.width + c] = 1 }
    }
    let active = workspace.columns
    workspace.activate(workspace.columns(of: model))
    let count = workspace.independence(onCells: mask).kept.count
    workspace.activate(active)
    parameterCounts[model] = count
    return count
  }

  // MARK: Fitting

  /// - Parameters:
  ///   - isStarted: whether β holds the estimate of a model close by.
  ///   - tolerance: of `CovariateWorkspace.maximise`.
  ///   - parametersToo: whether to find the signs of parameters, and to check the rank by a second method.
  func fit(
    _ model: CovariateModel, isStarted: Bool = false, tolerance: Double = 1e-6, parametersToo: Bool = false
  ) throws(Failure) -> Outcome {
    let all = workspace.columns(of: model)
    activateNonEmptyCells(model)
    var (independence, isStartWhole) = activateIndependent(all)
    var isProved = false
    if isStarted && isStartWhole {
      isProved = workspace.maximise(maximumIterations: Self.firstIterations, tolerance: tolerance)
    }
    if !isProved, workspace.startAtLeastSquares() {
      isProved = workspace.maximise(maximumIterations: Self.firstIterations, tolerance: tolerance)
    }
    var isFacial = false
    if !isProved {
      do { isFacial = try restrictToFacialSet() } catch { throw .undecided }
      if isFacial { independence = activateIndependent(all).independence }
      guard workspace.startAtLeastSquares() else { throw .undecided }
      guard
        workspace.maximise(
          maximumIterations: Self.maximumIterations, tolerance: tolerance, isTinyMeanAllowed: true)
      else { throw .notConverged(iterations: workspace.iterations) }
    }
    if parametersToo || independence.isDoubtful {
      guard workspace.areIndependent(onCells: workspace.active) else { throw .undecided }
    }
    do {
      return try outcome(all, independence, isFacial: isFacial, parametersToo: parametersToo)
    } catch {
      throw .undecided
    }
  }

  /// Makes the cells active that are under no empty margin of a term without numeric covariates.
  private func activateNonEmptyCells(_ model: CovariateModel) {
    workspace.activateEveryCell()
    let width = workspace.width
    var sums: [Double] = []
    for term in model.terms {
      if term.covariates.contains(where: { isNumeric[$0] }) { continue }
      let grouping = grouping(term.covariateMask)
      let lists = Int(term.lists.rawValue)
      sums.removeAll(keepingCapacity: true)
      sums.append(contentsOf: repeatElement(0, count: grouping.count))
      for c in 0..<workspace.cellCount { sums[grouping.numbers[c]] += workspace.margins[lists * width + c] }
      if !sums.contains(0) { continue }
      for history in 1..<workspace.historyCount where history & lists == lists {
        for c in 0..<workspace.cellCount where sums[grouping.numbers[c]] == 0 {
          workspace.active[history * width + c] = 0
        }
      }
    }
  }

  private func grouping(_ covariates: UInt32) -> (numbers: [Int], count: Int) {
    if let known = groupings[covariates] { return known }
    var number: [[Int]: Int] = [:]
    var numbers: [Int] = []
    for cell in workspace.table.cells {
      let levels = cell.indices.map { covariates & 1 << UInt32($0) != 0 ? cell[$0] : 0 }
      let next = number.count
      numbers.append(number[levels, default: next])
      if number[levels] == nil { number[levels] = next }
    }
    groupings[covariates] = (numbers, number.count)
    return (numbers, number.count)
  }

  /// Activates of all columns those that are independent on the active cells.
  /// - Returns: also whether no other one had a parameter in β, which then is what it was.
  private func activateIndependent(
    _ all: [CovariateWorkspace.Column]
  ) -> (independence: CovariateWorkspace.Independence, isStartWhole: Bool) {
    workspace.activate(all)
    let independence = workspace.independence(onCells: workspace.active)
    if independence.dropped.isEmpty { return (independence, true) }
    let isStartWhole = independence.dropped.allSatisfy { dependence in
      let column = all[dependence.column]
      return workspace.beta[column.lists * workspace.functionCount + column.function] == 0
    }
    workspace.activate(independence.kept.map { all[$0] })
    return (independence, isStartWhole)
  }

  // MARK: Existence

  /// Leaves active the cells of the facial set.
  /// - Returns: whether it is smaller than what was active.
  private func restrictToFacialSet() throws(FacialAnalysis.Failure) -> Bool {
    let size = workspace.historyCount * workspace.width
    mask.update(repeating: 0, count: size)
    for place in workspace.positives { mask[place] = 1 }
    let independence = workspace.independence(onCells: mask)
    if independence.dropped.isEmpty && !independence.isDoubtful { return false }
    let directions = try workspace.nullDirections(independence, onCells: mask)
    var places: [(history: Int, cell: Int)] = []
    for history in 1..<workspace.historyCount {
      for c in 0..<workspace.cellCount {
        let place = history * workspace.width + c
        if workspace.active[place] > 0 && workspace.counts[place] == 0 { places.append((history, c)) }
      }
    }
    let constraints = places.map { place in
      directions.form(place.history * workspace.cellCount + place.cell).map { -$0 }
    }
    let cone = try RecessionCone(dimension: directions.count, constraints: constraints, forms: [])
    var isSmaller = false
    for i in places.indices where cone.canBePositive[i] {
      workspace.active[places[i].history * workspace.width + places[i].cell] = 0
      isSmaller = true
    }
    return isSmaller
  }

  /// What there is of the unobserved people after a fit on the active cells.
  private func outcome(
    _ all: [CovariateWorkspace.Column], _ independence: CovariateWorkspace.Independence, isFacial: Bool,
    parametersToo: Bool
  ) throws(FacialAnalysis.Failure) -> Outcome {
    let cellCount = workspace.cellCount
    var outcome = Outcome(
      status: .ordinary, unobserved: [Unobserved](repeating: .estimable, count: cellCount), columns: all)
    var isEmptied = false
    for history in 1..<workspace.historyCount {
      for c in 0..<cellCount where workspace.active[history * workspace.width + c] == 0 { isEmptied = true }
    }
    if isEmptied { outcome.status = .extended }
    if isFacial { outcome.status = .populationOnly }
    if independence.dropped.isEmpty && !independence.isDoubtful { return outcome }

    // The directions are of all columns; those that were fitted stay active.
    let fitted = workspace.columns
    let estimate = fitted.map { workspace.beta[$0.lists * workspace.functionCount + $0.function] }
    workspace.activate(all)
    defer {
      workspace.activate(fitted)
      for (column, value) in zip(fitted, estimate) {
        workspace.beta[column.lists * workspace.functionCount + column.function] = value
      }
    }
    let directions = try workspace.nullDirections(independence, onCells: workspace.active)
    outcome.directions = directions
    let affected = (0..<cellCount).filter { c in directions.values.contains { $0[c] != 0 } }
    if affected.isEmpty && !parametersToo { return outcome }
    var constraints: [[Int]] = []
    for history in 1..<workspace.historyCount {
      for c in 0..<cellCount where workspace.active[history * workspace.width + c] == 0 {
        constraints.append(directions.form(history * cellCount + c).map { -$0 })
      }
    }
    var forms = affected.map(directions.form)
    if parametersToo { forms += all.indices.map { i in directions.parameters.map { $0[i] } } }
    let cone = try RecessionCone(dimension: directions.count, constraints: constraints, forms: forms)
    for (c, signs) in zip(affected, cone.signs) {
      switch (signs.canRise, signs.canFall) {
      case (false, false): break
      case (true, false): outcome.unobserved[c] = .infinite
      case (false, true): outcome.unobserved[c] = .nobody
      case (true, true): outcome.unobserved[c] = .notIdentifiable
      }
    }
    if parametersToo {
      outcome.parameterSigns = Array(cone.signs.dropFirst(affected.count))
      if outcome.parameterSigns.contains(where: { $0.canRise }) { outcome.status = .populationOnly }
    }
    if let worst = worst(of: Array(0..<cellCount), outcome.unobserved) { outcome.status = worst }
    return outcome
  }

  /// Why some combinations together have no estimate; `nil` when they have one. In some of them the estimate may be
  /// that nobody is unobserved, but not in all.
  func worst(of cells: [Int], _ unobserved: [Unobserved]) -> Existence.Status? {
    if cells.contains(where: { unobserved[$0] == .notIdentifiable }) { return .notIdentifiable }
    if cells.contains(where: { unobserved[$0] == .infinite }) { return .infinitePopulation }
    if cells.allSatisfy({ unobserved[$0] == .nobody }) { return .nobodyUnobserved }
    return nil
  }

  /// The people observed in a combination, of the counts that are laid out.
  func observed(inCell cell: Int) -> Double { workspace.margins[cell] }

  /// Whether the estimate is that everybody in a combination that holds people was observed.
  func isBoundary(_ cell: Int, _ outcome: Outcome) -> Bool {
    outcome.unobserved[cell] == .nobody && observed(inCell: cell) > 0
  }

  /// The number of unobserved people of a combination after a fit that estimates it.
  func darkFigure(ofCell cell: Int, _ outcome: Outcome) -> Double {
    outcome.unobserved[cell] == .nobody ? 0 : exp(workspace.logMeans[cell])
  }
}
