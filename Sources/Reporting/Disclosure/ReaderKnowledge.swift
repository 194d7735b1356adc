/// What a reader of all editions knows, as one system of linear statements, and the questions that nobody is to
/// answer from it.
struct ReaderKnowledge {
  struct Question {
    let name: String
    let kind: DisclosureAudit.Finding.Kind
    let terms: [(variable: Int, factor: Int)]
    /// What was published of the cell itself.
    var known: (lower: Int, upper: Int)?
  }

  private(set) var questions: [Question] = []
  private var system: IntegerSystem
  private let root: BoundedSimplex?

  var isConsistent: Bool { root != nil }

  /// The sum of which variables an atom is in one edition.
  private typealias Expression = [String: [Int]]

  init(_ current: PublishedCells, earlier: [DisclosureAudit.Edition]) {
    let threshold = max(current.threshold, earlier.map(\.cells.threshold).max() ?? 0)
    let growing = earlier.filter { $0.relation == .cumulative }
    let equal = earlier.filter { $0.relation == .same }
    let tied = growing + equal
    let atoms = Set(current.atoms + tied.flatMap(\.cells.atoms)).sorted()
    let position = Dictionary(uniqueKeysWithValues: atoms.enumerated().map { ($1, $0) })
    // For each atom what the oldest edition counted, then what each later one added.
    let layers = growing.count + 1
    var largest = 0
    for cell in current.cells + tied.flatMap(\.cells.cells) {
      largest = max(largest, cell.upper ?? cell.lower)
    }
    let cap = 4 * largest + 100 * threshold
    var system = IntegerSystem(variableCount: atoms.count * layers, cap: cap)

    func variables(_ atom: String, through layer: Int) -> [Int] {
      guard let place = position[atom] else { return [] }
      return (0...layer).map { $0 * atoms.count + place }
    }
    func terms(_ cell: PublishedCells.Cell, through layer: Int) -> [(variable: Int, factor: Int)] {
      cell.atoms.flatMap { variables($0, through: layer) }.map { ($0, 1) }
    }
    func learn(_ cells: PublishedCells, through layer: Int) {
      for cell in cells.cells {
        let terms = terms(cell, through: layer)
        // A statement about one variable is a bound and needs no row.
        if terms.count == 1, let variable = terms.first?.variable {
          system.bound(variable, from: cell.lower, to: cell.upper ?? cap)
        } else if !terms.isEmpty, cell.lower > 0 || cell.upper != nil {
          system.add(IntegerSystem.Row(terms: terms, lower: cell.lower, upper: cell.upper))
        } else if terms.isEmpty, cell.lower > 0 {
          system.add(IntegerSystem.Row(terms: [], lower: cell.lower, upper: cell.upper))
        }
      }
    }

    let last = layers - 1
    learn(current, through: last)
    for edition in equal { learn(edition.cells, through: last) }
    for (layer, edition) in growing.enumerated() {
      learn(edition.cells, through: layer)
      // Whom an edition does not speak of it did not count.
      let known = Set(edition.cells.atoms)
      for atom in atoms where !known.contains(atom) {
        for variable in variables(atom, through: layer) { system.bound(variable, from: 0, to: 0) }
      }
    }

    var asked: Set<[Int]> = []
    var questions: [Question] = []
    func ask(
      _ name: String, _ kind: DisclosureAudit.Finding.Kind, _ terms: [(variable: Int, factor: Int)],
      known: (lower: Int, upper: Int)? = nil
    ) {
      guard !terms.isEmpty, asked.insert(terms.map(\.variable)).inserted else { return }
      questions.append(Question(name: name, kind: kind, terms: terms, known: known))
    }
    let all =
      [("", current, last)] + equal.map { ($0.name + ": ", $0.cells, last) }
      + growing.enumerated().map { ($1.name + ": ", $1.cells, $0) }
    // A cell that was held back for the sake of others and has since been published is no secret.
    var open: Set<[Int]> = []
    for (_, cells, layer) in all {
      for cell in cells.cells where !cell.isHeldBack && (cell.lower >= threshold || cell.upper == 0) {
        open.insert(terms(cell, through: layer).map(\.variable))
      }
    }
    for (prefix, cells, layer) in all {
      for cell in cells.cells {
        if cell.isHeldBack {
          let terms = terms(cell, through: layer)
          if !open.contains(terms.map(\.variable)) { ask(prefix + cell.name, .heldBack, terms) }
        } else if cell.lower >= 1, let upper = cell.upper, upper < threshold {
          ask(prefix + cell.name, .small, terms(cell, through: layer), known: (cell.lower, upper))
        } else if let upper = cell.upper, cell.lower < threshold, upper > cell.lower,
          prefix.isEmpty || Self.isNarrowed(cell, among: all.map(\.1))
        {
          ask(prefix + cell.name, .rounded, terms(cell, through: layer))
        }
      }
    }
    for layer in 1..<max(layers, 1) where layers > 1 {
      let name = layer < growing.count ? growing[layer].name + ": " : ""
      for (place, atom) in atoms.enumerated() {
        ask(name + atom, .change, [(layer * atoms.count + place, 1)])
      }
      let cells = layer < growing.count ? growing[layer].cells : current
      for cell in cells.cells {
        ask(
          name + cell.name, .change,
          cell.atoms.compactMap { position[$0].map { (layer * atoms.count + $0, 1) } })
      }
    }
    questions += Self.differences(current, earlier, threshold: threshold)
    self.questions = questions
    self.system = system
    root = system.rows.contains { $0.terms.isEmpty } ? nil : BoundedSimplex(system)
  }

