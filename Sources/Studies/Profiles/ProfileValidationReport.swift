package import Reporting

/// The findings of a validation as tables and as JSON.
package struct ProfileValidationReport: Sendable {
  private let validation: ProfileValidation
  /// Places shown, at most.
  private let lines: Int
  private let isSynthetic: Bool

  package init(_ validation: ProfileValidation, lines: Int, isSynthetic: Bool = false) {
    self.validation = validation
    self.lines = lines
    self.isSynthetic = isSynthetic
  }

  private struct Place {
    let row: Int
    let column: String
    let problem: String
  }

  /// Faults by row, then by column in the order of the checks.
  private var places: [Place] {
    let all = validation.findings.filter { $0.severity == .wrong }.flatMap { finding in
      finding.firstRows.map { Place(row: $0, column: finding.column, problem: finding.problem) }
    }
    return all.enumerated().sorted { ($0.element.row, $0.offset) < ($1.element.row, $1.offset) }.map(
      \.element)
  }

  private var placeCount: Int {
    validation.findings.reduce(0) { $0 + ($1.severity == .wrong ? $1.rows : 0) }
  }

  package var tables: [Table] { placeCount > 0 && lines > 0 ? [summary, details] : [summary] }

  package var summary: Table {
    let order =
      validation.findings.filter { $0.severity == .wrong }
      + validation.findings.filter { $0.severity == .note }
    let mark = isSynthetic ? SyntheticSurvey.titleMark : ""
    return Table(
      "validation", title: mark + "\(validation.file) against the profile \(validation.profile.name)",
      columns: [
        TableColumn("kind", "Kind", .text), TableColumn("column", "Column", .text),
        TableColumn("rows", "Rows"),
        TableColumn("problem", "What", .text),
      ],
      rows: order.map { finding in
        TableRow([
          .text(finding.severity.rawValue), .text(finding.column),
          finding.rows > 0 ? .number(Double(finding.rows), .count) : .absent(.notApplicable),
          .text(finding.problem),
        ])
      }, notes: [verdict] + (isSynthetic ? [SyntheticSurvey.sentence] : []),
      source: "checked by this program; no answer is shown")
  }

  private var verdict: String {
    let rows =
      "\(NumberStyle.count.text(Double(validation.rowCount))) of "
      + "\(NumberStyle.count.text(Double(validation.fileRowCount))) rows take part."
    guard !validation.isFaultless else { return rows + " Nothing is wrong." }
    return rows + " \(NumberStyle.count.text(Double(validation.faultCount))) faults."
  }

  private var details: Table {
    let shown = Array(places.prefix(lines))
    let rest = placeCount - shown.count
    return Table(
      "validation-rows", title: "Faults by row",
      columns: [
        TableColumn("row", "Row"), TableColumn("column", "Column", .text),
        TableColumn("problem", "What", .text),
      ],
      rows: shown.map { place in
        TableRow([
          .number(Double(place.row), NumberStyle(grouped: false)), .text(place.column), .text(place.problem),
        ])
      },
      notes: ["Rows are counted from 1, without the header."]
        + (rest > 0
          ? ["\(NumberStyle.count.text(Double(rest))) more are not shown (--lines shows more)."] : []),
      source: "checked by this program; no answer is shown")
  }

  package var record: some Encodable { Record(self) }

  private struct Record: Encodable {
    let schemaVersion = 1
    let file: String
    let profile: String
    let rows: Int
    let rowsTakingPart: Int
    let faults: Int
    let synthetic: Bool
    let findings: [FindingRecord]
    let places: [PlaceRecord]
    let placesNotShown: Int

    init(_ report: ProfileValidationReport) {
      let validation = report.validation
      // Without its folder, as in every record.
      file = String(validation.file.split(separator: "/").last ?? "")
      profile = validation.profile.name
      rows = validation.fileRowCount
      rowsTakingPart = validation.rowCount
      faults = validation.faultCount
      synthetic = report.isSynthetic
      findings = validation.findings.map {
        FindingRecord(kind: $0.severity, column: $0.column, rows: $0.rows, problem: $0.problem)
      }
      places = report.places.prefix(report.lines).map {
        PlaceRecord(row: $0.row, column: $0.column, problem: $0.problem)
      }
      placesNotShown = report.placeCount - places.count
    }
  }

  private struct FindingRecord: Encodable {
    let kind: ProfileValidation.Severity
    let column: String
    let rows: Int
    let problem: String
  }

  private struct PlaceRecord: Encodable {
    let row: Int
    let column: String
    let problem: String
  }
}
