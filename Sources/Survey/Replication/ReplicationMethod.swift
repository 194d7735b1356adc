internal import Glibc
internal import NumericKernel

/// How replicate samples are made from a design. All of them replicate PSUs.
package enum ReplicationMethod: Sendable, Equatable {
  /// One PSU left out at a time: JK1 without strata, JKn with them.
  case jackknife
  /// Half-samples of two PSUs a stratum, balanced by a Hadamard matrix. With Fay's ρ in [0, 1) the omitted
  /// half keeps ρ of its weight (Judkins 1990, JOS 6).
  case balanced(fay: Double)
  /// Samples of PSUs with replacement within strata, rescaled so that the variance of a total is unbiased and
  /// knows the sampled fraction (Rao & Wu 1988, JASA 83; Rao, Wu & Yue 1992). `size` PSUs are drawn of each
  /// stratum, nil being n_h − 1, which without a population size needs no rescaling.
  case bootstrap(replicates: Int, seed: UInt64, size: Int? = nil)
  /// Differences of PSUs that follow each other in the file, which is the order of a systematic sample
  /// (Fay & Train 1995, ASA Government Statistics Section).
  case successiveDifference(replicates: Int)
}

extension SurveyDesign {
  /// The same sample with replicate weights, from which all its variances then come.
  /// - Parameter isCentredOnEstimate: whether deviations are from the full-sample estimate or from the
  ///   mean of the replicates.
  /// - Throws: `SurveyError.usage` when the design does not have what the method needs.
  package func replicated(
    _ method: ReplicationMethod, isCentredOnEstimate: Bool = false
  ) throws(SurveyError) -> SurveyDesign {
    guard calibrations.isEmpty else {
      throw .usage("make replicates before calibrating, so that every replicate is calibrated too")
    }
    guard structure.stages.count == 1 else {
      throw .usage(
        "replicates of PSUs leave out the variance within PSUs that population sizes of the first stage uncover; "
          + "leave the population sizes out, or use linearisation")
    }
    if !structure.lonelyStrata.isEmpty, structure.lonelyPSU != .certainty, structure.lonelyPSU != .collapse {
      throw .usage("replicates know single PSUs only as certain or collapsed; choose one of these rules")
    }
    let maker = ReplicateMaker(stage: structure.stages[0], isCentredOnEstimate: isCentredOnEstimate)
    let made = try maker.make(method, unit: unitOfRow)
    return replacing(weights: weights, calibrations: [], replicates: made)
  }

  /// The same sample with replicate weights that came with the data.
  /// - Throws: `SurveyError.usage` when a replicate has not a weight for every row.
  package func replicated(by replicates: ReplicateWeights) throws(SurveyError) -> SurveyDesign {
    if case .weights(let columns) = replicates.storage, columns[0].count != rowCount {
      throw .usage("the replicates have \(columns[0].count) rows and the table has \(rowCount)")
    }
    return replacing(
      weights: weights, calibrations: calibrations,
      replicates: try replicates.withDegreesOfFreedom(fullSample: weights))
  }

  /// The PSU of each row.
  private var unitOfRow: [Int32] {
    var units = leaf
    for stage in structure.stages.dropFirst().reversed() {
      for i in units.indices { units[i] = Int32(stage.parent[Int(units[i])]) }
    }
    return units
  }
}

private struct ReplicateMaker {
  let stage: DesignStructure.Stage
  let isCentredOnEstimate: Bool

  var unitCount: Int { stage.stratum.count }
  var strata: Int { stage.unitCount.count }

  func make(_ method: ReplicationMethod, unit: [Int32]) throws(SurveyError) -> ReplicateWeights {
    switch method {
    case .jackknife: try jackknife(unit)
    case .balanced(let fay): try balanced(fay, unit)
    case .bootstrap(let replicates, let seed, let size): try bootstrap(replicates, seed, size, unit)
    case .successiveDifference(let replicates): try successiveDifference(replicates, unit)
    }
  }

  private var members: [[Int]] {
    var members = [[Int]](repeating: [], count: strata)
    for unit in 0..<unitCount { members[stage.stratum[unit]].append(unit) }
    return members
  }

  private func jackknife(_ unit: [Int32]) throws(SurveyError) -> ReplicateWeights {
    var factors: [[Double]] = []
    var scales: [Double] = []
    for left in 0..<unitCount {
      let h = stage.stratum[left]
      let n = Double(stage.unitCount[h])
      // A stratum of one PSU has no variance between PSUs: it was refused or declared certain.
      guard n > 1 else { continue }
      var factor = [Double](repeating: 1, count: unitCount)
      for other in 0..<unitCount where stage.stratum[other] == h { factor[other] = n / (n - 1) }
      factor[left] = 0
      factors.append(factor)
      scales.append((1 - stage.fraction[h]) * (n - 1) / n)
    }
    return try ReplicateWeights(
      kind: strata == 1 ? .jackknife : .stratifiedJackknife, storage: .factors(factors, unit: unit), scale: 1,
      replicateScales: scales, isCentredOnEstimate: isCentredOnEstimate)
  }