  /// Whether another edition knows less of a sum to be possible than this one does, as after a change of key.
  private static func isNarrowed(_ cell: PublishedCells.Cell, among editions: [PublishedCells]) -> Bool {
    editions.contains { edition in
      edition.cells.contains { other in
        other.atoms == cell.atoms && !other.isHeldBack
          && ((other.upper ?? .max) < (cell.upper ?? .max) || other.lower > cell.lower)
      }
    }
  }

  /// Published counts that changed by fewer than the threshold since an edition of other times. Where nobody leaves the
  /// system above says the same of counts of the same smallest groups; editions made by different methods have others.
  private static func differences(
    _ current: PublishedCells, _ earlier: [DisclosureAudit.Edition], threshold: Int
  ) -> [Question] {
    var result: [Question] = []
    for edition in earlier where edition.relation == .unknown || edition.relation == .cumulative {
      let before = Dictionary(
        edition.cells.cells.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
      for cell in current.cells {
        guard let old = before[cell.name], edition.relation == .unknown || old.atoms != cell.atoms,
          let upper = cell.upper, let oldUpper = old.upper else { continue }
        // The change lies between these, whatever was rounded.
        let (least, most) = (cell.lower - oldUpper, upper - old.lower)
        let isSmallGain = least >= 1 && most < threshold
        let isSmallLoss = most <= -1 && least > -threshold
        if isSmallGain || isSmallLoss {
          result.append(
            Question(
              name: "\(cell.name), against \(edition.name)", kind: .small, terms: [], known: (least, most)))
        }
      }
    }
    return result
  }

  /// The smallest and largest count that were proven possible, and whether it is proven that none lies beyond.
  func range(_ terms: [(variable: Int, factor: Int)]) -> (lower: Int, upper: Int, isProven: Bool)? {
    guard let root else { return nil }
    func value(_ point: [Int]) -> Int { terms.reduce(0) { $0 + $1.factor * point[$1.variable] } }
    let opposite = terms.map { (variable: $0.variable, factor: -$0.factor) }
    guard let low = system.smallest(terms, from: root), let high = system.smallest(opposite, from: root)
    else { return nil }
    let (lower, upper) = (value(low.point), value(high.point))
    let isProven = low.bound > Double(lower) - 0.5 && -high.bound < Double(upper) + 0.5
    return (lower, upper, isProven)
  }
}
