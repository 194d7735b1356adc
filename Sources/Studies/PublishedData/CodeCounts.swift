/// How often each code of a dimension occurs. Beyond a number of codes no new ones are taken in, so that a file
/// with another code in every row costs no more than others.
struct CodeCounts: Sendable {
  static let mostCodes = 20_000

  private(set) var counts: [String: Int] = [:]
  private(set) var labels: [String: String] = [:]
  private(set) var isFull = false

  /// Whether the code is new and there was room for it.
  mutating func add(_ code: String) -> Bool {
    if let count = counts[code] {
      counts[code] = count + 1
      return false
    }
    guard counts.count < CodeCounts.mostCodes else {
      isFull = true
      return false
    }
    counts[code] = 1
    return true
  }

  mutating func name(_ code: String, _ label: String?) {
    if let label, labels.count < CodeCounts.mostCodes { labels[code] = label }
  }

  /// In the order of the codes.
  var sorted: [(code: String, count: Int)] {
    counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// "234", or "more than 20000".
  var words: String { isFull ? "more than \(CodeCounts.mostCodes)" : "\(counts.count)" }
}
