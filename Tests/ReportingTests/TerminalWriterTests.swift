import Reporting
import Testing

@Suite("Terminal tables")
struct TerminalWriterTests {
  @Test(arguments: [20, 40, 60, 80, 100, 200]) func `no line is wider than the terminal`(_ width: Int) {
    for table in SampleDocument.document.tables {
      // Every character of the sample is one column wide.
      let lines = TerminalWriter(width: width).text(table).split(separator: "\n")
      #expect(lines.allSatisfy { $0.count <= width })
    }
  }

  @Test func `digits stand in line whatever marks follow`() {
    let table = Table(
      "t", title: "T", columns: [TableColumn("k", "K", .text), TableColumn("n", "N")],
      rows: [
        TableRow([.text("日本"), .number(5, .count)]),
        TableRow([.text("a"), .number(1234, .count, marks: [.unverified])]),
        TableRow(role: .total, [.text("all"), .absent(.dashInSource)]),
      ], notes: ["A note."], source: "S")
    #expect(
      TerminalWriter().text(table) == """
        T

        K           N
        ----  -------
        日本      5
        a     1,234 †
        ----  -------
        all       -

        † not checked against the printed source
        -: the source prints a dash, which is not a zero
        A note.
        Source: S

        """)
  }

  @Test func `there is no colour unless it is asked for`() {
    let plain = TerminalWriter().text(SampleDocument.regions)
    let styled = TerminalWriter(isStyled: true).text(SampleDocument.regions)
    #expect(!plain.unicodeScalars.contains("\u{1B}"))
    #expect(styled.contains("\u{1B}[1m"))
    #expect(styled.replacing("\u{1B}[1m", with: "").replacing("\u{1B}[0m", with: "") == plain)
  }
}
