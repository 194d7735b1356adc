/// An address outside the document that may be written as a link.
enum SafeAddress {
  /// The `https` address, a DOI as its resolver's address, or `nil` for everything else: other schemes, and
  /// characters that could leave an attribute or a Markdown link.
  static func link(_ address: String) -> String? {
    if let doi = doi(in: address) { return link("https://doi.org/" + doi) }
    let scheme = "https://"
    guard address.utf8.count <= 2_000, address.lowercased().hasPrefix(scheme) else { return nil }
    let rest = address.utf8.dropFirst(scheme.utf8.count)
    let host = rest.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
    guard !host.isEmpty, host.allSatisfy(isHost), rest.allSatisfy(isAllowed) else { return nil }
    return scheme + String(decoding: rest, as: UTF8.self)
  }

  private static func doi(in address: String) -> String? {
    let bare = address.lowercased().hasPrefix("doi:") ? String(address.dropFirst(4)) : address
    return bare.hasPrefix("10.") && bare.contains("/") ? bare : nil
  }

  private static func isHost(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: ":"): true
    default: false
    }
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    guard byte > 0x20, byte < 0x7F else { return false }
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "`"):
      return false
    case UInt8(ascii: "\\"), UInt8(ascii: "|"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "^"):
      return false
    case UInt8(ascii: "["), UInt8(ascii: "]"): return false
    default: return true
    }
  }
}
