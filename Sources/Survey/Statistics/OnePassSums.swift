internal import CInstructions
package import Estimates
internal import NumericKernel

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
  private var domainCapacity: Int
  /// Of unions: the domain with sums of its own, and the union that it is a part of. The sums are those that the
  /// unions were made of, which are not copied. Nil where each domain has sums of its own.
  private var parts: [(own: Int, union: Int)]?
  private var sums: [Double] = []
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
    domainCapacity = max(1, domainCount)
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
    if domains > domainCapacity {
      let capacity = max(domains, 2 * domainCapacity)
      var wider = [Double](repeating: 0, count: blockCount * capacity * stride)
      let row = domainCapacity * stride
      for block in 0..<blockCount {
        for k in 0..<row { wider[block * capacity * stride + k] = sums[block * row + k] }
      }
      sums = wider
      domainCapacity = capacity
    }
    if blocks > blockCount {
      let needed = blocks * domainCapacity * stride
      if needed > sums.capacity { sums.reserveCapacity(max(needed, 2 * sums.count)) }
      sums += [Double](repeating: 0, count: needed - sums.count)
      blockCount = blocks
    }
  }

  /// Adds rows.
  /// - Parameters:
  ///   - block: the leaf or the stratum of each row.
  ///   - domain: of each row, −1 for those who belong to none.
  ///   - y, x: finite; x is ignored without a denominator.
  ///   - present: whether each row has the answers; nil when all have.
  /// - Precondition: blocks and domains were reserved.
  package mutating func add(
    block: [Int32], domain: [Int32], weight: [Double], y: [Double], x: [Double] = [],
    present: [Bool]? = nil
  ) {
    precondition(parts == nil, "unions take no more rows")
    precondition(
      block.count == domain.count && block.count == weight.count && block.count == y.count)
    precondition(!hasDenominator || x.count == y.count, "a ratio needs both variables")
    let count = block.count
    if centre == nil, let first = present.map({ $0.firstIndex(of: true) }) ?? (count > 0 ? 0 : nil) {
      centre = (y[first], hasDenominator ? x[first] : 0)
    }
    if centre == nil {
      // Nobody has answered yet; those asked are counted below all the same.
      return add(
        block: block, domain: domain, weight: weight, y: y, x: x, present: present, centre: (0, 0))
    }
    guard let centre else { return }
    add(block: block, domain: domain, weight: weight, y: y, x: x, present: present, centre: centre)
  }

  private mutating func add(
    block: [Int32], domain: [Int32], weight: [Double], y: [Double], x: [Double], present: [Bool]?,
    centre: (y: Double, x: Double)
  ) {
    if unit == .leaf, !hasDenominator {
      return addToLeaves(block, domain, weight, y, present, centre: centre.y)
    }
    let count = block.count
    let row = domainCapacity * stride
    var others = 0
    let (blocks, domains, stride, both) = (blockCount, domainCount, stride, hasDenominator)
    let squares = unit == .stratumOfRows ? (both ? 3 : 2) : 0
    sums.withUnsafeMutableBufferPointer { sums in
      tallies.withUnsafeMutableBufferPointer { tallies in
        for i in 0..<count {
          let d = Int(domain[i])
          let w = weight[i]
          if d < 0 || w == 0 { continue }
          let b = Int(block[i])
          precondition(
            b >= 0 && b < blocks && d < domains, "a block or domain that was not reserved")
          let tally = d * Self.tallyStride
          if let present, !present[i] {
            tallies[tally + 2] += 1
            tallies[tally + 3] += w
            continue
          }
          let slot = b * row + d * stride
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

  /// The same where a leaf has two sums, w and wy, which is what most analyses ask for; without branches that depend
  /// on the answers.
  private mutating func addToLeaves(
    _ block: [Int32], _ domain: [Int32], _ weight: [Double], _ y: [Double], _ present: [Bool]?,
    centre: Double
  ) {
    let (count, blocks, domains) = (block.count, UInt(blockCount), UInt(domainCount))
    precondition(domain.count >= count && weight.count >= count && y.count >= count)
    precondition(present.map { $0.count >= count } ?? true)
    let row = domainCapacity * 2
    let last = count &- 1
    var others = 0
    sums.withUnsafeMutableBufferPointer { sums in
      guard let start = sums.baseAddress else { return }
      tallies.withUnsafeMutableBufferPointer { tallies in
        block.withUnsafeBufferPointer { block in
          domain.withUnsafeBufferPointer { domain in
            weight.withUnsafeBufferPointer { weight in
              y.withUnsafeBufferPointer { y in
                for i in 0..<count {
                  // Waiting for sums that are in no near cache would be most of the work.
                  let next = min(i &+ Self.lookAhead, last)
                  prevalence_prefetch(start, Int(block[next]) &* row &+ Int(domain[next]) &* 2)
                  let d = Int(domain[i])
                  let w = weight[i]
                  if d < 0 || w == 0 { continue }
                  let b = Int(block[i])
                  precondition(
                    UInt(bitPattern: b) < blocks && UInt(bitPattern: d) < domains,
                    "a block or domain that was not reserved")
                  let tally = d &* Self.tallyStride
                  if let present, !present[i] {
                    tallies[tally &+ 2] += 1
                    tallies[tally &+ 3] += w
                    continue
                  }
                  let value = y[i]
                  let slot = b &* row &+ d &* 2
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
    result.parts = group.enumerated().compactMap { $1 >= 0 ? ($0, $1) : nil }
    return result
  }

  /// Which sums belong to which domain.
  private var ownership: [(own: Int, union: Int)] { parts ?? (0..<domainCount).map { ($0, $0) } }

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
    let totals = domainTotals()
    let occupied = (0..<domainCount).filter { tallies[$0 * Self.tallyStride] > 0 }
    guard !occupied.isEmpty else { throw .emptyDomain(name) }
    var values: [Double] = []
    var linear: [Linear] = []
    for d in occupied {
      let (w, wy, wx) = totals[d]
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
      ? leafCovariance(occupied, linear, structure) : rowCovariance(occupied, linear, structure)
    let details = occupied.indices.map { k in
      detail(
        occupied[k], totals[occupied[k]], linear[k], variance: covariance[k, k], quantity,
        structure,
        reference)
    }
    return JointEstimate(
      labels: occupied.map { _ in name }, domains: occupied.map(label), values: values,
      covariance: covariance,
      degreesOfFreedom: degreesOfFreedom(occupied, structure), details: details)
  }

  private func domainTotals() -> [(w: Double, wy: Double, wx: Double)] {
    var totals = [(w: Double, wy: Double, wx: Double)](repeating: (0, 0, 0), count: domainCount)
    let ownership = ownership
    for block in 0..<blockCount {
      for (own, d) in ownership {
        let slot = (block * domainCapacity + own) * stride
        totals[d].w += sums[slot]
        totals[d].wy += sums[slot + 1]
        if hasDenominator { totals[d].wx += sums[slot + 2] }
      }
    }
    return totals
  }

  /// The sums that belong to some domains: where they stand in a block, and which of the domains they are of.
  private func places(of domains: [Int]) -> [(offset: Int, place: Int)] {
    var place = [Int](repeating: -1, count: domainCount)
    for (k, d) in domains.enumerated() { place[d] = k }
    return ownership.compactMap { place[$1] >= 0 ? ($0 * stride, place[$1]) : nil }
  }

  private func leafCovariance(_ domains: [Int], _ linear: [Linear], _ structure: DesignStructure)
    -> Matrix
  {
    precondition(structure.leafCount == blockCount, "one block for each leaf")
    let places = places(of: domains)
    if structure.stages.count == 1 {
      return structure.covariance(columnCount: domains.count) { leaf, totals in
        for k in totals.indices { totals[k] = 0 }
        for (offset, k) in places { totals[k] += blockTotal(leaf, offset, linear[k]) }
      }
    }
    var totals = Matrix(rows: blockCount, columns: domains.count)
    for (offset, k) in places {
      for block in 0..<blockCount { totals[block, k] += blockTotal(block, offset, linear[k]) }
    }
    return structure.covariance(leafTotals: totals)
  }

  private func blockTotal(_ block: Int, _ offset: Int, _ z: Linear) -> Double {
    let slot = block * domainCapacity * stride + offset
    return z.a * sums[slot] + z.b * sums[slot + 1] + (hasDenominator ? z.c * sums[slot + 2] : 0)
  }

  /// Rows are units: Σ_h (1 − f_h) n_h/(n_h − 1) (Σ t_d t_e − n_h t̄_d t̄_e), where no row is in two domains.
  private func rowCovariance(_ domains: [Int], _ linear: [Linear], _ structure: DesignStructure)
    -> Matrix
  {
    precondition(structure.stages.count == 1, "rows are units of the only stage")
    precondition(structure.joinedStratum.count == blockCount, "one block for each stratum")
    let stage = structure.stages[0]
    let strata = stage.unitCount.count
    var totals = Matrix(rows: strata, columns: domains.count)
    var squares = totals
    var grand = [Double](repeating: 0, count: domains.count)
    let places = places(of: domains)
    for block in 0..<blockCount {
      let h = structure.joinedStratum[block]
      for (offset, k) in places {
        let total = blockTotal(block, offset, linear[k])
        totals[h, k] += total
        grand[k] += total
        squares[h, k] += sumOfSquares(block, offset, linear[k])
      }
    }
    let rows = Double(stage.unitCount.reduce(0, +))
    var result = Matrix(rows: domains.count, columns: domains.count)
    for h in 0..<strata {
      let n = Double(stage.unitCount[h])
      let open = max(0, 1 - stage.fraction[h])
      if n > 1 {
        let factor = structure.averaging * open * n / (n - 1)
        for k in domains.indices {
          for l in domains.indices { result[k, l] -= factor * totals[h, k] * totals[h, l] / n }
          result[k, k] += factor * squares[h, k]
        }
      } else if structure.lonelyPSU == .centreOnGrandMean {
        let deviations = domains.indices.map { totals[h, $0] - grand[$0] / rows }
        for k in domains.indices {
          for l in domains.indices { result[k, l] += open * deviations[k] * deviations[l] }
        }
      }
    }
    return result
  }

  /// Σ w² (a + b y + c x)², from sums of centred y and x.
  private func sumOfSquares(_ block: Int, _ offset: Int, _ z: Linear) -> Double {
    let start = block * domainCapacity * stride + offset + (hasDenominator ? 3 : 2)
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
    _ quantity: Quantity, _ structure: DesignStructure, _ reference: DesignEffectReference
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
      degreesOfFreedom: degreesOfFreedom([domain], structure))
  }

  /// Where rows are units, members are counted by stratum.
  private func degreesOfFreedom(_ domains: [Int], _ structure: DesignStructure) -> Double {
    let places = places(of: domains)
    if unit == .leaf {
      var occupied = [Bool](repeating: false, count: blockCount)
      for block in 0..<blockCount {
        let start = block * domainCapacity * stride
        occupied[block] = places.contains { sums[start + $0.offset] != 0 }
      }
      return Double(structure.degreesOfFreedom(occupiedLeaves: occupied))
    }
    var rows = 0.0
    for d in domains { rows += tallies[d * Self.tallyStride] }
    var occupied = [Bool](repeating: false, count: structure.stages[0].unitCount.count)
    for block in 0..<blockCount
    where places.contains(where: { sums[block * domainCapacity * stride + $0.offset] != 0 }) {
      occupied[structure.joinedStratum[block]] = true
    }
    return rows - Double(occupied.reduce(0) { $0 + ($1 ? 1 : 0) })
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
