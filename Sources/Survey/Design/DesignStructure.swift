internal import Glibc
package import NumericKernel
internal import Regression

/// Strata and sampling units of every stage, without any rows: what a variance needs to know of a design.
///
/// Units are numbered within their stage in the order in which they first occur, so that sums do not depend
/// on how units are labelled. The units of the last stage are the leaves; a statistic reaches the structure
/// as its weighted linearised total in every leaf.
package struct DesignStructure: Sendable {
  /// One stage of sampling. A stratum of a later stage lies within one unit of the stage before.
  package struct Stage: Sendable {
    /// The stratum of each unit.
    package var stratum: [Int]
    /// The unit of the previous stage that each unit belongs to; at the first stage nothing that is looked at.
    package var parent: [Int]
    /// The sampled units n_h of each stratum.
    package var unitCount: [Int]
    /// The sampled fraction f_h of each stratum; 0 for sampling with replacement.
    package var fraction: [Double]
    /// A name for each stratum, for messages.
    package var stratumLabel: [String]

    package init(
      stratum: [Int], parent: [Int], unitCount: [Int], fraction: [Double], stratumLabel: [String]
    ) {
      self.stratum = stratum
      self.parent = parent
      self.unitCount = unitCount
      self.fraction = fraction
      self.stratumLabel = stratumLabel
    }
  }

  package let stages: [Stage]
  package let lonelyPSU: LonelyPSU
  /// The stratum of the first stage that each stratum given became a part of, which only collapsing changes.
  package let joinedStratum: [Int]
  /// Strata (by label) that had one PSU and were treated by `lonelyPSU`.
  package let lonelyStrata: [String]

  package var leafCount: Int { stages[stages.count - 1].stratum.count }
  package var unitCount: Int { stages[0].stratum.count }
  package var stratumCount: Int { stages[0].unitCount.count }

  /// - Throws: `SurveyError.lonelyUnit` under `.fail`, and at later stages under every rule but `.certainty`.
  package init(stages: [Stage], lonelyPSU: LonelyPSU) throws(SurveyError) {
    precondition(!stages.isEmpty, "a design has a stage")
    var stages = stages
    let lonely = Self.lonelyStrata(stages[0])
    lonelyStrata = lonely.map { stages[0].stratumLabel[$0] }
    if lonelyPSU == .fail, !lonely.isEmpty { throw .lonelyUnit(stage: 1, strata: lonelyStrata) }
    if lonelyPSU == .average, lonely.count == stages[0].unitCount.count {
      throw .usage(
        "every stratum has one PSU, so there is no variance to average; pass --lonely-psu collapse")
    }
    var joined = Array(stages[0].unitCount.indices)
    if lonelyPSU == .collapse, !lonely.isEmpty { (stages[0], joined) = try Self.collapsed(stages[0], lonely) }
    joinedStratum = joined
    for k in stages.indices.dropFirst() where lonelyPSU != .certainty {
      let later = Self.lonelyStrata(stages[k])
      if !later.isEmpty {
        throw .lonelyUnit(stage: k + 1, strata: later.map { stages[k].stratumLabel[$0] })
      }
    }
    self.stages = stages
    self.lonelyPSU = lonelyPSU
  }

  private static func lonelyStrata(_ stage: Stage) -> [Int] {
    stage.unitCount.indices.filter { stage.unitCount[$0] == 1 && stage.fraction[$0] < 1 }
  }

  private static func collapsed(
    _ stage: Stage, _ lonely: [Int]
  ) throws(SurveyError) -> (stage: Stage, joined: [Int]) {
    guard stage.unitCount.count > 1 else {
      throw .usage("the design has one stratum with one PSU, and there is no other stratum to join it to")
    }
    let order = stage.stratumLabel.indices.sorted {
      labelPrecedes(stage.stratumLabel[$0], stage.stratumLabel[$1])
    }
    let isLonely = Set(lonely)
    var group = [Int](repeating: -1, count: order.count)
    var groups: [[Int]] = []
    for (position, h) in order.enumerated() {
      // The first stratum, when lonely, opens a group that the second joins.
      let joins = position > 0 && (isLonely.contains(h) || (position == 1 && isLonely.contains(order[0])))
      if joins { groups[groups.count - 1].append(h) } else { groups.append([h]) }
      group[h] = groups.count - 1
    }
    // Back to the order of first occurrence, which is the order of sums.
    let firstMembers = groups.map { $0.reduce(Int.max) { min($0, $1) } }
    let ranked = groups.indices.sorted { firstMembers[$0] < firstMembers[$1] }
    var rank = [Int](repeating: 0, count: groups.count)
    for (position, g) in ranked.enumerated() { rank[g] = position }
    let ordered = ranked.map { groups[$0] }
    let joined = Stage(
      stratum: stage.stratum.map { rank[group[$0]] }, parent: stage.parent,
      unitCount: ordered.map { $0.reduce(0) { $0 + stage.unitCount[$1] } },
      fraction: ordered.map { $0.reduce(1) { min($0, stage.fraction[$1]) } },
      stratumLabel: ordered.map { $0.map { stage.stratumLabel[$0] }.joined(separator: " + ") })
    return (joined, group.map { rank[$0] })
  }

  /// By what strata with a variance are multiplied to stand in for those without, under `.average`; a census
  /// stratum has a variance, which is 0.
  package var averaging: Double {
    guard lonelyPSU == .average else { return 1 }
    let strata = stages[0].unitCount.count
    return Double(strata) / Double(strata - lonelyStrata.count)
  }

  /// PSUs less strata.
  package var degreesOfFreedom: Int { unitCount - stratumCount }

  /// PSUs with members less strata with members.
  package func degreesOfFreedom(occupiedLeaves: [Bool]) -> Int {
    var occupied = occupiedLeaves
    for k in stages.indices.dropFirst().reversed() {
      var parents = [Bool](repeating: false, count: stages[k - 1].stratum.count)
      for unit in occupied.indices where occupied[unit] { parents[stages[k].parent[unit]] = true }
      occupied = parents
    }
    var strata = [Bool](repeating: false, count: stratumCount)
    var units = 0
    for unit in occupied.indices where occupied[unit] {
      units += 1
      strata[stages[0].stratum[unit]] = true
    }
    return units - strata.reduce(0) { $0 + ($1 ? 1 : 0) }
  }

  /// The design-based covariance of estimated totals, from their sums in every leaf (one column a statistic).
  ///
  ///     V = Σ_h (1 − f_h) n_h/(n_h − 1) Σ_i (z_hi − z̄_h)(z_hi − z̄_h)ᵀ + Σ_hi f_h V_hi,
  ///
  /// V_hi being the same expression over the next stage within PSU hi (Särndal, Swensson & Wretman 1992,
  /// 4.3).
  package func covariance(leafTotals: Matrix) -> Matrix {
    precondition(leafTotals.rows == leafCount, "one row of totals for each leaf")
    let factors = contributionFactors()
    var totals = leafTotals
    var result = Matrix(rows: totals.columns, columns: totals.columns)
    for k in stages.indices.reversed() {
      let deviations = scaledDeviations(totals, stages[k], factors[k], isFirst: k == 0)
      result.add(deviations.crossProduct())
      if k > 0 { totals = Self.sums(of: totals, by: stages[k].parent, count: stages[k - 1].stratum.count) }
    }
    return result
  }

  /// The same for a design of one stage, from totals that are made when they are needed and not kept.
  /// - Parameter leafTotals: writes the totals of a leaf, one for each column; asked twice for every leaf.
  package func covariance(
    columnCount: Int, leafTotals: (_ leaf: Int, _ totals: inout [Double]) -> Void
  ) -> Matrix {
    precondition(stages.count == 1, "a design of one stage")
    let stage = stages[0]
    let (scale, isCentredOnAll) = scales(stage, contributionFactors()[0], isFirst: true)
    let (strata, units) = (stage.unitCount.count, stage.stratum.count)
    var totals = [Double](repeating: 0, count: columnCount)
    var means = [Double](repeating: 0, count: strata * columnCount)
    var all = totals
    for unit in 0..<units {
      leafTotals(unit, &totals)
      let start = stage.stratum[unit] * columnCount
      for k in 0..<columnCount {
        means[start + k] += totals[k]
        all[k] += totals[k]
      }
    }
    for h in 0..<strata {
      for k in 0..<columnCount {
        let place = h * columnCount + k
        means[place] =
          isCentredOnAll[h] ? all[k] / Double(units) : means[place] / Double(stage.unitCount[h])
      }
    }
    // As many rows at a time as make the product fast and the room small.
    let most = max(1024, columnCount)
    var result = Matrix(rows: columnCount, columns: columnCount)
    for first in stride(from: 0, to: units, by: most) {
      var deviations = Matrix(rows: min(most, units - first), columns: columnCount)
      for row in 0..<deviations.rows {
        leafTotals(first + row, &totals)
        let h = stage.stratum[first + row]
        for k in 0..<columnCount {
          deviations[row, k] = scale[h] * (totals[k] - means[h * columnCount + k])
        }
      }
      result.add(deviations.crossProduct())
    }
    return result
  }

  /// The product of the sampling fractions of all stages above, for each stratum of each stage.
  private func contributionFactors() -> [[Double]] {
    var factors = [[Double](repeating: 1, count: stratumCount)]
    for k in stages.indices.dropFirst() {
      let above = stages[k - 1]
      var factor = [Double](repeating: 0, count: stages[k].unitCount.count)
      for unit in stages[k].stratum.indices {
        let h = above.stratum[stages[k].parent[unit]]
        factor[stages[k].stratum[unit]] = factors[k - 1][h] * above.fraction[h]
      }
      factors.append(factor)
    }
    return factors
  }

  /// √(factor (1 − f) n/(n − 1)) for each stratum of a stage, and which have one unit that is compared with all.
  private func scales(
    _ stage: Stage, _ factors: [Double], isFirst: Bool
  ) -> (scale: [Double], isCentredOnAll: [Bool]) {
    let strata = stage.unitCount.count
    let average = isFirst ? averaging : 1
    var scale = [Double](repeating: 0, count: strata)
    var isCentredOnAll = [Bool](repeating: false, count: strata)
    for h in 0..<strata {
      let n = Double(stage.unitCount[h])
      let open = max(0, 1 - stage.fraction[h])
      if n > 1 {
        scale[h] = (average * factors[h] * open * n / (n - 1)).squareRoot()
      } else if isFirst, lonelyPSU == .centreOnGrandMean, open > 0 {
        scale[h] = open.squareRoot()
        isCentredOnAll[h] = true
      }
    }
    return (scale, isCentredOnAll)
  }

  /// Rows √(factor (1 − f) n/(n − 1)) (z − z̄), whose cross-product is the contribution of the stage.
  private func scaledDeviations(
    _ totals: Matrix, _ stage: Stage, _ factors: [Double], isFirst: Bool
  ) -> Matrix {
    let strata = stage.unitCount.count
    let units = totals.rows
    let (scale, isCentredOnAll) = scales(stage, factors, isFirst: isFirst)
    var deviations = totals
    let source = totals.elements
    for column in 0..<totals.columns {
      let offset = column * units
      var means = [Double](repeating: 0, count: strata)
      var all = 0.0
      for unit in 0..<units {
        means[stage.stratum[unit]] += source[offset + unit]
        all += source[offset + unit]
      }
      for h in 0..<strata {
        means[h] = isCentredOnAll[h] ? all / Double(units) : means[h] / Double(stage.unitCount[h])
      }
      for unit in 0..<units {
        let h = stage.stratum[unit]
        deviations[unit, column] = scale[h] * (source[offset + unit] - means[h])
      }
    }
    return deviations
  }

  private static func sums(of totals: Matrix, by parent: [Int], count: Int) -> Matrix {
    var result = Matrix(rows: count, columns: totals.columns)
    for column in 0..<totals.columns {
      for unit in 0..<totals.rows { result[parent[unit], column] += totals[unit, column] }
    }
    return result
  }
}

extension Matrix {
  /// Adds a matrix of the same shape.
  mutating func add(_ other: Matrix) {
    precondition(rows == other.rows && columns == other.columns, "matrices of one shape")
    for j in 0..<columns {
      for i in 0..<rows { self[i, j] += other[i, j] }
    }
  }
}
