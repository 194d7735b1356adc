@testable internal import DataLoaders
internal import Tables
internal import Testing

/// The reader of batches against the reader of rows, which has its own tests: the same values, records and errors.
@Suite struct CSVBatchStreamTests {
  enum Outcome: Equatable {
    case table([Column], [Int], ReadRecord)
    case error(DataError)
  }

  private func column(_ place: Int, _ name: String) -> CSVBatchColumn {
    CSVBatchColumn(name, place % 2 == 0 ? .label : .number, missing: ["", "NA"])
  }

  func byRows(_ bytes: [UInt8], _ options: CSVOptions) -> Outcome {
    do throws(DataError) {
      let (table, record) = try CSVReader.readRecorded(.bytes(bytes, name: "f"), options: options) {
        names throws(DataError) in
        Schema(
          names.enumerated().map {
            ColumnRule($1, $0 % 2 == 0 ? .text : .number(nil), missing: ["", "NA"])
          })
      }
      return .table(table.columns, table.lines, record)
    } catch {
      return .error(error)
    }
  }

  func byBatches(_ bytes: [UInt8], _ options: CSVOptions) -> Outcome {
    do throws(DataError) {
      var batches = try CSVBatchStream(.bytes(bytes, name: "f"), options: options) {
        names throws(DataError) in
        names.enumerated().map { column($0, $1) }
      }
      let names = batches.header.names
      var texts = [[Int32]](repeating: [], count: names.count)
      var numbers = [[Double?]](repeating: [], count: names.count)
      var lines: [Int] = []
      while try batches.next() {
        let before = lines.count
        batches.appendLines(to: &lines)
        for row in 0..<batches.count { #expect(batches.line(ofRow: row) == lines[before + row]) }
        for k in names.indices {
          if k % 2 == 0 {
            texts[k] += batches.codes(k)
          } else {
            let present = batches.present(k)
            numbers[k] += batches.numbers(k).enumerated().map { present?[$0] ?? true ? $1 : nil }
          }
        }
      }
      let columns = names.indices.map { k in
        let labels = batches.labels(k)
        return Column(
          name: names[k],
          values: k % 2 == 0
            ? .text(texts[k].map { $0 < 0 ? nil : labels[Int($0)] }) : .number(numbers[k]))
      }
      guard let record = batches.record else { return .error(batches.error(row: 0, column: nil, "", "")) }
      return .table(columns, lines, record)
    } catch {
      return .error(error)
    }
  }

  @Test("S25 and F04 to F14: made-up files read alike, whatever the size of the pieces")
  func fuzz() {
    var random = FuzzGenerator(state: 20_261_124)
    var tables = 0
    let alphabet: [[UInt8]] =
      [
        ",", "\n", "\r\n", "a,1,b\n", "a,2.5,b\n", "\"x,y\",3,z\n", "q,7,\"\"\"d\"\"\"\n", "NA,,\r\n",
        "é,-1,w\n",
        "longer than eight,12345678901234567890,longer than sixteen bytes\n", "007,1e3, x\n", "\r", "\"",
        "NA",
        "12,0.1,\"two\nlines\"\n", "x,1\n", "\u{FEFF}", "a,nan,b\n", "1,123456789.123456789,2\n",
      ].map { Array($0.utf8) } + [[0xC3], [0xFF], [0]]
    for _ in 0..<1500 {
      var bytes = Array("a,b,c\n".utf8)
      if random.below(4) == 0 { bytes = Array("a,b,c\r\n".utf8) }
      // Mostly regular rows, so that the index meets what is not at every place of a piece.
      let rows = random.below(random.element(of: [3, 40]))
      for _ in 0..<rows {
        let kinds = random.below(12) == 0 ? alphabet.count : 11
        bytes += alphabet[3 + random.below(kinds - 3)]
      }
      if random.below(3) == 0 { bytes += Array("z,4,end".utf8) }
      let expected = byRows(bytes, options())
      if case .table = expected { tables += 1 }
      for size in [1, 7, 64, 300, 1 << 18] { #expect(byBatches(bytes, options(size)) == expected) }
    }
    #expect(tables > 300)
  }

  @Test("Limits and files of one column are decided by the tokenizer")
  func limits() {
    for text in [
      "a\n1\n\n2\n", "a\n1\n\"\"\n2\n", "a,b\n" + String(repeating: "x", count: 70_000) + ",1\n", "a,b\n",
    ] {
      let bytes = Array(text.utf8)
      #expect(byBatches(bytes, options()) == byRows(bytes, options()))
    }
  }

  @Test("Long files of every kind of line end, quoting and text")
  func long() {
    for (end, quote, word) in [
      ("\n", "", "north"), ("\r\n", "", "south"), ("\n", "\"", "east"), ("\r\n", "\"", "çölü ñ"),
    ] {
      var text = "a,b,c" + end
      for row in 0..<9_000 {
        text += "\(quote)\(word) \(row % 7)\(quote),\(Double(row) / 8),\(row % 3000)\(end)"
      }
      let bytes = Array(text.utf8)
      #expect(byBatches(bytes, options(1 << 16)) == byRows(bytes, options()))
    }
  }

  @Test("A column may be read as numbers and as texts, and columns in any order")
  func twice() throws {
    var batches = try CSVBatchStream(
      .bytes(Array("a,b\n1,x\n2.50,y\n".utf8), name: "f"),
      columns: [CSVBatchColumn("b", .label), CSVBatchColumn("A", .number), CSVBatchColumn("a", .label)])
    #expect(try batches.next())
    #expect(batches.numbers(1) == [1, 2.5])
    #expect(batches.labels(2) == ["1", "2.50"])
    #expect(batches.code(of: "y", column: 0) == 1 && batches.code(of: "z", column: 0) == -1)
  }

  @Test("Rules of columns refuse a missing and a negative cell in their own words, first by row")
  func rules() throws {
    let refusal = CSVBatchColumn.Refusal("it is missing", "fill it in")
    let negative = CSVBatchColumn.Refusal("it is negative", "correct it")
    let columns = [
      CSVBatchColumn("w", .number, whenMissing: refusal, whenNegative: negative),
      CSVBatchColumn("s", .label, whenMissing: refusal),
    ]
    func error(_ text: String) -> DataError? {
      #expect(throws: DataError.self) {
        var batches = try CSVBatchStream(.bytes(Array(text.utf8), name: "f"), columns: columns)
        while try batches.next() {}
      }
    }
    #expect(error("w,s\n1,a\n-2,b\n3,\n")?.line == 3)
    #expect(error("w,s\n1,a\n-2,b\n3,\n")?.problem == "it is negative")
    #expect(error("w,s\n1,a\n2,\n-3,b\n")?.column == "s")
    #expect(error("w,s\n1,a\n,b\n")?.problem == "it is missing")
    #expect(error("w,s\n1,\"a\"\n\"-2\",b\n")?.problem == "it is negative")
  }

  @Test("Labels keep their order, their spelling and their number")
  func labels() {
    var codes = LabelCodes()
    var expected: [String] = []
    var random = FuzzGenerator(state: 5)
    for step in 0..<20_000 {
      let n = random.below(3000)
      let text = ["\(n)", "0\(n)", "x\(n)", "a longer text \(n)", "\(n)000000", "\(UInt64(n) * 99_999_999)"][
        step % 6]
      let bytes = Array(text.utf8) + [UInt8](repeating: UInt8(step % 256), count: 16)
      let code = bytes.withUnsafeBufferPointer { codes.code($0.baseAddress!, 0, text.utf8.count) }
      if Int(code) == expected.count { expected.append(text) } else { #expect(expected[Int(code)] == text) }
    }
    #expect(codes.labels == expected && Set(expected).count == expected.count)
    #expect(codes.label(17) == expected[17])
  }
}
