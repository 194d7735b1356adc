/// Finds the units and strata of a design while rows go by, in memory or in a stream.
///
/// Labels are given as codes of the caller's own. A stratum is looked up within its parent unit and a cluster
/// within its stratum, so that cluster ids may start again in every stratum.
package struct DesignStructureBuilder {
  private struct Level {
    var strata: [UInt64: Int] = [:]
    var units: [UInt64: Int] = [:]
    var stratum: [Int] = []
    var parent: [Int] = []
    var unitCount: [Int] = []
    var size: [Double] = []
    var stratumCode: [Int32] = []
    var stratumParent: [Int] = []
    /// The stratum in which each cluster code was first seen, at the first stage.
    var firstStratum: [Int32: Int] = [:]
    var crossesStrata = false
  }

  private var levels: [Level]

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
    let key = UInt64(UInt32(truncatingIfNeeded: stratumIndex)) << 32 | UInt64(UInt32(bitPattern: cluster))
    if let unit = levels[stage].units[key] { return unit }
    if stage == 0 {
      if let first = levels[0].firstStratum[cluster] {
        if first != stratumIndex { levels[0].crossesStrata = true }
      } else {
        levels[0].firstStratum[cluster] = stratumIndex
      }
    }
    let unit = newUnit(stage, stratumIndex, parent)
    levels[stage].units[key] = unit
    return unit
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
    let key = UInt64(UInt32(truncatingIfNeeded: parent)) << 32 | UInt64(UInt32(bitPattern: code))
    if let index = levels[stage].strata[key] { return index }
    let index = levels[stage].unitCount.count
    levels[stage].strata[key] = index
    levels[stage].unitCount.append(0)
    levels[stage].size.append(size)
    levels[stage].stratumCode.append(code)
    levels[stage].stratumParent.append(parent)
    return index
  }

  private mutating func newUnit(_ stage: Int, _ stratum: Int, _ parent: Int) -> Int {
    levels[stage].stratum.append(stratum)
    levels[stage].parent.append(parent)
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
