public import Estimates
internal import Glibc

/// A model of the closed-population family at its largest likelihood.
public struct ClosedPopulationFit: Sendable {
  public let model: ClosedPopulationModel
  /// n, the number of people seen.
  public let observed: Int
  /// N̂ = n + exp(γ̂).
  public let population: Double
  /// √(n̂₀ + n̂₀² var γ̂) (Rivest and Lévesque 2001).
  public let standardError: Double
  /// Twice the log likelihood ratio against the saturated Poisson model of the cells.
  public let deviance: Double
  /// The number of observable cells less that of parameters.
  public let degreesOfFreedom: Int
  /// The number of parameters; coefficients of Chao's columns held at 0 are not counted.
  public let parameterCount: Int
  public let logLikelihood: Double
  /// What was fitted, for the profile.
  let problem: ClosedPopulationProblem

  public var aic: Double { 2 * Double(parameterCount) - 2 * logLikelihood }
  /// With log n per parameter, n being the number of people.
  public var bic: Double { log(Double(observed)) * Double(parameterCount) - 2 * logLikelihood }
}

/// A fit, or why there is none.
public enum ClosedPopulationOutcome: Sendable {
  case fitted(ClosedPopulationFit)
  case refused(Refusal)
}

extension ClosedPopulationModel {
  /// The fit to lists.
  ///
  /// - Precondition: at least two lists, none of them empty.
  public func fit(_ table: CaptureTable) -> ClosedPopulationOutcome {
    precondition(table.listCount >= 2, "the family needs at least two lists")
    let frequencies = table.captureFrequencies.map(Double.init)
    return fit(
      occasions: table.listCount, listTotals: listEffects ? table.listTotals.map(Double.init) : nil,
      frequencies: frequencies
    ) { theta, columns in
      var deviance = 0.0
      var logFactorials = 0.0
      let effects = listEffects ? table.listCount : 1
      for i in 0..<table.histories.count {
        let k = table.histories[i].count
        var eta = theta[0]
        if listEffects {
          for j in table.histories[i].lists { eta += theta[1 + j] }
        } else {
          eta += theta[1] * Double(k)
        }
        for q in 0..<columns.count { eta += theta[1 + effects + q] * columns[q][k] }
        let count = Double(table.counts[i])
        deviance += 2 * count * (log(count) - eta)
        logFactorials += lgamma(count + 1) - count * log(count)
      }
      return (deviance, logFactorials, pow(2, Double(table.listCount)) - 1)
    }
  }

  /// The fit to the numbers of people seen k = 1 ... `occasions` times, with the numbers themselves as the cells.
  ///
  /// - Precondition: no list effects, at least two occasions, and nobody seen more often than there were occasions.
  public func fit(_ counts: CaptureCounts, occasions: Int) -> ClosedPopulationOutcome {
    precondition(!listEffects && occasions >= 2 && counts.largest <= occasions, "counts have no list effects")
    let frequencies = (1...occasions).map { Double(counts.frequency(of: $0)) }
    return fit(occasions: occasions, listTotals: nil, frequencies: frequencies) { theta, columns in
      var deviance = 0.0
      var logFactorials = 0.0
      let t = Double(occasions)
      for k in 1...occasions where frequencies[k - 1] > 0 {
        var eta = theta[0] + theta[1] * Double(k)
        eta += lgamma(t + 1) - lgamma(Double(k) + 1) - lgamma(t - Double(k) + 1)
        for q in 0..<columns.count { eta += theta[2 + q] * columns[q][k] }
        let count = frequencies[k - 1]
        deviance += 2 * count * (log(count) - eta)
        logFactorials += lgamma(count + 1) - count * log(count)
      }
      return (deviance, logFactorials, t)
    }
  }

  /// - Parameter cells: from the parameters, Σ 2 y log(y/μ) and Σ (log y! − y log y) over the cells, and how many
  ///   cells there are.
  private func fit(
    occasions: Int, listTotals: [Double]?, frequencies: [Double],
    cells: (_ theta: [Double], _ columns: [[Double]]) -> (
      deviance: Double, logFactorials: Double, cellCount: Double
    )
  ) -> ClosedPopulationOutcome {
    if let refusal = edge(frequencies) { return .refused(refusal) }
    let columns = columns(occasions: occasions)
    let problem = ClosedPopulationProblem(
      occasions: occasions, listTotals: listTotals, frequencies: frequencies, columns: columns)
    guard let optimum = maximum(problem) else {
      return .refused(
        Refusal(
          code: .fitFailed,
          reason:
            "model \(name) has no largest likelihood on these figures; use a model with fewer parameters"))
    }
    let observed = frequencies.reduce(0, +)
    let missing = exp(optimum.theta[0])
    guard missing.isFinite, missing > 1e-6 * observed else {
      return .refused(
        Refusal(
          code: .nobodyUnobserved,
          reason: """
            the likelihood of model \(name) is largest at its edge, where nobody is missed; the figures do not \
            determine the population under it
            """))
    }
    let variance = missing + missing * missing * optimum.factor.firstVariance
    let (deviance, logFactorials, cellCount) = cells(optimum.theta, optimum.columns)
    let fitted = optimum.classes.dropFirst().reduce(0, +)
    let parameterCount = optimum.theta.count
    return .fitted(
      ClosedPopulationFit(
        model: self, observed: Int(observed), population: observed + missing,
        standardError: variance.squareRoot(), deviance: deviance + 2 * (fitted - observed),
        degreesOfFreedom: Int(cellCount) - parameterCount, parameterCount: parameterCount,
        logLikelihood: -deviance / 2 - logFactorials - fitted,
        problem: problem))
  }

