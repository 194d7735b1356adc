package import NumericKernel

/// What the reference of a design effect is.
package enum DesignEffectReference: Sendable, Equatable {
  /// A simple random sample with replacement, which does not need weights that add to a population.
  case withReplacement
  /// A simple random sample without replacement from a population of Σw; wrong for normalised weights.
  case withoutReplacement
}

extension SurveyDesign {
  /// The weights of a domain: rows outside it, or without an answer, keep their strata and PSUs and lose
  /// their weight, so that the variance still knows the full design.
  package func weights(in domain: SurveyDomain?, present: [Bool]?) -> [Double] {
    masked(weights, domain, present)
  }

  private func masked(_ weights: [Double], _ domain: SurveyDomain?, _ present: [Bool]?) -> [Double] {
    var result = weights
    if let members = domain?.members {
      precondition(members.count == rowCount, "a domain of this table")
      for i in 0..<rowCount where !members[i] { result[i] = 0 }
    }
    if let present {
      precondition(present.count == rowCount, "a variable of this table")
      for i in 0..<rowCount where !present[i] { result[i] = 0 }
    }
    return result
  }

  /// One statistic with its standard error.
  package func estimate(
    _ statistic: any WeightedStatistic, in domain: SurveyDomain? = nil,
    designEffect: DesignEffectReference = .withReplacement
  ) throws(SurveyError) -> SurveyEstimate {
    try estimate([SurveyTerm(statistic, in: domain)], designEffect: designEffect).estimate(0)
  }

  /// Several statistics with their covariance, by linearisation or from replicate weights as the design has
  /// it.
  /// - Throws: `SurveyError.emptyDomain`; `.usage` when a statistic cannot be linearised and the design has
  ///   no replicate weights.
  package func estimate(
    _ terms: [SurveyTerm], designEffect: DesignEffectReference = .withReplacement
  ) throws(SurveyError) -> JointEstimate {
    var values: [Double] = []
    var termWeights: [[Double]] = []
    for term in terms {
      let weights = weights(in: term.domain, present: term.statistic.present)
      values.append(try term.statistic.value(weights: weights))
      termWeights.append(weights)
    }
    let covariance: Matrix
    if let replicates {
      covariance = try replicates.covariance(of: values, fullSample: weights) {
        (replicate: [Double]) throws(SurveyError) in
        var replicated: [Double] = []
        for term in terms {
          let weights = masked(replicate, term.domain, term.statistic.present)
          replicated.append(try term.statistic.value(weights: weights))
        }
        return replicated
      }
    } else {
      covariance = try linearisedCovariance(terms, termWeights)
    }
    var details: [TermDetail] = []
    for (index, term) in terms.enumerated() {
      details.append(
        try detail(term, termWeights[index], variance: covariance[index, index], reference: designEffect))
    }
    return JointEstimate(
      labels: terms.map(\.statistic.label), domains: terms.map { $0.domain?.label ?? [] }, values: values,
      covariance: covariance, degreesOfFreedom: degreesOfFreedom(ofRows: termWeights), details: details)
  }

  private func linearisedCovariance(
    _ terms: [SurveyTerm], _ termWeights: [[Double]]
  ) throws(SurveyError) -> Matrix {
    var columns: [[Double]] = []
    for (index, term) in terms.enumerated() {
      guard let statistic = term.statistic as? any SurveyStatistic else {
        throw .usage("the \(term.statistic.label) has no linearisation; give the design replicate weights")
      }
      columns.append(try contributions(statistic.influence(weights: termWeights[index]), termWeights[index]))
    }
    return covariance(ofContributions: columns)
  }

  /// wᵢzᵢ of rows that take part; after calibration, w times the residual of z on the calibration variables.
  package func contributions(_ influence: [Double], _ rowWeights: [Double]) throws(SurveyError) -> [Double] {
    var result = influence
    for i in 0..<rowCount { result[i] = rowWeights[i] == 0 ? 0 : result[i] * rowWeights[i] }
    for calibration in calibrations.reversed() { try calibration.takeOut(of: &result) }
    return result
  }

  /// The covariance of the totals of columns of weighted contributions.
  package func covariance(ofContributions columns: [[Double]]) -> Matrix {
    let leaves = structure.leafCount
    var totals = [Double](repeating: 0, count: leaves * columns.count)
    for (j, column) in columns.enumerated() {
      let offset = j * leaves
      totals.withUnsafeMutableBufferPointer { totals in
        for i in 0..<rowCount { totals[offset + Int(leaf[i])] += column[i] }
      }
    }
    return structure.covariance(
      leafTotals: Matrix(rows: leaves, columns: columns.count, elements: totals))
  }

  /// PSUs with members less strata with members, for rows that have a weight in one of the vectors; with
  /// given replicate weights no more than these support.
  package func degreesOfFreedom(ofRows vectors: [[Double]]) -> Double {
    var occupied = [Bool](repeating: false, count: structure.leafCount)
    for weights in vectors {
      for i in 0..<rowCount where weights[i] != 0 { occupied[Int(leaf[i])] = true }
    }
    let own = Double(structure.degreesOfFreedom(occupiedLeaves: occupied))
    return min(own, replicates?.degreesOfFreedom ?? own)
  }

  private func detail(
    _ term: SurveyTerm, _ rowWeights: [Double], variance: Double, reference: DesignEffectReference
  ) throws(SurveyError) -> TermDetail {
    var size = 0
    var population = 0.0
    for weight in rowWeights where weight != 0 {
      size += 1
      population += weight
    }
    let asked = masked(weights, term.domain, nil).reduce(0, +)
    var positive: Int?
    if let proportion = term.statistic as? Proportion {
      var count = 0
      for i in 0..<rowCount where rowWeights[i] != 0 && proportion.mean.variable.values[i] == 1 { count += 1 }
      positive = count
    }
    var effect: Double?
    if let statistic = term.statistic as? any SurveyStatistic {
      let srs = try simpleRandomVariance(statistic.influence(weights: rowWeights), rowWeights, reference)
      // Below rounding of the sums there is no variance to compare with.
      if srs > 0, variance.isFinite { effect = variance / srs }
    }
    return TermDetail(
      sampleSize: size, populationSize: population, positiveCases: positive,
      missingShare: asked > 0 ? max(0, 1 - population / asked) : 0, designEffect: effect,
      degreesOfFreedom: degreesOfFreedom(ofRows: [rowWeights]))
  }

  /// (Σw)² s²_z / n, with s²_z the weighted variance of the influence values: what the statistic's variance
  /// would be in a simple random sample of n rows.
  private func simpleRandomVariance(
    _ influence: [Double], _ rowWeights: [Double], _ reference: DesignEffectReference
  ) -> Double {
    var n = 0.0
    var size = 0.0
    var sum = 0.0
    for i in 0..<rowCount where rowWeights[i] != 0 {
      n += 1
      size += rowWeights[i]
      sum += rowWeights[i] * influence[i]
    }
    guard n > 1, size > 0 else { return 0 }
    let mean = sum / size
    var squares = 0.0
    for i in 0..<rowCount where rowWeights[i] != 0 {
      squares += rowWeights[i] * (influence[i] - mean) * (influence[i] - mean)
    }
    let variance = size * squares / (n - 1)
    return reference == .withReplacement ? variance : variance * (1 - n / size)
  }
}
