package import Tables

/// A file read for its own sake: its bytes, or only their hash.
package enum FileDigest {
  /// Name, size and hash of a source, which is read once and not kept.
  /// - Throws: `DataError` where it cannot be read, or changes meanwhile.
  package static func record(_ source: ByteSource) throws(DataError) -> ReadRecord {
    try read(source) { (_: UnsafeRawBufferPointer) throws(DataError) in }
  }

  /// The bytes of a file of at most `limit` bytes.
  /// - Throws: as `record`, and for a file that is larger.
  package static func bytes(
    _ source: ByteSource, limit: Int
  ) throws(DataError) -> (bytes: [UInt8], record: ReadRecord) {
    var bytes: [UInt8] = []
    let record = try read(source) { (piece: UnsafeRawBufferPointer) throws(DataError) in
      guard bytes.count + piece.count <= limit else {
        throw DataError(
          file: source.name, problem: "the file is larger than \(limit) bytes",
          remedy: "name the right file")
      }
      bytes.append(contentsOf: piece)
    }
    return (bytes, record)
  }

  private static func read(
    _ source: ByteSource, _ take: (UnsafeRawBufferPointer) throws(DataError) -> Void
  ) throws(DataError) -> ReadRecord {
    var input = try ByteInput(storedBytesOf: source)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let count = try input.read(into: buffer, limit: buffer.count)
      if count == 0 { break }
      try take(UnsafeRawBufferPointer(rebasing: buffer.prefix(count)))
    }
    return try input.record(rowCount: 0, notes: [])
  }
}
