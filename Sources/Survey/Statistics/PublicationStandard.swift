package import Estimates
internal import NumericKernel

/// Whose rules decide what is published.
package enum PublicationStandard: String, Sendable, CaseIterable {
  /// Parentheses for 25 to 49 unweighted cases, an asterisk for fewer.
  case mics
  /// The proportion rules of NCHS: sample size, interval width, degrees of freedom.
  case nchs
  /// Bands of the coefficient of variation.
  case statcan
  case none
}

extension SurveyEstimate {
  var isProportion: Bool { detail.positiveCases != nil }

  /// Student's t for all but proportions, which have intervals of their own.
  /// - Throws: `SurveyError.usage` without degrees of freedom.
  package func interval(
    level: Double = 0.95, proportion method: ProportionInterval = .logit
  ) throws(SurveyError) -> Interval {
    if isProportion {
      return try method.interval(
        proportion: min(1, max(0, value)), standardError: standardError, sampleSize: detail.sampleSize,
        degreesOfFreedom: degreesOfFreedom, level: level)
    }
    guard degreesOfFreedom > 0 else {
      throw .usage(
        "there are no degrees of freedom, so there is no interval; the domain lies in too few PSUs")
    }
    do {
      let t = try StudentTDistribution(degreesOfFreedom: degreesOfFreedom).upperQuantile((1 - level) / 2)
      return try Interval(
        kind: .studentT, level: level, lower: value - t * standardError, upper: value + t * standardError)
    } catch let error as NumericError {
      throw .numeric(error)
    } catch let error as EstimateError {
      throw .estimate(error)
    } catch {
      throw .usage("the interval of \(label) failed")
    }
  }

  /// The estimate as reports know it, refused where the standard says so.
  package func report(
    level: Double = 0.95, proportion method: ProportionInterval = .logit,
    standard: PublicationStandard = .none, unit: String = "", diagnostics added: [Diagnostic] = [],
    provenance: Provenance = Provenance()
  ) throws(SurveyError) -> Estimate {
    let diagnostics = added + self.diagnostics(standard: standard, level: level)
    let outcome: Estimate.Outcome
    if let refusing = diagnostics.first(where: { $0.severity == .refusal }) {
      outcome = .refused(Refusal(code: refusing.code, reason: refusing.message))
    } else if degreesOfFreedom > 0 {
      outcome = .estimated(
        value: value, uncertainty: try uncertainty(level: level, proportion: method))
    } else {
      outcome = .estimated(
        value: value,
        uncertainty: .unavailable(reason: "the domain lies in too few PSUs for a standard error"))
    }
    do {
      return try Estimate(
        quantity: label, unit: unit,
        method: "design-based (\(isProportion ? method.rawValue : "t") interval)",
        domain: domain, outcome: outcome, diagnostics: diagnostics, provenance: provenance)
    } catch {
      throw .estimate(error)
    }
  }

  private func uncertainty(
    level: Double, proportion method: ProportionInterval
  ) throws(SurveyError) -> Uncertainty {
    // At 0 and 1 the standard error is 0, which is not how far the estimate may be off.
    if isProportion, value == 0 || value == 1 {
      return .intervalOnly(try interval(level: level, proportion: method))
    }
    if isProportion, standardError == 0 {
      return .unavailable(reason: "every PSU gives the same proportion, so that the sample shows no error")
    }
    if value == 0, standardError == 0 {
      return .unavailable(
        reason: "every value is 0, so that the sample shows no error; the proportion has a limit")
    }
    return .sampling(
      standardError: standardError, degreesOfFreedom: degreesOfFreedom.isFinite ? degreesOfFreedom : nil,
      interval: try interval(level: level, proportion: method))
  }

  /// Doubts about this estimate: those that hold everywhere, and those of the standard.
  package func diagnostics(standard: PublicationStandard, level: Double = 0.95) -> [Diagnostic] {
    general() + rules(of: standard, level: level)
  }