  /// Decides from which numbers of lists occur whether the likelihood has its maximum inside.
  ///
  /// The statistics of a person are 1, |ω| and a convex h(|ω|); a maximum exists only if their mean lies inside the
  /// convex hull of the curve (k, h(k)), k = 1 ... t. It lies on the hull's edge when only two neighbouring k occur
  /// (the line through them meets k = 0 below the curve, so that n̂₀ = 0) or only 1 and t (n̂₀ infinite).
  private func edge(_ frequencies: [Double]) -> Refusal? {
    let t = frequencies.count
    let present = (1...t).filter { frequencies[$0 - 1] > 0 }
    guard let least = present.first, let most = present.last else { return nil }
    if most == 1 {
      return Refusal(
        code: .populationInfinite,
        reason:
          "nobody was seen more than once, so that every model of the family puts the population at infinity")
    }
    if least == t {
      return Refusal(
        code: .nobodyUnobserved,
        reason: "everybody was seen on every occasion, so that no model can say who might have been missed")
    }
    switch heterogeneity {
    case .none: return nil
    case .chao:
      // The columns free f₃ ... f_t upward, so that the line that gives n̂₀ runs through f₁ and f₂ alone.
      if frequencies[0] == 0 {
        return Refusal(
          code: .nobodyUnobserved,
          reason: "nobody was seen exactly once, so that the bound says nothing beyond those seen")
      }
      if frequencies[1] == 0 {
        return Refusal(
          code: .populationInfinite,
          reason: "nobody was seen exactly twice, so that the bound is infinite")
      }
      return nil
    case .poisson, .darroch, .gamma:
      if t < 3 {
        return Refusal(
          code: .populationNotIdentifiable,
          reason: "differences between people cannot be told from two occasions; model \(name) needs three")
      }
      if least == 1 && most == t && present.count == 2 {
        return Refusal(
          code: .populationInfinite,
          reason:
            "people were seen once or always and never in between; model \(name) puts the population at infinity"
        )
      }
      if most - least <= 1 {
        return Refusal(
          code: .nobodyUnobserved,
          reason: """
            people were seen \(least) or \(most) times and never another number; model \(name) then has its largest \
            likelihood at its edge, where nobody is missed
            """)
      }
      return nil
    }
  }

  /// The maximum; for Chao's columns under the condition that their coefficients are not negative, so that those
  /// held at 0 are missing from it.
  func maximum(
    _ problem: ClosedPopulationProblem, unobserved: Double? = nil
  ) -> PoissonOptimum? {
    let columns = problem.columns
    func solve(_ kept: [[Double]]) -> PoissonOptimum? {
      problem.with(columns: kept).maximise(unobserved: unobserved)
    }
    guard heterogeneity == .chao else { return solve(columns) }
    // An active set: start with no column, add the one along which the likelihood rises most, drop those that turn
    // negative. The likelihood is concave and rises at every change, so that no set comes back.
    var active: [Int] = []
    for _ in 0..<(20 * (columns.count + 1)) {
      guard let optimum = solve(active.map { columns[$0] }) else { return nil }
      let first = optimum.theta.count - active.count
      if let worst = active.indices.min(by: { optimum.theta[first + $0] < optimum.theta[first + $1] }),
        optimum.theta[first + worst] < -1e-10
      {
        active.remove(at: worst)
        continue
      }
      var best: (column: Int, slope: Double)?
      for q in 0..<columns.count where !active.contains(q) {
        // Chao's columns are 0 at k = 0.
        var slope = 0.0
        for k in 1...problem.occasions {
          slope += columns[q][k] * (problem.frequencies[k - 1] - optimum.classes[k])
        }
        if slope > max(1e-9 * problem.frequencies[0], best?.slope ?? 0) { best = (q, slope) }
      }
      guard let best else { return optimum }
      active = (active + [best.column]).sorted()
    }
    return nil
  }
}
