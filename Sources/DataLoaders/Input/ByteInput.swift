internal import Glibc
internal import Tables

/// One pass over the bytes of a source, which are counted and summed up on the way.
struct ByteInput: ~Copyable {
  /// The name in messages.
  let name: String
  private let recordName: String
  private let content: Content
  private var offset = 0
  private var digest = SHA256()

  private enum Content {
    case memory([UInt8])
    /// A file that was opened here: `before` is its state at that time.
    case file(Int32, path: String, before: FileStatus)
    /// A descriptor that others opened and will close.
    case stream(Int32)
  }

  init(_ source: ByteSource) throws(DataError) {
    switch source {
    case .bytes(let bytes, let name):
      self.init(name: name, recordName: FileSource.lastComponent(name), .memory(bytes))
    case .standardInput:
      try self.init(standardInput: STDIN_FILENO)
    case .file(let path):
      let descriptor = try FileSource.open(path)
      let before: FileStatus
      do throws(DataError) {
        before = try FileStatus(of: descriptor, name: path)
      } catch {
        close(descriptor)
        throw error
      }
      self.init(
        name: path, recordName: FileSource.lastComponent(path), .file(descriptor, path: path, before: before))
    }
  }

  /// Reads a descriptor under the name of standard input.
  init(standardInput descriptor: Int32) throws(DataError) {
    try FileSource.checkStandardInput(descriptor)
    let name = ByteSource.standardInput.name
    self.init(name: name, recordName: name, .stream(descriptor))
  }

  private init(name: String, recordName: String, _ content: Content) {
    self.name = name
    self.recordName = recordName
    self.content = content
  }

  deinit {
    if case .file(let descriptor, _, _) = content { close(descriptor) }
  }

  /// Copies the next bytes, at most `limit` of them, to the start of the buffer; 0 at the end.
  mutating func read(into buffer: UnsafeMutableRawBufferPointer, limit: Int) throws(DataError) -> Int {
    let room = UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(limit))
    let count: Int
    switch content {
    case .memory(let bytes):
      count = min(room.count, bytes.count - offset)
      bytes.withUnsafeBytes {
        room.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[offset..<offset + count]))
      }
    case .file(let descriptor, _, _), .stream(let descriptor):
      count = try FileSource.read(descriptor, into: room, name: name)
    }
    offset += count
    digest.update(UnsafeRawBufferPointer(rebasing: room.prefix(count)))
    return count
  }

  /// The record of all that was read.
  /// - Throws: `DataError` when the file is no longer what was opened.
  func record(rowCount: Int, notes: [String]) throws(DataError) -> ReadRecord {
    if case .file(let descriptor, let path, let before) = content {
      let after = try FileStatus(of: descriptor, name: name)
      guard after == before, FileStatus(at: path) == before, offset == before.size else {
        throw DataError(
          file: name, problem: "the file changed while it was being read",
          remedy: "wait until nothing writes to it, or read a copy")
      }
    }
    return ReadRecord(
      name: recordName, byteCount: offset, sha256: digest.hexadecimal(), rowCount: rowCount, notes: notes)
  }
}
