internal import CReadStat
internal import Tables

/// A variable as the head of a file describes it.
struct ReadStatVariable {
  let name: String
  let label: String?
  /// How the program that wrote the file shows the values, such as `F8.2`, `%td` or `DATE9`.
  let format: String
  let isText: Bool
  let labelSet: String?
  /// Values that the file declares missing, as closed ranges; a single value has equal ends.
  let missingNumbers: [ClosedRange<Double>]
  let missingTexts: [ClosedRange<String>]

  /// - Throws: `DataError` for a name that is empty, not text, or hides characters.
  init(
    _ variable: UnsafeMutablePointer<readstat_variable_t>, labelSet: UnsafePointer<CChar>?, file: String
  ) throws(DataError) {
    let place = "\(readstat_variable_get_index(variable) + 1)"
    guard let name = readstat_variable_get_name(variable).flatMap({ String(validatingCString: $0) }),
      !name.isEmpty, !name.unicodeScalars.contains(where: \.isInvisible)
    else {
      throw DataError(
        file: file, column: place, problem: "the variable has no name, or one that is not printable text",
        remedy: "the file may be damaged or in another character set; export it again")
    }
    self.name = name
    label = readstat_variable_get_label(variable).flatMap { String(validatingCString: $0) }.flatMap {
      $0.isEmpty ? nil : $0
    }
    format = readstat_variable_get_format(variable).flatMap { String(validatingCString: $0) } ?? ""
    isText = readstat_variable_get_type_class(variable) == READSTAT_TYPE_CLASS_STRING
    self.labelSet = labelSet.flatMap { String(validatingCString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    var numbers: [ClosedRange<Double>] = []
    var texts: [ClosedRange<String>] = []
    for i in 0..<readstat_variable_get_missing_ranges_count(variable) {
      let low = readstat_variable_get_missing_range_lo(variable, i)
      let high = readstat_variable_get_missing_range_hi(variable, i)
      if isText {
        let ends = [low, high].map { readstat_string_value($0).flatMap { String(validatingCString: $0) } }
        if let first = ends[0], let last = ends[1], first <= last { texts.append(first...last) }
      } else {
        let (first, last) = (readstat_double_value(low), readstat_double_value(high))
        if first <= last { numbers.append(first...last) }
      }
    }
    missingNumbers = numbers
    missingTexts = texts
  }

  /// A sentence on values that are dates or times, which stay numbers.
  func dateNote(_ format: SurveyFileFormat) -> String? {
    guard !isText, let unit = dateUnit(format) else { return nil }
    return "column '\(name)' holds dates or times as numbers: \(unit)"
  }

  private func dateUnit(_ file: SurveyFileFormat) -> String? {
    let letters = format.uppercased().prefix { $0.isLetter || $0 == "%" || $0 == "-" }
    switch file {
    case .csv: return nil
    case .stata:
      let kind = format.lowercased().drop { $0 == "%" || $0 == "-" }
      if kind.hasPrefix("tc") { return "milliseconds since 1960-01-01" }
      if kind.hasPrefix("td") || kind.hasPrefix("d") { return "days since 1960-01-01" }
      if kind.hasPrefix("tw") { return "weeks since 1960" }
      if kind.hasPrefix("tm") { return "months since January 1960" }
      if kind.hasPrefix("tq") { return "quarters since 1960" }
      if kind.hasPrefix("th") { return "half-years since 1960" }
      if kind.hasPrefix("ty") { return "years" }
      return nil
    case .spss, .spssPortable:
      if ["DATE", "ADATE", "EDATE", "JDATE", "SDATE", "QYR", "MOYR", "WKYR", "DATETIME", "YMDHMS"].contains(
        letters)
      {
        return "seconds since 1582-10-14"
      }
      return ["TIME", "DTIME", "MTIME"].contains(letters) ? "seconds" : nil
    case .sas:
      if ["DATETIME", "DTDATE", "E8601DT", "DATEAMPM"].contains(letters) {
        return "seconds since 1960-01-01"
      }
      if [
        "DATE", "DDMMYY", "MMDDYY", "YYMMDD", "JULIAN", "MONYY", "WEEKDATE", "WORDDATE", "YYMMDDN", "E8601DA",
      ]
      .contains(letters) {
        return "days since 1960-01-01"
      }
      return ["TIME", "HHMM", "TOD"].contains(letters) ? "seconds since midnight" : nil
    }
  }
}