  private func balanced(_ fay: Double, _ unit: [Int32]) throws(SurveyError) -> ReplicateWeights {
    guard fay >= 0, fay < 1 else { throw .usage("Fay's coefficient lies in [0, 1)") }
    guard stage.unitCount.allSatisfy({ $0 == 2 }) else {
      let label = stage.unitCount.firstIndex { $0 != 2 }.map { stage.stratumLabel[$0] } ?? ""
      throw .usage("balanced half-samples need two PSUs in every stratum, and '\(label)' has another number")
    }
    guard stage.fraction.allSatisfy({ $0 == 0 }) else {
      throw .usage("balanced half-samples know no population sizes; leave them out or use the jackknife")
    }
    // The first column is constant and would give a stratum the same half throughout.
    let order = HadamardMatrix.order(atLeast: strata + 1)
    let signs = HadamardMatrix.signs(order: order)
    let pairs = members
    var factors = [[Double]](repeating: [Double](repeating: 1, count: unitCount), count: order)
    for r in 0..<order {
      for h in 0..<strata {
        let kept = signs[r][h + 1] > 0 ? 0 : 1
        factors[r][pairs[h][kept]] = 2 - fay
        factors[r][pairs[h][1 - kept]] = fay
      }
    }
    return try ReplicateWeights(
      kind: fay > 0 ? .fay : .balanced, storage: .factors(factors, unit: unit),
      scale: 1 / (Double(order) * (1 - fay) * (1 - fay)), isCentredOnEstimate: isCentredOnEstimate,
      fayCoefficient: fay)
  }

  private func bootstrap(
    _ replicates: Int, _ seed: UInt64, _ size: Int?, _ unit: [Int32]
  ) throws(SurveyError) -> ReplicateWeights {
    guard replicates > 1 else { throw .usage("a bootstrap needs two replicates or more") }
    let members = members
    var factors = [[Double]](repeating: [Double](repeating: 1, count: unitCount), count: replicates)
    for r in 0..<replicates {
      var stream = RandomStream(seed: seed, purpose: .bootstrap, replicate: r)
      for h in 0..<strata where stage.unitCount[h] > 1 {
        let n = stage.unitCount[h]
        let drawn = size ?? n - 1
        guard drawn > 0, Double(drawn) * (1 - stage.fraction[h]) <= Double(n - 1) else {
          throw .usage("a bootstrap that draws more than n − 1 PSUs of a stratum makes negative weights")
        }
        var counts = [Int](repeating: 0, count: n)
        for _ in 0..<drawn { counts[stream.integer(below: n)] += 1 }
        let stretch = (Double(drawn) * (1 - stage.fraction[h]) / Double(n - 1)).squareRoot()
        for k in 0..<n {
          factors[r][members[h][k]] = max(
            0, 1 - stretch + stretch * Double(n) / Double(drawn) * Double(counts[k]))
        }
      }
    }
    return try ReplicateWeights(
      kind: .bootstrap, storage: .factors(factors, unit: unit),
      scale: 1 / Double(isCentredOnEstimate ? replicates : replicates - 1),
      isCentredOnEstimate: isCentredOnEstimate, degreesOfFreedom: Double(replicates - 1))
  }

  private func successiveDifference(_ replicates: Int, _ unit: [Int32]) throws(SurveyError)
    -> ReplicateWeights
  {
    guard replicates >= 4 else { throw .usage("successive differences need four replicates or more") }
    let order = HadamardMatrix.order(atLeast: replicates)
    let signs = HadamardMatrix.signs(order: order)
    var factors = [[Double]](repeating: [Double](repeating: 1, count: unitCount), count: order)
    // Each PSU takes two rows that follow each other, its successor the second of them and the next.
    let rows = order - 1
    for (h, units) in members.enumerated() where units.count > 1 {
      let open = (1 - stage.fraction[h]).squareRoot()
      for (k, unit) in units.enumerated() {
        let first = 1 + (unit % rows)
        let last = k == units.count - 1 ? units[0] : units[k + 1]
        let second = 1 + (last % rows)
        for r in 0..<order {
          factors[r][unit] = 1 + open * 0.125.squareRoot() * Double(signs[first][r] - signs[second][r])
        }
      }
    }
    return try ReplicateWeights(
      kind: .successiveDifference, storage: .factors(factors, unit: unit), scale: 4 / Double(order),
      isCentredOnEstimate: isCentredOnEstimate, degreesOfFreedom: Double(order - 1))
  }
}
