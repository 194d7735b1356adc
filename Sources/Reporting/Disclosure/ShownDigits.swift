extension NumberStyle {
  /// The number with the digits that a reader is shown.
  func shown(_ value: Double) -> Double {
    guard value.isFinite else { return value }
    let rounded = significantFigures.map { Headline.rounded(value, figures: $0) } ?? value
    guard decimals < 15 else { return rounded }
    var factor = 1.0
    for _ in 0..<max(decimals, 0) { factor *= 10 }
    let scaled = (rounded * factor).rounded(.toNearestOrEven)
    return scaled.isFinite ? scaled / factor : rounded
  }
}

extension Table {
  /// The same table without the digits that no reader is shown, so that its CSV and JSON say no more than the
  /// page.
  package var withShownDigits: Table {
    Table(
      identifier, title: title, columns: columns,
      rows: rows.map { row in
        TableRow(
          group: row.group, role: row.role,
          row.cells.map { cell in
            switch cell.value {
            case .number(let number, let style): .number(style.shown(number), style, marks: cell.marks)
            case .range(let lower, let upper, let style):
              .range(style.shown(lower), upper.map(style.shown), style, marks: cell.marks)
            case .text, .absent: cell
            }
          })
      }, notes: notes, source: source)
  }
}

extension Document {
  /// The same document with `withShownDigits` in every table.
  package var withShownDigits: Document {
    mappingBlocks { block in
      if case .table(let table) = block { .table(table.withShownDigits) } else { block }
    }
  }
}
