internal import CInstructions
package import Estimates
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
  private let stride: Int
  /// Up to so many domains have a place in every block; of more, which are mostly combinations of several columns,
  /// only pairs that occur have one.
  private static let fewDomains = 8
  /// Places of a block, where there are few domains.
  private var domainCapacity: Int
  /// Where there are many.
  private var pairs: PairIndex?
  /// Of unions: by domain with sums of its own, the union that it is a part of, −1 for none. The sums are those that the
  /// unions were made of, which are not copied. Nil where each domain has sums of its own.
  private var parts: [Int]?
  private var sums = SumRoom()
  /// Of the rows being added: the pair of each, in units of `stride`, −1 for rows that do not take part.
  private var places: [Int32] = []
  /// For each domain: rows, rows with y = 1, rows asked whose answer is missing, their weight, and Σw times
  /// yy, yx, xx.
  private var tallies: [Double] = []
  private static let tallyStride = 7
  /// Subtracted from y and x in sums of squares, which then lose no digits to a large mean.
  private var centre: (y: Double, x: Double)?
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

  /// Which sums there are, for one estimate.
  private struct Slots {
    /// By domain with sums of its own: the place among the domains that are estimated, −1 for none.
    let owner: [Int]
    let stride: Int
    let blockCount: Int
    /// Where many domains have pairs of their own: those of each block, and the blocks of each domain.
    let order: PairIndex.Order?
    let blocks: [[Int32]]?

    /// Calls for the sums of a block in the order of domains: where they begin, and whose they are.
    @inline(__always)
    func forEach(inBlock block: Int, _ body: (_ slot: Int, _ place: Int) -> Void) {
      if let order {
        for k in Int(order.starts[block])..<Int(order.starts[block + 1]) {
          let place = owner[Int(order.pairs[k].domain)]
          if place >= 0 { body(Int(order.pairs[k].number) * stride, place) }
        }
      } else {
        for own in owner.indices where owner[own] >= 0 {
          body((block * owner.count + own) * stride, owner[own])
        }
      }
    }

    /// Calls for the blocks in which somebody may be in one of the domains that are estimated.
    func forEachBlock(of place: Int, _ body: (_ block: Int, _ slot: Int?) -> Void) {
      for own in owner.indices where owner[own] == place {
        if let blocks {
          for block in blocks[own] { body(Int(block), nil) }
        } else {
          for block in 0..<blockCount { body(block, (block * owner.count + own) * stride) }
        }
      }
    }
  }

  /// The sums of some domains.
  private func slots(of domains: [Int]) -> Slots {
    var place = [Int](repeating: -1, count: domainCount)
    for (k, d) in domains.enumerated() { place[d] = k }
    var owner = (parts ?? Array(0..<domainCount)).map { $0 < 0 ? -1 : place[$0] }
    guard let pairs else {
      owner += [Int](repeating: -1, count: domainCapacity - owner.count)
      return Slots(owner: owner, stride: stride, blockCount: blockCount, order: nil, blocks: nil)
    }
    let order = pairs.byBlock(blockCount)
    return Slots(
      owner: owner, stride: stride, blockCount: blockCount, order: order,
      blocks: order.blocks(domainCount: owner.count))
  }

  /// The coefficients of the linearised variable z = a + b y + c x of a domain.
  private struct Linear {
    var a = 0.0
    var b = 0.0
    var c = 0.0
  }

  /// The quantity in every domain that has members, with covariances between domains.
  /// - Parameters:
  ///   - structure: the design, with as many leaves (or strata, where rows are units) as blocks.
  ///   - name: what is estimated, in words.
  ///   - label: names a domain.
  package func estimate(
    _ quantity: Quantity, structure: DesignStructure, name: String,
    designEffect reference: DesignEffectReference = .withReplacement, label: (Int) -> [DomainLabel]
  ) throws(SurveyError) -> JointEstimate {
    precondition(quantity != .ratio || hasDenominator, "a ratio needs a denominator")
    let occupied = (0..<domainCount).filter { tallies[$0 * Self.tallyStride] > 0 }
    guard !occupied.isEmpty else { throw .emptyDomain(name) }
    let slots = slots(of: occupied)
    let totals = totals(slots, occupied.count)
    var values: [Double] = []
    var linear: [Linear] = []
    for (w, wy, wx) in totals {
      switch quantity {
      case .size:
        values.append(w)
        linear.append(Linear(a: 1))
      case .total:
        values.append(wy)
        linear.append(Linear(b: 1))
      case .mean, .proportion:
        guard w > 0 else { throw .emptyDomain(name) }
        values.append(wy / w)
        linear.append(Linear(a: -wy / w / w, b: 1 / w))
      case .ratio:
        guard wx != 0 else {
          throw .emptyDomain("\(name): the weighted denominator is 0, so there is no ratio")
        }
        values.append(wy / wx)
        linear.append(Linear(b: 1 / wx, c: -wy / wx / wx))
      }
    }
    let covariance =
      unit == .leaf
      ? leafCovariance(slots, linear, structure) : rowCovariance(slots, linear, structure)
    let details = occupied.indices.map { k in
      detail(
        occupied[k], totals[k], linear[k], variance: covariance[k, k], quantity,
        degreesOfFreedom: degreesOfFreedom([k], occupied, slots, structure), reference)
    }
    return JointEstimate(
      labels: occupied.map { _ in name }, domains: occupied.map(label), values: values,
      covariance: covariance,
      degreesOfFreedom: degreesOfFreedom(Array(occupied.indices), occupied, slots, structure),
      details: details)
  }

  private func totals(_ slots: Slots, _ count: Int) -> [(w: Double, wy: Double, wx: Double)] {
    var totals = [(w: Double, wy: Double, wx: Double)](repeating: (0, 0, 0), count: count)
    for block in 0..<blockCount {
      slots.forEach(inBlock: block) { slot, k in
        totals[k].w += sums[slot]
        totals[k].wy += sums[slot + 1]
        if hasDenominator { totals[k].wx += sums[slot + 2] }
      }
    }
    return totals
  }

  private func leafCovariance(_ slots: Slots, _ linear: [Linear], _ structure: DesignStructure) -> Matrix {
    precondition(structure.leafCount == blockCount, "one block for each leaf")
    if structure.stages.count == 1 {
      return structure.covariance(columnCount: linear.count) { leaf, totals in
        for k in totals.indices { totals[k] = 0 }
        slots.forEach(inBlock: leaf) { slot, k in totals[k] += total(slot, linear[k]) }
      }
    }
    var totals = Matrix(rows: blockCount, columns: linear.count)
    for block in 0..<blockCount {
      slots.forEach(inBlock: block) { slot, k in totals[block, k] += total(slot, linear[k]) }
    }
    return structure.covariance(leafTotals: totals)
  }

  private func total(_ slot: Int, _ z: Linear) -> Double {
    z.a * sums[slot] + z.b * sums[slot + 1] + (hasDenominator ? z.c * sums[slot + 2] : 0)
  }

  /// Rows are units: Σ_h (1 − f_h) n_h/(n_h − 1) (Σ t_d t_e − n_h t̄_d t̄_e), where no row is in two domains.
  private func rowCovariance(_ slots: Slots, _ linear: [Linear], _ structure: DesignStructure) -> Matrix {
    precondition(structure.stages.count == 1, "rows are units of the only stage")
    precondition(structure.joinedStratum.count == blockCount, "one block for each stratum")
    let stage = structure.stages[0]
    let strata = stage.unitCount.count
    let domains = linear.indices
    var totals = Matrix(rows: strata, columns: domains.count)
    var squares = totals
    var grand = [Double](repeating: 0, count: domains.count)
    for block in 0..<blockCount {
      let h = structure.joinedStratum[block]
      slots.forEach(inBlock: block) { slot, k in
        let total = total(slot, linear[k])
        totals[h, k] += total
        grand[k] += total
        squares[h, k] += sumOfSquares(slot, linear[k])
      }
    }
    let rows = Double(stage.unitCount.reduce(0, +))
    var result = Matrix(rows: domains.count, columns: domains.count)
    for h in 0..<strata {
      let n = Double(stage.unitCount[h])
      let open = max(0, 1 - stage.fraction[h])
      if n > 1 {
        let factor = structure.averaging * open * n / (n - 1)
        for k in domains {
          for l in domains { result[k, l] -= factor * totals[h, k] * totals[h, l] / n }
          result[k, k] += factor * squares[h, k]
        }
      } else if structure.lonelyPSU == .centreOnGrandMean {
        let deviations = domains.map { totals[h, $0] - grand[$0] / rows }
        for k in domains {
          for l in domains { result[k, l] += open * deviations[k] * deviations[l] }
        }
      }
    }
    return result
  }

  /// Σ w² (a + b y + c x)², from sums of centred y and x.
  private func sumOfSquares(_ slot: Int, _ z: Linear) -> Double {
    let start = slot + (hasDenominator ? 3 : 2)
    let a = centred(z)
    if !hasDenominator {
      return a * a * sums[start] + 2 * a * z.b * sums[start + 1] + z.b * z.b * sums[start + 2]
    }
    let linear = 2 * a * (z.b * sums[start + 1] + z.c * sums[start + 2])
    let squares =
      z.b * z.b * sums[start + 3] + 2 * z.b * z.c * sums[start + 4] + z.c * z.c * sums[start + 5]
    return a * a * sums[start] + linear + squares
  }

  /// The constant of z when y and x are measured from the centre.
  private func centred(_ z: Linear) -> Double {
    guard let centre else { return z.a }
    return z.a + z.b * centre.y + z.c * centre.x
  }

  private func detail(
    _ domain: Int, _ total: (w: Double, wy: Double, wx: Double), _ z: Linear, variance: Double,
    _ quantity: Quantity, degreesOfFreedom: Double, _ reference: DesignEffectReference
  ) -> TermDetail {
    let tally = domain * Self.tallyStride
    let n = tallies[tally]
    // Σw(z − z̄)², z̄ being of centred variables too; the constant does not matter.
    let centreY = centre?.y ?? 0
    let centreX = centre?.x ?? 0
    let sumZ = z.b * (total.wy - total.w * centreY) + z.c * (total.wx - total.w * centreX)
    let squares =
      z.b * z.b * tallies[tally + 4] + 2 * z.b * z.c * tallies[tally + 5] + z.c * z.c
      * tallies[tally + 6]
    var effect: Double?
    if n > 1, total.w > 0 {
      let spread = squares - sumZ * sumZ / total.w
      let srs = total.w * spread / (n - 1) * (reference == .withReplacement ? 1 : 1 - n / total.w)
      // Less than this of the sum of squares is rounding.
      if spread > 1e-14 * squares, srs > 0 { effect = variance / srs }
    }
    let missing = tallies[tally + 3]
    return TermDetail(
      sampleSize: Int(n), populationSize: total.w,
      positiveCases: quantity == .proportion ? Int(tallies[tally + 1]) : nil,
      missingShare: missing > 0 ? missing / (missing + total.w) : 0, designEffect: effect,
      degreesOfFreedom: degreesOfFreedom)
  }

  /// Of some of the domains that are estimated. Where rows are units, members are counted by stratum.
  private func degreesOfFreedom(
    _ places: [Int], _ domains: [Int], _ slots: Slots, _ structure: DesignStructure
  ) -> Double {
    var occupied = [Bool](repeating: false, count: blockCount)
    for place in places {
      slots.forEachBlock(of: place) { block, slot in
        if slot.map({ sums[$0] != 0 }) ?? true { occupied[block] = true }
      }
    }
    if unit == .leaf { return Double(structure.degreesOfFreedom(occupiedLeaves: occupied)) }
    var strata = [Bool](repeating: false, count: structure.stages[0].unitCount.count)
    for block in occupied.indices where occupied[block] { strata[structure.joinedStratum[block]] = true }
    let rows = places.reduce(0) { $0 + tallies[domains[$1] * Self.tallyStride] }
    return rows - Double(strata.reduce(0) { $0 + ($1 ? 1 : 0) })
  }
}

