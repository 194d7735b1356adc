@testable internal import DataLoaders
internal import Tables
internal import Testing

/// The faults of the file format in the acceptance list, F01 to F09, F12, F22.
@Suite struct CSVFaultTests {
  @Test(arguments: ["", "\n\n\r\n", "\u{FEFF}", "a,b", "a,b\n", "a,b\n\n\n"]) func F01_noRecords(text: String)
  {
    let error = refusal(text)
    #expect(error?.kind == .badData)
    #expect(error?.problem.contains("no records") == true)
  }

  @Test func F02_aByteOrderMarkIsSkippedAndNoted() throws {
    let plain = try read("a,b\n1,2\n", texts("a", "b"))
    let marked = try read("\u{FEFF}a,b\n1,2\n", texts("a", "b"), options(1))
    #expect(marked.table == plain.table)
    #expect(try read("\u{FEFF}\"a\",b\n1,2\n", texts("a", "b"), options(2)).table == plain.table)
    #expect(plain.record.notes == [])
    #expect(marked.record.notes == ["a UTF-8 byte order mark at the start was skipped"])
    #expect(marked.record.byteCount == 11)
    #expect(
      refusal("a,b\n1,\u{FEFF}2\n", Schema([ColumnRule("a", .text), ColumnRule("b", .number(nil))])) != nil)
  }

  @Test(arguments: [[0xFF, 0xFE], [0xFE, 0xFF], [0xFF, 0xFE, 0x61, 0x00, 0x0A, 0x00]] as [[UInt8]])
  func F03_UTF16IsRefused(bytes: [UInt8]) {
    let error = refusal(bytes)
    #expect(
      error?.description
        == "data.csv: the file is UTF-16; convert it to UTF-8, for example with iconv -f UTF-16 -t UTF-8")
  }

  @Test func F04_invalidUTF8IsRefusedWithItsOffset() {
    let error = refusal(Array("a,b\n1,2\n\(canary),caf".utf8) + [0xE9, 0x0A])
    #expect(error?.line == 3)
    #expect(error?.problem == "the byte at offset 18 is not UTF-8")
    #expect(refusal(Array("a,b\n1,\"".utf8) + [0xE2, 0x82])?.problem == "the byte at offset 7 is not UTF-8")
    #expect(refusal([0xE9])?.problem == "the byte at offset 0 is not UTF-8")
    #expect(refusal(Array("a;b,c".utf8) + [0xFF] + Array("\n1\n".utf8))?.kind == .badData)
  }

  @Test func F05_NULIsRefusedWithItsOffset() {
    let numbers = Schema([ColumnRule("a", .number(nil)), ColumnRule("b", .number(nil))])
    let error = refusal("a,b\n1,2\u{0}junk\n", numbers)
    #expect(error?.line == 2)
    #expect(error?.problem == "the byte at offset 7 is NUL, which no text holds")
    #expect(refusal("a,\u{0}b\n1,2\n")?.problem == "the byte at offset 2 is NUL, which no text holds")
  }

  @Test func F06_lineEndsMakeNoDifference() throws {
    let expected = try read("a,b\n1,2\n3,\"4\n5\"\n6,7\n", texts("a", "b")).table
    for text in [
      "a,b\r\n1,2\r\n3,\"4\r\n5\"\r\n6,7\r\n", "a,b\r1,2\r3,\"4\r5\"\r6,7\r", "a,b\r\n1,2\n3,\"4\n5\"\r6,7",
      "a,b\n1,2\n3,\"4\n5\"\n6,7",
    ] {
      for size in [1, 2, 3, 7, 64] {
        #expect(try read(text, texts("a", "b"), options(size)).table == expected, "\(text.debugDescription)")
      }
    }
    #expect(expected.lines == [2, 3, 5])
  }

  @Test func F06_blankLinesAreNoRows() throws {
    let table = try read("\n\r\na,b\n\n1,2\n\n\n3,4\n\n", texts("a", "b")).table
    #expect(try table.text("a") == ["1", "3"])
    #expect(table.lines == [5, 8])
    // In a file of one column a blank line could be an empty cell.
    #expect(refusal("a\n1\n\n2\n", texts("a"))?.line == 3)
    #expect(try read("a\n1\n\"\"\n2", texts("a")).table.text("a") == ["1", nil, "2"])
  }

  @Test func F07_quotedFieldsFollowRFC4180() throws {
    let table = try read("a,b\n\"x,y\",\"say \"\"no\"\"\"\n\"two\nlines\",\"\"\n", texts("a", "b")).table
    #expect(try table.text("a") == ["x,y", "two\nlines"])
    #expect(try table.text("b") == ["say \"no\"", nil])
  }

  @Test func F08_anUnbalancedQuoteIsNamedWhereItOpens() {
    let error = refusal("a,b\n1,2\n3,\"\(canary)\n4,5\n6,7\n")
    #expect(error?.line == 3)
    #expect(error?.column == "b")
    #expect(error?.problem == "the quote that opens here is never closed")
    let long = refusal("a,b\n1,2\n3,\"x" + String(repeating: "\n4,5", count: 30_000))
    #expect(long?.line == 3)
    #expect(long?.problem == "the field that starts here has more than 65536 bytes")
    #expect(long?.remedy == "close its quote or shorten it")
    #expect(refusal("\"a,b\n1,2\n")?.line == 1)
  }

  @Test func F08_textAroundQuotesIsRefused() {
    let after = refusal("a,b\n1,2\n3,\"4\n\"5,6\n")
    #expect(after?.line == 4)
    #expect(after?.column == "b")
    #expect(after?.problem == "there is text after a closing quote")
    #expect(refusal("a,b\n\"1\" ,2\n")?.problem == "there is text after a closing quote")
    #expect(
      refusal("a,b\n1, \"2\"\n")?.problem == "there is a quote inside a field that does not begin with one")
    #expect(refusal("a,b\n5'11\",2\n")?.column == "a")
  }

  @Test(arguments: [
    ("a,b\n1,2\n\(canary)\n", "the row has 1 field, the header 2"),
    ("a,b\n1,2\n1,\(canary),3\n4,5\n", "the row has 3 fields, the header 2"),
    ("a,b\n1,2\n3,4,\n", "the row has 3 fields, the header 2"),
    ("a,b\n1,2\n \n", "the row has 1 field, the header 2"),
  ])
  func F09_raggedRowsAreRefused(text: String, problem: String) {
    let error = refusal(text)
    #expect(error?.line == 3)
    #expect(error?.problem == problem)
  }

  @Test func F22_limitsAreKept() {
    func problem(_ text: String) -> String? { refusal(text, pieces: [4_099, 1 << 18])?.problem }
    let long = String(repeating: "x", count: 1_000_000)
    #expect(problem("a,b\n1,2\n1,\(long)\n") == "the field that starts here has more than 65536 bytes")
    let wide = (1...5_000).map { "c\($0)" }.joined(separator: ",")
    #expect(problem("\(wide)\n") == "the row has more than 4096 fields")
    let row = Array(repeating: String(repeating: "x", count: 60_000), count: 20).joined(separator: ",")
    #expect(problem("a,b\n1,2\n\(row)\n") == "the row that starts here has more than 1048576 bytes")
  }

  @Test func F22_limitsCanBeSetAndAreExact() throws {
    var limits = CSVLimits()
    limits.fieldBytes = 4
    limits.rowBytes = 7
    limits.columns = 2
    limits.tableRows = 2
    let options = options(limits: limits)
    #expect(try read("a,b\n1234,12\n", texts("a", "b"), options).table.rowCount == 1)
    #expect(refusal("a,b\n12345,1\n", texts("a", "b"), options)?.column == "a")
    #expect(
      refusal("a,b\n1234,123\n", texts("a", "b"), options)?.problem.contains("more than 7 bytes") == true)
    #expect(refusal("a,b,c\n", texts("a", "b"), options)?.problem == "the row has more than 2 fields")
    #expect(refusal("a,b\n1,2\n3,4\n5,6\n", texts("a", "b"), options)?.line == 4)
  }

  @Test func F12_theDelimiterIsTakenFromAClearHeader() throws {
    let expected = try read("a,b\n1,\"2;3\"\n", texts("a", "b")).table
    let semicolon = try read("a;b\n1;\"2;3\"\n", texts("a", "b"), options(1))
    #expect(semicolon.table == expected)
    #expect(semicolon.record.notes == ["the delimiter is the semicolon"])
    #expect(try read("a\tb\n1\t2;3\n", texts("a", "b")).table == expected)
    #expect(try read("\n\"a\"\t\"b\"\n1\t2;3\n", texts("a", "b")).table.columns == expected.columns)
    #expect(try read("a|b\n1|2;3\n", texts("a", "b"), options(delimiter: .pipe)).table == expected)
    #expect(try read("\"x;y\",b\n1,2\n", texts("x;y", "b")).table.rowCount == 1)
  }

  @Test func F12_aDoubtfulDelimiterIsAskedFor() {
    let error = refusal("a;b,c\n1;2,3\n")
    #expect(error?.kind == .usage)
    #expect(
      error?.description
        == "data.csv: the header line holds comma and semicolon, so that the delimiter is in doubt; "
        + "say which it is with --delimiter=comma or --delimiter=semicolon")
    #expect(refusal("a\tb,c;d\n1\t2\n")?.kind == .usage)
  }

  @Test func F12_delimitersHaveNames() {
    #expect(CSVDelimiter(";") == .semicolon)
    #expect(CSVDelimiter("tab") == .tab)
    #expect(CSVDelimiter("\t") == .tab)
    #expect(CSVDelimiter("x") == nil)
  }
}
