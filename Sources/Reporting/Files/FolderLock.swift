internal import Glibc

/// A lock on a file, which the system takes back when the process ends, however it ends.
///
/// The file holds the process number and the host of whoever took the lock last, for the message to the second; it
/// says nothing about whether the lock is held. On network file systems a lock may not reach other hosts.
package final class FolderLock: Sendable {
  /// Somebody else holds the lock (exit 75: try again later).
  package struct Held: Error, Equatable, CustomStringConvertible {
    package static let exitCode: Int32 = 75
    package let path: String
    /// `process 4711 on host`, where the holder has written it.
    package let holder: String

    package var description: String {
      "\(PlainText.line(path)): another run holds the lock (\(holder)); try again when it has ended"
    }
  }

  private let descriptor: Int32

  /// Takes the lock without waiting.
  /// - Throws: `Held` where another process has it; `FileOutputError` where the file cannot be made.
  package init(_ path: String) throws {
    let descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw FileOutputError("cannot open the lock", path: path, errorNumber: errno)
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let number = errno
      let holder = Self.holder(descriptor)
      _ = close(descriptor)
      if number == EWOULDBLOCK { throw Held(path: path, holder: holder) }
      throw FileOutputError("cannot lock", path: path, errorNumber: number)
    }
    self.descriptor = descriptor
    let words = Array("process \(getpid()) on \(Self.host)\n".utf8)
    // Who cannot be named is still locked out.
    _ = fchmod(descriptor, 0o600)
    _ = ftruncate(descriptor, 0)
    _ = pwrite(descriptor, words, words.count, 0)
  }

  deinit { _ = close(descriptor) }

  private static func holder(_ descriptor: Int32) -> String {
    var buffer = [UInt8](repeating: 0, count: 256)
    let count = pread(descriptor, &buffer, buffer.count, 0)
    let words = PlainText.line(String(decoding: buffer.prefix(max(0, count)), as: UTF8.self))
    let trimmed = words.split(separator: " ").joined(separator: " ")
    return trimmed.isEmpty ? "just started" : trimmed
  }

  private static var host: String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard gethostname(&buffer, buffer.count - 1) == 0 else { return "this host" }
    return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
