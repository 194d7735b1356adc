internal import DataLoaders
package import Estimates
internal import GlobalEstimates
internal import Tables

/// Two teams' lists of reported cases, matched; nothing of a single case is kept beyond its match.
package struct CaseInput: Sendable {
  let matching: CaseMatching
  /// Mean durations by stratum with their errors, where a file gave them.
  let durations: [String: UncertainMean]
  /// Where each stratum begins, for messages: its name is a cell of a list of victims.
  let places: [String: (file: String, line: Int)]
  package let strataColumns: [String]
  package let keyColumns: [String]
  package let hasVictims: Bool
  /// Whether a list says of itself that it is invented.
  package let isSynthetic: Bool
  package let records: [InputRecord]
  package let notes: [String]

  /// The name of the one stratum where there are none.
  static let wholeStratum = "all"
  package static let mostCases = 2_000_000

  /// - Parameters:
  ///   - keys: the columns that tell that two reports are of one case; `case` or `id` when empty.
  ///   - victims: the column with the number of victims; found by its name when `nil`.
  ///   - durations: a file with the strata, `duration` in years and `standard_error`.
  /// - Throws: `DataError` for files that are unreadable, `GlobalEstimateError` where the lists do not fit together.
  package init(
    first: String, second: String, strata: [String], keys: [String], victims: String?, durations: String?,
    options: CaseOptions, reading: InputOptions = InputOptions()
  ) throws {
    try self.init(
      ByteSource(argument: first), ByteSource(argument: second), strata: strata, keys: keys, victims: victims,
      durations: durations.map { ByteSource(argument: $0) }, options: options, reading: reading)
  }

  /// Reads files of a data set.
  package init(
    first: String, second: String, durations: String?, in folder: DataFolder, strata: [String],
    options: CaseOptions
  ) throws {
    try self.init(
      folder.source(first), folder.source(second), strata: strata, keys: [], victims: nil,
      durations: try durations.map(folder.source), options: options, reading: InputOptions())
  }

  private init(
    _ first: ByteSource, _ second: ByteSource, strata: [String], keys: [String], victims: String?,
    durations: ByteSource?, options: CaseOptions, reading: InputOptions
  ) throws {
    guard first != .standardInput || second != .standardInput else {
      throw DataError(
        .usage, file: "standard input", problem: "both lists cannot come from it",
        remedy: "name a file for one")
    }
    if first == second {
      throw DataError(
        .usage, file: first.name, problem: "one file cannot be both lists",
        remedy: "two searches that share everything say nothing of what both missed; name two files")
    }
    let a = try TeamList(first, strata, keys, victims, reading)
    let b = try TeamList(second, strata, keys, victims, reading)
    guard a.hasVictims == b.hasVictims else {
      throw DataError(
        file: a.hasVictims ? b.read.table.name : a.read.table.name,
        problem: "this list has no column of victims and the other has one",
        remedy: "name it in both with --victims, or state --victims-mean")
    }
    matching = try CaseMatching(
      a.cases, b.cases, comparison: options.folds ? .foldingCaseAndBlanks : .verbatim,
      rule: options.resolves ? .resolve : .refuse, files: (a.read.table.name, b.read.table.name))
    var places: [String: (file: String, line: Int)] = [:]
    for list in [a, b] {
      for report in list.cases where places[report.stratum] == nil {
        places[report.stratum] = report.line.map { (list.read.table.name, $0) }
      }
    }
    self.places = places
    strataColumns = strata
    keyColumns = a.keyColumns
    hasVictims = a.hasVictims
    isSynthetic = a.isSynthetic || b.isSynthetic
    var records = [a.read.record, b.read.record]
    var notes = a.read.notes + b.read.notes
    if let durations {
      let (found, read) = try Self.durations(durations, strata, reading)
      self.durations = found
      records.append(read.record)
      notes += read.notes
    } else {
      self.durations = [:]
    }
    self.records = records
    self.notes = notes
  }

  /// An estimator's sentence about a stratum, at the place where that begins and without its name.
  func located(_ error: GlobalEstimateError) -> any Error {
    guard case .invalidInput(let sentence) = error else { return error }
    for (name, place) in places where sentence.hasPrefix("stratum '\(name)': ") {
      return DataError(
        "the stratum that begins here: \(sentence.dropFirst("stratum '\(name)': ".count))", file: place.file,
        line: place.line)
    }
    return error
  }

  static func stratum(_ names: [String]) -> String {
    names.isEmpty ? wholeStratum : names.joined(separator: ", ")
  }

  private static func durations(
    _ source: ByteSource, _ strata: [String], _ reading: InputOptions
  ) throws -> ([String: UncertainMean], ReadTable) {
    var columns: [String] = []
    let read = try ReadTable(source, reading) { found throws(DataError) in
      for name in strata { columns.append(try found.named(name)) }
      return Schema(
        columns.map { ColumnRule($0, .text) }
          + [ColumnRule("duration", .number(0...)), ColumnRule("standard_error", .number(0...))],
        allowsOtherColumns: true)
    }
    let names = try columns.map(read.table.text)
    let values = try read.numbers("duration")
    let errors = try read.numbers("standard_error")
    var result: [String: UncertainMean] = [:]
    for row in 0..<read.table.rowCount {
      let name = stratum(names.map { $0[row] ?? "" })
      guard result[name] == nil else {
        throw read.table.error(
          row: row, column: columns.first, problem: "this stratum has a duration already", remedy: "keep one")
      }
      do {
        result[name] = try UncertainMean(value: values[row] ?? 0, standardError: errors[row] ?? 0)
      } catch {
        throw read.table.error(
          row: row, column: "duration", problem: "a duration has to be above 0", remedy: "give it in years")
      }
    }
    return (result, read)
  }
}

