/// What somebody can work out from everything that was published, in this edition and the ones before it.
///
/// For every cell that was held back the audit looks for two sets of counts that agree with every published
/// number and differ in the cell by at least the threshold. Both are checked in whole-number arithmetic, so
/// "safe" is always proven; where the search finds none, or gives up, the cell is unsafe (standard 4.3.2:
/// width at least max(2, k), never exact, fail closed).
///
/// Editions are tied together by what is known of them (`Relation`). Between editions a second rule holds: the
/// change of a published count must not be a count of 1 to k - 1 people (F63).
package struct DisclosureAudit: Sendable, Equatable {
  /// How the counts of an earlier edition bear on those of this one.
  package enum Relation: String, Sendable, Equatable, Codable, CaseIterable {
    /// The same people counted again: every atom is what it was.
    case same
    /// Nobody leaves: every atom is at least what it was, and what was added is itself a count of people.
    case cumulative
    /// Other people, such as those of another year: nothing follows from one for the other.
    case separate
    /// It is not known: no atom is tied, and changes of published counts are judged as differences.
    case unknown
  }

  package struct Edition: Sendable, Equatable {
    package let name: String
    package let cells: PublishedCells
    package let relation: Relation

    /// - Parameter relation: of this earlier edition to the one that is to be published.
    package init(_ name: String, _ cells: PublishedCells, relation: Relation) {
      self.name = name
      self.cells = cells
      self.relation = relation
    }
  }

  package struct Finding: Sendable, Equatable, Encodable {
    package enum Kind: String, Sendable, Equatable, Encodable {
      case heldBack = "held back"
      /// A cell that is published although it is small.
      case small = "published and small"
      /// A rounded count that could be one of 1 to k - 1 people and no other.
      case rounded = "rounded and yet small"
      /// What was added since an earlier edition.
      case change = "change since an earlier edition"
      /// An estimate from which a count that is held back follows.
      case estimate = "an estimate that tells small counts"
    }

    package let cell: String
    package let kind: Kind
    /// The smallest and the largest count that was proven possible; `nil` where nothing was.
    package let lower: Int?
    package let upper: Int?
    package let isSafe: Bool
  }

  package let threshold: Int
  package let findings: [Finding]
  /// Whether the published numbers agree with each other at all; an audit of numbers that do not is no audit.
  package let isConsistent: Bool

  package var isSafe: Bool { isConsistent && findings.allSatisfy(\.isSafe) }
  package var unsafe: [Finding] { findings.filter { !$0.isSafe } }

  /// One sentence for a log or an error; it names cells and no counts.
  package var summary: String {
    guard isConsistent else {
      return
        "the published counts do not agree with each other or are too many to audit, so that nothing is called safe"
    }
    let count = unsafe.count
    guard count > 0 else { return "\(findings.count) cells were audited, and none can be worked out" }
    let names = unsafe.prefix(3).map { "'\(PlainText.line($0.cell))' (\($0.kind.rawValue))" }
    return "\(count) of \(findings.count) cells can be worked out from what is published: "
      + names.joined(separator: ", ") + (count > 3 ? " and more" : "")
  }

  /// - Parameter stopsAtFirst: whether the first unsafe cell ends the audit, whose findings then end with it.
  package init(_ cells: PublishedCells, earlier: [Edition] = [], stopsAtFirst: Bool = false) {
    let threshold = max(cells.threshold, earlier.map(\.cells.threshold).max() ?? 0)
    self.threshold = threshold
    let knowledge = ReaderKnowledge(cells, earlier: earlier.filter { $0.cells.subject == cells.subject })
    guard knowledge.isConsistent else {
      isConsistent = false
      findings = []
      return
    }
    isConsistent = true
    var found = (cells.exposed ?? []).map {
      Finding(cell: $0, kind: .estimate, lower: nil, upper: nil, isSafe: false)
    }
    if stopsAtFirst, !found.isEmpty {
      findings = Array(found.prefix(1))
      return
    }
    for question in knowledge.questions {
      found.append(Self.answer(question, knowledge, threshold: threshold))
      if stopsAtFirst, !(found.last?.isSafe ?? true) { break }
    }
    findings = found
  }

  private static func answer(
    _ question: ReaderKnowledge.Question, _ knowledge: ReaderKnowledge, threshold: Int
  ) -> Finding {
    switch question.kind {
    case .small, .estimate:
      return Finding(
        cell: question.name, kind: .small, lower: question.known?.lower, upper: question.known?.upper,
        isSafe: false)
    case .rounded:
      let range = knowledge.range(question.terms)
      return Finding(
        cell: question.name, kind: .rounded, lower: range?.lower, upper: range?.upper,
        // Both ends are counts that were found possible: nobody, or as many as may be known.
        isSafe: range.map { $0.lower == 0 || $0.upper >= threshold } ?? false)
    case .heldBack, .change:
      guard let range = knowledge.range(question.terms) else {
        return Finding(cell: question.name, kind: question.kind, lower: nil, upper: nil, isSafe: false)
      }
      let isWide = range.upper - range.lower >= max(2, threshold)
      // Where perhaps nobody came, or certainly many did, a change gives nobody away.
      let isHarmless =
        question.kind == .change && (range.lower == 0 || range.isProven && range.lower >= threshold)
      return Finding(
        cell: question.name, kind: question.kind, lower: range.lower, upper: range.upper,
        isSafe: isWide || isHarmless)
    }
  }
}
