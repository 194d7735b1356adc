extension Table: Encodable {
  enum CodingKeys: String, CodingKey { case identifier, title, columns, rows, notes, marks, source }

  /// Columns with their units, and rows as objects by column key. A number stands in full precision; a range
  /// is `{"lower", "upper"}` with `null` for no upper end; an absence is `{"absent": "not published"}`, never
  /// a number; a cell with marks carries their symbols in `{"value", "marks"}`.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(identifier, forKey: .identifier)
    try container.encode(title, forKey: .title)
    try container.encode(columns.map(ColumnRecord.init), forKey: .columns)
    try container.encode(rows.map { RowRecord(row: $0, columns: columns) }, forKey: .rows)
    try container.encode(notes, forKey: .notes)
    try container.encode(marks.map(MarkRecord.init), forKey: .marks)
    try container.encode(source, forKey: .source)
  }
}

private struct ColumnRecord: Encodable {
  let key: String
  let title: String
  let unit: String

  init(_ column: TableColumn) {
    key = column.key
    title = column.title
    unit = column.unit
  }
}

private struct MarkRecord: Encodable {
  let symbol: String
  let text: String

  init(_ mark: Mark) {
    symbol = mark.symbol
    text = mark.text
  }
}

private struct AnyKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

private struct RowRecord: Encodable {
  enum CodingKeys: String, CodingKey { case group, isTotal, cells }

  let row: TableRow
  let columns: [TableColumn]

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    if !row.group.isEmpty { try container.encode(row.group, forKey: .group) }
    if row.role == .total { try container.encode(true, forKey: .isTotal) }
    var cells = container.nestedContainer(keyedBy: AnyKey.self, forKey: .cells)
    for (column, cell) in zip(columns, row.cells) {
      try cells.encode(CellRecord(cell: cell), forKey: AnyKey(stringValue: column.key))
    }
  }
}

private struct CellRecord: Encodable {
  enum CodingKeys: String, CodingKey { case value, marks, lower, upper, absent }

  let cell: Cell

  func encode(to encoder: any Encoder) throws {
    switch cell.value {
    case .text(let text) where cell.marks.isEmpty:
      var container = encoder.singleValueContainer()
      try container.encode(text)
    case .number(let number, _) where cell.marks.isEmpty:
      var container = encoder.singleValueContainer()
      try container.encode(number)
    case .text, .number, .range, .absent:
      try encodeObject(to: encoder)
    }
  }

  private func encodeObject(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch cell.value {
    case .text(let text): try container.encode(text, forKey: .value)
    case .number(let number, _): try container.encode(number, forKey: .value)
    case .absent(let absence): try container.encode(absence.rawValue, forKey: .absent)
    case .range(let lower, let upper, _):
      try container.encode(lower, forKey: .lower)
      try container.encode(upper, forKey: .upper)
    }
    if !cell.marks.isEmpty { try container.encode(cell.marks.map(\.symbol), forKey: .marks) }
  }
}
