import Testing

@testable internal import NumericKernel

@Suite struct RandomStreamTests {
  /// The first vector of Random123.
  @Test func startsAtItsCounter() {
    var stream = RandomStream(seed: 0, purpose: RandomPurpose(rawValue: 0))
    let words = (0..<4).map { _ in stream.nextUInt32() }
    #expect(words == [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8])
  }

  /// Seed, purpose and replicate reach the words of key and counter that the documentation names.
  @Test func wordsAreSeedPurposeReplicate() {
    var stream = RandomStream(
      seed: 0x299f_31d0_a409_3822, purpose: RandomPurpose(rawValue: 0x1319_8a2e), replicate: 0x0370_7344)
    for block in 0..<3 as Range<UInt32> {
      let expected = Philox4x32.block(
        counter: .init(block, 0, 0x1319_8a2e, 0x0370_7344), key: (0xa409_3822, 0x299f_31d0))
      let words = (0..<4).map { _ in stream.nextUInt32() }
      #expect(words == [expected.word0, expected.word1, expected.word2, expected.word3])
    }
  }

  @Test func wideWordsAreTwoNarrowOnesInOrder() {
    for offset in 0..<5 {
      var narrow = RandomStream(seed: 1, purpose: .simulation)
      for _ in 0..<offset { _ = narrow.nextUInt32() }
      var wide = narrow
      for _ in 0..<7 {
        let low = UInt64(narrow.nextUInt32())
        #expect(wide.nextUInt64() == low | UInt64(narrow.nextUInt32()) << 32)
      }
    }
  }

  @Test func seedPurposeAndReplicateEachGiveAnotherStream() {
    var seen: Set<UInt64> = []
    for seed in [0, 1, 1 << 32, .max] as [UInt64] {
      for purpose in RandomPurpose.all {
        for replicate in [0, 1, 2, Int(UInt32.max)] {
          var stream = RandomStream(seed: seed, purpose: purpose, replicate: replicate)
          seen.insert(stream.nextUInt64())
        }
      }
    }
    #expect(seen.count == 4 * RandomPurpose.all.count * 4)
  }

  @Test func purposesHaveDistinctValues() {
    #expect(Set(RandomPurpose.all).count == RandomPurpose.all.count)
    #expect(RandomPurpose.all.allSatisfy { $0.rawValue < 1024 })
  }
}
