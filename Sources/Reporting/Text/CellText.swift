extension Cell {
  /// What a person reads in the cell, without its marks.
  package func text(minus: MinusSign = .hyphen, in wording: ReportWording = .english) -> String {
    switch value {
    case .text(let text): PlainText.line(wording.phrase(text))
    case .number(let number, let style): style.text(number, minus: minus)
    case .range(let lower, let upper, let style): style.text(lower: lower, upper: upper, minus: minus)
    case .absent(let absence): wording.word(absence)
    }
  }

  var isNumeric: Bool {
    switch value {
    case .number, .range: true
    case .text, .absent: false
    }
  }

  var absence: Absence? {
    guard case .absent(let absence) = value else { return nil }
    return absence
  }

  /// The symbols of the marks, side by side.
  var markSymbols: String { marks.map { PlainText.line($0.symbol) }.joined() }
}

extension Table {
  /// The absences that the cells show, in the order of the type.
  var absences: [Absence] {
    let shown = rows.flatMap(\.cells).compactMap(\.absence)
    return Absence.allCases.filter(shown.contains)
  }

  /// Everything that stands under the table except its source: the marks with their texts, then the signs of
  /// absence, then the notes.
  func footnotes(in wording: ReportWording) -> [Footnote] {
    let signs = absences.compactMap { absence in
      wording.explanation(absence).map { Footnote(symbol: absence.rawValue + ":", text: $0) }
    }
    return marks.map { Footnote(symbol: $0.symbol, text: wording.phrase($0.text)) } + signs
      + notes.map { Footnote(symbol: "", text: wording.sentence($0)) }
  }

  /// Neighbouring rows of one group.
  var groups: [(name: String, rows: ArraySlice<TableRow>)] {
    var result: [(name: String, rows: ArraySlice<TableRow>)] = []
    var start = rows.startIndex
    while start < rows.endIndex {
      let name = rows[start].group
      let end = rows[start...].firstIndex { $0.group != name } ?? rows.endIndex
      result.append((name, rows[start..<end]))
      start = end
    }
    return result
  }

  /// The column whose cells head their rows: the first of text, `nil` where there is none.
  var headerColumn: Int? { columns.firstIndex { $0.alignment == .text } }
}

/// A line under a table or figure: a mark or sign with its meaning, or a sentence without one.
struct Footnote: Sendable, Equatable {
  let symbol: String
  let text: String
}
