import Testing

@testable internal import NumericKernel

@Suite struct PhiloxTests {
  struct Vector: Sendable {
    let counter, output: [UInt32]
    let key: (UInt32, UInt32)
    let rounds: Int
  }

  /// Random123's tests/kat_vectors, commit 9545ff6.
  static let vectors = [
    Vector(
      counter: [0, 0, 0, 0], output: [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8], key: (0, 0),
      rounds: 10),
    Vector(
      counter: [.max, .max, .max, .max], output: [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd],
      key: (.max, .max), rounds: 10),
    Vector(
      counter: [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
      output: [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1], key: (0xa409_3822, 0x299f_31d0),
      rounds: 10),
    Vector(
      counter: [0, 0, 0, 0], output: [0x5f6f_b709, 0x0d89_3f64, 0x4f12_1f81, 0x4f73_0a48], key: (0, 0),
      rounds: 7),
  ]

  @Test(arguments: vectors) func knownAnswers(_ vector: Vector) {
    let c = vector.counter
    let block = Philox4x32.block(
      counter: Philox4x32.Block(c[0], c[1], c[2], c[3]), key: vector.key, rounds: vector.rounds)
    #expect([block.word0, block.word1, block.word2, block.word3] == vector.output)
  }
}
