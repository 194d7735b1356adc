package import NumericKernel

/// Weights of replicate samples, and the constants that turn their spread into a variance:
///
///     V = scale Σ_r rscale_r (θ̂_r − c)(θ̂_r − c)ᵀ,
///
/// c being the full-sample estimate (`isCentredOnEstimate`) or the mean of the replicates.
package struct ReplicateWeights: Sendable, Equatable {
  package enum Kind: String, Sendable, Equatable {
    case balanced = "BRR"
    case fay = "Fay's BRR"
    case jackknife = "JK1"
    case stratifiedJackknife = "JKn"
    case bootstrap
    case rescaledBootstrap = "Rao-Wu bootstrap"
    case successiveDifference = "successive difference"
    case given = "given"
  }

  package let kind: Kind
  /// Analysis weights of each replicate, one array a replicate; not factors of the full-sample weight.
  package let weights: [[Double]]
  package let scale: Double
  package let replicateScales: [Double]
  package let isCentredOnEstimate: Bool
  /// Fay's ρ; 0 where it has no meaning. It is already in `scale`.
  package let fayCoefficient: Double
  /// What the replicates support: the rank of their weights less 1.
  package let degreesOfFreedom: Double

  /// - Parameter degreesOfFreedom: nil to have it counted, which takes a factorisation of all weights.
  /// - Throws: `SurveyError.usage` when lengths differ, a constant is not finite or a weight is negative.
  package init(
    kind: Kind, weights: [[Double]], scale: Double, replicateScales: [Double]? = nil,
    isCentredOnEstimate: Bool = false, fayCoefficient: Double = 0, degreesOfFreedom: Double? = nil
  ) throws(SurveyError) {
    guard weights.count > 1 else { throw .usage("a variance needs two replicates or more") }
    guard weights.allSatisfy({ $0.count == weights[0].count }) else {
      throw .usage("every replicate needs a weight for every row")
    }
    guard weights.allSatisfy({ $0.allSatisfy { $0.isFinite && $0 >= 0 } }) else {
      throw .usage("a replicate weight is negative or not finite")
    }
    let scales = replicateScales ?? [Double](repeating: 1, count: weights.count)
    guard scales.count == weights.count, scale > 0, scale.isFinite,
      scales.allSatisfy({ $0 >= 0 && $0.isFinite })
    else {
      throw .usage("replicates need one finite scale each and a positive overall scale")
    }
    self.kind = kind
    self.weights = weights
    self.scale = scale
    self.replicateScales = scales
    self.isCentredOnEstimate = isCentredOnEstimate
    self.fayCoefficient = fayCoefficient
    if let degreesOfFreedom {
      self.degreesOfFreedom = degreesOfFreedom
    } else {
      self.degreesOfFreedom = try Self.rank(weights) - 1
    }
  }

  private static func rank(_ weights: [[Double]]) throws(SurveyError) -> Double {
    do {
      return Double(try PivotedQR(Matrix(columns: weights), tolerance: 1e-7).rank)
    } catch {
      throw .numeric(error)
    }
  }

  /// The same replicates with weights changed by `transform`, which calibration uses.
  func map(
    _ transform: ([Double]) throws(SurveyError) -> [Double]
  ) throws(SurveyError) -> ReplicateWeights {
    var changed: [[Double]] = []
    for replicate in weights { changed.append(try transform(replicate)) }
    return try ReplicateWeights(
      kind: kind, weights: changed, scale: scale, replicateScales: replicateScales,
      isCentredOnEstimate: isCentredOnEstimate, fayCoefficient: fayCoefficient,
      degreesOfFreedom: degreesOfFreedom)
  }

  /// The covariance of estimates, given what each replicate makes of them.
  package func covariance(
    of estimates: [Double], _ values: ([Double]) throws(SurveyError) -> [Double]
  ) throws(SurveyError) -> Matrix {
    var replicated = Matrix(rows: weights.count, columns: estimates.count)
    for r in weights.indices {
      let row = try values(weights[r])
      for j in estimates.indices { replicated[r, j] = row[j] }
    }
    return covariance(replicated, around: estimates)
  }

  package func covariance(_ replicated: Matrix, around estimates: [Double]) -> Matrix {
    var deviations = replicated
    for j in estimates.indices {
      var centre = estimates[j]
      if !isCentredOnEstimate {
        // Replicates of scale 0 take no part in the centre either.
        var sum = 0.0
        var count = 0.0
        for r in weights.indices where replicateScales[r] > 0 {
          sum += replicated[r, j]
          count += 1
        }
        centre = sum / count
      }
      for r in weights.indices {
        deviations[r, j] = (scale * replicateScales[r]).squareRoot() * (replicated[r, j] - centre)
      }
    }
    return deviations.crossProduct()
  }
}
