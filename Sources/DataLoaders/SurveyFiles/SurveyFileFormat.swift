internal import Tables

/// The formats in which survey microdata come.
package enum SurveyFileFormat: String, Sendable, CaseIterable {
  case csv = "CSV"
  /// SPSS .sav and .zsav.
  case spss = "SPSS"
  case spssPortable = "SPSS portable"
  case stata = "Stata"
  case sas = "SAS"

  /// The endings of file names that promise the format.
  private var endings: [String] {
    switch self {
    case .csv: ["csv", "tsv", "txt", "tab"]
    case .spss: ["sav", "zsav"]
    case .spssPortable: ["por"]
    case .stata: ["dta"]
    case .sas: ["sas7bdat"]
    }
  }

  /// The format of a file by its first bytes; what its name promises is only held against it.
  /// - Parameter head: the first 512 bytes, or all when there are fewer.
  /// - Throws: `DataError` when the content is not what the name promises, or is known not to be a table of
  ///   one of these formats.
  static func detect(_ head: [UInt8], path: String) throws(DataError) -> SurveyFileFormat {
    let promised = promise(of: path)
    if let found = binaryFormat(head) {
      guard promised == nil || promised == found else {
        throw DataError(
          file: path,
          problem: "the name is that of a \(promised?.rawValue ?? "") file, the content \(found.rawValue)",
          remedy: "give the file the ending .\(found.endings[0])")
      }
      return found
    }
    if head.isEmpty {
      throw DataError(
        file: path, problem: "the file holds no records", remedy: "check that the right file was exported")
    }
    if let promised, promised != .csv {
      throw DataError(
        file: path, problem: "the file does not begin as \(promised.rawValue) files do",
        remedy: "it may be damaged or another kind of file; export it again")
    }
    if let other = unreadable(head) {
      throw DataError(
        file: path, problem: "this is \(other), which is not read here",
        remedy: "export the table as CSV, SPSS, Stata or SAS (sas7bdat)")
    }
    return .csv
  }

  private static func promise(of path: String) -> SurveyFileFormat? {
    let name = FileSource.lastComponent(path)
    guard let dot = name.lastIndex(of: ".") else { return nil }
    let ending = name[name.index(after: dot)...].lowercased()
    return allCases.first { $0.endings.contains(ending) }
  }

  private static func binaryFormat(_ head: [UInt8]) -> SurveyFileFormat? {
    if head.starts(with: "$FL2".utf8) || head.starts(with: "$FL3".utf8) { return .spss }
    if head.starts(with: "<stata_dta>".utf8) { return .stata }
    if head.count > 3, (104...115).contains(head[0]), (1...2).contains(head[1]), head[2] == 1 {
      return .stata
    }
    if head.starts(with: sasMagic) { return .sas }
    // The signature stands after 200 bytes of splash text and a table of 256 characters, with line ends between.
    let portable = Array("SPSSPORT".utf8)
    if head.count >= 464 {
      for start in 456...min(480, head.count - 8) where head[start..<start + 8].elementsEqual(portable) {
        return .spssPortable
      }
    }
    return nil
  }

  /// SAS's own number for its data sets.
  private static let sasMagic: [UInt8] =
    [UInt8](repeating: 0, count: 12) + [
      0xC2, 0xEA, 0x81, 0x60, 0xB3, 0x14, 0x11, 0xCF, 0xBD, 0x92, 0x08, 0x00, 0x09, 0xC7, 0x31, 0x8C, 0x18,
      0x1F,
      0x10, 0x11,
    ]

  private static func unreadable(_ head: [UInt8]) -> String? {
    let known: [([UInt8], String)] = [
      ([0x50, 0x4B, 0x03, 0x04], "a workbook or a zip archive"), ([0x1F, 0x8B], "a gzip archive"),
      (Array("PAR1".utf8), "a Parquet file"), (Array("HEADER RECORD**".utf8), "a SAS transport file"),
      (Array("%PDF".utf8), "a PDF document"), ([0xD0, 0xCF, 0x11, 0xE0], "an old Office document"),
      (Array("SQLite format 3".utf8), "an SQLite database"), (Array("ARROW1".utf8), "an Arrow file"),
    ]
    return known.first { head.starts(with: $0.0) }?.1
  }
}
