package import Estimates
internal import Glibc
internal import NumericKernel

/// Intervals for a proportion. There is no Wald interval: it is too short, and leaves [0, 1], just where
/// child labour and trafficking are measured.
package enum ProportionInterval: String, Sendable, CaseIterable {
  /// logit p ± t·SE/(p(1 − p)), carried back.
  case logit
  /// Korn and Graubard 1998 (Survey Methodology 24): Clopper-Pearson at the effective sample size, which is
  /// adjusted for degrees of freedom and is no larger than the sample (Parker et al. 2017, NCHS 2-175).
  case kornGraubard = "korn-graubard"
  /// The same where the effective size may exceed the sample, as in R's survey and in Stata.
  case beta
  /// Wilson's score interval at the effective sample size p(1 − p)/SE² with the t quantile.
  case wilson
  /// arcsin √p ± t·SE/(2√(p(1 − p))), with the angle cut at 0 and π/2.
  case arcsine
  /// Every p₀ whose scaled log likelihood ratio 2 n_eff KL(p, p₀) is at most t² (Rao & Scott 1984).
  case likelihood

  package var kind: IntervalKind {
    switch self {
    case .logit: .logit
    case .kornGraubard, .beta: .kornGraubard
    case .wilson: .wilson
    case .arcsine: .arcsine
    case .likelihood: .likelihood
    }
  }

  /// - Parameters:
  ///   - proportion: in [0, 1]. At 0 and 1, where a standard error says nothing, every method gives the exact
  ///     limit of Korn and Graubard at the actual sample size (SVY-04).
  ///   - sampleSize: rows with an answer.
  ///   - degreesOfFreedom: above 0; infinite for normal quantiles.
  /// - Throws: `SurveyError.usage` when there are no degrees of freedom, or the standard error is 0 within
  ///   (0, 1).
  package func interval(
    proportion p: Double, standardError: Double, sampleSize: Int, degreesOfFreedom: Double, level: Double
  ) throws(SurveyError) -> Interval {
    do {
      let ends = try ends(p, standardError, Double(sampleSize), degreesOfFreedom, level)
      return try Interval(
        kind: p == 0 || p == 1 ? .kornGraubard : kind, level: level, lower: ends.lower, upper: ends.upper)
    } catch let error as NumericError {
      throw .numeric(error)
    } catch let error as EstimateError {
      throw .estimate(error)
    } catch let error as SurveyError {
      throw error
    } catch {
      throw .usage("the interval of a proportion failed")
    }
  }

  private typealias Ends = (lower: Double, upper: Double)

  private func ends(
    _ p: Double, _ standardError: Double, _ sampleSize: Double, _ df: Double, _ level: Double
  ) throws -> Ends {
    guard level > 0, level < 1 else { throw EstimateError.invalidLevel(level) }
    guard df > 0 else {
      throw SurveyError.usage(
        "there are no degrees of freedom, so there is no interval; the domain lies in too few PSUs")
    }
    let t = try StudentTDistribution(degreesOfFreedom: df).upperQuantile((1 - level) / 2)
    let reference = try StudentTDistribution(degreesOfFreedom: max(1, sampleSize - 1)).upperQuantile(
      (1 - level) / 2)
    let adjustment = (reference / t) * (reference / t)
    if p == 0 || p == 1 { return try clopperPearson(p, sampleSize * adjustment, level) }
    guard standardError > 0 else {
      throw SurveyError.usage(
        "the standard error of a proportion between 0 and 1 is 0, so it has no interval")
    }
    let variance = p * (1 - p)
    let effectiveSize = variance / (standardError * standardError)
    switch self {
    case .logit:
      let centre = log(p / (1 - p))
      let width = t * standardError / variance
      return (expit(centre - width), expit(centre + width))
    case .arcsine:
      let angle = asin(p.squareRoot())
      let width = t * standardError / (2 * variance.squareRoot())
      let (lower, upper) = (sin(max(0, angle - width)), sin(min(Double.pi / 2, angle + width)))
      return (lower * lower, upper * upper)
    case .wilson:
      let pull = t * t / effectiveSize
      let centre = (p + pull / 2) / (1 + pull)
      let width = t * (variance / effectiveSize + pull / (4 * effectiveSize)).squareRoot() / (1 + pull)
      return (max(0, centre - width), min(1, centre + width))
    case .beta: return try clopperPearson(p, effectiveSize * adjustment, level)
    case .kornGraubard: return try clopperPearson(p, min(sampleSize, effectiveSize * adjustment), level)
    case .likelihood:
      return (
        likelihoodEnd(p, from: 0, bound: t * t / (2 * effectiveSize)),
        likelihoodEnd(p, from: 1, bound: t * t / (2 * effectiveSize))
      )
    }
  }

  private func clopperPearson(_ p: Double, _ size: Double, _ level: Double) throws -> Ends {
    let tail = (1 - level) / 2
    let positive = p * size
    let negative = (1 - p) * size
    let lower = p == 0 ? 0 : try BetaDistribution(alpha: positive, beta: negative + 1).quantile(tail)
    let upper = p == 1 ? 1 : try BetaDistribution(alpha: positive + 1, beta: negative).upperQuantile(tail)
    return (lower, upper)
  }

  /// The p₀ between `end` and p with KL(p, p₀) = bound; KL grows without limit towards 0 and 1, so it exists.
  private func likelihoodEnd(_ p: Double, from end: Double, bound: Double) -> Double {
    // On the logit scale the search has the same resolution near 0 and 1 as elsewhere.
    let own = log(p / (1 - p))
    var inside = own
    var step = end == 0 ? -1.0 : 1.0
    var outside = own + step
    while divergence(p, logit: outside) < bound, abs(outside) < 700 {
      inside = outside
      step *= 2
      outside += step
    }
    for _ in 0..<200 {
      let middle = (inside + outside) / 2
      if middle == inside || middle == outside { break }
      if divergence(p, logit: middle) < bound { inside = middle } else { outside = middle }
    }
    return expit(inside)
  }

  /// p log(p/q) + (1 − p) log((1 − p)/(1 − q)).
  private func divergence(_ p: Double, logit: Double) -> Double {
    let logQ = -log1p(exp(-logit))
    let logComplement = -log1p(exp(logit))
    return p * (log(p) - logQ) + (1 - p) * (log1p(-p) - logComplement)
  }
}

func expit(_ x: Double) -> Double {
  if x >= 0 { return 1 / (1 + exp(-x)) }
  let e = exp(x)
  return e / (1 + e)
}
