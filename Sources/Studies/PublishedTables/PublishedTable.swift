internal import DataLoaders
internal import Estimates
internal import GlobalEstimates
internal import Reporting
internal import Tables

/// A bundled table of published figures, which its own arithmetic makes again.
struct PublishedTable: Sendable {
  /// The name on the command line, and of the data set.
  let identifier: String
  let title: String
  let summary: String
  /// The file of the figures in the data set.
  let file: String
  let schema: Schema
  let checks: [FigureCheck]
  /// What the checks can and cannot say, a sentence each.
  let limitations: [String]
  let citation: Citation

  static let all: [PublishedTable] = [.childLabour2020, .childLabourSeries, .forcedLabour2012]

  func result(_ request: ReproductionRequest) throws -> StudyResult {
    let folder = request.dataFolder.map { DataFolder.folder($0) } ?? .bundled(identifier)
    let loaded = try folder.table(file, schema: schema)
    let register = try FigureRegister(loaded.table)
    let bundled = try FigureRegister(DataFolder.bundled(identifier).table(file, schema: schema).table)
    try register.requireSameFigures(as: bundled)
    let corrections = try FigureCorrection.between(bundled, register)
    let checked = try checks.map { try $0.verdict(in: register) }
    let names = Set(checks.map(\.figure))
    let verdicts =
      checked
      + register.figures.filter { !names.contains($0.identifier) }.map(FigureVerdict.init(notRebuildable:))
    let estimates = try checked.map { try estimate($0, inputs: [loaded.record]) }
    return StudyResult(
      study: identifier, title: title, settings: [], inputs: [loaded.record], estimates: estimates,
      verdicts: verdicts, document: document(verdicts, corrections, loaded.record),
      summary: [VerdictSection.summary(checked, source: source)])
  }

  private var source: String { "computed by this program from the data set \(identifier)" }

  /// A recomputed figure with the bounds that the rounding of its parts allows.
  private func estimate(_ verdict: FigureVerdict, inputs: [InputRecord]) throws -> Estimate {
    let figure = verdict.figure
    let provenance = Provenance(inputs: inputs, citations: [citation])
    guard let recomputed = verdict.recomputed else {
      return try Estimate(
        quantity: figure.description, unit: figure.unit.rawValue, method: verdict.method ?? "",
        outcome: .refused(Refusal(code: .figureUnverified, reason: "no figure leads to it")),
        provenance: provenance)
    }
    return try Estimate(
      quantity: figure.description, unit: figure.unit.rawValue, method: verdict.method ?? "",
      outcome: .estimated(
        value: recomputed.value,
        uncertainty: .intervalOnly(
          try Interval(
            kind: .roundingBounds, level: 1, lower: recomputed.bounds.lowerBound,
            upper: recomputed.bounds.upperBound))),
      diagnostics: FigureDoubts.diagnostics(verdict.status), provenance: provenance)
  }

  private func document(
    _ verdicts: [FigureVerdict], _ corrections: [FigureCorrection], _ record: InputRecord
  ) -> Document {
    let checked = verdicts.filter { $0.verdict != .notRebuildable }
    let others = verdicts.filter { $0.verdict == .notRebuildable }
    var blocks: [Block] = [
      .paragraph(
        RichText(
          "\(checked.count) checks make a published figure again from other published figures. A figure is reproduced "
            + "exactly when both agree to the last digit, and within the printed rounding when some numbers that round "
            + "to every printed figure satisfy the relation.")),
      .table(VerdictSection.verdictTable(checked, source: source)),
    ]
    if !corrections.isEmpty { blocks.append(.table(correctionTable(corrections))) }
    if !others.isEmpty {
      blocks += [
        .heading("Figures that no other leads to"), .table(otherTable(others)),
      ]
    }
    return Document(
      title: title, subtitle: summary,
      sections: [
        Section("published-figures", "Published figures and what they add up to", blocks),
        Section("limitations", "Limitations", [.list(limitations.map { RichText($0) })]),
        Section(
          "sources", "Sources",
          [
            .paragraph(RichText(citation.text)),
            .paragraph(
              RichText(
                "The figures are the data set \(identifier) of this program, file \(record.name), SHA-256 "
                  + "\(record.sha256); where each was seen stands in its SOURCE.md.")),
          ]),
      ])
  }

  private func correctionTable(_ corrections: [FigureCorrection]) -> Table {
    Table(
      "corrections", title: "Rows that differ from the bundled data",
      columns: [
        TableColumn("figure", "Figure", .text), TableColumn("bundled", "Bundled"),
        TableColumn("given", "Given"), TableColumn("unit", "Unit", .text),
        TableColumn("status", "Given status", .text),
      ],
      rows: corrections.map { correction in
        TableRow([
          .text(correction.given.identifier), printed(correction.bundled), printed(correction.given),
          .text(correction.given.unit.rawValue), .text(correction.given.status.rawValue),
        ])
      }, source: "the user's own copy of the data")
  }

  private func otherTable(_ verdicts: [FigureVerdict]) -> Table {
    Table(
      "not-rebuildable", title: "Published figures that no other published figure leads to",
      columns: [
        TableColumn("figure", "Figure", .text), TableColumn("published", "Published"),
        TableColumn("unit", "Unit", .text), TableColumn("status", "Status", .text),
      ],
      rows: verdicts.map { verdict in
        TableRow(
          group: verdict.figure.table,
          [
            .text(verdict.figure.description), printed(verdict.figure), .text(verdict.figure.unit.rawValue),
            .text(verdict.figure.status.rawValue),
          ])
      }, source: citation.text)
  }

  private func printed(_ figure: PublishedFigure) -> Cell {
    guard let printed = figure.printed else {
      return .absent(.dashInSource, marks: Wording.marks(figure.status))
    }
    return .number(printed.value, Wording.style(figure), marks: Wording.marks(figure.status))
  }
}

/// What a figure's status says of a number that rests on it.
enum FigureDoubts {
  static func diagnostics(_ status: VerificationStatus) -> [Diagnostic] {
    switch status {
    case .verified: []
    case .verifiedSecondHand:
      [
        Diagnostic(
          .figureUnverified, severity: .note,
          "a figure that this rests on was seen only in a text that quotes the source")
      ]
    case .unverified:
      [Diagnostic(.figureUnverified, "a figure that this rests on was not compared with the printed source")]
    }
  }
}

extension Reproduction {
  static let publishedTables = PublishedTable.all.map { table in
    Reproduction(
      identifier: table.identifier, title: table.title, summary: table.summary, dataset: table.identifier,
      hasErrorModel: false, make: { try table.result($0) })
  }
}
