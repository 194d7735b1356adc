package import DataLoaders
internal import Tables

/// Reads of a survey file what a profile needs.
package enum SurveyInput {
  /// - Parameters:
  ///   - options: how CSV is written, where its header does not tell.
  ///   - missingMarkers: answers that mean a missing one, beside those that the file declares.
  ///   - isMarked: whether they count in a column; in those of the profile's design they never do.
  ///   - encoding: the character set of a file of another format that states none or a wrong one.
  ///   - others: columns that are wanted beside those of the profile, for the names in the file.
  package static func read(
    _ path: String, profile: SurveyProfile, options: InputOptions, missingMarkers: [String] = [],
    isMarked: (_ column: String) -> Bool = { _ in true }, encoding: String? = nil,
    others: @escaping @Sendable (_ names: [String]) -> [String] = { _ in [] }
  ) throws -> SurveyTable {
    let design = profile.designNames
    return try SurveyFile.readMarked(
      path,
      columns: .chosen { (names: [String]) throws(DataError) in
        profile.columns(in: names) + others(names)
      }, options: options, missingMarkers: missingMarkers,
      isMarked: { !design.contains($0.lowercased()) && isMarked($0) }, encoding: encoding)
  }
}

extension SurveyFile {
  /// Reads a file in which more answers are missing than it says: those whose code, text or label is a marker.
  /// - Parameter isMarked: whether markers count in a column. In weights, strata and clusters they do not: 97 is a
  ///   cluster like any other.
  static func readMarked(
    _ path: String, columns: SurveyColumnChoice, options: InputOptions, missingMarkers: [String],
    isMarked: (_ column: String) -> Bool, encoding: String?
  ) throws(DataError) -> SurveyTable {
    let table = try read(
      path, columns: columns, options: try options.csv(file: ByteSource(argument: path).name),
      missingMarkers: missingMarkers, isMarked: isMarked, encoding: encoding)
    if missingMarkers.isEmpty { return table }
    return SurveyTable(
      record: table.record, file: table.file, rowCount: table.rowCount,
      columns: table.columns.map { isMarked($0.name) ? $0.declaring(missing: missingMarkers) : $0 },
      names: table.names, lines: table.lines)
  }
}

extension SurveyProfile {
  /// The columns of weights, strata and clusters that the profile knows, without capitals.
  fileprivate var designNames: Set<String> {
    let groups = [stratum, cluster].flatMap { $0?.alternatives ?? [] }.flatMap { $0 }
    return Set((weight.factors.flatMap(\.names) + groups).map { $0.lowercased() })
  }
}

extension SurveyColumn {
  fileprivate func declaring(missing markers: [String]) -> SurveyColumn {
    var texts = Set(markers)
    var codes = Set(markers.compactMap { Double($0) })
    for entry in valueLabels where texts.contains(entry.label) {
      switch entry.value {
      case .number(let code): codes.insert(code)
      case .text(let text): texts.insert(text)
      }
    }
    var declared = Set(declaredMissing)
    switch values {
    case .numbers(let values):
      for row in values.indices where codes.contains(values[row]) { declared.insert(row) }
    case .texts(let values):
      for row in values.indices where values[row].map(texts.contains) ?? false { declared.insert(row) }
    }
    return SurveyColumn(
      name: name, label: label, values: values, valueLabels: valueLabels, declaredMissing: declared.sorted())
  }
}
