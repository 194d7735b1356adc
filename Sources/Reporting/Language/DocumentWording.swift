internal import Estimates

extension Document {
  /// The same document for readers of a language: its frame in that wording, and every number as the language
  /// writes it. What the study itself says stays in the language in which it was written (`textLanguage`), and
  /// the report says so.
  package func worded(_ wording: ReportWording) -> Document {
    let marks = NumberMarks(wording.language)
    var result = Document(
      title: title, subtitle: subtitle, language: language,
      wording: wording.beside(textLanguage: language),
      sections: sections.map { section in
        Section(
          section.identifier, section.title,
          section.blocks.map { block in
            switch block {
            case .table(let table): .table(table.written(marks).worded(warnings: wording))
            case .figure(let figure): .figure(figure.written(marks))
            case .keyFigures(let figures): .keyFigures(figures.map { $0.written(marks) })
            case .paragraph(let text): .paragraph(text.worded(wording))
            case .list(let items): .list(items.map { $0.worded(wording) })
            case .numberedList(let items): .numberedList(items.map { $0.worded(wording) })
            case .callout(let callout): .callout(Callout(callout.kind, callout.text.worded(wording)))
            case .heading: block
            }
          })
      })
    result.style = style
    return result
  }
}

extension RichText {
  /// Every run that is a text of this program, in the language.
  fileprivate func worded(_ wording: ReportWording) -> RichText {
    guard wording.language != .english else { return self }
    return RichText(
      runs.map { run in
        switch run {
        case .plain(let text): .plain(wording.phrase(text))
        case .strong(let text): .strong(wording.phrase(text))
        case .emphasis(let text): .emphasis(wording.phrase(text))
        case .code, .reference, .link: run
        }
      })
  }
}

extension KeyFigure {
  /// A headline number that was written in English is written as the language does: `1,030` beside French words
  /// would be read as a little more than one.
  fileprivate func written(_ marks: NumberMarks) -> KeyFigure {
    KeyFigure(label: label, value: marks.rewritten(value), detail: marks.rewritten(detail))
  }
}

extension Table {
  /// Where rows are warnings by their code, the catalogue's text stands before what was found.
  fileprivate func worded(warnings wording: ReportWording) -> Table {
    guard wording.language != .english, let codes = columns.firstIndex(where: { $0.key == "code" }),
      let messages = columns.firstIndex(where: { $0.key == "message" })
    else { return self }
    return Table(
      identifier, title: title, columns: columns,
      rows: rows.map { row in
        guard case .text(let name) = row.cells[codes].value, let code = WarningCode(rawValue: name),
          case .text(let message) = row.cells[messages].value
        else { return row }
        var cells = row.cells
        cells[messages] = .text(wording.warning(code, detail: message), marks: cells[messages].marks)
        return TableRow(group: row.group, role: row.role, cells)
      }, notes: notes, source: source)
  }
}

extension NumberStyle {
  func written(_ marks: NumberMarks) -> NumberStyle {
    NumberStyle(
      decimals: decimals, grouped: grouped, signed: signed, suffix: suffix,
      significantFigures: significantFigures, marks: marks)
  }
}

extension Table {
  package func written(_ marks: NumberMarks) -> Table {
    Table(
      identifier, title: title, columns: columns,
      rows: rows.map { row in
        TableRow(
          group: row.group, role: row.role,
          row.cells.map { cell in
            switch cell.value {
            case .number(let number, let style): .number(number, style.written(marks), marks: cell.marks)
            case .range(let lower, let upper, let style):
              .range(lower, upper, style.written(marks), marks: cell.marks)
            case .text, .absent: cell
            }
          })
      }, notes: notes, source: source)
  }
}

extension Axis {
  fileprivate func written(_ marks: NumberMarks) -> Axis {
    Axis(
      label, style: style.written(marks), includesZero: includesZero, isLogarithmic: isLogarithmic)
  }
}

extension Figure {
  package func written(_ marks: NumberMarks) -> Figure {
    Figure(
      identifier, title: title, description: description, content: content.written(marks), notes: notes,
      source: source)
  }
}

extension Figure.Content {
  fileprivate func written(_ marks: NumberMarks) -> Figure.Content {
    switch self {
    case .intervals(let plot):
      .intervals(
        IntervalPlot(
          axis: plot.axis.written(marks), entries: plot.entries, referenceLine: plot.referenceLine,
          filledName: plot.filledName, openName: plot.openName))
    case .bars(let chart): .bars(BarChart(axis: chart.axis.written(marks), bars: chart.bars))
    case .tornado(let chart):
      .tornado(TornadoChart(axis: chart.axis.written(marks), baseline: chart.baseline, bars: chart.bars))
    case .overlap: self
    case .density(let plot):
      .density(
        DensityPlot(
          axis: plot.axis.written(marks), histogram: plot.histogram, drawsName: plot.drawsName,
          estimate: plot.estimate, interval: plot.interval, intervalLabel: plot.intervalLabel,
          observed: plot.observed))
    case .dots(let plot):
      .dots(
        DotPlot(
          criterionAxis: plot.criterionAxis.written(marks), estimateAxis: plot.estimateAxis.written(marks),
          dots: plot.dots, criterionLimit: plot.criterionLimit, referenceLine: plot.referenceLine))
    case .trend(let plot):
      .trend(
        TrendPlot(
          yearAxis: plot.yearAxis.written(marks), axis: plot.axis.written(marks), series: plot.series,
          referenceLine: plot.referenceLine, breaks: plot.breaks))
    }
  }
}