extension SurveyDesign {
  /// A quantity in every group of a column in one pass over the rows; what `estimate` gives term by term.
  /// - Parameter groups: nil for the whole population.
  /// - Throws: `SurveyError.usage` when the design is calibrated or has replicate weights, whose variance
  ///   needs the rows.
  package func tabulate(
    _ quantity: OnePassSums.Quantity, of y: SurveyVariable, over x: SurveyVariable? = nil,
    by groups: CodedColumn? = nil, designEffect: DesignEffectReference = .withReplacement
  ) throws(SurveyError) -> JointEstimate {
    guard calibrations.isEmpty, replicates == nil else {
      throw .usage("the variance of a calibrated or replicated design needs the rows; use estimate")
    }
    let domains = groups?.labels.count ?? 1
    var sums = OnePassSums(unit: .leaf, hasDenominator: x != nil, domainCount: domains)
    sums.reserve(domains: domains, blocks: structure.leafCount)
    sums.add(
      block: leaf, domain: groups?.codes ?? [Int32](repeating: 0, count: rowCount), weight: weights,
      y: y.values,
      x: x?.values ?? [], present: bothPresent(y.present, x?.present))
    let name = x.map { "\(quantity) of \(y.name) over \($0.name)" } ?? "\(quantity) of \(y.name)"
    return try sums.estimate(quantity, structure: structure, name: name, designEffect: designEffect) { code in
      groups.map { [DomainLabel(variable: $0.name, value: $0.labels[code])] } ?? []
    }
  }
}
