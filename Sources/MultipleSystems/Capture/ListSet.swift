/// A set of lists, one bit a list: the first list is bit 0.
///
/// It names a capture history (the lists that hold a person) and a term of a log-linear model (the lists
/// whose interaction it is; the empty set is the intercept).
public struct ListSet: OptionSet, Hashable, Sendable, Comparable {
  public let rawValue: UInt32

  public init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// The set of one list, numbered from 0.
  public init(list: Int) {
    precondition(list >= 0 && list < 32, "a list number lies between 0 and 31")
    self.rawValue = 1 << UInt32(list)
  }

  public init(lists: [Int]) {
    self = lists.reduce(into: ListSet()) { $0.formUnion(ListSet(list: $1)) }
  }

  /// The number of lists in the set.
  public var count: Int { rawValue.nonzeroBitCount }

  /// The numbers of the lists in the set, from 0 upward.
  public var lists: [Int] {
    var rest = rawValue
    var numbers: [Int] = []
    while rest != 0 {
      numbers.append(rest.trailingZeroBitCount)
      rest &= rest - 1
    }
    return numbers
  }

  /// The order of the masks as numbers.
  public static func < (first: ListSet, second: ListSet) -> Bool {
    first.rawValue < second.rawValue
  }

  /// Fewer lists first, then by the numbers of the lists from the first list on: 1, 2, 3, 12, 13, 23.
  static func precedesBySize(_ first: ListSet, _ second: ListSet) -> Bool {
    if first.count != second.count { return first.count < second.count }
    let difference = first.rawValue ^ second.rawValue
    guard difference != 0 else { return false }
    return first.rawValue & (difference & ~(difference - 1)) != 0
  }
}
