package import Estimates
internal import GlobalEstimates
internal import Reporting

/// A population from two teams' lists of reported cases.
package struct CaseStudy: Sendable {
  package let input: CaseInput
  package let options: CaseOptions
  let disclosure: CaseDisclosure
  /// `nil` where it was refused.
  let fit: ReportedCaseEstimate?
  /// The same by the other estimator.
  let other: ReportedCaseEstimate?
  let simulated: Interval?
  package let estimate: Estimate

  /// It says so in every output.
  static let disclaimer =
    "This is the textbook estimator of two lists, with the design of the ILO's estimates of 2005 and 2012. It is not the "
    + "ILO's formula, which was not published in a form that could be checked."

  /// - Throws: `GlobalEstimateError` for lists that the method cannot read; what a rule forbids is a refused estimate.
  package init(_ input: CaseInput, options: CaseOptions) throws {
    self.input = input
    self.options = options
    disclosure = CaseDisclosure(
      input.matching, threshold: options.threshold, hasVictims: Self.usesVictims(input, options))
    let conversion = try Self.conversion(input, options)
    let strata: [ReportedCaseEstimate.Stratum]
    do throws(GlobalEstimateError) { strata = try Self.strata(input, options) } catch { throw input.located(error) }
    var notes = input.notes + [Self.disclaimer]
    if input.isSynthetic { notes.append("SYNTHETIC DATA: the lists are invented") }
    var diagnostics: [Diagnostic] = []
    if input.matching.unmatchable > 0 || input.matching.duplicates > 0 {
      diagnostics.append(
        Diagnostic(
          .reportedCasesUnmatchable,
          "\(disclosure.words(input.matching.unmatchable)) cases have no complete key and count as found by one team "
            + "alone, which raises the estimate; \(disclosure.words(input.matching.duplicates)) repeated entries count as "
            + "one case"))
    }
    let provenance = Provenance(
      inputs: input.records.map(disclosure.published), seed: options.seed, draws: options.draws, notes: notes,
      citations: [
        Citation(
          key: "Seber 1982",
          text:
            "Seber GAF (1982) The Estimation of Animal Abundance, 2nd edition, section 3.1: Petersen and Chapman."
        ),
        Citation(
          key: "Goodman 1960", text: "Goodman LA (1960) On the exact variance of products. JASA 55:708-713."),
      ])
    let found: ReportedCaseEstimate
    do throws(GlobalEstimateError) {
      found = try ReportedCaseEstimate(strata, estimator: options.estimator, conversion: conversion)
    } catch {
      guard case .refused(let refusal) = error else { throw input.located(error) }
      fit = nil
      other = nil
      simulated = nil
      estimate = try Estimate(
        quantity: options.subject, unit: Self.unit(input, options),
        method: "reported-case sampling, \(options.estimator.rawValue) (textbook form, not the ILO's)",
        outcome: .refused(refusal), diagnostics: diagnostics, provenance: provenance)
      return
    }
    fit = found
    other = try? ReportedCaseEstimate(
      strata, estimator: options.estimator == .chapman ? .lincolnPetersen : .chapman, conversion: conversion)
    simulated = try found.simulationInterval(draws: options.draws, seed: options.seed, level: options.level)
    estimate = try Self.published(
      try found.estimate(quantity: options.subject, level: options.level, provenance: provenance), disclosure,
      unit: Self.unit(input, options), diagnostics)
  }

  private static func usesVictims(_ input: CaseInput, _ options: CaseOptions) -> Bool {
    input.hasVictims && options.victimsPerCase == nil
  }

  static func unit(_ input: CaseInput, _ options: CaseOptions) -> String {
    input.hasVictims || options.victimsPerCase != nil ? "persons" : "cases"
  }

  /// A stated number of victims per case is one for all strata, and so is its error: it goes with the duration.
  private static func conversion(
    _ input: CaseInput, _ options: CaseOptions
  ) throws -> ReportedCaseEstimate.Conversion {
    if !input.durations.isEmpty {
      guard let period = options.period else {
        throw StudyOptionError("--durations needs --period, in years")
      }
      guard options.victimsPerCase == nil else {
        throw StudyOptionError("--victims-mean goes with --duration and not with --durations")
      }
      guard options.duration == nil else {
        throw StudyOptionError("give --duration or --durations, not both")
      }
      var durations: [UncertainMean] = []
      for stratum in input.matching.strata {
        guard let duration = input.durations[stratum.name] else {
          throw input.located(
            .invalidInput("stratum '\(stratum.name)': it has no duration; add it to the file of durations"))
        }
        durations.append(duration)
      }
      return .stockByStratum(durations: durations, period: period)
    }
    switch (options.victimsPerCase, options.duration) {
    case (nil, nil):
      guard options.period == nil else {
        throw StudyOptionError("--period goes with --duration or --durations")
      }
      return .flow
    case (nil, let duration?):
      guard let period = options.period else { throw StudyOptionError("--duration needs --period, in years") }
      return .stock(duration: duration, period: period)
    case (let victims?, nil):
      guard options.period == nil else {
        throw StudyOptionError("--period goes with --duration or --durations")
      }
      return .stock(duration: victims, period: 1)
    case (let victims?, let duration?):
      guard let period = options.period else { throw StudyOptionError("--duration needs --period, in years") }
      let (a, b) = (
        victims.standardError * victims.standardError, duration.standardError * duration.standardError
      )
      let variance = victims.value * victims.value * b + duration.value * duration.value * a + a * b
      return .stock(
        duration: try UncertainMean(
          value: victims.value * duration.value, standardError: variance.squareRoot()),
        period: period)
    }
  }

  private static func strata(
    _ input: CaseInput, _ options: CaseOptions
  ) throws(GlobalEstimateError) -> [ReportedCaseEstimate.Stratum] {
    var strata: [ReportedCaseEstimate.Stratum] = []
    for matched in input.matching.strata {
      if usesVictims(input, options) {
        strata.append(try ReportedCaseEstimate.Stratum(matched))
      } else {
        strata.append(
          ReportedCaseEstimate.Stratum(
            name: matched.name, first: matched.first, second: matched.second, common: matched.common,
            victimsPerCase: try UncertainMean(value: 1, standardError: 0)))
      }
    }
    return strata
  }

  private static func published(
    _ estimate: Estimate, _ disclosure: CaseDisclosure, unit: String, _ more: [Diagnostic]
  ) throws -> Estimate {
    guard case .estimated(let value, let uncertainty) = estimate.outcome,
      case .sampling(let error, let degrees, let interval) = uncertainty
    else { return estimate }
    var provenance = estimate.provenance
    if !disclosure.showsAll {
      provenance = Provenance(
        inputs: provenance.inputs, seed: provenance.seed, draws: provenance.draws,
        notes: provenance.notes + [
          "small counts are held back; so that nothing else tells them, estimates are rounded to three significant "
            + "figures and the rows of the lists to tens"
        ], citations: provenance.citations)
    }
    return try Estimate(
      quantity: estimate.quantity, unit: unit, method: estimate.method,
      outcome: .estimated(
        value: disclosure.published(value),
        uncertainty: .sampling(
          standardError: disclosure.published(error), degreesOfFreedom: degrees,
          interval: try Interval(
            kind: interval.kind, level: interval.level, lower: disclosure.published(interval.lower),
            upper: interval.finiteUpper.map { .finite(disclosure.published($0)) } ?? interval.upper))),
      diagnostics: estimate.diagnostics + more, provenance: provenance)
  }
}
