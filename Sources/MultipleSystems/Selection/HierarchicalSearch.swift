internal import Glibc

/// The fits of every model of a tree to one table after another.
///
/// Three facts keep it short. A fit depends on a model only through its terms with positive margins, E, and
/// the cells that its zero margins leave, Δ; models that agree in both are fitted once. A child starts from
/// its parent's estimate. And a model that has no estimate of the population shares that with every larger
/// one: the directions in which its likelihood does not fall are directions of the larger model too.
struct HierarchicalSearch: ~Copyable {
  let tree: ModelTree
  var masked: MaskedFitter
  /// By node: what the fit is, its kernel of the log-likelihood, and the logarithm of the dark figure.
  private(set) var statuses: [MaskedFitter.Status]
  private(set) var kernels: [Double]
  private(set) var logDarkFigures: [Double]
  /// The number of models that Newton's method was run for.
  private(set) var fitCount = 0

  /// By level of the tree: β and the fitted margins M.
  private var estimates: [Double]
  private var fittedMargins: [Double]
  private var effective: [UInt64]
  private var facial: [UInt64]
  private var cacheNodes: [Int32]
  private var cacheTerms: [UInt64]
  private var cacheCells: [UInt64]

  init(tree: ModelTree) {
    self.tree = tree
    let lists = tree.listCount
    let cells = 1 << lists
    masked = MaskedFitter(listCount: lists)
    statuses = [MaskedFitter.Status](repeating: .failed, count: tree.count)
    kernels = [Double](repeating: 0, count: tree.count)
    logDarkFigures = kernels
    let levels = Int(tree.depths.max() ?? 0) + 1
    estimates = [Double](repeating: 0, count: levels * cells)
    fittedMargins = estimates
    effective = [UInt64](repeating: 0, count: levels)
    facial = effective
    var slots = 1
    while slots < 2 * tree.count { slots *= 2 }
    cacheNodes = [Int32](repeating: -1, count: slots)
    cacheTerms = [UInt64](repeating: 0, count: slots)
    cacheCells = cacheTerms
  }

  /// Fits all models to a table.
  mutating func run(_ table: CaptureTable) {
    masked.fitter.load(table)
    run()
  }

  /// Fits all models to the counts that are laid out in the fitter's workspace.
  mutating func run() {
    let cells = 1 << tree.listCount
    let margins = masked.fitter.workspace.margins
    var isAnyMarginZero = false
    for term in 0..<cells where margins[term] == 0 { isAnyMarginZero = true }
    if isAnyMarginZero {
      for slot in cacheNodes.indices { cacheNodes[slot] = -1 }
    }
    fitCount = 0
    var node = 0
    while node < tree.count {
      let level = Int(tree.depths[node])
      let slot = activate(node, level: level)
      let known = isAnyMarginZero ? find(level) : -1
      if known >= 0 && cacheNodes[known] >= 0 {
        let twin = Int(cacheNodes[known])
        statuses[node] = statuses[twin]
        kernels[node] = kernels[twin]
        logDarkFigures[node] = logDarkFigures[twin]
      } else {
        fit(node, level: level, estimate: slot)
        if known >= 0 {
          cacheNodes[known] = Int32(node)
          cacheTerms[known] = effective[level]
          cacheCells[known] = facial[level]
        }
      }
      if statuses[node] == .refused || statuses[node] == .failed {
        for descendant in (node + 1)..<max(node + 1, Int(tree.ends[node])) {
          statuses[descendant] = statuses[node]
        }
        node = Int(tree.ends[node])
      } else {
        node += 1
      }
    }
  }

  /// Works out E and Δ of a node from its parent's, and copies the parent's estimate as a start.
  /// - Returns: where the node's estimate stands.
  private mutating func activate(_ node: Int, level: Int) -> Int {
    let cells = 1 << tree.listCount
    let margins = masked.fitter.workspace.margins
    let slot = level * cells
    if level == 0 {
      var terms: UInt64 = 1
      var present = UInt64.max >> UInt64(64 - cells) & ~1
      for list in 0..<tree.listCount {
        if margins[1 << list] > 0 {
          terms |= 1 << UInt64(1 << list)
        } else {
          present &= ~masked.supersets[1 << list]
        }
      }
      effective[0] = terms
      facial[0] = present
      return 0
    }
    let added = Int(tree.added[node])
    if margins[added] > 0 {
      effective[level] = effective[level - 1] | 1 << UInt64(added)
      facial[level] = facial[level - 1]
    } else {
      effective[level] = effective[level - 1]
      facial[level] = facial[level - 1] & ~masked.supersets[added]
    }
    for k in 0..<cells {
      estimates[slot + k] = estimates[slot - cells + k]
      fittedMargins[slot + k] = fittedMargins[slot - cells + k]
    }
    // The value that would fit the new margin if no other parameter moved.
    if margins[added] > 0 { estimates[slot + added] = log(margins[added] / fittedMargins[slot + added]) }
    return slot
  }

  /// The slot of the cache that holds the node's E and Δ, or is free for them.
  private func find(_ level: Int) -> Int {
    let terms = effective[level]
    let cells = facial[level]
    var hash = terms &* 0x9E37_79B9_7F4A_7C15 ^ (cells &* 0xC2B2_AE3D_27D4_EB4F)
    hash ^= hash >> 29
    let mask = cacheNodes.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while cacheNodes[slot] >= 0 && (cacheTerms[slot] != terms || cacheCells[slot] != cells) {
      slot = (slot + 1) & mask
    }
    return slot
  }

  private mutating func fit(_ node: Int, level: Int, estimate slot: Int) {
    fitCount += 1
    var isStartExact = false
    if level == 0 {
      isStartExact = masked.fitter.workspace.startAtIndependence()
    } else {
      for k in 0..<(1 << tree.listCount) { masked.fitter.workspace.beta[k] = estimates[slot + k] }
    }
    statuses[node] = masked.fit(
      tree.masks[node], terms: effective[level], cells: facial[level], isStartExact: isStartExact)
    if statuses[node].isEstimate { store(node, slot) }
  }

  private mutating func store(_ node: Int, _ slot: Int) {
    kernels[node] = masked.fitter.workspace.kernel
    logDarkFigures[node] = masked.fitter.workspace.beta[0]
    for k in 0..<(1 << tree.listCount) {
      estimates[slot + k] = masked.fitter.workspace.beta[k]
      fittedMargins[slot + k] = masked.fitter.workspace.fittedMargins[k]
    }
  }
}
