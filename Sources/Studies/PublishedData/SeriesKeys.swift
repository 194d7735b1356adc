internal import DataLoaders

/// Finds observations that a table gives twice: of one series, period and source.
///
/// It keeps 128 bits of each; that two of five million different ones agree by chance has a probability of
/// less than 1 in 10²⁵.
struct SeriesKeys: Sendable {
  static let most = 4_000_000

  private struct Key: Hashable {
    var first: UInt64 = 0xCBF2_9CE4_8422_2325
    var second: UInt64 = 0x9E37_79B9_7F4A_7C15

    mutating func add(_ text: String) {
      for byte in text.utf8 { add(UInt64(byte)) }
      add(0x100)
    }

    private mutating func add(_ value: UInt64) {
      first = (first ^ value) &* 0x100_0000_01B3
      second = (second &+ value &* 0xD6E8_FEB8_6659_FD93) &* 0xA076_1D64_78BD_642F
      second ^= second >> 29
    }
  }

  private var seen: Set<Key> = []
  private(set) var repeated = 0
  private(set) var firstRepeatedLine: Int?
  /// Whether observations beyond the limit were not compared.
  private(set) var isPartial = false

  mutating func add(_ observation: Observation, dataset: String) {
    var key = Key()
    key.add(dataset)
    for code in observation.codes { key.add(code) }
    key.add(observation.period)
    key.add(observation.source ?? "")
    if seen.contains(key) {
      repeated += 1
      if firstRepeatedLine == nil { firstRepeatedLine = observation.line }
    } else if seen.count < SeriesKeys.most {
      seen.insert(key)
    } else {
      isPartial = true
    }
  }
}
