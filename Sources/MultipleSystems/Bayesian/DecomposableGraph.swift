/// A chordal graph on the lists: which pairs of lists depend on each other given the rest (Madigan and York 1997).
public struct DecomposableGraph: Sendable, Hashable {
  /// The maximal sets of lists that all depend on each other, by size and then by list.
  public let cliques: [ListSet]
  /// The overlaps of neighbouring cliques in a junction tree, one fewer than cliques; the empty set joins parts
  /// that are independent.
  public let separators: [ListSet]

  /// "12,23": the cliques by the numbers of their lists, from 1.
  public var formula: String {
    cliques.map { $0.lists.map { "\($0 + 1)" }.joined() }.joined(separator: ",")
  }

  /// All chordal graphs on some lists: 8, 61 and 822 on 3, 4 and 5 (OEIS A058862).
  ///
  /// - Precondition: 1 to 5 lists.
  public static func all(listCount: Int) -> [DecomposableGraph] {
    precondition((1...5).contains(listCount), "the graphs are enumerated for up to 5 lists")
    return byListCount[listCount - 1]
  }

  private static let byListCount: [[DecomposableGraph]] = (1...5).map { count in
    let pairs = (0..<count).flatMap { first in ((first + 1)..<max(count, first + 1)).map { (first, $0) } }
    return (0..<(1 << pairs.count)).compactMap { mask in
      var neighbours = [ListSet](repeating: [], count: count)
      for (index, pair) in pairs.enumerated() where mask >> index & 1 == 1 {
        neighbours[pair.0].insert(ListSet(list: pair.1))
        neighbours[pair.1].insert(ListSet(list: pair.0))
      }
      return DecomposableGraph(neighbours: neighbours)
    }
  }

  /// The graph with the given neighbours of each list, or `nil` if it is not chordal, by maximum cardinality search
  /// (Tarjan and Yannakakis 1984): each list taken in turn has the most neighbours among those taken before, and
  /// these are all joined with each other exactly if the graph is chordal.
  init?(neighbours: [ListSet]) {
    var taken: ListSet = []
    var cliques: [ListSet] = []
    var separators: [ListSet] = []
    var current: ListSet = []
    for step in 0..<neighbours.count {
      var next = -1
      for list in 0..<neighbours.count where !taken.contains(ListSet(list: list)) {
        if next < 0
          || neighbours[list].intersection(taken).count > neighbours[next].intersection(taken).count
        {
          next = list
        }
      }
      let before = neighbours[next].intersection(taken)
      for list in before.lists
      where !before.subtracting(ListSet(list: list)).isSubset(of: neighbours[list]) { return nil }
      if step > 0 && before != current {
        cliques.append(current)
        separators.append(before)
      }
      current = before.union(ListSet(list: next))
      taken.insert(ListSet(list: next))
    }
    cliques.append(current)
    self.cliques = cliques.sorted(by: ListSet.precedesBySize)
    self.separators = separators.sorted(by: ListSet.precedesBySize)
  }
}
