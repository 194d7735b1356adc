/// File names made from data: `[a-z0-9-]{1,80}`, whatever the text holds.
package enum Slug {
  package static let longest = 80

  /// The slugs of several texts, all different, each independent of the order of the others unless two texts
  /// are the same. Texts that would meet get a hash of the text behind the slug.
  package static func distinct(_ texts: [String]) -> [String] {
    var plain = texts.map(slug)
    var meetings: [String: Int] = [:]
    for slug in plain { meetings[slug, default: 0] += 1 }
    for index in plain.indices where meetings[plain[index], default: 0] > 1 {
      plain[index] = hashed(plain[index], texts[index])
    }
    var taken: Set<String> = []
    return plain.map { slug in
      var candidate = slug
      var number = 2
      while !taken.insert(candidate).inserted {
        let ending = "-\(number)"
        candidate = String(slug.prefix(longest - ending.utf8.count)) + ending
        number += 1
      }
      return candidate
    }
  }

  /// The slug of one text. Where the slug keeps too little of the text (it was cut, it held characters that
  /// have no counterpart in `a` to `z`, or it is a name that an operating system reserves) a hash follows.
  package static func slug(_ text: String) -> String {
    var result = ""
    var isFaithful = true
    for scalar in text.unicodeScalars {
      let piece = letters(of: scalar)
      if piece == nil, !isSeparator(scalar) { isFaithful = false }
      if let piece {
        result += piece
      } else if !result.isEmpty, !result.hasSuffix("-") {
        result += "-"
      }
    }
    if result.hasSuffix("-") { result.removeLast() }
    let isUsable = !result.isEmpty && result.utf8.count <= longest && !isReserved(result)
    return isFaithful && isUsable ? result : hashed(result, text)
  }

  private static func hashed(_ slug: String, _ text: String) -> String {
    let hash = hash(text)
    var kept = String(slug.prefix(longest - hash.utf8.count - 1))
    while kept.hasSuffix("-") { kept.removeLast() }
    return kept.isEmpty ? hash : kept + "-" + hash
  }

  /// FNV-1a of the UTF-8 bytes, 64 bits folded to 32, in hexadecimal.
  private static func hash(_ text: String) -> String {
    var value: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    let digits = String(UInt32(truncatingIfNeeded: value ^ (value >> 32)), radix: 16)
    return String(repeating: "0", count: 8 - digits.utf8.count) + digits
  }

  private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
    " -_.,;:()'’&/".unicodeScalars.contains(scalar)
  }

  private static func isReserved(_ slug: String) -> Bool {
    let devices = ["con", "prn", "aux", "nul"]
    let ports = ["com", "lpt"]
    return devices.contains(slug)
      || slug.utf8.count == 4 && ports.contains { slug.hasPrefix($0) }
        && slug.last.map { "123456789".contains($0) } ?? false
  }

  private static func letters(of scalar: Unicode.Scalar) -> String? {
    switch scalar {
    case "a"..."z", "0"..."9": return String(scalar)
    case "A"..."Z": return scalar.properties.lowercaseMapping
    default: break
    }
    switch scalar.properties.lowercaseMapping {
    case "à", "á", "â", "ã", "å", "ā", "ă", "ą": return "a"
    case "ä", "æ": return "ae"
    case "ç", "ć", "č": return "c"
    case "ď", "đ": return "d"
    case "è", "é", "ê", "ë", "ē", "ę", "ě": return "e"
    case "ğ": return "g"
    case "ì", "í", "î", "ï", "ī", "ı": return "i"
    case "ł": return "l"
    case "ñ", "ń", "ň": return "n"
    case "ò", "ó", "ô", "õ", "ø", "ō", "ő": return "o"
    case "ö", "œ": return "oe"
    case "ř": return "r"
    case "ś", "š", "ş", "ș": return "s"
    case "ß": return "ss"
    case "ť", "ţ", "ț": return "t"
    case "ù", "ú", "û", "ū", "ů", "ű": return "u"
    case "ü": return "ue"
    case "ý", "ÿ": return "y"
    case "ź", "ż", "ž": return "z"
    default: return nil
    }
  }
}
