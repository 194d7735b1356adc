/// Parts gathered into wholes: a tree whose leaves are the parts, in an order that does not depend on the order in
/// which they came.
package struct Hierarchy: Sendable, Equatable {
  package struct Node: Sendable, Equatable {
    package let name: String
    /// The names from the outermost whole on, without the root where that stands for everything.
    package let path: [String]
    /// What a node of this depth is called ("region").
    package let level: String
    package let parent: Int?
    /// Rising places; empty for a leaf.
    package internal(set) var children: [Int]

    package var isLeaf: Bool { children.isEmpty }
  }

  /// The root first; a parent stands before its children, and children stand in the order of their names.
  package let nodes: [Node]

  package static let rootName = "Total"

  /// The places of the nodes that have no parts.
  package let leaves: [Int]
  /// For each node, where its leaves stand among `leaves`.
  private let leafRanges: [Range<Int>]

  /// Where the leaves of a node stand among `leaves`: together, because a node stands before all that is inside it. A
  /// leaf has itself.
  package func leafRange(_ place: Int) -> Range<Int> { leafRanges[place] }

  /// From paths such as ["Africa", "Kenya"]; every prefix of a path is a node. Where all paths start with one name,
  /// that is the root.
  ///
  /// - Parameter levels: what the entries of a path are called; the last is used for all that are deeper.
  /// - Throws: `GlobalEstimateError.invalidInput` for no path, an empty path or an empty name.
  package init(paths: [[String]], levels: [String]) throws(GlobalEstimateError) {
    guard let first = paths.first else { throw .invalidInput("there are no parts to add up") }
    guard paths.allSatisfy({ !$0.isEmpty && !$0.contains("") }), !levels.isEmpty else {
      throw .invalidInput("a part has no name at a level of the hierarchy")
    }
    let shared = paths.allSatisfy { $0[0] == first[0] } && paths.contains { $0.count > 1 }
    var wanted: Set<[String]> = []
    for path in paths {
      for length in (shared ? 1 : 0)...path.count { wanted.insert(Array(path.prefix(length))) }
    }
    // A parent is a prefix of its children and so stands before them; siblings are in order of their names.
    let ordered = wanted.sorted { $0.lexicographicallyPrecedes($1) }
    var places: [[String]: Int] = [:]
    var nodes: [Node] = []
    for path in ordered {
      let place = nodes.count
      let parent = places[Array(path.dropLast())]
      places[path] = place
      nodes.append(
        Node(
          name: path.last ?? Hierarchy.rootName, path: path,
          level: path.isEmpty ? "total" : levels[min(path.count, levels.count) - 1],
          parent: path.isEmpty ? nil : parent, children: []))
      if let parent, !path.isEmpty { nodes[parent].children.append(place) }
    }
    self.nodes = nodes
    leaves = nodes.indices.filter { nodes[$0].isLeaf }
    leafRanges = Hierarchy.ranges(nodes, leaves)
  }

  private static func ranges(_ nodes: [Node], _ leaves: [Int]) -> [Range<Int>] {
    var first = [Int](repeating: Int.max, count: nodes.count)
    var end = [Int](repeating: 0, count: nodes.count)
    for (k, leaf) in leaves.enumerated() { (first[leaf], end[leaf]) = (k, k + 1) }
    for place in nodes.indices.reversed() {
      guard let parent = nodes[place].parent else { continue }
      first[parent] = min(first[parent], first[place])
      end[parent] = max(end[parent], end[place])
    }
    return zip(first, end).map { $0..<$1 }
  }

  /// The place of a path.
  package func place(of path: [String]) -> Int? { nodes.firstIndex { $0.path == path } }
}
