/// Every count of people that an edition gives away, as statements about counts that only the office knows.
///
/// The unknowns are the smallest groups of people (a combination of lists, an inner cell of a table), called
/// atoms and named by text. A published count, total, margin or share is a sum of atoms that is known exactly
/// or within bounds; a cell held back is a sum of atoms that nobody may come to know. An edition stores the
/// record as `published-cells.json`, and the audit of the next edition reads it (`DisclosureAudit`).
///
///     var cells = PublishedCells(threshold: 11)
///     cells.add("people seen", of: ["AB", "A", "B"], .exactly(212))
///     cells.add("A and B", of: ["AB"], .heldBack(atLeast: 1))
///     cells.add("share on one list", of: ["A", "B"], .between(190, 194))
package struct PublishedCells: Sendable, Equatable, Codable {
  package static let fileName = "published-cells.json"
  package static let currentSchemaVersion = 1

  package enum Knowledge: Sendable, Equatable {
    case exactly(Int)
    /// A rounded number or a share: both ends are whole numbers that the sum can have. `nil` is no end.
    case between(Int, Int?)
    /// Not published; a reader knows at most that the sum is no less than this.
    case heldBack(atLeast: Int)
  }

  package struct Cell: Sendable, Equatable, Codable {
    /// What a reader calls it; cells of different editions that mean the same have the same name.
    package let name: String
    /// Sorted and each once.
    package let atoms: [String]
    package let lower: Int
    /// `nil` where there is no upper end.
    package let upper: Int?
    package let isHeldBack: Bool

    package init(name: String, atoms: [String], lower: Int, upper: Int?, isHeldBack: Bool) {
      self.name = name
      self.atoms = Set(atoms).sorted()
      self.lower = lower
      self.upper = upper
      self.isHeldBack = isHeldBack
    }
  }

  package let schemaVersion: Int
  /// Counts of 1 to `threshold` - 1 people are not to be known.
  package let threshold: Int
  /// What the counts are counts of: editions are compared only where this is the same.
  package let subject: String
  package private(set) var cells: [Cell]
  /// Estimates of the report that would tell counts which are held back, by name; `nil` where there are none.
  package private(set) var exposed: [String]?

  package init(threshold: Int, subject: String = "people", cells: [Cell] = []) {
    schemaVersion = PublishedCells.currentSchemaVersion
    self.threshold = threshold
    self.subject = subject
    self.cells = cells
  }

  package mutating func expose(_ names: [String]) { exposed = (exposed ?? []) + names }

  package mutating func add(_ name: String, of atoms: [String], _ knowledge: Knowledge) {
    switch knowledge {
    case .exactly(let count):
      cells.append(Cell(name: name, atoms: atoms, lower: count, upper: count, isHeldBack: false))
    case .between(let lower, let upper):
      cells.append(Cell(name: name, atoms: atoms, lower: lower, upper: upper, isHeldBack: false))
    case .heldBack(let lower):
      cells.append(Cell(name: name, atoms: atoms, lower: lower, upper: nil, isHeldBack: true))
    }
  }

  /// The names of all atoms, sorted.
  package var atoms: [String] { Set(cells.flatMap(\.atoms)).sorted() }

  /// - Throws: `PublishedCellsError` where the bytes are no such record: an audit that cannot read what was
  ///   published before cannot call anything safe (F58).
  package static func decoded(_ bytes: [UInt8]) throws(PublishedCellsError) -> PublishedCells {
    try PublishedCellsReader.decoded(bytes)
  }
}

package struct PublishedCellsError: Error, Equatable, Sendable, CustomStringConvertible {
  package let problem: String

  package var description: String {
    "\(PublishedCells.fileName): \(problem); restore the edition, or publish nothing until it is read"
  }
}
