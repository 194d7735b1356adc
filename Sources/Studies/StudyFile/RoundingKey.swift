internal import DataLoaders
internal import Glibc
package import Reporting
internal import Tables

/// The secret key of rounding, which lies in a file for its owner alone and is never an argument, printed or written.
package enum RoundingKey {
  /// The environment variable that names the file where nothing else does.
  package static let variable = "PREVALENCE_ROUNDING_KEY"

  private static let longest = 4_096

  /// - Parameters:
  ///   - path: the file; `nil` takes the one that the environment names.
  ///   - owner: what asks for a key, for messages.
  /// - Throws: `DataError` where there is no file, others can read it, or it holds no key.
  package static func rounding(base: Int, file path: String?, owner: String) throws -> KeyedRounding {
    guard let path = path ?? getenv(variable).map({ String(cString: $0) }), !path.isEmpty else {
      throw DataError(
        .usage, file: owner, problem: "rounding needs the file of its key",
        remedy: "name it, or set \(variable) to its path; make one with: head -c 32 /dev/urandom")
    }
    var status = stat()
    guard lstat(path, &status) == 0 else {
      throw DataError(
        errno == EACCES ? .notPermitted : .noInput, file: path,
        problem: "the key of rounding cannot be read: \(String(cString: strerror(errno)))",
        remedy: "make one with: head -c 32 /dev/urandom; and keep it, because another rounds otherwise")
    }
    guard status.st_mode & S_IFMT == S_IFREG, status.st_size <= longest else {
      throw DataError(
        file: path, problem: "the key of rounding is no file of \(longest) bytes at most",
        remedy: "name a file with 16 bytes or more")
    }
    guard status.st_mode & 0o077 == 0 else {
      throw DataError(
        .notPermitted, file: path, problem: "others can read the key of rounding",
        remedy: "chmod 600 it, and make another if it may be known")
    }
    guard let key = try PrivateFile.read(path) else {
      throw DataError(.noInput, file: path, problem: "the key of rounding is gone", remedy: "bring it back")
    }
    do {
      return try KeyedRounding(base: base, key: key, hash: hash)
    } catch {
      throw DataError(file: path, problem: error.description, remedy: "write such a file")
    }
  }

  private static let hash: @Sendable ([UInt8]) -> [UInt8] = { bytes in
    func value(_ digit: UInt8) -> UInt8 { digit > 57 ? digit - 87 : digit - 48 }
    let digits = Array(SHA256.hexadecimal(of: bytes).utf8)
    return stride(from: 0, to: digits.count, by: 2).map { value(digits[$0]) << 4 | value(digits[$0 + 1]) }
  }

  /// What tells one key from another without telling anything of either.
  static func mark(_ rounding: KeyedRounding) -> String {
    rounding.code(Array("prevalence: which key".utf8)).prefix(8).map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }
}
