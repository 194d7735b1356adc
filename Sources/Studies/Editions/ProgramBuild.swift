internal import DataLoaders
internal import Estimates
internal import Glibc

/// Which program made a report: name, version, and a fingerprint of the running executable.
package enum ProgramBuild {
  /// The size of the executable with the hash of its beginning and its end, where linkers write their build id; empty
  /// where it cannot be read. Hashing all of it would cost more than many a report.
  package static let fingerprint: String = {
    let descriptor = open("/proc/self/exe", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return "" }
    var digest = SHA256()
    var buffer = [UInt8](repeating: 0, count: piece)
    for start in [0, max(0, Int(status.st_size) - piece)] {
      let count = pread(descriptor, &buffer, piece, off_t(start))
      guard count >= 0 else { return "" }
      buffer.withUnsafeBytes { digest.update(UnsafeRawBufferPointer(rebasing: $0.prefix(count))) }
    }
    return "\(status.st_size)-" + digest.hexadecimal().prefix(16)
  }()

  private static let piece = 1 << 17

  static var record: JSONValue {
    .object([
      "name": .text(Program.name), "version": .text(Program.version), "build": .text(fingerprint),
    ])
  }
}
