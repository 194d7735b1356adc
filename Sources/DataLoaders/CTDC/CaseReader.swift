internal import Tables

/// Reads the cases of a CTDC file. Each row is a person, so its content goes into counts and nowhere else.
struct CaseReader {
  let columns: CaseColumns

  init?(_ header: SheetHeader, file: String) throws(DataError) {
    guard let columns = try CaseColumns(header, file: file) else { return nil }
    self.columns = columns
  }

  /// The word of a variable, the same for every edition; `nil` where it is missing: an empty cell, -99, or the
  /// country 00.
  func word(_ row: CSVRow, _ place: Int, _ cells: CellReader) throws(DataError) -> String? {
    let cell = row[place]
    if cells.isMissing(cell) || cell.elementsEqual("-99".utf8) || cell.elementsEqual("-99.0".utf8) {
      return nil
    }
    switch columns.kinds[place] {
    case .flag:
      // A column with gaps is written as 1.0 and 0.0 by some programs.
      if cell.elementsEqual("1".utf8) || cell.elementsEqual("1.0".utf8) { return "1" }
      if cell.elementsEqual("0".utf8) || cell.elementsEqual("0.0".utf8) { return "0" }
      throw cells.error(
        row, place, "the cell is neither 1 nor 0, nor missing", "correct it, or declare it with --missing")
    case .year:
      let year = try cells.number(row, place, cell)
      guard year == year.rounded(), (1900...2200).contains(year) else {
        throw cells.error(row, place, "the cell is no year", "correct it, or declare it with --missing")
      }
      return String(Int(year))
    case .category:
      return CaseReader.canonical(row.text(place), of: columns.names[place])
    case .skipped:
      return nil
    }
  }

  private static func canonical(_ word: String, of name: String) -> String? {
    switch name {
    case "gender":
      switch word {
      case "Woman", "Female": "female"
      case "Man", "Male": "male"
      case "Trans/Transgender/NonConforming", "Transgender": "transgender or non-conforming"
      default: word
      }
    case "ageBroad": AgeBand(code: word)?.words ?? word
    case "citizenship", "CountryOfExploitation": word == "00" || word == "0" ? nil : word
    default: word
    }
  }
}
