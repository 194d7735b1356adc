internal import CReadStat
internal import Glibc
internal import Tables

/// The bytes of one file for libreadstat, which seeks in it; every byte goes into the checksum once.
final class ReadStatInput {
  let name: String
  let size: Int
  private let descriptor: Int32
  private let before: FileStatus
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
  /// Where in the file the buffer begins, and how much it holds.
  private var bufferStart = 0
  private var bufferCount = 0
  private var position = 0
  private var digest = SHA256()
  private var digested = 0
  /// Whether the latest piece asked for was there in part only.
  private(set) var endedInsidePiece = false
  /// Four bytes that read as others than the file has.
  var mask: (offset: Int, bytes: [UInt8])?
  /// Why reading failed, where it did.
  private(set) var failure: DataError?

  init(_ path: String) throws(DataError) {
    descriptor = try FileSource.open(path)
    name = path
    do throws(DataError) {
      before = try FileStatus(of: descriptor, name: path)
    } catch {
      close(descriptor)
      throw error
    }
    size = before.size
  }

  deinit {
    close(descriptor)
    buffer.deallocate()
  }

  /// Back to the beginning, for another pass.
  func rewind() { position = 0 }

  /// Copies bytes from the present position; fewer at the end of the file, −1 when reading fails.
  func read(_ target: UnsafeMutableRawPointer, _ count: Int) -> Int {
    var done = 0
    while done < count {
      let inside = position - bufferStart
      if inside < 0 || inside >= bufferCount {
        guard fill(from: position) else { return -1 }
        if bufferCount == 0 { break }
        continue
      }
      let piece = min(count - done, bufferCount - inside)
      memcpy(target + done, buffer.baseAddress! + inside, piece)
      done += piece
      position += piece
    }
    endedInsidePiece = done > 0 && done < count
    if let mask {
      let start = position - done
      for (k, byte) in mask.bytes.enumerated() where (start..<position).contains(mask.offset + k) {
        target.storeBytes(of: byte, toByteOffset: mask.offset + k - start, as: UInt8.self)
      }
    }
    return done
  }

  func seek(to offset: Int, from whence: readstat_io_flags_t) -> Int {
    let base =
      switch whence {
      case READSTAT_SEEK_SET: 0
      case READSTAT_SEEK_CUR: position
      default: size
      }
    let (target, overflows) = base.addingReportingOverflow(offset)
    guard !overflows, target >= 0 else { return -1 }
    position = target
    return target
  }

  /// Whether the file ends with these bytes.
  func ends(with bytes: [UInt8]) -> Bool { has(bytes, at: size - bytes.count) }

  /// Whether the file begins with these bytes.
  func starts(with bytes: [UInt8]) -> Bool { has(bytes, at: 0) }

  private func has(_ bytes: [UInt8], at place: Int) -> Bool {
    let before = position
    defer { position = before }
    guard place >= 0 else { return false }
    position = place
    return withUnsafeTemporaryAllocation(byteCount: bytes.count, alignment: 1) { tail in
      guard let base = tail.baseAddress, read(base, bytes.count) == bytes.count else { return false }
      return tail.elementsEqual(bytes)
    }
  }

  /// Loads the bytes from a place in the file on; none at its end.
  private func fill(from place: Int) -> Bool {
    bufferStart = place
    bufferCount = 0
    guard place < size else { return true }
    while bufferCount < buffer.count {
      let count = pread(
        descriptor, buffer.baseAddress! + bufferCount, buffer.count - bufferCount, place + bufferCount)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        failure = DataError(
          .readFailed, file: name, problem: "reading failed (\(String(cString: strerror(errno))))",
          remedy: "check the disk, and run again")
        return false
      }
      if count == 0 { break }
      bufferCount += count
    }
    if bufferStart <= digested, digested < bufferStart + bufferCount {
      digest.update(UnsafeRawBufferPointer(rebasing: buffer[digested - bufferStart..<bufferCount]))
      digested = bufferStart + bufferCount
    }
    return true
  }

  /// The record of the file, when its rows have been read.
  /// - Throws: `DataError` when the file is no longer what was opened.
  func record(rowCount: Int, notes: [String]) throws(DataError) -> ReadRecord {
    while digested < size {
      guard fill(from: digested), bufferCount > 0 else { break }
    }
    if let failure { throw failure }
    guard digested == size, try FileStatus(of: descriptor, name: name) == before,
      FileStatus(at: name) == before
    else {
      throw DataError(
        file: name, problem: "the file changed while it was being read",
        remedy: "wait until nothing writes to it, or read a copy")
    }
    return ReadRecord(
      name: FileSource.lastComponent(name), byteCount: size, sha256: digest.hexadecimal(), rowCount: rowCount,
      notes: notes)
  }
}
