/// Finds the units and strata of a design while rows go by, in memory or in a stream.
///
/// Labels are given as codes of the caller's own, small numbers from 0 on. A stratum is looked up within its parent unit and a cluster
/// within its stratum, so that cluster ids may start again in every stratum.
package struct DesignStructureBuilder {
  private struct Level {
    var strata = PairIndex()
    /// By cluster code: the stratum in which it was last met, and its unit there; −1 for those not met.
    var latestStratum: [Int32] = []
    var latestUnit: [Int32] = []
    /// Strata and cluster codes whose place there another stratum took, and their units.
    var earlier = PairIndex()
    var earlierUnit: [Int32] = []
    var stratum: [Int] = []
    /// Empty at the first stage.
    var parent: [Int] = []
    var unitCount: [Int] = []
    var size: [Double] = []
    var stratumCode: [Int32] = []
    /// Whether one cluster code was met in more than one stratum.
    var crossesStrata = false
  }

  private var levels: [Level]
  /// Strata of the first stage by code; −1 for those not met.
  private var firstStrata: [Int32] = []

  package init(stageCount: Int) {
    levels = [Level](repeating: Level(), count: stageCount)
  }

  /// Whether one cluster code of the first stage was met in more than one stratum.
  package var clusterCrossesStrata: Bool { levels[0].crossesStrata }

  /// The unit of `stage` that a row belongs to, new when it was not met before.
  /// - Parameters:
  ///   - parent: the row's unit at the stage before; 0 at the first.
  ///   - cluster: nil when every row is a unit of its own.
  ///   - size: the population size or sampled fraction of the stratum; NaN where none is given.
  /// - Returns: the unit, or nil when `size` differs from that of earlier rows of the stratum.
  package mutating func unit(stage: Int, parent: Int, stratum: Int32, cluster: Int32?, size: Double) -> Int? {
    let stratumIndex = stratumIndex(stage: stage, parent: parent, code: stratum, size: size)
    let known = levels[stage].size[stratumIndex]
    guard known == size || (known.isNaN && size.isNaN) else { return nil }
    guard let cluster else { return newUnit(stage, stratumIndex, parent) }
    return unit(stage, Int32(stratumIndex), parent, cluster)
  }

  private mutating func unit(_ stage: Int, _ stratum: Int32, _ parent: Int, _ cluster: Int32) -> Int {
    let code = Int(cluster)
    if code >= levels[stage].latestUnit.count {
      let more = max(code + 1, 2 * levels[stage].latestUnit.count) - levels[stage].latestUnit.count
      levels[stage].latestStratum += [Int32](repeating: -1, count: more)
      levels[stage].latestUnit += [Int32](repeating: -1, count: more)
    }
    let (before, known) = (levels[stage].latestStratum[code], levels[stage].latestUnit[code])
    if before == stratum { return Int(known) }
    var found: Int?
    if known >= 0 {
      levels[stage].crossesStrata = true
      let place = levels[stage].earlier.number(before, cluster)
      if place == levels[stage].earlierUnit.count { levels[stage].earlierUnit.append(known) }
      found = levels[stage].earlier.known(stratum, cluster).map { Int(levels[stage].earlierUnit[$0]) }
    }
    let unit = found ?? newUnit(stage, Int(stratum), parent)
    levels[stage].latestStratum[code] = stratum
    levels[stage].latestUnit[code] = Int32(unit)
    return unit
  }

  /// The units of the first stage of rows whose cluster was last met in their own stratum; stops at the first other row.
  /// - Parameter stratum: nil where there is one.
  /// - Returns: the row at which it stopped, or the number of rows.
  func fillKnown(
    stratum: [Int32]?, cluster: [Int32], from first: Int, into units: inout [Int32]
  ) -> Int {
    let (count, known, strata) = (cluster.count, levels[0].latestUnit.count, firstStrata.count)
    precondition(units.count >= count && stratum.map { $0.count >= count } ?? true)
    let latestStratum = levels[0].latestStratum
    let latestUnit = levels[0].latestUnit
    return latestStratum.withUnsafeBufferPointer { latestStratum in
      latestUnit.withUnsafeBufferPointer { latestUnit in
        units.withUnsafeMutableBufferPointer { units in
          cluster.withUnsafeBufferPointer { cluster in
            var row = first
            guard let stratum else {
              while row < count {
                let code = Int(cluster[row])
                if code >= known || latestUnit[code] < 0 { break }
                units[row] = latestUnit[code]
                row &+= 1
              }
              return row
            }
            return stratum.withUnsafeBufferPointer { stratum in
              firstStrata.withUnsafeBufferPointer { firstStrata in
                while row < count {
                  let (code, own) = (Int(cluster[row]), Int(stratum[row]))
                  if code >= known || own >= strata || latestUnit[code] < 0 { break }
                  if latestStratum[code] != firstStrata[own] { break }
                  units[row] = latestUnit[code]
                  row &+= 1
                }
                return row
              }
            }
          }
        }
      }
    }
  }

  /// Counts a row that is a unit of its own at the only stage, without keeping it.
  /// - Returns: the row's stratum, or nil when `size` differs from that of earlier rows of the stratum.
  package mutating func countRow(stratum: Int32, size: Double) -> Int? {
    let index = stratumIndex(stage: 0, parent: 0, code: stratum, size: size)
    let known = levels[0].size[index]
    guard known == size || (known.isNaN && size.isNaN) else { return nil }
    levels[0].unitCount[index] += 1
    return index
  }

  private mutating func stratumIndex(stage: Int, parent: Int, code: Int32, size: Double) -> Int {
    if stage == 0, Int(code) < firstStrata.count, firstStrata[Int(code)] >= 0 {
      return Int(firstStrata[Int(code)])
    }
    let index = levels[stage].strata.number(Int32(parent), code)
    guard index == levels[stage].unitCount.count else { return index }
    levels[stage].unitCount.append(0)
    levels[stage].size.append(size)
    levels[stage].stratumCode.append(code)
    if stage == 0 {
      while firstStrata.count <= Int(code) { firstStrata.append(-1) }
      firstStrata[Int(code)] = Int32(index)
    }
    return index
  }

  private mutating func newUnit(_ stage: Int, _ stratum: Int, _ parent: Int) -> Int {
    levels[stage].stratum.append(stratum)
    if stage > 0 { levels[stage].parent.append(parent) }
    levels[stage].unitCount[stratum] += 1
    return levels[stage].stratum.count - 1
  }

  /// A population size that the sample contradicts.
  package struct SizeFault: Equatable, Sendable {
    package let stage: Int
    package let stratumCode: Int32
    package let unitCount: Int
  }

  /// The stages found, each with f_h = n_h/N_h, or the fraction itself where `sizesAreFractions`; stages
  /// below one that is sampled with replacement add nothing to the variance and are left out.
  /// - Returns: the stages, or the first stratum whose population is smaller than its sample.
  package func stages(
    sizesAreFractions: [Bool], stratumLabel: (_ stage: Int, _ code: Int32) -> String
  ) -> Result<[DesignStructure.Stage], SizeFaultError> {
    var stages: [DesignStructure.Stage] = []
    for (k, level) in levels.enumerated() {
      var fraction = [Double](repeating: 0, count: level.size.count)
      for h in level.size.indices where !level.size[h].isNaN {
        fraction[h] = sizesAreFractions[k] ? level.size[h] : Double(level.unitCount[h]) / level.size[h]
        if fraction[h] > 1 {
          return .failure(
            SizeFaultError(
              fault: SizeFault(stage: k + 1, stratumCode: level.stratumCode[h], unitCount: level.unitCount[h])
            ))
        }
      }
      stages.append(
        DesignStructure.Stage(
          stratum: level.stratum, parent: level.parent, unitCount: level.unitCount, fraction: fraction,
          stratumLabel: level.stratumCode.map { stratumLabel(k, $0) }))
      if !fraction.contains(where: { $0 > 0 }) { break }
    }
    return .success(stages)
  }

  package struct SizeFaultError: Error {
    package let fault: SizeFault
  }
}
