/// Numbers for the pairs of a block and a domain that occur, in the order in which they first do.
struct PairIndex: Sendable {
  /// By number: the block in the upper half, the domain in the lower.
  private var keys: [UInt64] = []
  /// Numbers by the hash of their key, in open addressing; −1 for free places.
  private var table = [Int32](repeating: -1, count: 1024)
  private var shift: UInt64 = 54

  var count: Int { keys.count }

  @inline(__always)
  private static func key(_ block: Int32, _ domain: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: block)) << 32 | UInt64(UInt32(bitPattern: domain))
  }

  @inline(__always)
  private static func hash(_ key: UInt64) -> UInt64 {
    let mixed = key &* 0xD6E8_FEB8_6659_FD93
    return (mixed ^ (mixed &>> 32)) &* 0xD6E8_FEB8_6659_FD93
  }

  /// Where a pair has its number in the table, or would have it.
  @inline(__always)
  private func place(_ key: UInt64) -> Int {
    var place = Int(truncatingIfNeeded: Self.hash(key) &>> shift)
    while table[place] >= 0, keys[Int(table[place])] != key { place = (place &+ 1) & (table.count &- 1) }
    return place
  }

  /// The number of a pair; nil when it was not met before.
  func known(_ block: Int32, _ domain: Int32) -> Int? {
    let number = table[place(Self.key(block, domain))]
    return number < 0 ? nil : Int(number)
  }

  /// The number of a pair, new when it was not met before.
  mutating func number(_ block: Int32, _ domain: Int32) -> Int {
    let key = Self.key(block, domain)
    let place = place(key)
    if table[place] >= 0 { return Int(table[place]) }
    precondition(keys.count < Int(Int32.max), "more pairs than can be numbered")
    table[place] = Int32(keys.count)
    keys.append(key)
    if 2 * keys.count > table.count { spread() }
    return keys.count - 1
  }

  private mutating func spread() {
    shift -= 1
    table = [Int32](repeating: -1, count: 2 * table.count)
    for (number, key) in keys.enumerated() { table[place(key)] = Int32(number) }
  }

  /// The numbers of rows that take part, from one row on; stops at the first whose pair was not met before.
  /// - Parameter numbers: 0 for rows that take part, which is written over; others stay.
  /// - Returns: the row at which it stopped, or the number of rows.
  func fillKnown(
    _ block: UnsafeBufferPointer<Int32>, _ domain: UnsafeBufferPointer<Int32>, from first: Int,
    into numbers: UnsafeMutableBufferPointer<Int32>
  ) -> Int {
    keys.withUnsafeBufferPointer { keys in
      table.withUnsafeBufferPointer { table in
        let mask = table.count &- 1
        for row in first..<numbers.count where numbers[row] == 0 {
          let key = Self.key(block[row], domain[row])
          var place = Int(truncatingIfNeeded: Self.hash(key) &>> shift)
          while true {
            let number = table[place]
            if number < 0 { return row }
            if keys[Int(number)] == key {
              numbers[row] = number
              break
            }
            place = (place &+ 1) & mask
          }
        }
        return numbers.count
      }
    }
  }

  /// The pairs of one block after those of another, and by domain within a block.
  func byBlock(_ blockCount: Int) -> Order {
    var starts = [Int32](repeating: 0, count: blockCount + 1)
    for key in keys { starts[Int(key >> 32) + 1] += 1 }
    for block in 0..<blockCount { starts[block + 1] += starts[block] }
    var next = starts
    var pairs = [(domain: Int32, number: Int32)](repeating: (0, 0), count: keys.count)
    for (number, key) in keys.enumerated() {
      let block = Int(key >> 32)
      let domain = Int32(truncatingIfNeeded: key)
      var place = Int(next[block])
      next[block] += 1
      while place > Int(starts[block]), pairs[place - 1].domain > domain {
        pairs[place] = pairs[place - 1]
        place -= 1
      }
      pairs[place] = (domain, Int32(number))
    }
    return Order(starts: starts, pairs: pairs)
  }

  /// Pairs in the order of their blocks.
  struct Order: Sendable {
    /// Where the pairs of each block begin; one entry more than blocks.
    let starts: [Int32]
    let pairs: [(domain: Int32, number: Int32)]

    /// The blocks in which each domain occurs.
    func blocks(domainCount: Int) -> [[Int32]] {
      var blocks = [[Int32]](repeating: [], count: domainCount)
      for block in 0..<starts.count - 1 {
        for place in Int(starts[block])..<Int(starts[block + 1]) {
          blocks[Int(pairs[place].domain)].append(Int32(block))
        }
      }
      return blocks
    }
  }
}
