package import Reporting

/// The section on what changed since the previous edition.
package struct ComparisonSection {
  private let comparison: EditionComparison
  private let data: ComparisonRule.Data
  private let before: String
  private let after: String

  init(_ edition: Edition, _ previous: PreviousEdition) {
    let after = ReportRecord(edition)
    self.init(
      after.map {
        EditionComparison(
          previous.record, $0, data: edition.study.comparison.data,
          rounding: edition.rounding.change(since: previous.rounding))
      }
        ?? EditionComparison(previous.record, previous.record, data: .unknown),
      data: edition.study.comparison.data, before: previous.name.text, after: edition.name.text)
  }

  package init(_ comparison: EditionComparison, data: ComparisonRule.Data, before: String, after: String) {
    self.comparison = comparison
    self.data = data
    self.before = before
    self.after = after
  }

  package func section() -> Section {
    var blocks: [Block] = []
    if comparison.methodChanges.isEmpty {
      blocks.append(.paragraph("Methods, settings and program version are those of \(before)."))
    } else {
      blocks.append(.callout(Callout(.warning, "The method is not that of \(before).")))
      blocks.append(.list(comparison.methodChanges.map { RichText($0) }))
    }
    blocks.append(.table(table))
    blocks.append(.paragraph(RichText(Self.words(data))))
    return Section("comparison", "Since the edition \(before)", blocks)
  }

  package var table: Table {
    Table(
      "changes", title: "\(after) against \(before)",
      columns: [
        TableColumn("estimation", "Estimation", .text), TableColumn("quantity", "Quantity", .text),
        TableColumn("method", "Method", .text), TableColumn("before", before),
        TableColumn("before_interval", "Interval", isRange: true), TableColumn("after", after),
        TableColumn("after_interval", "Interval", isRange: true), TableColumn("difference", "Difference"),
        TableColumn("difference_interval", "Interval", isRange: true),
        TableColumn("reading", "How to read it", .text),
      ],
      rows: comparison.changes.map(row),
      source: "computed by this program from the estimates of both editions")
  }

  private func row(_ change: EstimateChange) -> TableRow {
    let shown = change.after ?? change.before
    let isCount = shown.map { $0.unit == "persons" || abs($0.value ?? 0) >= 1_000 } ?? false
    let style = isCount ? NumberStyle.estimatedCount : NumberStyle.decimal(3)
    let difference = NumberStyle(
      decimals: style.decimals, signed: true, significantFigures: style.significantFigures)
    return TableRow([
      .text(change.estimation), .text(shown?.label ?? ""), .text(shown?.method ?? ""),
      value(change.before, style), span(change.before, style), value(change.after, style),
      span(change.after, style),
      change.difference.map { .number($0, difference) } ?? .absent(.notApplicable),
      change.interval.flatMap { interval in
        interval.lower.map { .range($0, interval.upper, difference) }
      } ?? .absent(.notApplicable),
      .text(change.verdict.rawValue),
    ])
  }

  private func value(_ estimate: EstimateRecord?, _ style: NumberStyle) -> Cell {
    guard let estimate else { return .absent(.notApplicable) }
    return estimate.value.map { .number($0, style) } ?? .absent(.refused)
  }

  private func span(_ estimate: EstimateRecord?, _ style: NumberStyle) -> Cell {
    guard let interval = estimate?.interval else { return .absent(.notApplicable) }
    return .range(interval.lower, interval.upper, style)
  }

  private static func words(_ data: ComparisonRule.Data) -> String {
    switch data {
    case .independent:
      "The study declares the data of the two editions independent: nobody is in both because of being in one. The "
        + "interval of a difference is made from the interval of each edition (Zou and Donner 2008); where it leaves out "
        + "zero the difference is called real."
    case .overlapping, .cumulative:
      "The study declares that people are in the data of both editions, so that the two estimates move together and no "
        + "interval of their difference can be had from the intervals of each. Only intervals that do not overlap are "
        + "read as a difference."
    case .unknown:
      "The study does not say whether people are in the data of both editions. Without that, no interval of a difference "
        + "can be had from the intervals of each, and only intervals that do not overlap are read as a difference."
    }
  }
}

extension ReportRecord {
  /// The record as a reader of the file would see it, with what the office knows of its inputs.
  init?(_ edition: Edition) {
    guard let bytes = try? JSONWriter.bytes(edition.record), let json = JSONValue(bytes),
      let record = ReportRecord(json)
    else { return nil }
    self = record.knowing(edition.privateHashes)
  }
}
