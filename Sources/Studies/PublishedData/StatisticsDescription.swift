package import DataLoaders
package import Reporting
package import Tables

/// What a file of statistics is and holds, and what of it is easily misread.
package struct StatisticsDescription: Sendable {
  let format: StatisticsFormat
  let record: ReadRecord
  let columns: [String]
  let bannerRows: Int
  let content: Content
  /// Sentences, in the order in which they should be read.
  package let traps: [String]

  enum Content: Sendable {
    case figures(FigureSummary)
    case cases(CaseSummary)
    case unknown
  }

  /// Counts of people in files of cases below this are not shown.
  package static let threshold = 11

  /// - Throws: `DataError` when the file cannot be read, is no table, or is of a known format and broken.
  package init(
    _ source: ByteSource, options: StatisticsOptions = StatisticsOptions()
  ) throws(DataError) {
    var table = try StatisticsTable(source, options: options)
    if table.format.holdsCases {
      content = .cases(try CaseSummary(&table, threshold: Self.threshold))
    } else if table.format == .other {
      while try table.nextRow() {}
      content = .unknown
    } else {
      content = .figures(try FigureSummary(&table))
    }
    format = table.format
    columns = table.columns
    bannerRows = table.bannerRows
    guard let record = table.record else {
      preconditionFailure("a table that was read to its end has its record")
    }
    self.record = record
    var traps = table.remarks
    if table.bannerRows > 0 {
      traps.append("rows above the header, which were passed over: \(table.bannerRows)")
    }
    if case .figures(let summary) = content {
      traps += FigureTraps(summary: summary, format: table.format).sentences
    }
    self.traps = traps
  }

  /// The rows of the file, where showing their number gives nobody away.
  var rows: Int? {
    if case .cases(let summary) = content { return summary.people }
    return record.rowCount
  }

  package var tables: [Table] { [about] + contentTables + (traps.isEmpty ? [] : [trapTable]) }

  // MARK: for people

  private var about: Table {
    var facts: [(String, String)] = [("format", format.title), ("file", record.name)]
    facts.append(("rows", rows.map(count) ?? "fewer than \(Self.threshold)"))
    facts.append(("columns", count(columns.count)))
    switch content {
    case .unknown: facts.append(("names", clipped(columns)))
    case .cases: facts.append(("counts shown", "of \(Self.threshold) people and more"))
    case .figures(let summary): facts += Self.facts(summary)
    }
    facts.append(("bytes", count(record.byteCount)))
    facts.append(("sha256", record.sha256))
    for note in record.notes { facts.append(("note", note)) }
    return Table(
      "about", title: "What the file is",
      columns: [TableColumn("item", "", .text), TableColumn("value", "", .text)],
      rows: facts.map { TableRow([.text($0.0), .text($0.1)]) }, source: record.name)
  }

  private static func facts(_ summary: FigureSummary) -> [(String, String)] {
    var facts: [(String, String)] = []
    let datasets = summary.datasets.sorted.map(\.code).filter { !$0.isEmpty }
    if !datasets.isEmpty { facts.append(("data set", clipped(datasets))) }
    facts.append(("figures", count(summary.observations)))
    facts.append(("numbers", count(summary.numbers)))
    if summary.intervals > 0 { facts.append(("intervals in place of numbers", count(summary.intervals))) }
    for reason in Observation.MissingReason.allCases {
      if let missing = summary.missing[reason] { facts.append(("missing, \(words(reason))", count(missing))) }
    }
    if summary.withBounds > 0 {
      facts.append(("numbers with the publisher's bounds", count(summary.withBounds)))
    }
    if let years = summary.years {
      facts.append(
        (
          "periods",
          years.count == 1
            ? "\(years.lowerBound)"
            : "\(years.lowerBound) to \(years.upperBound), \(summary.periods.words) in all"
        ))
    }
    for (unit, number) in summary.units.sorted { facts.append(("unit", "\(unit): \(count(number))")) }
    if !summary.sources.counts.isEmpty { facts.append(("sources", summary.sources.words)) }
    for (status, number) in summary.statuses.sorted { facts.append(("status \(status)", count(number))) }
    return facts
  }

  private static func words(_ reason: Observation.MissingReason) -> String {
    switch reason {
    case .empty: "empty"
    case .declared: "marked as missing on purpose"
    case .suppressed: "held back"
    }
  }

  private var contentTables: [Table] {
    switch content {
    case .unknown: []
    case .figures(let summary): [dimensionTable(summary)]
    case .cases(let summary): [variableTable(summary)]
    }
  }

  private func dimensionTable(_ summary: FigureSummary) -> Table {
    Table(
      "dimensions", title: "What tells the series apart",
      columns: [
        TableColumn("dimension", "Dimension", .text), TableColumn("codes", "Codes", .text),
        TableColumn("examples", "Which", .text),
      ],
      rows: zip(summary.dimensions, summary.codes).map { dimension, codes in
        let examples = codes.sorted.map { code, _ in
          let name = code.isEmpty ? "(none)" : code
          return codes.labels[code].map { "\(name) (\($0))" } ?? name
        }
        return TableRow([.text(dimension.name), .text(codes.words), .text(Self.clipped(examples))])
      }, source: record.name)
  }

  private func variableTable(_ summary: CaseSummary) -> Table {
    var rows: [TableRow] = []
    for variable in summary.variables {
      for (word, count) in variable.words {
        rows.append(TableRow(group: variable.name, [.text(word), cell(count)]))
      }
      if variable.unnamedWords > 0 {
        rows.append(
          TableRow(
            group: variable.name,
            [
              .text("others of fewer than \(Self.threshold) people each: \(variable.unnamedWords)"),
              .absent(.suppressed),
            ]))
      }
      rows.append(TableRow(group: variable.name, [.text("missing"), cell(variable.missing)]))
    }
    return Table(
      "variables", title: "People by variable",
      columns: [TableColumn("word", "Word", .text), TableColumn("people", "People")], rows: rows,
      notes: [
        "Counts below \(Self.threshold) are held back, and further ones where they could be worked out from the total."
      ], source: record.name)
  }

  private func cell(_ count: Int?) -> Cell {
    count.map { .number(Double($0), .count) } ?? .absent(.suppressed)
  }

  private var trapTable: Table {
    Table(
      "traps", title: "What is easily misread", columns: [TableColumn("trap", "", .text)],
      rows: traps.map { TableRow([.text($0)]) }, source: record.name)
  }

  /// For `--format csv`: the facts, one a row.
  package var csvTable: Table {
    let rows = tables.flatMap { table in
      table.rows.map { row in
        let texts = row.cells.map { cell in
          switch cell.value {
          case .text(let text): text
          case .number(let number, let style): style.text(number)
          case .absent(let absence): absence.rawValue
          case .range(let lower, let upper, let style): style.text(lower: lower, upper: upper)
          }
        }
        let item = row.group.isEmpty ? texts.first ?? "" : "\(row.group): \(texts.first ?? "")"
        return TableRow([
          .text(table.identifier), .text(table.identifier == "traps" ? "" : item),
          .text(table.identifier == "traps" ? texts.first ?? "" : texts.dropFirst().joined(separator: ": ")),
        ])
      }
    }
    return Table(
      "description", title: "What the file is",
      columns: [
        TableColumn("part", "Part", .text), TableColumn("item", "Item", .text),
        TableColumn("value", "Value", .text),
      ], rows: rows, source: record.name)
  }
}

