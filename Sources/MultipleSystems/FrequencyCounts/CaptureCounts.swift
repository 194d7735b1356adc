/// How many people one list counted once, twice and so on, when it counts the same person more than once (arrests,
/// visits). Every value of this type holds at least one person and only positive counts.
public struct CaptureCounts: Sendable, Equatable {
  /// f₁ ... f_m; the last is not 0.
  public let frequencies: [Int]
  /// n, the number of different people.
  public let total: Int

  /// - Parameter frequencies: element k − 1 is f_k, the number of people counted k times; zeros at the end are
  ///   dropped.
  public init(frequencies: [Int]) throws(CaptureCountsError) {
    var total = 0
    for i in 0..<frequencies.count {
      guard frequencies[i] >= 0 else { throw .negative(times: i + 1) }
      guard frequencies[i] <= CaptureTable.largestCount - total else { throw .tooLarge(times: i + 1) }
      total += frequencies[i]
    }
    guard total > 0 else { throw .nobody }
    guard let last = frequencies.lastIndex(where: { $0 > 0 }) else { throw .nobody }
    self.frequencies = Array(frequencies[...last])
    self.total = total
  }

  /// - Parameter counts: how often each person was counted, one number a person.
  public init(counts: [Int]) throws(CaptureCountsError) {
    guard let largest = counts.max() else { throw .nobody }
    for i in 0..<counts.count where counts[i] < 1 { throw .notCounted(row: i + 1) }
    guard largest <= Self.largestTimes else { throw .tooOften }
    var frequencies = [Int](repeating: 0, count: largest)
    for count in counts { frequencies[count - 1] += 1 }
    try self.init(frequencies: frequencies)
  }

  /// The people of a capture table by the number of lists on which they are.
  public init(_ table: CaptureTable) throws(CaptureCountsError) {
    try self.init(frequencies: table.captureFrequencies)
  }

  /// No one is counted a million times; a larger figure is a mistake, and would need as much memory.
  static let largestTimes = 1_000_000

  /// The largest number of times that anybody was counted.
  public var largest: Int { frequencies.count }

  /// f_k, 0 beyond the largest.
  public func frequency(of times: Int) -> Int {
    frequencies.indices.contains(times - 1) ? frequencies[times - 1] : 0
  }

  /// Σ k f_k, the number of times that people were counted.
  public var sum: Double {
    var sum = 0.0
    for i in 0..<frequencies.count { sum += Double(i + 1) * Double(frequencies[i]) }
    return sum
  }
}

/// Why figures are not capture counts. Rows are counted from 1; no message holds a count.
public enum CaptureCountsError: Error, Equatable, Sendable, CustomStringConvertible {
  case nobody
  case negative(times: Int)
  case tooLarge(times: Int)
  case notCounted(row: Int)
  case tooOften

  public var description: String {
    switch self {
    case .nobody: "the counts hold nobody; there is nothing to estimate from"
    case .negative(let times):
      "the number of people counted \(times) times is negative; it is a number of people"
    case .tooLarge(let times):
      "the numbers of people counted up to \(times) times add up to 2^53 or more; check the figures"
    case .notCounted(let row):
      "row \(row) was counted fewer than one time; those who were never counted cannot be in the file, remove it"
    case .tooOften:
      "somebody is said to have been counted more than \(CaptureCounts.largestTimes) times; check the figures"
    }
  }
}