  private func general() -> [Diagnostic] {
    var found: [Diagnostic] = []
    if let effect = designEffect, effect > SurveyThreshold.notedDesignEffect {
      let severity: Severity = effect > SurveyThreshold.warnedDesignEffect ? .warning : .note
      found.append(
        Diagnostic(.surveyDesignEffect, severity: severity, "the design effect is \(rounded(effect))"))
    }
    if detail.missingShare > SurveyThreshold.warnedItemMissing {
      found.append(
        Diagnostic(
          .surveyItemMissing, "\(rounded(100 * detail.missingShare)) % of the weighted answers are missing"))
    }
    if degreesOfFreedom < SurveyThreshold.reviewedDegreesOfFreedom {
      found.append(
        Diagnostic(
          .surveyDegreesOfFreedom,
          "the domain has \(degreesOfFreedom == degreesOfFreedom.rounded() ? String(Int(degreesOfFreedom)) : rounded(degreesOfFreedom)) degrees of freedom"
        ))
    }
    if let positive = detail.positiveCases {
      if positive == 0 || positive == detail.sampleSize {
        found.append(
          Diagnostic(
            .surveyExtremeProportion,
            "\(positive == 0 ? "nobody" : "everybody") in the sample has the attribute; the limit is exact"))
      } else if Double(positive) < SurveyThreshold.rareOutcomeCases {
        found.append(Diagnostic(.surveyRareOutcome, "\(positive) cases have the attribute"))
      }
    }
    return found
  }

  private func rules(of standard: PublicationStandard, level: Double) -> [Diagnostic] {
    switch standard {
    case .none: return []
    case .mics:
      let cases = detail.sampleSize
      guard cases < SurveyThreshold.parenthesesCases else { return [] }
      let isRefused = cases < SurveyThreshold.asteriskCases
      return [
        Diagnostic(
          .surveyUnweightedCases, severity: isRefused ? .refusal : .warning,
          isRefused
            ? "fewer than \(SurveyThreshold.asteriskCases) unweighted cases"
            : "\(cases) unweighted cases; printed in parentheses")
      ]
    case .statcan:
      if degreesOfFreedom <= 0 {
        return [
          Diagnostic(
            .surveyCoefficientOfVariation, severity: .refusal,
            "the domain lies in too few PSUs for a coefficient of variation")
        ]
      }
      guard let variation = coefficientOfVariation,
        variation > SurveyThreshold.cautionCoefficientOfVariation
      else { return [] }
      let isRefused = variation > SurveyThreshold.suppressedCoefficientOfVariation
      return [
        Diagnostic(
          .surveyCoefficientOfVariation, severity: isRefused ? .refusal : .warning,
          "the coefficient of variation is \(rounded(100 * variation)) %")
      ]
    case .nchs: return presentation(level: level)
    }
  }

  /// The proportion rules of Parker et al. 2017; the smaller of counted and effective cases decides.
  private func presentation(level: Double) -> [Diagnostic] {
    guard isProportion else { return [] }
    let cases = min(Double(detail.sampleSize), effectiveSampleSize ?? Double(detail.sampleSize))
    if cases < SurveyThreshold.suppressedSampleSize {
      return [
        Diagnostic(.surveySampleSize, "\(rounded(cases)) cases, counted or effective, are fewer than 30")
      ]
    }
    guard let interval = try? interval(level: level, proportion: .kornGraubard),
      let upper = interval.finiteUpper
    else { return [Diagnostic(.surveyIntervalWidth, "the proportion has no Korn-Graubard interval")] }
    let width = upper - interval.lower
    if width <= SurveyThreshold.shownIntervalWidth { return [] }
    let rare = min(value, 1 - value)
    if width >= SurveyThreshold.suppressedIntervalWidth
      || width > SurveyThreshold.suppressedRelativeWidth * value
    {
      return [
        Diagnostic(.surveyIntervalWidth, "the Korn-Graubard interval is \(rounded(100 * width)) points wide")
      ]
    }
    if width > SurveyThreshold.suppressedRelativeWidth * rare {
      return [
        Diagnostic(
          .surveyIntervalWidth, severity: .warning,
          "the interval is wide for the complement of the proportion (\(rounded(100 * width)) points)")
      ]
    }
    return []
  }
}

extension SurveyDesign {
  /// Estimates of this design as reports know them, each with the design's own doubts.
  package func reports(
    _ joint: JointEstimate, level: Double = 0.95, proportion method: ProportionInterval = .logit,
    standard: PublicationStandard = .none, unit: String = "", provenance: Provenance = Provenance()
  ) throws(SurveyError) -> [Estimate] {
    var reports: [Estimate] = []
    for index in joint.values.indices {
      reports.append(
        try joint.estimate(index).report(
          level: level, proportion: method, standard: standard, unit: unit, diagnostics: diagnostics,
          provenance: provenance))
    }
    return reports
  }
}
