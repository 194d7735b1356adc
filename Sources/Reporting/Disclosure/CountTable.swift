/// A table of counts of people by one or more characteristics, with its margins and with groups of categories
/// that are shown as subtotals (districts in regions).
package struct CountTable: Sendable, Equatable {
  package struct Dimension: Sendable, Equatable {
    package let name: String
    package let categories: [String]
    /// Subtotals: the name and the positions of its categories. They may lie within each other.
    package let groups: [Group]

    package struct Group: Sendable, Equatable {
      package let name: String
      package let members: [Int]

      package init(_ name: String, _ members: [Int]) {
        self.name = name
        self.members = members
      }
    }

    package init(_ name: String, _ categories: [String], groups: [Group] = []) {
      self.name = name
      self.categories = categories
      self.groups = groups
    }

    /// Every category, every subtotal, then the total of all.
    fileprivate var entries: [(name: String, members: [Int], weight: Int)] {
      categories.enumerated().map { ($1, [$0], 1) }
        + groups.map { ($0.name, $0.members.filter(categories.indices.contains), 3) }
        + [("total", Array(categories.indices), 10)]
    }
  }

  package let dimensions: [Dimension]
  /// Row-major, the last dimension fastest.
  package let counts: [Int]

  /// - Precondition: a count for each combination of categories, none below zero.
  package init(_ dimensions: [Dimension], counts: [Int]) {
    precondition(
      counts.count == dimensions.reduce(1) { $0 * $1.categories.count }, "a count for each combination")
    precondition(counts.allSatisfy { $0 >= 0 }, "counts are not negative")
    self.dimensions = dimensions
    self.counts = counts
  }

  /// The name of the smallest group at some categories: the same in every table of the same characteristics.
  private func atom(_ place: [Int]) -> String {
    zip(dimensions, place).map { "\($0.name)=\($0.categories[$1])" }.joined(separator: ";")
  }

  package var atomCounts: [String: Int] {
    var result: [String: Int] = [:]
    for (place, count) in zip(Self.places(dimensions.map(\.categories.count)), counts) {
      result[atom(place)] = count
    }
    return result
  }

  /// Every inner cell, margin and subtotal, with the lines in which they add up.
  package var published: (cells: [CellSuppression.Cell], lines: [CellSuppression.Line]) {
    let entries = dimensions.map(\.entries)
    let sizes = entries.map(\.count)
    var cells: [CellSuppression.Cell] = []
    var lines: [CellSuppression.Line] = []
    let places = Self.places(sizes)
    for place in places {
      let chosen = zip(entries, place).map { $0[$1] }
      let atoms = Self.products(chosen.map(\.members)).map(atom)
      let name = zip(dimensions, chosen).map { "\($0.name) \($1.name)" }.joined(separator: ", ")
      cells.append(
        CellSuppression.Cell(name, atoms: atoms, weight: chosen.reduce(1) { $0 * $1.weight }))
    }
    func index(_ place: [Int]) -> Int { zip(sizes, place).reduce(0) { $0 * $1.0 + $1.1 } }
    for (order, place) in places.enumerated() {
      for axis in dimensions.indices where place[axis] >= dimensions[axis].categories.count {
        let parts = entries[axis][place[axis]].members.map { member in
          var part = place
          part[axis] = member
          return index(part)
        }
        lines.append(CellSuppression.Line(total: order, parts: parts))
      }
    }
    return (cells, lines)
  }

  /// Which of `published.cells` may be shown.
  package func suppression(
    threshold: Int, earlier: [DisclosureAudit.Edition] = []
  ) -> CellSuppression {
    let (cells, lines) = published
    return CellSuppression(cells, counts: atomCounts, threshold: threshold, lines: lines, earlier: earlier)
  }

  private static func places(_ sizes: [Int]) -> [[Int]] { products(sizes.map { Array(0..<$0) }) }

  private static func products(_ choices: [[Int]]) -> [[Int]] {
    choices.reduce([[]]) { places, choice in places.flatMap { place in choice.map { place + [$0] } } }
  }
}
