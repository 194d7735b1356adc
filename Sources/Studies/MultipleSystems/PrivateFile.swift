internal import Glibc
internal import Reporting
internal import Synchronization

/// A file for its owner alone that is replaced whole or not at all.
enum PrivateFile {
  /// Where the bytes are written before they take the file's place. A run that was killed may leave one, which the next
  /// writes over.
  static func temporary(_ path: String) -> String { path + ".part" }

  /// - Returns: `nil` where there is no file.
  static func read(_ path: String) throws(FileOutputError) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    if descriptor < 0, errno == ENOENT { return nil }
    guard descriptor >= 0 else { throw error("cannot read", path) }
    defer { _ = close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw FileOutputError(
        .cannotCreate, path: path, problem: "this is no file", remedy: "name another file")
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(status.st_size))
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count == 0 { return bytes }
      if count > 0 { bytes += buffer[..<count] } else if errno != EINTR { throw error("cannot read", path) }
    }
  }

  /// Writes beside the file, brings it to the disk, and moves it into its place.
  static func replace(_ path: String, with bytes: [UInt8]) throws(FileOutputError) {
    let part = temporary(path)
    unlink(part)
    let descriptor = open(part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw error("cannot make the file", path) }
    var start = 0
    while start < bytes.count {
      let written = bytes.withUnsafeBytes { buffer in
        buffer.baseAddress.map { write(descriptor, $0 + start, buffer.count - start) } ?? 0
      }
      if written >= 0 {
        start += written
      } else if errno != EINTR {
        let failure = error("cannot write", path)
        _ = close(descriptor)
        unlink(part)
        throw failure
      }
    }
    let isOnDisk = fchmod(descriptor, 0o600) == 0 && fsync(descriptor) == 0
    let failure = error("cannot bring to the disk", path)
    guard close(descriptor) == 0, isOnDisk else {
      unlink(part)
      throw failure
    }
    guard rename(part, path) == 0 else { throw error("cannot put the file in its place", path) }
    synchroniseFolder(of: path)
  }

  /// So that the new name survives a loss of power; where the folder does not allow it, nothing else is lost.
  private static func synchroniseFolder(of path: String) {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    _ = close(descriptor)
  }

  private static func error(_ attempt: String, _ path: String) -> FileOutputError {
    let number = errno
    let words = String(cString: strerror(number))
    switch number {
    case EACCES, EPERM:
      return FileOutputError(
        .permission, path: path, problem: "\(attempt): \(words)", remedy: "choose a file that you may write")
    case ENOSPC, EDQUOT, EIO, EFBIG:
      return FileOutputError(
        .io, path: path, problem: "\(attempt): \(words)", remedy: "make room or choose another disk")
    default:
      return FileOutputError(
        .cannotCreate, path: path, problem: "\(attempt): \(words)", remedy: "choose another file")
    }
  }
}

/// A flag that several threads can raise, once.
final class SharedFlag: Sendable {
  private let isRaised = Atomic<Bool>(false)

  /// - Returns: whether this was the first time.
  func raise() -> Bool { !isRaised.exchange(true, ordering: .relaxed) }
}
