/// Paths below a report's folder: one or two components of `[A-Za-z0-9-.]`, so that no file can leave the
/// folder.
enum ReportPath {
  /// The components of a path that keeps the rules, or `nil`.
  static func components(_ path: String) -> [String]? {
    let parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), parts.allSatisfy(isName) else { return nil }
    return parts.map { String(decoding: Array($0), as: UTF8.self) }
  }

  private static func isName(_ name: Substring.UTF8View) -> Bool {
    // A leading dot would be a hidden file, `.`, `..`, or one of our own partial folders.
    guard (1...200).contains(name.count), name.first != UInt8(ascii: ".") else { return false }
    return name.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      case UInt8(ascii: "-"), UInt8(ascii: "."): true
      default: false
      }
    }
  }
}
