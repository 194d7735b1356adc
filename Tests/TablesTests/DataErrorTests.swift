import Tables
import Testing

@Suite struct DataErrorTests {
  @Test func controlCharactersInNamesDoNotReachTheTerminal() {
    let error = DataError(
      file: "a\u{1B}[2J.csv", line: 3, column: "\u{202E}x", problem: "the cell is empty", remedy: "fill it in"
    )
    #expect(
      error.description == "a\\u{1b}[2J.csv:3: column '\\u{202e}x': the cell is empty; fill it in")
  }
}
