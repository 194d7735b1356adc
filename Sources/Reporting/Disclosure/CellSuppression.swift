/// Which cells of published counts have to be held back so that no small one can be worked out.
///
/// Primary: every cell of 1 to k - 1 people. Secondary: for a cell that could still be worked out, a linear
/// program finds the cheapest set of other cells whose change would let it be larger by the threshold with
/// every other published number as it is (the carrier of Fischetti and Salazar-González 2000, Management
/// Science 46:1222, one direction at a time); these are held back, and the audit is made again, until it finds
/// everything safe. It ends, because at worst everything is held back. The audit, not the program, decides.
package struct CellSuppression: Sendable {
  package struct Cell: Sendable, Equatable {
    package let name: String
    /// The smallest groups whose sum the cell is.
    package let atoms: [String]
    /// What holding it back costs, against another of the same count: totals cost more than parts.
    package let weight: Int

    package init(_ name: String, atoms: [String], weight: Int = 1) {
      self.name = name
      self.atoms = atoms
      self.weight = max(weight, 1)
    }
  }

  /// A total and the parts that make it up, by position: where all of a total's people are in one part, the
  /// row tells what every one of them is (group disclosure).
  package struct Line: Sendable, Equatable {
    package let total: Int
    package let parts: [Int]

    package init(total: Int, parts: [Int]) {
      self.total = total
      self.parts = parts
    }
  }

  package let isShown: [Bool]
  /// The audit of what is shown; where even holding back everything does not help, it is not safe.
  package let audit: DisclosureAudit
  /// The record of what is shown, for the edition.
  package let published: PublishedCells

  /// - Parameters:
  ///   - counts: of every atom; an atom without a count has nobody.
  ///   - fixed: what is published besides and cannot be held back, such as a share in a warning.
  ///   - earlier: editions that are out already.
  package init(
    _ cells: [Cell], counts: [String: Int], threshold: Int, lines: [Line] = [],
    fixed: PublishedCells? = nil, earlier: [DisclosureAudit.Edition] = []
  ) {
    let sums = cells.map { $0.atoms.reduce(0) { $0 + counts[$1, default: 0] } }
    var shown = sums.map { $0 == 0 || $0 >= threshold }
    if threshold > 1 {
      for line in lines { Self.hideGroups(line, sums, &shown) }
    }
    func record() -> PublishedCells {
      var result = PublishedCells(
        threshold: threshold, subject: fixed?.subject ?? "people", cells: fixed?.cells ?? [])
      for (index, cell) in cells.enumerated() {
        result.add(cell.name, of: cell.atoms, shown[index] ? .exactly(sums[index]) : .heldBack(atLeast: 0))
      }
      return result
    }
    var audit = DisclosureAudit(record(), earlier: earlier, stopsAtFirst: true)
    while !audit.isSafe, shown.contains(true) {
      let culprit = audit.unsafe.first.flatMap { finding in cells.firstIndex { $0.name == finding.cell } }
      let carriers =
        culprit.map {
          Self.carriers(of: $0, cells, sums, shown, counts: counts, need: max(2, threshold))
        } ?? []
      let more = carriers.isEmpty ? Self.cheapest(culprit, cells, sums, shown) : carriers
      for index in more { shown[index] = false }
      audit = DisclosureAudit(record(), earlier: earlier, stopsAtFirst: true)
    }
    isShown = shown
    published = record()
    self.audit = audit.isSafe ? DisclosureAudit(published, earlier: earlier) : audit
  }

  private static func hideGroups(_ line: Line, _ sums: [Int], _ shown: inout [Bool]) {
    let full = line.parts.filter { sums[$0] > 0 }
    guard sums[line.total] > 0, line.parts.count > 1, full.count == 1, let only = full.first else { return }
    shown[only] = false
    if let empty = line.parts.first(where: { sums[$0] == 0 }) { shown[empty] = false }
  }

  /// The shown cells that have to give way for one to be larger by `need`, at the least cost.
  private static func carriers(
    of target: Int, _ cells: [Cell], _ sums: [Int], _ shown: [Bool], counts: [String: Int], need: Int
  ) -> [Int] {
    let atoms = Set(cells.flatMap(\.atoms)).sorted()
    let position = Dictionary(uniqueKeysWithValues: atoms.enumerated().map { ($1, $0) })
    let visible = cells.indices.filter { shown[$0] }
    // More people and fewer people in each atom, then more and fewer in each shown cell.
    let atomCount = atoms.count
    var system = IntegerSystem(
      variableCount: 2 * atomCount + 2 * visible.count, cap: 4 * (sums.max() ?? 0) + 100 * need)
    for (index, atom) in atoms.enumerated() {
      system.bound(atomCount + index, from: 0, to: counts[atom, default: 0])
    }
    func change(_ cell: Cell) -> [(variable: Int, factor: Int)] {
      cell.atoms.compactMap { position[$0] }.flatMap { [($0, 1), (atomCount + $0, -1)] }
    }
    var weights: [(variable: Int, factor: Double)] = []
    for (order, index) in visible.enumerated() {
      let more = 2 * atomCount + 2 * order
      system.add(.init(terms: change(cells[index]) + [(more, -1), (more + 1, 1)], lower: 0, upper: 0))
      let cost = Double(cells[index].weight) * Double(sums[index] + 1)
      weights += [(more, cost), (more + 1, cost)]
    }
    system.add(.init(terms: change(cells[target]), lower: need, upper: need))
    var simplex = BoundedSimplex(system)
    guard let corner = simplex?.minimum(weights: weights) else { return [] }
    return visible.enumerated().filter { order, _ in
      let more = 2 * atomCount + 2 * order
      return corner.point[more] + corner.point[more + 1] > 1e-6
    }.map(\.element)
  }

  /// The cheapest shown cell that shares an atom with the culprit, or the cheapest of all.
  private static func cheapest(_ culprit: Int?, _ cells: [Cell], _ sums: [Int], _ shown: [Bool]) -> [Int] {
    let visible = cells.indices.filter { shown[$0] }
    let near = culprit.map { target in
      let atoms = Set(cells[target].atoms)
      return visible.filter { !atoms.isDisjoint(with: cells[$0].atoms) }
    }
    let candidates = near.flatMap { $0.isEmpty ? nil : $0 } ?? visible
    func cost(_ index: Int) -> (Int, Int) { (cells[index].weight * (sums[index] + 1), index) }
    return candidates.min { cost($0) < cost($1) }.map { [$0] } ?? []
  }
}
