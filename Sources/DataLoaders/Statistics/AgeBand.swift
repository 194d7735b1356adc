/// An age group in whole years, read from the codes and words of several publishers.
package struct AgeBand: Sendable, Hashable {
  package let from: Int
  /// The last age in it; `nil` where it is open.
  package let to: Int?

  package init(_ from: Int, _ to: Int?) {
    self.from = from
    self.to = to
  }

  /// Reads `AGE_CLDVERSION_Y5-17`, the same zero-padded (`Y05-17`), `Y5T17`, `Y_GE15`, `YGE15`, `5-17`, `48+`,
  /// `0 to 17 years` and `18 years or over`; `nil` where the text is no age group.
  package init?(code: String) {
    var text = code[...]
    if let place = code.lastIndex(of: "_"), code[code.index(after: place)...].first == "Y" {
      text = code[code.index(after: place)...]
    }
    if text.hasPrefix("Y") { text = text.dropFirst() }
    for prefix in ["_GE", "GE"] where text.hasPrefix(prefix) {
      guard let from = AgeBand.age(text.dropFirst(prefix.count)) else { return nil }
      self.init(from, nil)
      return
    }
    for suffix in [" years or over", " years and over", "+"] where text.hasSuffix(suffix) {
      guard let from = AgeBand.age(text.dropLast(suffix.count)) else { return nil }
      self.init(from, nil)
      return
    }
    if text.hasSuffix(" years") { text = text.dropLast(6) }
    for separator in [" to ", "--", "-", "T"] {
      let parts = text.split(separator: separator, maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { continue }
      guard let from = AgeBand.age(parts[0]), let to = AgeBand.age(parts[1]), from <= to else { return nil }
      self.init(from, to)
      return
    }
    return nil
  }

  package var words: String { to.map { "\(from)-\($0)" } ?? "\(from)+" }

  /// Whether the two have an age in common.
  package func overlaps(_ other: AgeBand) -> Bool {
    from <= other.to ?? .max && other.from <= to ?? .max
  }

  /// Whether both ends of the code have two digits although the first is below ten, as SDMX writes it.
  static func isZeroPadded(_ code: String) -> Bool {
    guard let place = code.firstRange(of: "_Y0") else { return false }
    return code[place.upperBound...].first?.isNumber ?? false
  }

  private static func age(_ text: Substring) -> Int? {
    guard (1...3).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }) else {
      return nil
    }
    return Int(text)
  }
}
