internal import CInstructions
internal import NumericKernel
internal import Tables

/// Everything that totals, means, proportions and ratios of any number of domains need, gathered in one pass
/// that keeps no row: weighted sums for each leaf of the design and domain, or, where every row is a unit of
/// its own, sums and sums of squares for each stratum and domain.
///
/// A row that belongs to no domain, or has no answer, still has to be made known to the structure.
package struct OnePassSums: Sendable {
  /// What one block of sums stands for.
  package enum Unit: Sendable, Equatable {
    /// A leaf of the design, such as a PSU.
    case leaf
    /// A stratum of rows that are units themselves; the design has one stage.
    case stratumOfRows
  }

  /// What is estimated from the sums.
  package enum Quantity: Sendable, Equatable {
    /// Σw of those with an answer.
    case size
    /// Σwy.
    case total
    /// Σwy/Σw.
    case mean
    /// The same for zeros and ones.
    case proportion
    /// Σwy/Σwx.
    case ratio
  }

  package let unit: Unit
  package let hasDenominator: Bool
  package private(set) var domainCount: Int
  package private(set) var blockCount = 0

  /// Sums of w, wy and wx of a block and domain, then of w² times 1, y, x, yy, yx, xx where rows are units.
  let stride: Int
  /// Up to so many domains have a place in every block; of more, which are mostly combinations of several columns,
  /// only pairs that occur have one.
  private static let fewDomains = 8
  /// Places of a block, where there are few domains.
  private(set) var domainCapacity: Int
  /// Where there are many.
  private(set) var pairs: PairIndex?
  /// Of unions: by domain with sums of its own, the union that it is a part of, −1 for none. The sums are those that the
  /// unions were made of, which are not copied. Nil where each domain has sums of its own.
  private(set) var parts: [Int]?
  private(set) var sums = SumRoom()
  /// Of the rows being added: the pair of each, in units of `stride`, −1 for rows that do not take part.
  private var places: [Int32] = []
  /// For each domain: rows, rows with y = 1, rows asked whose answer is missing, their weight, and Σw times
  /// yy, yx, xx.
  private(set) var tallies: [Double] = []
  static let tallyStride = 7
  /// Subtracted from y and x in sums of squares, which then lose no digits to a large mean.
  private(set) var centre: (y: Double, x: Double)?
  /// Whether every answer of a row that takes part was 0 or 1.
  package private(set) var holdsOnlyZerosAndOnes = true

  package init(unit: Unit, hasDenominator: Bool = false, domainCount: Int = 1) {
    self.unit = unit
    self.hasDenominator = hasDenominator
    self.domainCount = domainCount
    domainCapacity = min(max(1, domainCount), Self.fewDomains)
    if domainCount > Self.fewDomains { pairs = PairIndex() }
    let linear = hasDenominator ? 3 : 2
    stride = unit == .leaf ? linear : linear + (hasDenominator ? 6 : 3)
    tallies = [Double](repeating: 0, count: domainCount * Self.tallyStride)
  }

  /// Makes room for domains and blocks that turn up on the way.
  package mutating func reserve(domains: Int, blocks: Int) {
    precondition(parts == nil, "unions take no more rows")
    if domains > domainCount {
      tallies += [Double](repeating: 0, count: (domains - domainCount) * Self.tallyStride)
      domainCount = domains
    }
    if pairs == nil, domains > domainCapacity {
      if domains > Self.fewDomains { keepPairs() } else { widen(to: domains) }
    }
    if blocks > blockCount {
      blockCount = blocks
      if pairs == nil {
        precondition(blocks <= Int(Int32.max) / domainCapacity, "more sums than can be numbered")
        sums.grow(to: blocks * domainCapacity * stride)
      }
    }
  }

  /// Gives each block places for more domains.
  private mutating func widen(to domains: Int) {
    let capacity = min(max(domains, 2 * domainCapacity), Self.fewDomains)
    precondition(blockCount <= Int(Int32.max) / capacity, "more sums than can be numbered")
    var wider = SumRoom()
    wider.grow(to: blockCount * capacity * stride)
    let (row, widerRow, blocks) = (domainCapacity * stride, capacity * stride, blockCount)
    let old = sums
    wider.write { wider in
      for block in 0..<blocks {
        for k in 0..<row { wider[block * widerRow + k] = old[block * row + k] }
      }
    }
    sums = wider
    domainCapacity = capacity
  }

  /// Goes over to places for the pairs that occur.
  private mutating func keepPairs() {
    var found = PairIndex()
    var kept = SumRoom()
    for block in 0..<blockCount {
      for domain in 0..<domainCapacity {
        let old = (block * domainCapacity + domain) * stride
        // Every row that was added has a weight.
        guard sums[old] != 0 else { continue }
        let new = found.number(Int32(block), Int32(domain)) * stride
        kept.grow(to: new + stride)
        kept.write { for k in 0..<stride { $0[new + k] = sums[old + k] } }
      }
    }
    pairs = found
    sums = kept
  }

  /// Adds rows.
  /// - Parameters:
  ///   - block: the leaf or the stratum of each row.
  ///   - domain: of each row, −1 for those who belong to none.
  ///   - y, x: finite; x is ignored without a denominator.
  ///   - present: whether each row has the answers; nil when all have.
  /// - Precondition: blocks and domains were reserved.
  package mutating func add(
    block: [Int32], domain: [Int32], weight: [Double], y: [Double], x: [Double] = [], present: [Bool]? = nil
  ) {
    precondition(parts == nil, "unions take no more rows")
    precondition(block.count == domain.count && block.count == weight.count && block.count == y.count)
    precondition(present.map { $0.count == block.count } ?? true, "an answer, or none, for each row")
    precondition(!hasDenominator || x.count == y.count, "a ratio needs both variables")
    let count = block.count
    if centre == nil, let first = present.map({ $0.firstIndex(of: true) }) ?? (count > 0 ? 0 : nil) {
      centre = (y[first], hasDenominator ? x[first] : 0)
    }
    findPlaces(block, domain, weight, present)
    // Until somebody has answered, only those asked are counted.
    let centre = centre ?? (0, 0)
    if unit == .leaf, !hasDenominator {
      addPairs(domain, weight, y, present, centre: centre.y)
    } else {
      addAll(domain, weight, y, x, present, centre: centre)
    }
  }

  /// Finds the sums of each row.
  private mutating func findPlaces(
    _ block: [Int32], _ domain: [Int32], _ weight: [Double], _ present: [Bool]?
  ) {
    let count = block.count
    places.resize(to: count, with: -1)
    let (blocks, domains) = (UInt32(clamping: blockCount), Int32(clamping: domainCount))
    var areReserved = true
    if pairs == nil {
      let width = Int32(domainCapacity)
      places.withUnsafeMutableBufferPointer { places in
        block.withUnsafeBufferPointer { block in
          domain.withUnsafeBufferPointer { domain in
            for i in 0..<count {
              areReserved = areReserved && UInt32(bitPattern: block[i]) < blocks && domain[i] < domains
              places[i] = domain[i] < 0 ? -1 : block[i] &* width &+ domain[i]
            }
          }
        }
      }
    } else {
      for i in 0..<count {
        areReserved = areReserved && UInt32(bitPattern: block[i]) < blocks && domain[i] < domains
        places[i] = domain[i] < 0 || weight[i] == 0 || !(present?[i] ?? true) ? -1 : 0
      }
    }
    precondition(areReserved, "a block or domain that was not reserved")
    if pairs != nil { findPairs(block, domain) }
  }

  /// Numbers the pairs of the rows that take part.
  private mutating func findPairs(_ block: [Int32], _ domain: [Int32]) {
    guard var found = pairs else { return }
    pairs = nil
    var row = 0
    while true {
      row = places.withUnsafeMutableBufferPointer { places in
        block.withUnsafeBufferPointer { block in
          domain.withUnsafeBufferPointer { found.fillKnown(block, $0, from: row, into: places) }
        }
      }
      if row == places.count { break }
      places[row] = Int32(found.number(block[row], domain[row]))
      row += 1
    }
    sums.grow(to: found.count * stride)
    pairs = found
  }

  /// Adds to whatever sums there are.
  private mutating func addAll(
    _ domain: [Int32], _ weight: [Double], _ y: [Double], _ x: [Double], _ present: [Bool]?,
    centre: (y: Double, x: Double)
  ) {
    let count = places.count
    var others = 0
    let (places, stride, both) = (places, stride, hasDenominator)
    let squares = unit == .stratumOfRows ? (both ? 3 : 2) : 0
    sums.write { sums in
      tallies.withUnsafeMutableBufferPointer { tallies in
        for i in 0..<count {
          let d = Int(domain[i])
          let w = weight[i]
          if d < 0 || w == 0 { continue }
          let tally = d * Self.tallyStride
          if let present, !present[i] {
            tallies[tally + 2] += 1
            tallies[tally + 3] += w
            continue
          }
          let slot = Int(places[i]) * stride
          let dy = y[i] - centre.y
          let dx = both ? x[i] - centre.x : 0
          sums[slot] += w
          sums[slot + 1] += w * y[i]
          if both { sums[slot + 2] += w * x[i] }
          if squares > 0 {
            let ww = w * w
            sums[slot + squares] += ww
            sums[slot + squares + 1] += ww * dy
            if both {
              sums[slot + squares + 2] += ww * dx
              sums[slot + squares + 3] += ww * dy * dy
              sums[slot + squares + 4] += ww * dy * dx
              sums[slot + squares + 5] += ww * dx * dx
            } else {
              sums[slot + squares + 2] += ww * dy * dy
            }
          }
          tallies[tally] += 1
          if y[i] == 1 { tallies[tally + 1] += 1 } else if y[i] != 0 { others &+= 1 }
          tallies[tally + 4] += w * dy * dy
          if both {
            tallies[tally + 5] += w * dy * dx
            tallies[tally + 6] += w * dx * dx
          }
        }
      }
    }
    if others > 0 { holdsOnlyZerosAndOnes = false }
  }

  /// Rows between one that is added and one whose sums are asked for.
  private static let lookAhead = 24

  /// The same where there are two sums, w and wy, which is what most analyses ask for; without branches that depend
  /// on the answers.
  private mutating func addPairs(
    _ domain: [Int32], _ weight: [Double], _ y: [Double], _ present: [Bool]?, centre: Double
  ) {
    let count = places.count
    let last = count &- 1
    var others = 0
    sums.write { sums in
      guard let start = sums.baseAddress else { return }
      places.withUnsafeBufferPointer { places in
        tallies.withUnsafeMutableBufferPointer { tallies in
          domain.withUnsafeBufferPointer { domain in
            weight.withUnsafeBufferPointer { weight in
              y.withUnsafeBufferPointer { y in
                for i in 0..<count {
                  // Waiting for sums that are in no near cache would be most of the work.
                  let next = min(i &+ Self.lookAhead, last)
                  prevalence_prefetch(start, Int(places[next]) &* 2)
                  let d = Int(domain[i])
                  let w = weight[i]
                  if d < 0 || w == 0 { continue }
                  let tally = d &* Self.tallyStride
                  if let present, !present[i] {
                    tallies[tally &+ 2] += 1
                    tallies[tally &+ 3] += w
                    continue
                  }
                  let value = y[i]
                  let slot = Int(places[i]) &* 2
                  sums[slot] += w
                  sums[slot &+ 1] += w * value
                  let one = value == 1 ? 1.0 : 0
                  others |= value == one ? 0 : 1
                  tallies[tally] += 1
                  tallies[tally &+ 1] += one
                  let deviation = value - centre
                  tallies[tally &+ 4] += w * deviation * deviation
                }
              }
            }
          }
        }
      }
    }
    if others > 0 { holdsOnlyZerosAndOnes = false }
  }

  /// The sums of unions of domains.
  /// - Parameter group: the union that each domain becomes a part of; −1 for none.
  package func regrouped(_ group: [Int], count: Int) -> OnePassSums {
    precondition(parts == nil && group.count == domainCount, "a group for each domain")
    var result = self
    result.domainCount = count
    result.tallies = [Double](repeating: 0, count: count * Self.tallyStride)
    for d in 0..<domainCount where group[d] >= 0 {
      for k in 0..<Self.tallyStride {
        result.tallies[group[d] * Self.tallyStride + k] += tallies[d * Self.tallyStride + k]
      }
    }
    result.parts = group
    return result
  }
}
