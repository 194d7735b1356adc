internal import Glibc
internal import Tables

/// One pass over the bytes of a source, which are counted and summed up on the way.
///
/// A gzip file is told by its first bytes and unpacked on the way; count and sum are those of the file as it
/// is stored.
struct ByteInput: ~Copyable {
  /// The name in messages.
  let name: String
  private let recordName: String
  private let content: Content
  private var offset = 0
  private var digest = SHA256()
  /// The part of the digest that the reader pays with its own work.
  var owed = OwedHash()
  private let limits: CSVLimits
  private var inflater: GzipInflater?
  /// The first bytes, until they are handed out: two tell what the file is.
  private var opening: [UInt8] = []
  private var hasOpened = false

  private enum Content {
    case memory([UInt8])
    /// A file that was opened here: `before` is its state at that time.
    case file(Int32, path: String, before: FileStatus)
    /// A descriptor that others opened and will close.
    case stream(Int32)
  }

  /// Reads a file that need not be a text: its bytes come as they are stored.
  init(storedBytesOf source: ByteSource) throws(DataError) {
    try self.init(source)
    hasOpened = true
  }

  init(_ source: ByteSource, limits: CSVLimits = CSVLimits()) throws(DataError) {
    switch source {
    case .bytes(let bytes, let name):
      self.init(name: name, recordName: FileSource.lastComponent(name), .memory(bytes), limits)
    case .standardInput:
      try self.init(standardInput: STDIN_FILENO, limits: limits)
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
        name: path, recordName: FileSource.lastComponent(path),
        .file(descriptor, path: path, before: before), limits)
    }
  }

  /// Reads a descriptor under the name of standard input.
  init(standardInput descriptor: Int32, limits: CSVLimits = CSVLimits()) throws(DataError) {
    try FileSource.checkStandardInput(descriptor)
    let name = ByteSource.standardInput.name
    self.init(name: name, recordName: name, .stream(descriptor), limits)
  }

  private init(name: String, recordName: String, _ content: Content, _ limits: CSVLimits) {
    self.name = name
    self.recordName = recordName
    self.content = content
    self.limits = limits
  }

  deinit {
    if case .file(let descriptor, _, _) = content { close(descriptor) }
  }

  /// Copies the next bytes of the text, at most `limit` of them, to the start of the buffer; 0 at the end.
  /// - Parameter owing: whether the hash of what is read may be owed, which `settle()` ends; until then the bytes stay
  ///   where they are.
  mutating func read(
    into buffer: UnsafeMutableRawBufferPointer, limit: Int, owing: Bool = false
  ) throws(DataError) -> Int {
    if !hasOpened { try open() }
    let room = UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(limit))
    if let inflater { return try inflate(inflater, into: room) }
    if opening.isEmpty { return try readStored(into: room, owing: owing) }
    let count = min(room.count, opening.count)
    room.copyBytes(from: opening.prefix(count))
    opening.removeFirst(count)
    return count
  }

  /// Reads the first bytes, and prepares to unpack what they announce.
  private mutating func open() throws(DataError) {
    hasOpened = true
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 4, alignment: 1)
    defer { room.deallocate() }
    while opening.count < room.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: room.prefix(room.count - opening.count))
      let count = try readStored(into: rest)
      if count == 0 { break }
      opening += rest.prefix(count)
    }
    if let kind = BinaryFormat.allCases.first(where: { opening.starts(with: $0.magic) }) {
      throw DataError(file: name, problem: "this is \(kind.rawValue)", remedy: kind.remedy)
    }
    guard opening.starts(with: GzipInflater.magic) else { return }
    do throws(GzipInflater.Fault) {
      let inflater = try GzipInflater(limits: limits)
      inflater.space.copyBytes(from: opening)
      inflater.commit(opening.count)
      self.inflater = inflater
    } catch {
      throw DataError(file: name, problem: error.problem, remedy: error.remedy)
    }
    opening = []
  }

  private mutating func inflate(
    _ inflater: GzipInflater, into room: UnsafeMutableRawBufferPointer
  ) throws(DataError) -> Int {
    while true {
      do throws(GzipInflater.Fault) {
        if let count = try inflater.read(into: room) { return count }
      } catch {
        throw DataError(file: name, problem: error.problem, remedy: error.remedy)
      }
      inflater.commit(try readStored(into: inflater.space))
    }
  }

  /// Takes what is owed of the hash, before the bytes move.
  mutating func settle() { digest.settle(&owed) }

  /// The next bytes of the file as it is stored; 0 at its end.
  private mutating func readStored(
    into room: UnsafeMutableRawBufferPointer, owing: Bool = false
  ) throws(DataError) -> Int {
    settle()
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
    let bytes = UnsafeRawBufferPointer(rebasing: room.prefix(count))
    if owing { digest.update(bytes, owing: &owed) } else { digest.update(bytes) }
    return count
  }

  /// The record of all that was read.
  /// - Throws: `DataError` when the file is no longer what was opened.
  func record(rowCount: Int, notes: [String]) throws(DataError) -> ReadRecord {
    precondition(!owed.isOpen, "the hash is settled before it is asked for")
    if case .file(let descriptor, let path, let before) = content {
      let after = try FileStatus(of: descriptor, name: name)
      guard after == before, FileStatus(at: path) == before, offset == before.size else {
        throw DataError(
          file: name, problem: "the file changed while it was being read",
          remedy: "wait until nothing writes to it, or read a copy")
      }
    }
    let unpacked =
      inflater.map { ["the file is compressed (gzip); unpacked it has \($0.outputCount) bytes"] } ?? []
    return ReadRecord(
      name: recordName, byteCount: offset, sha256: digest.hexadecimal(), rowCount: rowCount,
      notes: unpacked + notes)
  }
}

/// Files that people take for a table and that are none, told by their first bytes.
private enum BinaryFormat: String, CaseIterable {
  case zip = "a zip archive or an Excel workbook"
  case oldExcel = "an old Excel workbook"
  case xz = "a file compressed with xz"
  case zstandard = "a file compressed with zstd"

  var magic: [UInt8] {
    switch self {
    case .zip: [0x50, 0x4B, 0x03, 0x04]
    case .oldExcel: [0xD0, 0xCF, 0x11, 0xE0]
    case .xz: [0xFD, 0x37, 0x7A, 0x58]
    case .zstandard: [0x28, 0xB5, 0x2F, 0xFD]
    }
  }

  var remedy: String {
    switch self {
    case .zip, .oldExcel: "unpack it, or save the sheet as CSV (UTF-8)"
    case .xz, .zstandard: "unpack it; gzip is read as it is"
    }
  }
}
