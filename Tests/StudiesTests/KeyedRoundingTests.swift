import DataLoaders
import Reporting
import Testing

@Suite("Rounding under a key")
struct KeyedRoundingTests {
  private static func bytes(_ hexadecimal: String) -> [UInt8] {
    let digits = Array(hexadecimal)
    return stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(digits[$0..<$0 + 2]), radix: 16)
    }
  }

  private static func rounding(_ key: [UInt8], base: Int = 5) throws -> KeyedRounding {
    try KeyedRounding(base: base, key: key) { bytes($0.isEmpty ? "" : SHA256.hexadecimal(of: $0)) }
  }

  /// RFC 4231, test cases 1, 3, 6 and 7: keys of 20 bytes and of 131, which are hashed first.
  @Test(arguments: [
    (
      [UInt8](repeating: 0x0B, count: 20), "Hi There",
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    ),
    (
      [UInt8](repeating: 0xAA, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    ),
    (
      [UInt8](repeating: 0xAA, count: 131),
      "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be "
        + "hashed before being used by the HMAC algorithm.",
      "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
    ),
  ])
  func `codes are those of RFC 4231`(_ key: [UInt8], _ message: String, _ code: String) throws {
    #expect(try Self.rounding(key).code(Array(message.utf8)) == Self.bytes(code))
  }

  private static let key = Array("a key of the office, kept secret".utf8)

  @Test func `a cell is rounded the same in every table and edition`() throws {
    let rounding = try Self.rounding(Self.key)
    for count in 0...40 {
      let first = rounding.rounded(count, atoms: ["b", "a"])
      #expect(rounding.rounded(count, atoms: ["a", "b", "a"]) == first)
      #expect(first.isMultiple(of: 5) && abs(first - count) < 5)
      if count.isMultiple(of: 5) { #expect(first == count) }
      #expect(
        rounding.knowledge(first) == .between(max(first - 4, 0), first + 4))
    }
    // A count that grows never shrinks when rounded.
    let path = (0...60).map { rounding.rounded($0, atoms: ["x"]) }
    #expect(zip(path, path.dropFirst()).allSatisfy { $0 <= $1 })
  }

  /// The mean of the rounded counts of 4,000 cells is their count: its standard error is 0.04.
  @Test(arguments: [1, 2, 3, 4, 7, 13]) func `rounding is right on average`(_ count: Int) throws {
    let rounding = try Self.rounding(Self.key)
    let sum = (0..<4_000).reduce(0) { $0 + rounding.rounded(count, atoms: ["cell \($1)"]) }
    #expect(abs(Double(sum) / 4_000 - Double(count)) < 0.16)
  }

  @Test func `another key rounds otherwise, and a short one is refused`() throws {
    let one = try Self.rounding(Self.key)
    let two = try Self.rounding(Array("another key of the same office!!".utf8))
    let differing = (0..<200).count { one.rounded(12, atoms: ["\($0)"]) != two.rounded(12, atoms: ["\($0)"]) }
    #expect(differing > 50)
    #expect(throws: KeyedRoundingError.key) { try Self.rounding([1, 2, 3]) }
    #expect(throws: KeyedRoundingError.base) { try Self.rounding(Self.key, base: 1) }
    #expect(!"\(KeyedRoundingError.key)".contains("1, 2"))
  }

  @Test func `F63: two editions that differ by one person are safe when rounded`() throws {
    let rounding = try Self.rounding(Self.key)
    func edition(_ counts: [Int]) -> PublishedCells {
      var cells = PublishedCells(threshold: 11)
      let names = counts.indices.map { "c\($0)" }
      for (name, count) in zip(names, counts) {
        cells.add(name, of: [name], rounding.knowledge(rounding.rounded(count, atoms: [name])))
      }
      let sum = counts.reduce(0, +)
      cells.add("all", of: names, rounding.knowledge(rounding.rounded(sum, atoms: names)))
      return cells
    }
    let before = edition([100, 52, 40])
    for gain in 0...12 {
      let audit = DisclosureAudit(
        edition([100, 52 + gain, 40]), earlier: [.init("1", before, relation: .cumulative)])
      #expect(audit.isSafe, "\(gain): \(audit.summary)")
    }
  }
}
