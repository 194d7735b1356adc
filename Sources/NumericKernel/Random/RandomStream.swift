/// A stream of random numbers that depends on its seed, its purpose and its replicate number, and on nothing
/// else: not on threads, on the order of replicates, or on what other streams have drawn.
///
/// The seed is the key of Philox4x32-10. The counter's words are the block number (low, high), the purpose and
/// the replicate, so that streams never overlap; each holds 2⁶⁶ words of 32 bits. Copying a stream copies its
/// position.
///
/// What is promised: the raw words, `uniform`, `integer(below:)` and `shuffle` are the same everywhere and
/// for ever. Variates that use logarithms, exponentials or gamma functions are bit-identical on the same build
/// and CPU class: glibc's `exp`, `log` and `pow` differ in the last bit between processors with and without
/// fused multiply-add. On another class of CPU a variate may therefore differ by some 1e-15 of its value, and
/// very rarely a rejection sampler decides otherwise and its stream runs on from another place.
package struct RandomStream: Sendable {
  private let key: (low: UInt32, high: UInt32)
  private let purpose: UInt32
  private let replicate: UInt32
  private var nextBlock: UInt64 = 0
  private var lowPair: UInt64 = 0
  private var highPair: UInt64 = 0
  /// The words of the two pairs that have been used, 0 to 4.
  private var used = 4

  /// - Parameter replicate: from 0 to 2³² − 1, which is a precondition.
  package init(seed: UInt64, purpose: RandomPurpose, replicate: Int = 0) {
    precondition(
      replicate >= 0 && replicate <= Int(UInt32.max), "a replicate number lies between 0 and 2^32 - 1")
    key = (UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    self.purpose = purpose.rawValue
    self.replicate = UInt32(replicate)
  }

  private mutating func fill() {
    let block = Philox4x32.block(
      counter: Philox4x32.Block(
        UInt32(truncatingIfNeeded: nextBlock), UInt32(truncatingIfNeeded: nextBlock >> 32), purpose,
        replicate),
      key: key)
    nextBlock &+= 1
    lowPair = UInt64(block.word0) | UInt64(block.word1) << 32
    highPair = UInt64(block.word2) | UInt64(block.word3) << 32
    used = 0
  }

  /// The next word of the stream.
  package mutating func nextUInt32() -> UInt32 {
    if used == 4 { fill() }
    let pair = used < 2 ? lowPair : highPair
    let word = used & 1 == 0 ? pair : pair >> 32
    used += 1
    return UInt32(truncatingIfNeeded: word)
  }

  /// The next two words of the stream, the first in the low half.
  package mutating func nextUInt64() -> UInt64 {
    if used & 1 == 1 {
      let low = UInt64(nextUInt32())
      return low | UInt64(nextUInt32()) << 32
    }
    if used == 4 { fill() }
    let pair = used == 0 ? lowPair : highPair
    used += 2
    return pair
  }
}
