@testable internal import DataLoaders
internal import Tables
internal import Testing

/// Made-up files from a fixed seed: nothing traps, and nothing depends on the size of the pieces.
@Suite struct CSVFuzzTests {
  enum Outcome: Equatable {
    case table(DataTable, ReadRecord)
    case error(DataError)
  }

  /// A schema that takes any header, so that the fuzz reaches the cells.
  static func schema(_ names: [String]) -> Schema {
    let types: [ColumnRule.ValueType] = [.text, .number(nil), .integer(0...), .category(["a", "1"])]
    return Schema(names.enumerated().map { ColumnRule($1, types[$0 % types.count], missing: ["", "NA"]) })
  }

  func outcome(_ bytes: [UInt8], _ options: CSVOptions) -> Outcome {
    do throws(DataError) {
      let (table, record) = try CSVReader.readRecorded(.bytes(bytes, name: "f"), options: options) {
        names throws(DataError) in Self.schema(names)
      }
      return .table(table, record)
    } catch {
      return .error(error)
    }
  }

  static let alphabet: [[UInt8]] =
    [
      ",", ",", ",", "\n", "\n", "\r\n", "\r", "\"", "\"", "\"\"", "a", "1", "b", "-1.5e3", "NA", ";", "\t",
      " ", "é", "\u{1B}", "x,1,2\n", "\"\",,3\r\n", "\ny,NA,0\n",
    ]
    .map { Array($0.utf8) } + [[0xC3], [0xE2, 0x82], [0xFF]]

  /// Small limits, so that the fuzz meets them.
  static var limits: CSVLimits {
    var limits = CSVLimits()
    limits.rowBytes = 40
    limits.fieldBytes = 12
    limits.columns = 6
    limits.tableRows = 5
    return limits
  }

  @Test(arguments: [CSVDelimiter?.none, .comma]) func randomBytesNeverTrap(delimiter: CSVDelimiter?) {
    var random = FuzzGenerator(state: 20_240_704)
    var tables = 0
    for _ in 0..<1_500 {
      var bytes = random.below(2) == 0 ? Array("a,b,c\n".utf8) : []
      for _ in 0..<random.below(random.element(of: [4, 30])) {
        if random.below(60) == 0 {
          bytes.append(UInt8(random.below(256)))
        } else {
          bytes += random.element(of: Self.alphabet)
        }
      }
      let whole = outcome(bytes, options(delimiter: delimiter, limits: Self.limits))
      if case .table = whole { tables += 1 }
      for size in [1, 2, 3, 7, 64] {
        let pieces = outcome(bytes, options(size, delimiter: delimiter, limits: Self.limits))
        #expect(pieces == whole, "\(bytes) in pieces of \(size)")
      }
    }
    #expect(tables > 10, "some of it is read")
  }

  @Test func mutatedFilesNeverTrap() {
    var random = FuzzGenerator(state: 7)
    let valid = Array("\u{FEFF}name,weight,n,c\nx,1.5,3,a\n\"y \"\"z\"\"\nq\",NA,4,1\r\né,2e-3,0,\n".utf8)
    var tables = 0
    for _ in 0..<1_500 {
      var bytes = valid
      for _ in 0..<1 + random.below(3) {
        let place = random.below(bytes.count)
        switch random.below(4) {
        case 0: bytes.remove(at: place)
        case 1: bytes[place] = UInt8(random.below(256))
        case 2: bytes.insert(contentsOf: random.element(of: Self.alphabet), at: place)
        default: bytes.removeSubrange(place...)
        }
        if bytes.isEmpty { break }
      }
      let whole = outcome(bytes, options())
      if case .table = whole { tables += 1 }
      for size in [1, 2, 3, 7, 64] {
        #expect(outcome(bytes, options(size)) == whole, "\(bytes) in pieces of \(size)")
      }
    }
    #expect(tables > 100)
  }

  /// Parse, write, parse: the rows of what was written are the rows that were written.
  @Test func writtenRowsAreReadBack() throws {
    var random = FuzzGenerator(state: 99)
    let characters: [Character] = ["a", "é", ",", "\"", "\n", " ", "1", "😀", ";", "'"]
    for _ in 0..<300 {
      let width = 2 + random.below(4)
      let rows = (0..<1 + random.below(5)).map { _ in
        (0..<width).map { _ in String((0..<random.below(5)).map { _ in random.element(of: characters) }) }
      }
      let lineEnd = random.element(of: ["\n", "\r\n", "\r"])
      let text = rows.map { row in
        row.map { cell in
          let needsQuotes = cell.contains { ",\"\n".contains($0) } || random.below(3) == 0
          return needsQuotes ? "\"\(cell.replacing("\"", with: "\"\""))\"" : cell
        }.joined(separator: ",")
      }.joined(separator: lineEnd)
      #expect(try tokens(text, pieces: 1 + random.below(9)) == rows, "\(text.debugDescription)")
    }
  }
}