/// One team's list.
private struct TeamList {
  let read: ReadTable
  let keyColumns: [String]
  let hasVictims: Bool
  let isSynthetic: Bool
  let cases: [ReportedCase]

  init(
    _ source: ByteSource, _ strata: [String], _ keys: [String], _ victims: String?, _ reading: InputOptions
  ) throws {
    var strataColumns: [String] = []
    var keyNames: [String] = []
    var victimsColumn: String?
    var syntheticColumn: String?
    read = try ReadTable(source, reading) { found throws(DataError) in
      for name in strata { strataColumns.append(try found.named(name)) }
      if keys.isEmpty {
        keyNames = [
          try found.required(
            nil, orOneOf: ["case", "case_id", "id"], what: "which reports are of one case", option: "--match")
        ]
      } else {
        for name in keys { keyNames.append(try found.named(name)) }
      }
      victimsColumn = try found.named(victims, orOneOf: ["victims"])
      syntheticColumn = try found.named(nil, orOneOf: ["synthetic"])
      var rules = strataColumns.map { ColumnRule($0, .text) }
      // An incomplete key is the matching's to judge.
      for name in keyNames where !rules.contains(where: { $0.name == name }) {
        rules.append(ColumnRule(name, .text, missing: [""]))
      }
      if let victimsColumn {
        guard !rules.contains(where: { $0.name == victimsColumn }) else {
          throw DataError(
            .usage, file: found.file, column: victimsColumn,
            problem: "the number of victims cannot be a key or a stratum as well",
            remedy: "reports of one case often differ in it; leave it out of --match")
        }
        rules.append(ColumnRule(victimsColumn, .number(0...1e7), missing: [""]))
      }
      if let syntheticColumn, !rules.contains(where: { $0.name == syntheticColumn }) {
        rules.append(ColumnRule(syntheticColumn, .text, missing: [""]))
      }
      return Schema(rules, allowsOtherColumns: true)
    }
    guard read.table.rowCount <= CaseInput.mostCases else {
      throw DataError(
        file: read.table.name, problem: "there are more than \(CaseInput.mostCases) cases",
        remedy: "split the list")
    }
    keyColumns = keyNames
    hasVictims = victimsColumn != nil
    isSynthetic = try read.text(syntheticColumn).contains { $0?.lowercased() == "yes" }
    let names = try strataColumns.map(read.table.text)
    let parts = try keyNames.map(read.table.text)
    let numbers = try read.numbers(victimsColumn)
    let lines = read.table.lines
    cases = (0..<read.table.rowCount).map { row in
      ReportedCase(
        key: parts.map { $0[row] ?? "" }, stratum: CaseInput.stratum(names.map { $0[row] ?? "" }),
        victims: numbers[row], line: lines[row])
    }
  }
}
