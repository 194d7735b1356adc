package import Tables

/// Reads a TOML file whole: `let file = try TOMLFile.read(.file(path))`, then `file.root.expect([...])` and one
/// getter for each key.
package struct TOMLFile: Sendable {
  package let record: ReadRecord
  package let root: TOMLSection

  /// A file that people write has no need of more.
  private static let largestSize = 4 << 20

  /// Reads and parses; duplicate keys are an error.
  /// - Throws: `DataError` with the line, for what is no UTF-8 or no TOML.
  package static func read(_ source: ByteSource) throws(DataError) -> TOMLFile {
    let (bytes, record) = try whole(source)
    guard var text = String(validating: bytes, as: UTF8.self) else {
      throw DataError(
        file: source.name, problem: "the file is not UTF-8", remedy: "save it as UTF-8 and run again")
    }
    if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
    let table: TOMLTableBuilder
    do throws(TOMLFault) {
      table = try TOMLParser.parse(Array(text.utf8))
    } catch {
      throw DataError(
        file: source.name, line: error.line, problem: "this is no TOML: \(error.problem)",
        remedy: "correct the line; https://toml.io has the rules")
    }
    var lines: [[String]: Int] = [:]
    let values = table.finished(at: [], lines: &lines)
    return TOMLFile(
      record: record,
      root: TOMLSection(path: [], values: values, origin: TOMLOrigin(file: source.name, lines: lines)))
  }

  private static func whole(_ source: ByteSource) throws(DataError) -> ([UInt8], ReadRecord) {
    var input = try ByteInput(source)
    var bytes: [UInt8] = []
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let count = try input.read(into: buffer, limit: buffer.count)
      if count == 0 { break }
      bytes.append(contentsOf: buffer.prefix(count))
      guard bytes.count <= largestSize else {
        throw DataError(
          file: source.name, problem: "the file is larger than 4 MB, too large for settings",
          remedy: "name the right file")
      }
    }
    return (bytes, try input.record(rowCount: 0, notes: []))
  }
}

/// Which file, and where in it each key stands.
struct TOMLOrigin: Sendable {
  let file: String
  let lines: [[String]: Int]

  /// The line of a path, or of the nearest path around it.
  func line(of path: [String]) -> Int? {
    var path = path
    while !path.isEmpty {
      if let line = lines[path] { return line }
      path.removeLast()
    }
    return nil
  }
}
