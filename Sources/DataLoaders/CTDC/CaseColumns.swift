internal import Tables

/// The columns of a file of the Counter Trafficking Data Collaborative, under one name whatever the edition.
///
/// The Global Dataset writes `typeOfLabour…`, the later synthetic editions `sectorOfLabour…`; the same holds
/// for `typeOfSex…`. Both are read as `typeOf…`.
package struct CaseColumns: Sendable {
  package enum Kind: Sendable, Equatable {
    /// 1, 0 or missing.
    case flag
    case year
    case category
    /// A column whose words are made up of others, or that numbers the rows.
    case skipped
  }

  package let isSynthetic: Bool
  /// In the order of the file, under the names of the Global Dataset; empty for a row number.
  package let names: [String]
  package let kinds: [Kind]
  /// Whether the file has names of the later spelling.
  package let hasSectorSpelling: Bool

  init?(_ header: SheetHeader, file: String) throws(DataError) {
    guard header.place("yearOfRegistration") != nil, header.place("CountryOfExploitation") != nil,
      header.place("gender") != nil
    else { return nil }
    isSynthetic = header.place("traffickMonths") != nil || header.place("meansDebtBondageEarnings") != nil
    names = header.names.map(CaseColumns.canonical)
    hasSectorSpelling = names != header.names
    kinds = names.map(CaseColumns.kind)
    var seen: [String: Int] = [:]
    for (place, name) in names.enumerated() where !name.isEmpty {
      if let earlier = seen.updateValue(place, forKey: name.lowercased()) {
        throw DataError(
          file: file, line: header.line, column: header.names[place],
          problem: "columns \(earlier + 1) and \(place + 1) are one variable in two spellings",
          remedy: "keep one of them")
      }
    }
  }

  /// The place of a variable by either spelling.
  package func place(_ name: String) -> Int? {
    let name = CaseColumns.canonical(name).lowercased()
    return names.firstIndex { $0.lowercased() == name && !name.isEmpty }
  }

  static func canonical(_ name: String) -> String {
    for (later, earlier) in [("sectorOfLabour", "typeOfLabour"), ("sectorOfSex", "typeOfSex")]
    where name.hasPrefix(later) {
      return earlier + name.dropFirst(later.count)
    }
    return name
  }

  private static func kind(_ name: String) -> Kind {
    if name.isEmpty || name.hasSuffix("Concatenated") { return .skipped }
    if name == "yearOfRegistration" { return .year }
    let prefixes = ["is", "means", "typeOf", "recruiterRelation"]
    return prefixes.contains { name.hasPrefix($0) } ? .flag : .category
  }
}
