import Reporting
import Testing

@Suite("CSV")
struct CSVWriterTests {
  private func table(_ columns: [TableColumn], _ rows: [[Cell]], group: String = "") -> Table {
    Table("t", title: "T", columns: columns, rows: rows.map { TableRow(group: group, $0) }, source: "S")
  }

  private func records(_ table: Table) throws -> [[String]] {
    try #require(ParsedCSV.records(CSVWriter.text(table)))
  }

  @Test func `numbers have full precision and no ornament`() throws {
    let style = NumberStyle(decimals: 0, signed: true, suffix: " %")
    let result = try records(
      table([TableColumn("x", "X")], [1_200_000, 1.0 / 3, -5, 0, 1e16, 4e-5].map { [.number($0, style)] }))
    #expect(result == [["x"], ["1200000"], ["0.3333333333333333"], ["-5"], ["0"], ["1e+16"], ["4e-05"]])
  }

  @Test func `a range is two columns, and no upper end is a word`() throws {
    let rows: [[Cell]] = [
      [.text("a"), .range(1, 2.5, .count)], [.text("b"), .range(3, nil, .count)],
      [.text("c"), .absent(.refused)], [.text("d"), .number(4, .count)],
    ]
    let result = try records(table([TableColumn("k", "K", .text), TableColumn("i", "I")], rows))
    #expect(
      result == [
        ["k", "i_lower", "i_upper"], ["a", "1", "2.5"], ["b", "3", "unbounded"], ["c", "refused", "refused"],
        ["d", "4", "4"],
      ])
  }

  @Test func `marks have a column of their own`() throws {
    let marked = Cell.number(1, .count, marks: [.unverified, Mark("*", "b")])
    let result = try records(
      table(
        [TableColumn("x", "X"), TableColumn("y", "Y")],
        [[marked, .number(2, .count)], [.number(3, .count), .absent(.suppressed)]]))
    #expect(result == [["x", "x_mark", "y"], ["1", "†*", "2"], ["3", "", "[c]"]])
  }

  @Test(arguments: Absence.allCases) func `an absence is its word, never zero or empty`(_ absence: Absence)
    throws
  {
    let result = try records(table([TableColumn("x", "X")], [[.absent(absence)]]))
    #expect(result == [["x"], [absence.rawValue]])
    #expect(!absence.rawValue.isEmpty && Double(absence.rawValue) == nil)
  }

  @Test func `groups are a first column`() throws {
    let result = try records(table([TableColumn("x", "X")], [[.number(1, .count)]], group: "Africa"))
    #expect(result == [["group", "x"], ["Africa", "1"]])
  }

  @Test func `no two headers are the same`() throws {
    let columns = [TableColumn("i", "I"), TableColumn("i_lower", "L"), TableColumn("group", "G")]
    let cells: [Cell] = [.range(1, 2, .count), .number(3, .count), .number(4, .count)]
    #expect(
      try records(table(columns, [cells], group: "g"))[0] == [
        "group", "i_lower", "i_upper", "i_lower_2", "group_2",
      ])
  }

  /// The starts that OWASP and section 4.4 of the standard name.
  @Test(arguments: [
    "=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠", "\u{202E}=", "=\u{301}", "\u{1B}=",
  ])
  func `a text that could start a formula is guarded, header and cell alike`(_ start: String) throws {
    let result = try records(
      table([TableColumn(start + "k", "K", .text)], [[.text(start + "cmd|' /C calc'!A0")]]))
    #expect(result.allSatisfy { $0[0].hasPrefix("'") })
  }

  @Test func `numbers are not guarded`() throws {
    #expect(try records(table([TableColumn("x", "X")], [[.number(-5, .count)]]))[1] == ["-5"])
  }

  @Test func `quoting`() throws {
    let texts = ["a,b", "a\"b", "a\nb", "a;b", " a ", "a\tb", "a'b", "plain"]
    let source = CSVWriter.text(table([TableColumn("k", "K", .text)], texts.map { [.text($0)] }))
    #expect(try #require(ParsedCSV.records(source)).dropFirst().map { $0[0] } == texts)
    #expect(source.hasPrefix("k\n\"a,b\"\n\"a\"\"b\"\n\"a\nb\"\n\"a;b\"\n\" a \"\n"))
    #expect(source.hasSuffix("a'b\nplain\n"))
    #expect(!source.unicodeScalars.contains("\r"))
  }

  @Test func `a row of one empty field is not an empty line`() {
    #expect(CSVWriter.text(table([TableColumn("k", "K", .text)], [[.text("")]])) == "k\n\"\"\n")
  }
}
