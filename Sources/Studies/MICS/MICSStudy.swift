package import DataLoaders
internal import Estimates
package import Reporting
internal import Survey
internal import Tables

/// The official child labour tables of a survey, with their sampling errors.
package struct MICSStudy: Sendable {
  package let estimates: MICSEstimates
  private let input: InputRecord
  private let isSynthetic: Bool
  private let showsAllErrors: Bool
  private let readNotes: [String]

  /// - Parameter showsAllErrors: whether the summary has the sampling errors of every figure or of totals only; the
  ///   report always has all.
  /// - Throws: `DataError`, `SurveyError`, `StudyOptionError` as `SurveyProfile.apply` and `MICSEstimates`.
  package init(
    _ table: SurveyTable, profile: SurveyProfile, options: MICSOptions, showsAllErrors: Bool = false
  ) throws {
    let read = table.record
    input = InputRecord(
      name: read.name, sha256: read.sha256, byteCount: read.byteCount, rowCount: read.rowCount)
    readNotes = read.notes
    isSynthetic = SyntheticSurvey.isMarked(table.names)
    self.showsAllErrors = showsAllErrors
    let survey = try profile.apply(to: table)
    let notes =
      (isSynthetic ? [SyntheticSurvey.sentence] : []) + read.notes + profile.notes
      + survey.accounts.map(\.text)
    estimates = try MICSEstimates(
      survey,
      provenance: Provenance(
        inputs: [input], notes: notes,
        citations: profile.source.isEmpty ? [] : [Citation(key: profile.name, text: profile.source)]),
      options: options)
  }

  private var survey: ProfiledSurvey { estimates.survey }
  private var options: MICSOptions { estimates.options }

  private var layout: MICSLayout {
    MICSLayout(
      tables: estimates.tables, options: options,
      source: "computed by this program from \(input.name) by the profile \(survey.profile.name)",
      titleMark: isSynthetic ? SyntheticSurvey.titleMark : "")
  }

  private var made: [MICSTable] { estimates.tables.filter { !$0.panels.isEmpty } }

  package func result() -> StudyResult {
    var summary: [Table] = []
    for table in made {
      summary += layout.parts(table)
      summary.append(layout.samplingErrors(table, totalsOnly: !showsAllErrors, isBrief: true))
      if let numbers = layout.magnitudes(table) { summary.append(numbers) }
    }
    summary.append(accounts)
    return StudyResult(
      study: "mics", title: title, settings: settings, inputs: [input], estimates: flat, verdicts: [],
      document: document, summary: summary)
  }

  private var title: String {
    (isSynthetic ? SyntheticSurvey.titleMark : "") + "Child labour: \(survey.profile.title)"
  }

  /// Every figure with its sampling error and counts, for `--format csv`.
  package var figures: Table {
    MICSFigureTable.table(made, title: title, options: options, source: input.name)
  }

  /// The JSON of the study, with the sampling errors of every figure.
  package var record: some Encodable { MICSRecord(study: result().record, tables: made, options: options) }

  private var settings: [StudyResult.Setting] {
    let populations = options.populations.map { population in
      "\(population.ages.lowerBound)-\(population.ages.upperBound)=\(plain(population.value))"
        + (population.standardError > 0 ? "+-\(plain(population.standardError))" : "")
    }
    return [
      StudyResult.Setting(name: "interval", value: .text(options.interval.rawValue)),
      StudyResult.Setting(name: "level", value: .number(options.level)),
      StudyResult.Setting(name: "lonely-psu", value: .text(options.lonelyPSU.rawValue)),
      StudyResult.Setting(name: "population", value: .text(populations.joined(separator: " "))),
      StudyResult.Setting(name: "profile", value: .text(survey.profile.name)),
      StudyResult.Setting(name: "standard", value: .text(options.standard.rawValue)),
      StudyResult.Setting(name: "tables", value: .text(made.map(\.name).joined(separator: ","))),
    ]
  }

  /// Every figure once, in the order of the tables, each percentage before its number of children.
  private var flat: [Estimate] {
    var seen: Set<String> = []
    var result: [Estimate] = []
    for table in made {
      for panel in table.panels {
        for row in panel.rows {
          for cell in row.cells {
            let key = "\(cell.indicator)/\(cell.ages)/\(cell.group)/\(cell.label)"
            guard seen.insert(key).inserted else { continue }
            if let report = cell.report { result.append(report) }
            if let magnitude = cell.magnitude { result.append(magnitude) }
          }
        }
      }
    }
    return result
  }

  /// What was read, what took part, what was missing and what became of it.
  private var accounts: Table {
    var rows = [
      TableRow([.text("rows"), .number(Double(survey.fileRowCount), .count), .text("in the file")]),
      TableRow([
        .text("rows"), .number(Double(survey.rows.count), .count),
        .text("take part, in \(units)"),
      ]),
    ]
    for account in survey.accounts {
      rows.append(
        TableRow([.text(account.subject), .number(Double(account.rows), .count), .text(account.sentence)]))
    }
    return Table(
      "what-was-missing",
      title: (isSynthetic ? SyntheticSurvey.titleMark : "") + "What was read, and what was missing",
      columns: [
        TableColumn("subject", "Of", .text), TableColumn("rows", "Rows"),
        TableColumn("what", "What became of them", .text),
      ], rows: rows, notes: designNotes + bounds, source: "computed by this program from \(input.name)")
  }

  private var units: String {
    let structure = estimates.design.structure
    return "\(structure.unitCount) clusters of \(structure.stratumCount) strata"
  }

  private var designNotes: [String] {
    var notes = (isSynthetic ? [SyntheticSurvey.sentence] : []) + survey.profile.notes
    notes += survey.absences.filter { $0.kind == .design }.map {
      $0.reason.prefix(1).uppercased() + $0.reason.dropFirst() + "."
    }
    notes += estimates.design.diagnostics.map { "\($0.code.rawValue): \($0.message)." }
    let answered = Double(survey.rows.count) / Double(survey.fileRowCount)
    if answered < SurveyThreshold.warnedResponseRate, !survey.profile.selections.isEmpty {
      notes.append(
        "\(WarningCode.surveyResponseRate.rawValue): \(OneDecimal.text(100 * answered)) % of the rows take part; if the "
          + "others are interviews that failed, the estimates are those of the ones who answered.")
    }
    let sum = survey.weights.reduce(0, +)
    let count = Double(survey.rows.count)
    if abs(sum - count) <= 0.01 * count {
      notes.append("Weights add up to the number of rows: numbers of children need --population.")
    }
    return notes
  }

  /// What the headline would be if all answers that do not decide it were no, and if they were yes.
  private var bounds: [String] {
    guard survey.profile.missingAnswers == .countAsNo,
      let indicator = survey.indicators.first(where: { $0.name == "child-labour" }),
      let cell = made.flatMap(\.panels).flatMap(\.rows).first(where: { row in
        row.group.isEmpty
          && row.cells.contains { $0.indicator == "child-labour" && $0.ages == survey.profile.age.range }
      })?.cells.first(where: { $0.indicator == "child-labour" }), let estimate = cell.estimate,
      cell.report?.value != nil
    else { return [] }
    let share = survey.undecidedShare(indicator, in: survey.ages(survey.profile.age.range))
    guard share > 0 else { return [] }
    return [
      "\(indicator.title) is \(OneDecimal.text(100 * estimate.value)) % with answers that do not decide it counted as no, "
        + "and would be \(OneDecimal.text(100 * (estimate.value + share))) % were they all yes."
    ]
  }

  private var document: Document {
    var sections: [Section] = []
    var opening: [Block] = []
    if isSynthetic { opening.append(.callout(Callout(.synthetic, RichText(SyntheticSurvey.sentence)))) }
    let key = keyFigures
    if !key.isEmpty { opening.append(.keyFigures(key)) }
    opening.append(
      .list(survey.profile.notes.map { RichText($0) } + [RichText("Rules: \(survey.profile.source).")]))
    sections.append(Section("summary", "Summary", opening))
    let figures = MICSFigures(
      layout: layout, marks: PublicationMarks(standard: options.standard),
      source: "computed by this program from \(input.name)")
    for table in made {
      var blocks: [Block] = [.table(layout.official(table))]
      blocks += figures.figures(table).map { .figure($0) }
      if let numbers = layout.magnitudes(table) { blocks.append(.table(numbers)) }
      blocks.append(.table(layout.samplingErrors(table, totalsOnly: false)))
      sections.append(
        Section(layout.identifier(table.name) + "-section", "\(table.name) \(table.title)", blocks))
    }
    sections.append(
      Section("data", "The data and what was missing", [.table(accounts)] + noteList))
    return Document(title: title, subtitle: "From \(input.name)", sections: sections)
  }

  private var noteList: [Block] {
    let dropped = estimates.tables.filter(\.panels.isEmpty).map {
      RichText("Table \($0.name) is left out: \($0.notes.last ?? "the file has none of its columns")")
    }
    let notes = dropped + readNotes.map { RichText($0) }
    return notes.isEmpty ? [] : [.list(notes)]
  }

  private var keyFigures: [KeyFigure] {
    var result: [KeyFigure] = []
    for name in ["child-labour", "hazardous-conditions"] {
      let cells = made.flatMap(\.panels).flatMap(\.rows).filter(\.group.isEmpty).flatMap(\.cells)
      guard let cell = cells.first(where: { $0.indicator == name }), let report = cell.report,
        let value = report.value
      else { continue }
      let interval = report.uncertainty?.interval.map { interval in
        "\(OneDecimal.text(options.level * 100)) % interval \(OneDecimal.text(interval.lower)) to "
          + "\(OneDecimal.text(interval.finiteUpper ?? 100)) %"
      }
      result.append(
        KeyFigure(
          label: cell.title + ", age \(cell.ages.lowerBound)-\(cell.ages.upperBound)",
          value: OneDecimal.text(value) + " %", detail: interval ?? "no interval"))
      if let magnitude = cell.magnitude, let number = magnitude.value {
        let range = magnitude.uncertainty?.interval.map { interval in
          "\(Headline.text(interval.lower)) to \(Headline.text(interval.finiteUpper ?? number))"
        }
        result.append(
          KeyFigure(
            label: cell.title + ", children", value: Headline.text(number), detail: range ?? "no interval"))
      }
    }
    return result
  }
}

extension ProfiledSurvey.Account {
  /// The whole sentence.
  package var text: String { "\(subject): \(rows) rows \(sentence)." }
}
