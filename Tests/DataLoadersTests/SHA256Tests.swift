@testable internal import DataLoaders
internal import Testing

/// The vectors are NIST's (FIPS 180-4 example values and the long message of one million letters).
@Suite struct SHA256Tests {
  func digest(_ text: String, pieces: Int = 1 << 20, usesInstructions: Bool = true) -> String {
    var digest = SHA256(usesInstructions: usesInstructions)
    let bytes = Array(text.utf8)
    for start in stride(from: 0, to: bytes.count, by: pieces) {
      bytes[start..<min(start + pieces, bytes.count)].withUnsafeBytes { digest.update($0) }
    }
    return digest.hexadecimal()
  }

  static let twoBlocks = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"
  static let fourBlocks =
    "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu"

  static let vectors = [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (twoBlocks, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"),
    (fourBlocks, "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"),
  ]

  @Test(arguments: vectors) func digestsAreThoseOfNIST(text: String, expected: String) {
    #expect(digest(text) == expected)
    for pieces in [1, 3, 55, 64, 65] { #expect(digest(text, pieces: pieces) == expected) }
    #expect(digest(text, usesInstructions: false) == expected)
  }

  @Test func aMillionLetters() {
    let text = String(repeating: "a", count: 1_000_000)
    let expected = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    #expect(digest(text) == expected)
    #expect(digest(text, pieces: 9_973) == expected)
    #expect(digest(text, usesInstructions: false) == expected)
  }

  @Test func theDigestCanBeAskedForUnderWay() {
    var digest = SHA256()
    Array("ab".utf8).withUnsafeBytes { digest.update($0) }
    _ = digest.hexadecimal()
    Array("c".utf8).withUnsafeBytes { digest.update($0) }
    #expect(digest.hexadecimal() == Self.vectors[1].1)
  }

  @Test("A hash that is owed, and paid block by block or at once", arguments: [1, 63, 64, 1_000, 65_536])
  func owed(pieces: Int) {
    let bytes = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
    var digest = SHA256()
    var owed = OwedHash()
    bytes.withUnsafeBytes { bytes in
      for start in stride(from: 0, to: bytes.count, by: pieces) {
        let piece = UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + pieces, bytes.count)])
        digest.update(piece, owing: &owed)
        for _ in 0..<start % 5 { owed.payBlock() }
        digest.settle(&owed)
      }
    }
    #expect(digest.hexadecimal() == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }
}
