/// Random rounding to multiples of a base that is the same for the same cell in every table and edition.
///
/// A count c is rounded up with probability (c mod b)/b and down otherwise, so that it is right on average; a
/// multiple of the base stays what it is. The draw comes from HMAC-SHA-256 (RFC 2104, FIPS 198-1) of what the
/// cell counts under the office's secret key (the cell keys of Fraser and Wooton 2005): nobody can average it
/// away, because asking again gives the same answer. A count that changes crosses over at one place only.
///
/// Whoever reads b knows of a count from 1 to 2b − 1, and whoever reads 0 of one from 0 to b − 1. With a threshold k,
/// under which counts are not to be known, the base is therefore k − 1 at least: then a count of 1 to k − 1 is shown as
/// none, where it may be of nobody, or as b, where it may be of k and more (the base of 5 that is usual for k = 3 would
/// tell that 1 to 9 people are there). A change of the key breaks the protection, because two roundings of one count
/// bound it twice; `RoundingKey.mark` tells editions of two keys apart.
package struct KeyedRounding: Sendable {
  package let base: Int
  private let inner: [UInt8]
  private let outer: [UInt8]
  private let hash: @Sendable ([UInt8]) -> [UInt8]

  /// - Parameters:
  ///   - key: secret, at least 16 bytes; read from a file for its owner alone, never an argument, never printed.
  ///   - hash: SHA-256.
  /// - Throws: `KeyedRoundingError`.
  package init(base: Int = 10, key: [UInt8], hash: @escaping @Sendable ([UInt8]) -> [UInt8])
    throws(KeyedRoundingError)
  {
    guard (2...1_000).contains(base) else { throw .base }
    guard key.count >= 16 else { throw .key }
    var block = key.count > 64 ? hash(key) : key
    block += [UInt8](repeating: 0, count: max(64 - block.count, 0))
    self.base = base
    self.hash = hash
    inner = block.map { $0 ^ 0x36 }
    outer = block.map { $0 ^ 0x5C }
  }

  /// HMAC of a message under the key.
  package func code(_ message: [UInt8]) -> [UInt8] { hash(outer + hash(inner + message)) }

  /// - Parameters:
  ///   - count: not below zero.
  ///   - atoms: what the cell is the sum of, in any order; it alone decides how the cell is rounded.
  package func rounded(_ count: Int, atoms: [String]) -> Int {
    let rest = count % base
    guard rest > 0 else { return count }
    var message: [UInt8] = []
    for atom in Set(atoms).sorted() { message += Array("\(atom.utf8.count):\(atom)".utf8) }
    let draw = code(message).prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    // Up where the draw, a number from 0 to below 1, is less than rest / base.
    let isUp = Double(draw >> 11) / 9_007_199_254_740_992 < Double(rest) / Double(base)
    return isUp ? count - rest + base : count - rest
  }

  /// What somebody knows who reads a rounded count.
  package func knowledge(_ rounded: Int) -> PublishedCells.Knowledge {
    .between(max(rounded - base + 1, 0), rounded + base - 1)
  }
}

package enum KeyedRoundingError: Error, Equatable, Sendable, CustomStringConvertible {
  case base, key

  package var description: String {
    switch self {
    case .base: "the base of rounding has to lie between 2 and 1000"
    case .key: "the key of rounding has to have 16 bytes at least; make one with: head -c 32 /dev/urandom"
    }
  }
}
