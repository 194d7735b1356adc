/// Philox4x32, the counter-based generator of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy
/// as 1, 2, 3", SC'11 (2011), section 4: a keyed bijection of 128-bit counters. It has no state, so block number
/// i of a stream is computed without its predecessors.
package enum Philox4x32 {
  /// Four words of counter or of output, the least significant first.
  package struct Block: Equatable, Sendable {
    package var word0, word1, word2, word3: UInt32

    @inline(__always)
    package init(_ word0: UInt32, _ word1: UInt32, _ word2: UInt32, _ word3: UInt32) {
      self.word0 = word0
      self.word1 = word1
      self.word2 = word2
      self.word3 = word3
    }
  }

  /// The image of `counter` under the bijection that `key` chooses. Ten rounds are the paper's recommendation;
  /// seven are the fewest that passed its battery of tests.
  @inline(__always)
  package static func block(
    counter: Block, key: (low: UInt32, high: UInt32), rounds: Int = 10
  ) -> Block {
    var x = counter
    var (k0, k1) = (key.low, key.high)
    for _ in 0..<rounds {
      let product0 = UInt64(x.word0) &* 0xD251_1F53
      let product1 = UInt64(x.word2) &* 0xCD9E_8D57
      x = Block(
        UInt32(truncatingIfNeeded: product1 >> 32) ^ x.word1 ^ k0,
        UInt32(truncatingIfNeeded: product1),
        UInt32(truncatingIfNeeded: product0 >> 32) ^ x.word3 ^ k1,
        UInt32(truncatingIfNeeded: product0))
      // The key schedule is a Weyl sequence: the golden ratio and √3 − 1.
      k0 &+= 0x9E37_79B9
      k1 &+= 0xBB67_AE85
    }
    return x
  }
}
