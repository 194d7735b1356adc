/// How many people are on which lists: the observed capture histories of a population and their counts.
///
/// Only histories that somebody has are held, sorted by mask, so that the size follows the data and not 2^K.
/// Every value of this type is a valid table: 1 to 20 lists with different names, at least one person,
/// positive counts with a total below 2⁵³, and nobody who is on no list.
public struct CaptureTable: Sendable, Equatable {
  /// The largest number of lists.
  public static let maximumListCount = 20
  /// The largest count and the largest total: up to it every whole number is a `Double` of its own.
  static let largestCount = (1 << 53) - 1

  /// The names of the lists; list `j` is bit `j` of a history.
  public let lists: [String]
  /// The histories that somebody has, ascending.
  public let histories: [ListSet]
  /// The number of people with each history, in the order of `histories`; all positive.
  public let counts: [Int]
  /// The number of people observed, n.
  public let total: Int
  /// What was done to the figures on the way in, in sentences, for the provenance.
  public let notes: [String]

  /// Histories that occur more than once are added up, which a note records; counts of 0 are left out.
  public init(
    lists: [String], histories: [ListSet], counts: [Int], notes: [String] = []
  ) throws(CaptureTableError) {
    let repeats = histories.count - Set(histories).count
    var all = notes
    if repeats > 0 {
      all.append(
        "\(repeats) \(repeats == 1 ? "row repeats a history" : "rows repeat a history") given before; "
          + "the counts were added up")
    }
    try self.init(adding: lists, histories, counts, notes: all)
  }

  /// The same from counts that were read as decimal numbers.
  /// - Throws: `CaptureTableError.fractionalCount` where a count is not whole, besides what the other throws.
  public init(
    lists: [String], histories: [ListSet], counts: [Double], notes: [String] = []
  ) throws(CaptureTableError) {
    var whole: [Int] = []
    whole.reserveCapacity(counts.count)
    for i in 0..<counts.count { whole.append(try Self.wholeCount(counts[i], row: i + 1)) }
    try self.init(lists: lists, histories: histories, counts: whole, notes: notes)
  }

  static func wholeCount(_ count: Double, row: Int) throws(CaptureTableError) -> Int {
    guard count.isFinite, count == count.rounded(.towardZero) else { throw .fractionalCount(row: row) }
    guard count >= 0 else { throw .negativeCount(row: row) }
    guard count <= Double(largestCount) else { throw .countTooLarge(row: row) }
    return Int(count)
  }

  /// Checks everything that makes a table valid, and adds up equal histories without a word.
  init(
    adding lists: [String], _ histories: [ListSet], _ counts: [Int], notes: [String]
  ) throws(CaptureTableError) {
    try Self.check(lists: lists)
    guard histories.count == counts.count else {
      throw .unequalLengths(histories: histories.count, counts: counts.count)
    }
    let everyList = ListSet(rawValue: UInt32.max >> UInt32(32 - lists.count))
    var total = 0
    for i in 0..<histories.count {
      guard counts[i] >= 0 else { throw .negativeCount(row: i + 1) }
      guard counts[i] <= Self.largestCount else { throw .countTooLarge(row: i + 1) }
      guard !histories[i].isEmpty else { throw .unobservedHistory(row: i + 1) }
      guard histories[i].isSubset(of: everyList) else { throw .historyOutOfRange(row: i + 1) }
      total += counts[i]
      guard total <= Self.largestCount else { throw .totalTooLarge(row: i + 1) }
    }
    guard total > 0 else { throw .nobody }
    var keys: [ListSet] = []
    var sums: [Int] = []
    for i in histories.indices.sorted(by: { histories[$0] < histories[$1] }) where counts[i] > 0 {
      if keys.last == histories[i] {
        sums[sums.count - 1] += counts[i]
      } else {
        keys.append(histories[i])
        sums.append(counts[i])
      }
    }
    self.lists = lists
    self.histories = keys
    self.counts = sums
    self.total = total
    self.notes = notes
  }

  static func check(lists: [String]) throws(CaptureTableError) {
    guard !lists.isEmpty else { throw .noLists }
    guard lists.count <= maximumListCount else { throw .tooManyLists(lists.count) }
    for i in 0..<lists.count {
      guard !lists[i].isEmpty else { throw .unnamedList(i + 1) }
      for j in 0..<i where lists[j] == lists[i] { throw .repeatedListName(first: j + 1, second: i + 1) }
    }
  }

  /// K.
  public var listCount: Int { lists.count }

  /// The set of all lists of the table.
  public var everyList: ListSet { ListSet(rawValue: UInt32.max >> UInt32(32 - lists.count)) }

  /// The number of the list with a name, counted from 0.
  public func index(of name: String) -> Int? { lists.firstIndex(of: name) }

  /// The people on every list of a set and perhaps on others; for the empty set all people.
  public func margin(of lists: ListSet) -> Int {
    var sum = 0
    for i in 0..<histories.count where lists.isSubset(of: histories[i]) { sum += counts[i] }
    return sum
  }

  /// The people with exactly this history.
  public func count(of history: ListSet) -> Int {
    histories.firstIndex(of: history).map { counts[$0] } ?? 0
  }

  /// The number of people on each list.
  public var listTotals: [Int] { (0..<lists.count).map { margin(of: ListSet(list: $0)) } }

  /// The number of people on both of two different lists.
  public func overlap(_ first: Int, _ second: Int) -> Int { margin(of: ListSet(lists: [first, second])) }

  /// The capture frequencies: element k − 1 is f_k, the number of people on exactly k lists, for k = 1 ... K.
  public var captureFrequencies: [Int] {
    var frequencies = [Int](repeating: 0, count: lists.count)
    for i in 0..<histories.count { frequencies[histories[i].count - 1] += counts[i] }
    return frequencies
  }

  /// The pairs of lists on which nobody stands together though both hold somebody.
  public var pairsWithoutOverlap: [ListSet] {
    var pairs: [ListSet] = []
    let totals = listTotals
    for second in 0..<lists.count where totals[second] > 0 {
      for first in 0..<second where totals[first] > 0 && overlap(first, second) == 0 {
        pairs.append(ListSet(lists: [first, second]))
      }
    }
    return pairs.sorted(by: ListSet.precedesBySize)
  }
}
