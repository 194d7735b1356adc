/// The name of an edition: a slot of a schedule, or a word of the user's.
package struct EditionName: Sendable, Hashable, CustomStringConvertible {
  package let text: String
  /// The slot, where the name is one.
  package let slot: Slot?

  package static let pattern = "^[A-Za-z0-9][A-Za-z0-9.-]{0,63}$"
  package static let rule =
    "the name of an edition has letters, digits, points and hyphens, begins with a letter or digit, and is not 'latest'"

  /// `nil` where the text breaks the rule.
  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard (1...64).contains(bytes.count), text != "latest", bytes[0] != UInt8(ascii: "."),
      bytes[0] != UInt8(ascii: "-"), bytes.last != UInt8(ascii: "."),
      bytes.allSatisfy({
        switch $0 {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"):
          true
        default: false
        }
      })
    else { return nil }
    self.text = text
    slot = Slot(text)
  }

  package init(_ slot: Slot) {
    text = slot.description
    self.slot = slot
  }

  package var description: String { text }
}
