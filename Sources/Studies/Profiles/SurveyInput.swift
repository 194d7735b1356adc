package import DataLoaders
internal import Tables

/// Reads of a survey file what a profile needs.
package enum SurveyInput {
  /// - Parameters:
  ///   - options: how CSV is written, where its header does not tell.
  ///   - missingMarkers: answers that mean a missing one, beside those that the file declares; not in the columns of
  ///     the profile's design, where 97 is a cluster like any other.
  ///   - encoding: the character set of a file of another format that states none or a wrong one.
  package static func read(
    _ path: String, profile: SurveyProfile, options: InputOptions, missingMarkers: [String] = [],
    encoding: String? = nil
  ) throws -> SurveyTable {
    try read(
      path, profile: profile, options: options, missingMarkers: missingMarkers, encoding: encoding,
      others: { _ in [] }, unmarked: { _ in [] })
  }

  /// The same with other columns.
  /// - Parameters:
  ///   - others: columns that are wanted beside those of the profile, for the names in the file.
  ///   - unmarked: those of them in which markers do not count.
  static func read(
    _ path: String, profile: SurveyProfile, options: InputOptions, missingMarkers: [String],
    encoding: String?, others: @escaping @Sendable (_ names: [String]) -> [String],
    unmarked: (_ names: [String]) -> [String]
  ) throws(DataError) -> SurveyTable {
    let design = profile.designNames
    return try SurveyFile.readAsked(
      path, columns: { profile.columns(in: $0) + others($0) },
      unmarked: { names in names.filter { design.contains($0.lowercased()) } + unmarked(names) },
      options: options, missingMarkers: missingMarkers, encoding: encoding)
  }
}

extension SurveyFile {
  /// Reads columns by the names that a user gives: as they are spelled in the file, else without regard to capitals,
  /// as in SPSS. The table has them as they were asked for.
  /// - Parameters:
  ///   - columns: what is wanted, for the names in the file.
  ///   - unmarked: those of them in which markers do not count.
  ///   - missingMarkers: codes, texts and labels that mean a missing answer, beside those that the file declares.
  /// - Throws: `DataError` also for a name that is not that of a column and could mean two.
  static func readAsked(
    _ path: String, columns: @escaping @Sendable (_ names: [String]) -> [String],
    unmarked: (_ names: [String]) -> [String], options: InputOptions, missingMarkers: [String],
    encoding: String?
  ) throws(DataError) -> SurveyTable {
    var options = options
    options.allowsNamesByCase = true
    let table = try read(
      path,
      columns: .chosen { (names: [String]) throws(DataError) in
        var found: [String] = []
        for name in columns(names) { found.append(try spelling(of: name, among: names, file: path)) }
        return found
      }, options: try options.csv(file: ByteSource(argument: path).name), missingMarkers: missingMarkers,
      unmarked: { names in
        Set(unmarked(names).compactMap { try? spelling(of: $0, among: names, file: path) })
      }, encoding: encoding)
    let exempt = Set(unmarked(table.names))
    var seen: Set<String> = []
    var asked: [SurveyColumn] = []
    for name in columns(table.names) where seen.insert(name).inserted {
      let own = try spelling(of: name, among: table.names, file: path)
      guard let column = table.column(own) else { continue }
      let isMarked = !missingMarkers.isEmpty && !exempt.contains(name)
      asked.append(column.named(name, missing: isMarked ? missingMarkers : []))
    }
    return SurveyTable(
      record: table.record, file: table.file, rowCount: table.rowCount, columns: asked, names: table.names,
      lines: table.lines)
  }

  /// The name of a column as it stands in the file; the name itself when there is none.
  private static func spelling(
    of name: String, among names: [String], file: String
  ) throws(DataError) -> String {
    if names.contains(name) { return name }
    let likely = names.filter { $0.lowercased() == name.lowercased() }
    guard likely.count < 2 else {
      throw DataError(
        file: file, column: name,
        problem: "the columns \(likely.map { "'\($0)'" }.joined(separator: " and ")) could be meant",
        remedy: "write the name as it stands in the file, with its capitals")
    }
    return likely.first ?? name
  }
}

extension SurveyColumn {
  /// The label of each code, as texts; empty where two codes share a label.
  var labelsOfCodes: [String: String] {
    var labels: [String: String] = [:]
    for entry in valueLabels {
      if case .number(let value) = entry.value { labels[plain(value)] = entry.label }
    }
    return Set(labels.values).count < labels.count ? [:] : labels
  }

  /// The column under another name, with more answers declared missing: those whose code, text or label is a marker.
  fileprivate func named(_ name: String, missing markers: [String]) -> SurveyColumn {
    var texts = Set(markers)
    var codes = Set(markers.compactMap { Double($0) })
    for entry in valueLabels where texts.contains(entry.label) {
      switch entry.value {
      case .number(let code): codes.insert(code)
      case .text(let text): texts.insert(text)
      }
    }
    var declared = Set(declaredMissing)
    if !markers.isEmpty {
      switch values {
      case .numbers(let values):
        for row in values.indices where codes.contains(values[row]) { declared.insert(row) }
      case .texts(let values):
        for row in values.indices where values[row].map(texts.contains) ?? false { declared.insert(row) }
      }
    }
    return SurveyColumn(
      name: name, label: label, values: values, valueLabels: valueLabels,
      declaredMissing: declared.count == declaredMissing.count ? declaredMissing : declared.sorted())
  }
}

extension SurveyProfile {
  /// The columns of weights, strata and clusters that the profile knows, without capitals.
  fileprivate var designNames: Set<String> {
    let groups = [stratum, cluster].flatMap { $0?.alternatives ?? [] }.flatMap { $0 }
    return Set((weight.factors.flatMap(\.names) + groups).map { $0.lowercased() })
  }
}
