internal import Glibc

/// The hierarchical model with the smallest criterion, without fitting all models.
///
/// Branch and bound: at each node some terms are in, some are out, and the others are free. The model with
/// all free ones in has the highest likelihood of all models below, and the one with all of them out the
/// fewest parameters; where their criterion together is above the best one known, none below is better. Only
/// taking a term out, and with it all terms that hold it, needs a fit. The answer is that of fitting all
/// models, in a tenth of the time for five lists and a hundredth for the pairs of six.
struct BestModelSearch: ~Copyable {
  /// A model as a mask of its terms, its criterion less the constant, and the logarithm of its dark figure.
  struct Best: Equatable {
    let mask: UInt64
    let criterion: Double
    let logDark: Double
  }

  var masked: MaskedFitter
  private(set) var best: Best?
  /// Whether a fit or a decision failed, which is a fault of the program.
  private(set) var hasFailed = false
  private(set) var fitCount = 0

  private let listCount: Int
  private let mainEffects: UInt64
  /// The terms of two lists and more in the order in which they are decided.
  private var terms: [Int]
  private var charge = 0.0
  /// By level: β of the model with all free terms in.
  private var estimates: [Double]

  /// - Precondition: at most six lists, and no more than pairs for six, as in `ModelTree`.
  init(listCount: Int, maximumOrder: Int) {
    self.listCount = listCount
    masked = MaskedFitter(listCount: listCount)
    terms = (0..<(1 << listCount)).filter { term in
      (2...max(2, maximumOrder)).contains(term.nonzeroBitCount) && maximumOrder > 1
        && term.nonzeroBitCount < listCount
    }
    var mask: UInt64 = 1
    for list in 0..<listCount { mask |= 1 << (1 << UInt64(list)) }
    mainEffects = mask
    estimates = [Double](repeating: 0, count: (terms.count + 2) << listCount)
  }

  /// Finds the best model for the counts that are laid out.
  /// - Parameters:
  ///   - charge: what a parameter costs.
  ///   - guess: a model of those that are searched that may be good; a better guess is a shorter search.
  mutating func run(charge: Double, guess: UInt64) {
    self.charge = charge
    best = nil
    hasFailed = false
    fitCount = 0
    let isExact = masked.fitter.workspace.startAtIndependence()
    let independence = fit(mainEffects, isStartExact: isExact)
    consider(mainEffects, independence)
    // Without an estimate under independence no larger model has one.
    guard independence.isEstimate else { return }
    sortTerms()
    if guess != mainEffects { consider(guess, fit(guess)) }
    var all = mainEffects
    for term in terms { all |= 1 << UInt64(term) }
    let status = fit(all)
    consider(all, status)
    save(level: 0)
    explore(
      in: mainEffects, inOrFree: all,
      bound: status.isEstimate ? masked.fitter.workspace.kernel : saturatedKernel(), from: 0, level: 0)
  }

  /// - Parameters:
  ///   - bound: no model below has a higher kernel.
  ///   - first: the first term that may be free; all after it that are in `upper` are.
  private mutating func explore(
    in fixed: UInt64, inOrFree upper: UInt64, bound: Double, from first: Int, level: Int
  ) {
    let size = 1 << listCount
    var fixed = fixed
    for next in first..<max(first, terms.count) where upper & 1 << UInt64(terms[next]) != 0 {
      if let best,
        -2 * bound + charge * Double(fixed.nonzeroBitCount) > best.criterion + ModelOrder.tolerance
      {
        return
      }
      // What is left without the term, and then, in the loop, with it.
      let without = upper & ~masked.supersets[terms[next]]
      for k in 0..<size { masked.fitter.workspace.beta[k] = estimates[level * size + k] }
      let status = fit(without)
      consider(without, status)
      if status.isEstimate {
        save(level: level + 1)
      } else {
        for k in 0..<size { estimates[(level + 1) * size + k] = estimates[level * size + k] }
      }
      explore(
        in: fixed, inOrFree: without,
        bound: status.isEstimate ? min(bound, masked.fitter.workspace.kernel) : bound, from: next + 1,
        level: level + 1)
      fixed |= 1 << UInt64(terms[next])
    }
  }

  private mutating func fit(_ mask: UInt64, isStartExact: Bool = false) -> MaskedFitter.Status {
    fitCount += 1
    let size = 1 << listCount
    let margins = masked.fitter.workspace.margins
    var present: UInt64 = 1
    var cells = UInt64.max >> UInt64(64 - size) & ~1
    var rest = mask & ~1
    while rest != 0 {
      let term = rest.trailingZeroBitCount
      if margins[term] > 0 { present |= 1 << UInt64(term) } else { cells &= ~masked.supersets[term] }
      rest &= rest - 1
    }
    for k in 0..<size where present & 1 << UInt64(k) == 0 { masked.fitter.workspace.beta[k] = 0 }
    let status = masked.fit(mask, terms: present, cells: cells, isStartExact: isStartExact)
    if status == .failed { hasFailed = true }
    return status
  }

  private mutating func consider(_ mask: UInt64, _ status: MaskedFitter.Status) {
    guard status.isEstimate else { return }
    let criterion = -2 * masked.fitter.workspace.kernel + charge * Double(mask.nonzeroBitCount)
    if let best {
      if criterion > best.criterion + ModelOrder.tolerance { return }
      let isTied = criterion >= best.criterion - ModelOrder.tolerance
      if isTied && !ModelOrder.precedes(mask, best.mask) { return }
    }
    best = Best(mask: mask, criterion: criterion, logDark: masked.fitter.workspace.beta[0])
  }

  private mutating func save(level: Int) {
    let size = 1 << listCount
    for k in 0..<size { estimates[level * size + k] = masked.fitter.workspace.beta[k] }
  }

  /// Fewer lists first, so that a term is decided after those within it; among these the terms whose margins
  /// are farthest from independence first: to be without one of these costs most, so that the bound cuts
  /// early.
  private mutating func sortTerms() {
    let margins = masked.fitter.workspace.margins
    let fitted = masked.fitter.workspace.fittedMargins
    let distances = terms.map { term -> Double in
      let difference = margins[term] - fitted[term]
      return fitted[term] > 0 ? difference * difference / fitted[term] : 0
    }
    let order = terms.indices.sorted {
      (terms[$0].nonzeroBitCount, -distances[$0], terms[$0])
        < (terms[$1].nonzeroBitCount, -distances[$1], terms[$1])
    }
    terms = order.map { terms[$0] }
  }

  /// The kernel of the table itself, which no model exceeds.
  private func saturatedKernel() -> Double {
    var sum = 0.0
    for cell in 1..<(1 << listCount) {
      let count = masked.fitter.workspace.counts[cell]
      if count > 0 { sum += count * log(count) - count }
    }
    return sum
  }
}

/// Which of two models with the same criterion is taken: the one that a `ModelTree` meets first.
enum ModelOrder {
  /// Criteria that differ by no more than this are the same but for rounding.
  static let tolerance = 1e-8

  static func precedes(_ first: UInt64, _ second: UInt64) -> Bool {
    func sequence(_ mask: UInt64) -> [ListSet] {
      (0..<64).filter { mask & 1 << UInt64($0) != 0 }.map { ListSet(rawValue: UInt32($0)) }
        .sorted(by: ListSet.precedesBySize)
    }
    return sequence(first).lexicographicallyPrecedes(sequence(second), by: ListSet.precedesBySize)
  }
}
