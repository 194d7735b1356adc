package import Estimates
internal import NumericKernel
internal import Tables

/// What sums of one pass give.
extension OnePassSums {
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
