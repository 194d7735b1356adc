internal import DataLoaders
internal import Estimates
internal import Reporting
internal import Tables

/// What a reader of everything that was opened from one folder of reports could work out, with one more edition opened
/// beside it.
///
/// Each edition keeps the counts that it gives away as `published-cells/<estimation>.json`. They are held against those
/// of the editions that are open, and of all that ever were (`PublicationRegister`): of this study, of the same input
/// under another name, and of this edition before it was replaced. An edition that was opened and whose record cannot be
/// read makes every answer "not safe": what is not known cannot be protected (F58, F63).
package struct EditionAudit: Sendable, Equatable {
  static let folder = "published-cells"

  static func path(_ estimation: String) -> String { "\(folder)/\(estimation).json" }

  /// Why the edition must stay closed, a sentence for each estimation; empty where it may be opened.
  package let reasons: [String]
  /// Editions whose counts were rounded under another key or to another base.
  package let otherRoundings: [String]
  package var isSafe: Bool { reasons.isEmpty }
  /// For the register, once it is opened.
  let entry: PublicationRegister.Entry

  /// - Parameters:
  ///   - name: the edition that is to be opened, which stands in the folder.
  ///   - data: how the people of two editions hang together.
  /// - Throws: `FileOutputError` where the edition cannot be read.
  package init(_ name: EditionName, in folder: EditionFolder, data: ComparisonRule.Data) throws {
    let notes = (try? StateFolder(folder.state)).map(RunRegister.init)
    let report = try WrittenReport(folder.path(of: name))
    var reasons: [String] = []
    var entry = PublicationRegister.Entry(
      study: folder.study, edition: name.text, manifestHash: "", estimations: [], rounding: RoundingRecord())
    var earlier: [PublicationRegister.Entry] = []
    do throws(Unreadable) {
      entry = try Self.entry(report, folder.study, name, notes)
      earlier = try Self.earlier(than: name, in: folder, notes).filter {
        $0.manifestHash != entry.manifestHash || $0.study != entry.study
      }
    } catch {
      reasons.append("the record of the counts that the edition \(error.edition) gave away \(error.problem)")
    }
    if reasons.isEmpty {
      for estimation in entry.estimations {
        let audit = Self.audit(estimation, of: entry, earlier, data)
        if !audit.isSafe { reasons.append("\(estimation.name): \(audit.summary)") }
      }
    }
    self.reasons = reasons
    self.entry = entry
    otherRoundings = earlier.filter { other in
      entry.rounding.change(since: other.rounding) != nil && other.estimations.contains { Self.isRelated($0, entry) }
    }.map { $0.study == entry.study ? $0.edition : "\($0.study)/\($0.edition)" }
  }

  private static func isRelated(
    _ other: PublicationRegister.Entry.Estimation, _ entry: PublicationRegister.Entry
  ) -> Bool {
    entry.estimations.contains { $0.cells.subject == other.cells.subject }
  }

  /// One estimation against all that bears on it, the latest edition of the study taken for the last to count.
  private static func audit(
    _ estimation: PublicationRegister.Entry.Estimation, of entry: PublicationRegister.Entry,
    _ earlier: [PublicationRegister.Entry], _ data: ComparisonRule.Data
  ) -> DisclosureAudit {
    var editions: [DisclosureAudit.Edition] = []
    var later: [(name: String, cells: PublishedCells)] = []
    for other in earlier {
      for found in other.estimations {
        let isSame = !Set(found.hashes).isDisjoint(with: estimation.hashes)
        let isSeries =
          other.study == entry.study && found.name == estimation.name
          || !Set(found.files).isDisjoint(with: estimation.files)
        let isOther = other.study != entry.study || found.name != estimation.name
        guard isSame || isSeries else { continue }
        let name = (other.study == entry.study ? "" : other.study + "/") + other.edition
        let words = found.name == estimation.name ? name : "\(name) (\(found.name))"
        if !isSame, !isOther, data == .cumulative, isAfter(other.edition, entry.edition) {
          later.append((words, found.cells))
        } else {
          // What cannot be put into an order is judged by how shown counts changed.
          let relation: DisclosureAudit.Relation =
            isSame ? .same : other.edition == entry.edition || isOther ? .unknown : data.relation
          editions.append(DisclosureAudit.Edition(words, found.cells, relation: relation))
        }
      }
    }
    editions.sort { isAfter($1.name, $0.name) }
    guard let last = later.max(by: { isAfter($1.name, $0.name) }) else {
      return DisclosureAudit(estimation.cells, earlier: editions)
    }
    // This edition fills a gap: it is one of the earlier ones of the last.
    editions.append(DisclosureAudit.Edition(entry.edition, estimation.cells, relation: .cumulative))
    let between = later.filter { $0.name != last.name }.sorted { isAfter($1.name, $0.name) }
    editions += between.map { DisclosureAudit.Edition($0.name, $0.cells, relation: .cumulative) }
    return DisclosureAudit(last.cells, earlier: editions)
  }

  private static func isAfter(_ first: String, _ second: String) -> Bool {
    if let a = EditionName(first)?.slot, let b = EditionName(second)?.slot, a.period == b.period { return b < a }
    return first > second
  }

  /// The editions of the study that are open, and everything on file that was.
  private static func earlier(
    than name: EditionName, in folder: EditionFolder, _ notes: RunRegister?
  ) throws(Unreadable) -> [PublicationRegister.Entry] {
    var entries: [PublicationRegister.Entry]
    do throws(UnreadablePublication) {
      entries = try PublicationRegister(reports: folder.reports).entries()
    } catch {
      throw Unreadable(edition: error.name, problem: "cannot be read")
    }
    for edition in folder.editions where edition != name && PublishedModes.isOpen(folder.path(of: edition)) {
      guard let report = try? WrittenReport(folder.path(of: edition)) else {
        throw Unreadable(edition: edition.text, problem: "cannot be read")
      }
      let entry = try Self.entry(report, folder.study, edition, notes)
      if !entries.contains(where: { $0.study == entry.study && $0.manifestHash == entry.manifestHash }) {
        entries.append(entry)
      }
    }
    return entries
  }

  /// What an edition gives away, by its files and the private notes of its run.
  private static func entry(
    _ report: WrittenReport, _ study: String, _ name: EditionName, _ notes: RunRegister?
  ) throws(Unreadable) -> PublicationRegister.Entry {
    guard let manifest = report.file(ReportManifest.path), let json = JSONValue(manifest.bytes) else {
      throw Unreadable(edition: name.text, problem: "cannot be read")
    }
    let hash = SHA256.hexadecimal(of: manifest.bytes)
    let known = notes?.hashes(hash) ?? [:]
    var estimations: [PublicationRegister.Entry.Estimation] = []
    let named = (json["outputs"]?.items ?? []).compactMap { $0["path"]?.text }
    for path in named where path.hasPrefix(Self.folder + "/") {
      let estimation = String(path.dropFirst(Self.folder.utf8.count + 1).dropLast(".json".utf8.count))
      guard let file = report.file(path) else { throw Unreadable(edition: name.text, problem: "is gone") }
      let inputs = json["estimations"]?.items.first { $0["name"]?.text == estimation }?["inputs"]?.items ?? []
      let shown = inputs.compactMap { $0["sha256"]?.text }.filter { $0 != InputHash.withheld }
      estimations.append(
        PublicationRegister.Entry.Estimation(
          name: estimation, hashes: known[estimation] ?? shown, files: inputs.compactMap { $0["name"]?.text },
          cells: try decoded(file.bytes, of: name)))
    }
    return PublicationRegister.Entry(
      study: study, edition: name.text, manifestHash: hash, estimations: estimations,
      rounding: RoundingRecord(report))
  }

  private struct Unreadable: Error {
    let edition: String
    let problem: String
  }

  private static func decoded(_ bytes: [UInt8], of edition: EditionName) throws(Unreadable) -> PublishedCells
  {
    do {
      return try PublishedCells.decoded(bytes)
    } catch {
      throw Unreadable(edition: edition.text, problem: error.problem)
    }
  }
}

/// An edition that would give people away was to be opened (exit 77). It stays closed.
package struct UnsafeRelease: Error, Equatable, Sendable, CustomStringConvertible {
  package static let exitCode: Int32 = 77
  package let edition: String
  package let reasons: [String]

  package var description: String {
    "the edition \(edition) stays closed, because people could be worked out from it: "
      + reasons.map(PlainText.line).joined(separator: "; ")
      + "; round its counts under a key ([suppression] rounding) or raise the threshold"
  }
}
