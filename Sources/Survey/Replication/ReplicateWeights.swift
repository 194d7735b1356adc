internal import NumericKernel

/// Weights of replicate samples, and the constants that turn their spread into a variance:
///
///     V = scale Σ_r rscale_r (θ̂_r − c)(θ̂_r − c)ᵀ,
///
/// c being the full-sample estimate (`isCentredOnEstimate`) or the mean of the replicates.
package struct ReplicateWeights: Sendable {
  package enum Kind: String, Sendable {
    case balanced = "BRR"
    case fay = "Fay's BRR"
    case jackknife = "JK1"
    case stratifiedJackknife = "JKn"
    case bootstrap = "Rao-Wu bootstrap"
    case successiveDifference = "successive difference"
    case given = "given"
  }

  /// How the weights are kept.
  package enum Storage: Sendable {
    /// Analysis weights of each replicate, one array a replicate.
    case weights([[Double]])
    /// A factor of the full-sample weight for each PSU, one array a replicate, and the PSU of each row.
    case factors([[Double]], unit: [Int32])
  }

  package let kind: Kind
  package let storage: Storage
  package let scale: Double
  package let replicateScales: [Double]
  package let isCentredOnEstimate: Bool
  /// Fay's ρ; 0 where it has no meaning. It is already in `scale`.
  package let fayCoefficient: Double
  /// What the replicates support; nil to leave it to the design that they were made from.
  package let degreesOfFreedom: Double?

  package var count: Int { replicateScales.count }

  /// - Throws: `SurveyError.usage` when lengths differ, a constant is not finite or a weight is negative.
  package init(
    kind: Kind, storage: Storage, scale: Double, replicateScales: [Double]? = nil,
    isCentredOnEstimate: Bool = false, fayCoefficient: Double = 0, degreesOfFreedom: Double? = nil,
    isCalibrated: Bool = false
  ) throws(SurveyError) {
    let columns =
      switch storage {
      case .weights(let columns): columns
      case .factors(let columns, _): columns
      }
    guard columns.count > 1 else { throw .usage("a variance needs two replicates or more") }
    guard columns.allSatisfy({ $0.count == columns[0].count }) else {
      throw .usage("every replicate needs a weight for every row")
    }
    // Calibration without bounds can make a weight negative; weights that come with data cannot be.
    let lowest = isCalibrated ? -Double.greatestFiniteMagnitude : 0
    guard columns.allSatisfy({ $0.allSatisfy { $0.isFinite && $0 >= lowest } }) else {
      throw .usage("a replicate weight is negative or not finite")
    }
    let scales = replicateScales ?? [Double](repeating: 1, count: columns.count)
    guard scales.count == columns.count, scale > 0, scale.isFinite,
      scales.allSatisfy({ $0 >= 0 && $0.isFinite })
    else { throw .usage("replicates need one finite scale each and a positive overall scale") }
    self.kind = kind
    self.storage = storage
    self.scale = scale
    self.replicateScales = scales
    self.isCentredOnEstimate = isCentredOnEstimate
    self.fayCoefficient = fayCoefficient
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// The analysis weights of a replicate, given those of the full sample.
  package func weights(_ replicate: Int, fullSample: [Double]) -> [Double] {
    switch storage {
    case .weights(let columns): return columns[replicate]
    case .factors(let factors, let unit):
      var result = fullSample
      for i in 0..<result.count { result[i] *= factors[replicate][Int(unit[i])] }
      return result
    }
  }

  /// The rank of the replicate weights less 1: the degrees of freedom when nothing else is known of the
  /// design.
  package func rankDegreesOfFreedom(fullSample: [Double]) throws(SurveyError) -> Double {
    do {
      let columns = (0..<count).map { weights($0, fullSample: fullSample) }
      return Double(try PivotedQR(Matrix(columns: columns), tolerance: 1e-7).rank - 1)
    } catch {
      throw .numeric(error)
    }
  }

  /// The same replicates, which know their degrees of freedom: as given, or the rank less 1. Of more weights than
  /// are factored in a few seconds, the number of replicates less 1 stands for the rank.
  func withDegreesOfFreedom(fullSample: [Double]) throws(SurveyError) -> ReplicateWeights {
    if degreesOfFreedom != nil { return self }
    let isSmall = count * fullSample.count <= 20_000_000
    let found = isSmall ? try rankDegreesOfFreedom(fullSample: fullSample) : Double(count - 1)
    return try ReplicateWeights(
      kind: kind, storage: storage, scale: scale, replicateScales: replicateScales,
      isCentredOnEstimate: isCentredOnEstimate, fayCoefficient: fayCoefficient, degreesOfFreedom: found)
  }

  /// The same replicates with changed weights, which calibration uses.
  func map(
    fullSample: [Double], _ transform: ([Double]) throws(SurveyError) -> [Double]
  ) throws(SurveyError) -> ReplicateWeights {
    var changed: [[Double]] = []
    for r in 0..<count { changed.append(try transform(weights(r, fullSample: fullSample))) }
    return try ReplicateWeights(
      kind: kind, storage: .weights(changed), scale: scale, replicateScales: replicateScales,
      isCentredOnEstimate: isCentredOnEstimate, fayCoefficient: fayCoefficient,
      degreesOfFreedom: degreesOfFreedom, isCalibrated: true)
  }

  /// The covariance of estimates, given what each replicate makes of them; the same for any number of
  /// threads.
  func covariance(
    of estimates: [Double], fullSample: [Double], threads: Int = onlineCores,
    _ values: @escaping @Sendable ([Double]) throws(SurveyError) -> [Double]
  ) throws(SurveyError) -> Matrix {
    let rows = try parallelMap(count: count, threads: threads) { (r: Int) throws(SurveyError) in
      try values(weights(r, fullSample: fullSample))
    }
    var deviations = Matrix(rows: count, columns: estimates.count)
    for j in estimates.indices {
      var centre = estimates[j]
      if !isCentredOnEstimate {
        // Replicates of scale 0 take no part in the centre either.
        var sum = 0.0
        var used = 0.0
        for r in 0..<count where replicateScales[r] > 0 {
          sum += rows[r][j]
          used += 1
        }
        centre = sum / used
      }
      for r in 0..<count {
        deviations[r, j] = (scale * replicateScales[r]).squareRoot() * (rows[r][j] - centre)
      }
    }
    return deviations.crossProduct()
  }
}