private func count(_ number: Int) -> String { NumberStyle.count.text(Double(number)) }

extension StatisticsDescription {
  /// The first dozen of a list, and how many more there are.
  fileprivate static func clipped(_ names: [String]) -> String {
    let shown = names.prefix(12).joined(separator: ", ")
    return names.count > 12 ? "\(shown) and \(names.count - 12) more" : shown
  }

  fileprivate func clipped(_ names: [String]) -> String { Self.clipped(names) }
}

// MARK: for programs

extension StatisticsDescription: Encodable {
  enum CodingKeys: String, CodingKey {
    case schemaVersion, program, format, title, file, columns, bannerRows, rows, observations, numbers,
      intervals
    case missing, datasets, dimensions, periods, statuses, units, sources, repeatedRows, variables, traps,
      notes
  }

  private struct FileRecord: Encodable {
    let name: String
    let byteCount: Int
    let sha256: String
  }

  private struct DimensionRecord: Encodable {
    let name: String
    let codeCount: Int
    let isComplete: Bool
    let codes: [CodeRecord]
  }

  private struct CodeRecord: Encodable {
    let code: String
    let label: String?
    let count: Int
  }

  private struct VariableRecord: Encodable {
    let name: String
    let missing: Int?
    let unnamedWords: Int
    let words: [WordRecord]
  }

  /// `status` is "suppressed" where the count is held back, and the count is then absent.
  private struct WordRecord: Encodable {
    let word: String
    let count: Int?
    let status: String?
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(1, forKey: .schemaVersion)
    try container.encode(ProgramRecord(), forKey: .program)
    try container.encode(format.rawValue, forKey: .format)
    try container.encode(format.title, forKey: .title)
    try container.encode(
      FileRecord(name: record.name, byteCount: record.byteCount, sha256: record.sha256), forKey: .file)
    try container.encode(columns, forKey: .columns)
    try container.encode(bannerRows, forKey: .bannerRows)
    try container.encode(rows, forKey: .rows)
    try container.encode(record.notes, forKey: .notes)
    try container.encode(traps, forKey: .traps)
    switch content {
    case .unknown: break
    case .figures(let summary): try encode(summary, to: &container)
    case .cases(let summary):
      try container.encode(
        summary.variables.map { variable in
          VariableRecord(
            name: variable.name, missing: variable.missing, unnamedWords: variable.unnamedWords,
            words: variable.words.map {
              WordRecord(word: $0.word, count: $0.count, status: $0.count == nil ? "suppressed" : nil)
            })
        }, forKey: .variables)
    }
  }

  private func encode(
    _ summary: FigureSummary, to container: inout KeyedEncodingContainer<CodingKeys>
  ) throws {
    func records(_ codes: CodeCounts) -> [CodeRecord] {
      codes.sorted.map { CodeRecord(code: $0.code, label: codes.labels[$0.code], count: $0.count) }
    }
    try container.encode(summary.observations, forKey: .observations)
    try container.encode(summary.numbers, forKey: .numbers)
    try container.encode(summary.intervals, forKey: .intervals)
    try container.encode(
      Dictionary(uniqueKeysWithValues: summary.missing.map { ($0.key.rawValue, $0.value) }), forKey: .missing)
    try container.encode(records(summary.datasets), forKey: .datasets)
    try container.encode(
      zip(summary.dimensions, summary.codes).map {
        DimensionRecord(
          name: $0.name, codeCount: $1.counts.count, isComplete: !$1.isFull, codes: records($1))
      }, forKey: .dimensions)
    try container.encode(records(summary.periods), forKey: .periods)
    try container.encode(records(summary.statuses), forKey: .statuses)
    try container.encode(records(summary.units), forKey: .units)
    try container.encode(summary.sources.counts.count, forKey: .sources)
    try container.encode(summary.keys.repeated, forKey: .repeatedRows)
  }
}
