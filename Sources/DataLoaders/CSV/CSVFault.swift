package import Tables

/// What breaks the format of a file, where; the file's name is added by `CSVRowStream`.
package struct CSVFault: Error, Equatable, Sendable {
  package let kind: DataError.Kind
  /// Physical line, counted from 1; `nil` when the fault concerns the file as a whole.
  package let line: Int?
  /// The field's place in the row, counted from 0.
  package let field: Int?
  package let problem: String
  package let remedy: String
}

extension CSVFault {
  init(_ kind: DataError.Kind = .badData, line: Int?, field: Int? = nil, _ problem: String, _ remedy: String)
  {
    self.init(kind: kind, line: line, field: field, problem: problem, remedy: remedy)
  }

  static func notUTF8(line: Int, offset: Int) -> CSVFault {
    CSVFault(
      line: line, "the byte at offset \(offset) is not UTF-8",
      "convert the file, for example with iconv -f WINDOWS-1252 -t UTF-8")
  }

  static func nul(line: Int, offset: Int) -> CSVFault {
    CSVFault(
      line: line, "the byte at offset \(offset) is NUL, which no text holds",
      "export the file as UTF-8 text; it may be UTF-16 or not a text file at all")
  }

  static let utf16 = CSVFault(
    line: nil, "the file is UTF-16", "convert it to UTF-8, for example with iconv -f UTF-16 -t UTF-8")

  static func rowTooLong(line: Int, limit: Int) -> CSVFault {
    CSVFault(
      line: line, "the row that starts here has more than \(limit) bytes",
      "check the line ends and the quotes of the file")
  }

  static func fieldTooLong(line: Int, field: Int, isQuoted: Bool, limit: Int) -> CSVFault {
    CSVFault(
      line: line, field: field, "the field that starts here has more than \(limit) bytes",
      isQuoted ? "close its quote or shorten it" : "shorten it, or check the delimiters of the file")
  }

  static func tooManyColumns(line: Int, limit: Int) -> CSVFault {
    CSVFault(line: line, "the row has more than \(limit) fields", "split the table or check its delimiters")
  }

  static func openQuote(line: Int, field: Int) -> CSVFault {
    CSVFault(
      line: line, field: field, "the quote that opens here is never closed",
      "close it, or write a quote inside a quoted field twice")
  }

  static func textAfterQuote(line: Int, field: Int) -> CSVFault {
    CSVFault(
      line: line, field: field, "there is text after a closing quote",
      "write a quote inside a quoted field twice, and nothing between the closing quote and the delimiter")
  }

  static func quoteInText(line: Int, field: Int) -> CSVFault {
    CSVFault(
      line: line, field: field, "there is a quote inside a field that does not begin with one",
      "put the whole field in quotes and write the quote inside it twice")
  }

  static func ambiguousDelimiter(_ found: [CSVDelimiter]) -> CSVFault {
    let names = found.map { "\($0)" }.joined(separator: " and ")
    return CSVFault(
      .usage, line: nil, "the header line holds \(names), so that the delimiter is in doubt",
      "say which it is with --delimiter=\(found.map { "\($0)" }.joined(separator: " or --delimiter="))")
  }
}
