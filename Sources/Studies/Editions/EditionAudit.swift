internal import Estimates
internal import Reporting
internal import Tables

/// What a reader of every edition that was opened could work out, with one more opened beside them.
///
/// Each edition keeps the counts that it gives away as `published-cells/<estimation>.json`. An edition that was opened
/// and whose record cannot be read makes every answer "not safe": what is not known cannot be protected (F58, F63).
package struct EditionAudit: Sendable, Equatable {
  static let folder = "published-cells"

  static func path(_ estimation: String) -> String { "\(folder)/\(estimation).json" }

  /// Why the edition must stay closed, a sentence for each estimation; empty where it may be opened.
  package let reasons: [String]
  package var isSafe: Bool { reasons.isEmpty }

  /// - Parameters:
  ///   - name: the edition that is to be opened, which stands in the folder.
  ///   - data: how the people of two editions hang together.
  /// - Throws: `FileOutputError` where the edition cannot be read.
  package init(_ name: EditionName, in folder: EditionFolder, data: ComparisonRule.Data) throws {
    let report = try WrittenReport(folder.path(of: name))
    let opened = folder.editions.filter { $0 != name && PublishedModes.isOpen(folder.path(of: $0)) }
    let earlier = opened.map { edition in (edition, try? WrittenReport(folder.path(of: edition))) }
    var reasons: [String] = []
    for file in report.files where file.path.hasPrefix(Self.folder + "/") {
      let estimation = file.path.dropFirst(Self.folder.utf8.count + 1).dropLast(".json".utf8.count)
      do throws(Unreadable) {
        let cells = try Self.decoded(file.bytes, of: name)
        var editions: [DisclosureAudit.Edition] = []
        for (edition, report) in earlier {
          if let found = try Self.cells(of: edition, report, file.path) {
            editions.append(DisclosureAudit.Edition(edition.text, found, relation: data.relation))
          }
        }
        let audit = DisclosureAudit(cells, earlier: editions)
        if !audit.isSafe { reasons.append("\(estimation): \(audit.summary)") }
      } catch {
        reasons.append(
          "\(estimation): the record of the counts that the edition \(error.edition) gave away \(error.problem)"
        )
      }
    }
    self.reasons = reasons
  }

  /// The counts that an edition gave away; `nil` where its manifest has no such record.
  private static func cells(
    of edition: EditionName, _ report: WrittenReport?, _ path: String
  ) throws(Unreadable) -> PublishedCells? {
    guard let report, let manifest = report.file(ReportManifest.path), let json = JSONValue(manifest.bytes)
    else {
      throw Unreadable(edition: edition, problem: "cannot be read")
    }
    let isNamed = json["outputs"]?.items.contains { $0["path"]?.text == path } ?? false
    guard let file = report.file(path) else {
      if isNamed { throw Unreadable(edition: edition, problem: "is gone") }
      return nil
    }
    return try decoded(file.bytes, of: edition)
  }

  private struct Unreadable: Error {
    let edition: EditionName
    let problem: String
  }

  private static func decoded(_ bytes: [UInt8], of edition: EditionName) throws(Unreadable) -> PublishedCells
  {
    do {
      return try PublishedCells.decoded(bytes)
    } catch {
      throw Unreadable(edition: edition, problem: error.problem)
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
  }
}
