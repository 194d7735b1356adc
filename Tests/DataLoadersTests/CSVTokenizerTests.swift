@testable internal import DataLoaders
internal import Foundation
internal import Testing

@Suite struct CSVTokenizerTests {
  struct Case: Decodable {
    let text: String
    let rows: [[String]]
  }

  /// F06 and F07 against Python's `csv.reader(strict=True)`.
  @Test(arguments: [1, 2, 3, 7, 64, 4096]) func F07_rowsAreThoseOfAnotherReader(pieces: Int) throws {
    let cases = try JSONDecoder().decode([Case].self, from: Data(contentsOf: oracle("csv/rows.json")))
    #expect(cases.count > 100)
    for one in cases {
      #expect(try tokens(one.text, pieces: pieces) == one.rows, "\(one.text.debugDescription)")
    }
  }

  @Test(arguments: [1, 2, 64]) func lineEndsInsideQuotesAreReadAsLineFeeds(pieces: Int) throws {
    #expect(
      try tokens("\"a\r\nb\",\"c\rd\",\"\r\r\n\n\"\r\n", pieces: pieces) == [["a\nb", "c\nd", "\n\n\n"]])
  }

  @Test func physicalLinesAreCountedThroughQuotes() throws {
    var tokenizer = CSVTokenizer(delimiter: .comma)
    let text = Array("a\r\n\"x\r\ny\n\rz\"\r\r\nb".utf8)
    tokenizer.space(text.count).copyBytes(from: text)
    tokenizer.commit(text.count)
    var lines: [Int] = []
    while true {
      switch try tokenizer.next() {
      case .row: lines.append(tokenizer.row.line)
      case .needsBytes: tokenizer.commit(0)
      case .end:
        // The quoted field ends lines 2, 3 and 4 (LF, then a CR of its own), line 6 is blank.
        #expect(lines == [1, 2, 6, 7])
        return
      }
    }
  }

  @Test func blankLinesAreToldFromEmptyFields() throws {
    var tokenizer = CSVTokenizer(delimiter: .comma)
    let text = Array("\n\"\"\n \n".utf8)
    tokenizer.space(text.count).copyBytes(from: text)
    tokenizer.commit(text.count)
    var blank: [Bool] = []
    while case .row = try tokenizer.next() { blank.append(tokenizer.row.isBlank) }
    #expect(blank == [true, false, false])
  }

  @Test func F21_F22_theBufferStaysSmall() throws {
    var tokenizer = CSVTokenizer(delimiter: nil)
    let row = Array("1,\"two\nlines\",\"say \"\"x\"\"\",4\n".utf8)
    var rows = 0
    for _ in 0..<20_000 {
      while case .row = try tokenizer.next() { rows += 1 }
      tokenizer.space(row.count).copyBytes(from: row)
      tokenizer.commit(row.count)
    }
    #expect(rows == 19_999)
    #expect(tokenizer.bufferCapacity <= 1 << 17)
  }

  /// An endless line without a delimiter, of which the header alone would fill the memory.
  @Test(arguments: ["x", "\"x"]) func F22_anEndlessLineIsGivenUp(start: String) {
    var tokenizer = CSVTokenizer(delimiter: nil)
    var piece = Array(start.utf8)
    var taken = 0
    let fault = #expect(throws: CSVFault.self) {
      while taken < 1 << 24 {
        if case .needsBytes = try tokenizer.next() {
          tokenizer.space(piece.count).copyBytes(from: piece)
          tokenizer.commit(piece.count)
          taken += piece.count
          piece = [UInt8](repeating: 0x78, count: 1 << 16)
        }
      }
    }
    #expect(fault?.problem == "the field that starts here has more than 65536 bytes")
    #expect(taken < 1 << 21)
    #expect(tokenizer.bufferCapacity < 1 << 22)
  }
}
