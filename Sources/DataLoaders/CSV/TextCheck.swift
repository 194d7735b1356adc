/// Checks that bytes are UTF-8 text without NUL.
enum TextCheck {
  enum Fault: Equatable {
    case notUTF8
    case nul
  }

  /// Checks the bytes from `start` to `end`.
  ///
  /// - Returns: where the whole characters end, and the fault that stands there, if one does. Without a fault
  ///   up to three bytes of a character that goes on after `end` can be left.
  static func run(
    _ base: UnsafePointer<UInt8>, from start: Int, to end: Int
  ) -> (checked: Int, fault: Fault?) {
    let raw = UnsafeRawPointer(base)
    var i = start
    while i < end {
      // A word of eight bytes from 0x01 to 0x7F has no high bit, and keeps none when one is taken from each.
      while i + 8 <= end {
        let word = raw.loadUnaligned(fromByteOffset: i, as: UInt64.self)
        if (word | (word &- 0x0101_0101_0101_0101)) & 0x8080_8080_8080_8080 != 0 { break }
        i += 8
      }
      guard i < end else { break }
      let lead = base[i]
      if lead < 0x80 {
        if lead == 0 { return (i, .nul) }
        i += 1
        continue
      }
      guard let length = length(ofCharacterWith: lead) else { return (i, .notUTF8) }
      for k in 1..<length {
        if i + k == end { return (i, nil) }
        if !follows(base[i + k], at: k, lead: lead) { return (i, .notUTF8) }
      }
      i += length
    }
    return (i, nil)
  }

  private static func length(ofCharacterWith lead: UInt8) -> Int? {
    switch lead {
    case 0xC2...0xDF: 2
    case 0xE0...0xEF: 3
    case 0xF0...0xF4: 4
    default: nil
    }
  }

  /// Whether a byte may stand at place `k` of a character. The second byte rules out overlong forms,
  /// surrogates and what lies beyond U+10FFFF (Unicode 15, table 3-7).
  private static func follows(_ byte: UInt8, at k: Int, lead: UInt8) -> Bool {
    guard k == 1 else { return (0x80...0xBF).contains(byte) }
    switch lead {
    case 0xE0: return (0xA0...0xBF).contains(byte)
    case 0xED: return (0x80...0x9F).contains(byte)
    case 0xF0: return (0x90...0xBF).contains(byte)
    case 0xF4: return (0x80...0x8F).contains(byte)
    default: return (0x80...0xBF).contains(byte)
    }
  }
}
