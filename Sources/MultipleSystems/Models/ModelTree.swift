/// Every hierarchical model of up to six lists, as a tree in which a child has one term more than its parent.
///
/// The terms of two lists and more are ordered by size, and a child's new term comes after all of its
/// parent's, so that each model is met once; the nodes stand in preorder. A model is a mask of its terms: bit
/// S for the term with the mask S.
struct ModelTree: Sendable {
  let listCount: Int
  let masks: [UInt64]
  /// The mask of the term by which the node differs from its parent; 0 for the root, independence.
  let added: [UInt8]
  /// The number of terms of two lists and more.
  let depths: [UInt8]
  /// The node that follows a node's descendants.
  let ends: [Int32]

  /// All hierarchical models with interactions of up to `maximumOrder` lists; never the saturated one.
  init(listCount: Int, maximumOrder: Int) throws(ModelError) {
    try Self.check(listCount: listCount, maximumOrder: maximumOrder)
    precondition(listCount >= 1 && maximumOrder >= 1, "a tree has lists and an order")
    let terms = (0..<(1 << listCount)).map { ListSet(rawValue: UInt32($0)) }
      .filter { $0.count > 1 && $0.count <= maximumOrder && $0.count < listCount }
      .sorted(by: ListSet.precedesBySize)
    var root: UInt64 = 1
    for list in 0..<listCount { root |= 1 << (1 << UInt64(list)) }

    var masks: [UInt64] = []
    var added: [UInt8] = []
    var depths: [UInt8] = []
    var ends: [Int32] = []
    func visit(_ mask: UInt64, _ last: Int, _ term: UInt8, _ depth: UInt8) {
      masks.append(mask)
      added.append(term)
      depths.append(depth)
      let node = ends.count
      ends.append(0)
      for next in (last + 1)..<max(last + 1, terms.count) {
        let candidate = terms[next]
        let hasFacets = candidate.lists.allSatisfy { list in
          mask & (1 << UInt64(candidate.subtracting(ListSet(list: list)).rawValue)) != 0
        }
        if hasFacets {
          visit(mask | 1 << UInt64(candidate.rawValue), next, UInt8(candidate.rawValue), depth + 1)
        }
      }
      ends[node] = Int32(ends.count)
    }
    if listCount > 1 { visit(root, -1, 0, 0) }
    self.listCount = listCount
    self.masks = masks
    self.added = added
    self.depths = depths
    self.ends = ends
  }

  /// - Throws: `ModelError.tooManyModels` where there is no such tree.
  static func check(listCount: Int, maximumOrder: Int) throws(ModelError) {
    guard listCount <= 5 || (listCount == 6 && maximumOrder <= 2) else {
      throw .tooManyModels(listCount: listCount, maximumOrder: maximumOrder)
    }
  }

  var count: Int { masks.count }

  /// The model of a node.
  func model(_ node: Int) -> LogLinearModel {
    LogLinearModel(termMask: masks[node], listCount: listCount)
  }
}

extension LogLinearModel {
  /// The model of a mask with bit S for each term S; the caller vouches for the closure under subsets.
  init(termMask: UInt64, listCount: Int) {
    var interactions: [ListSet] = []
    var rest = termMask
    while rest != 0 {
      let term = ListSet(rawValue: UInt32(rest.trailingZeroBitCount))
      if term.count > 1 { interactions.append(term) }
      rest &= rest - 1
    }
    self.init(listCount: listCount, interactions: interactions)
  }

  /// Every hierarchical model with interactions of up to `maximumOrder` lists, the saturated one excepted: 8
  /// models for three lists, 113 for four, 6,893 for five, 32,768 for the pairs of six.
  /// - Throws: `ModelError.tooManyModels` above five lists, or six with pairs.
  public static func hierarchical(
    listCount: Int, maximumOrder: Int
  ) throws(ModelError) -> [LogLinearModel] {
    let tree = try ModelTree(listCount: listCount, maximumOrder: maximumOrder)
    return (0..<tree.count).map(tree.model)
  }
}
