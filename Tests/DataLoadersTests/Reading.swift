@testable internal import DataLoaders
internal import Foundation
internal import Tables
internal import Testing

/// Stands in cells that an error must not show.
let canary = "Zanele"

/// Options that read pieces of the given size.
func options(
  _ readSize: Int = 1 << 18, delimiter: CSVDelimiter? = nil, decimalMark: DecimalMark = .point,
  limits: CSVLimits = CSVLimits()
) -> CSVOptions {
  var options = CSVOptions(delimiter: delimiter, decimalMark: decimalMark, limits: limits)
  options.readSize = readSize
  return options
}

/// A schema of text columns, where an empty cell is missing.
func texts(_ names: String...) -> Schema {
  Schema(names.map { ColumnRule($0, .text, missing: [""]) })
}

func read(
  _ text: String, _ schema: Schema, _ options: CSVOptions = CSVOptions()
) throws -> (table: DataTable, record: ReadRecord) {
  try read(Array(text.utf8), schema, options)
}

func read(
  _ bytes: [UInt8], _ schema: Schema, _ options: CSVOptions = CSVOptions()
) throws -> (table: DataTable, record: ReadRecord) {
  try CSVReader.readRecorded(.bytes(bytes, name: "data.csv"), schema: schema, options: options)
}

/// The error with which a file is refused, the same for pieces of each size; it never shows the canary.
func refusal(
  _ bytes: [UInt8], _ schema: Schema = texts("a", "b"), _ given: CSVOptions = CSVOptions(),
  pieces: [Int] = [1, 2, 3, 7, 64, 1 << 18], sourceLocation: SourceLocation = #_sourceLocation
) -> DataError? {
  let errors = pieces.map { size -> DataError? in
    var options = given
    options.readSize = size
    do {
      _ = try read(bytes, schema, options)
      return nil
    } catch {
      return error as? DataError
    }
  }
  #expect(
    errors.allSatisfy { $0 == errors[0] }, "the size of the pieces matters", sourceLocation: sourceLocation)
  #expect(errors[0] != nil, "the file is not refused", sourceLocation: sourceLocation)
  #expect(errors[0]?.description.contains(canary) != true, "a value is shown", sourceLocation: sourceLocation)
  return errors[0]
}

func refusal(
  _ text: String, _ schema: Schema = texts("a", "b"), _ options: CSVOptions = CSVOptions(),
  pieces: [Int] = [1, 2, 3, 7, 64, 1 << 18], sourceLocation: SourceLocation = #_sourceLocation
) -> DataError? {
  refusal(Array(text.utf8), schema, options, pieces: pieces, sourceLocation: sourceLocation)
}

/// The header and the rows of a text as the tokenizer cuts them, blank lines included.
func tokens(_ text: String, pieces: Int, delimiter: CSVDelimiter? = .comma) throws -> [[String]] {
  var tokenizer = CSVTokenizer(delimiter: delimiter)
  var rows: [[String]] = []
  var rest = Array(text.utf8)[...]
  while true {
    switch try tokenizer.next() {
    case .row: rows.append((0..<tokenizer.row.count).map { tokenizer.row.text($0) })
    case .end: return rows
    case .needsBytes:
      let piece = rest.prefix(pieces)
      tokenizer.space(pieces).copyBytes(from: piece)
      tokenizer.commit(piece.count)
      rest = rest.dropFirst(piece.count)
    }
  }
}

/// A file of `Tests/Oracles`.
func oracle(_ name: String, file: String = #filePath) -> URL {
  URL(filePath: file).deletingLastPathComponent().deletingLastPathComponent().appending(
    path: "Oracles/\(name)")
}

/// A folder for one test, which is removed after it.
final class TemporaryFolder {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "prevalence-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ text: String, to name: String) throws -> String {
    let file = path + "/" + name
    try Data(text.utf8).write(to: URL(filePath: file))
    return file
  }
}

/// A small linear congruential generator (Knuth's MMIX constants), so that a fuzz run can be made again.
struct FuzzGenerator {
  var state: UInt64

  mutating func below(_ n: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(n))
  }

  mutating func element<T>(of array: [T]) -> T { array[below(array.count)] }
}
