internal import Estimates

/// The JSON of a survey: that of every study, with what was counted for each estimate and what the sample is.
package struct SurveyRecord: Encodable, Sendable {
  let study: StudyResult
  let sample: SurveyResults.Sample
  let diagnostics: [Diagnostic]
  let figures: SurveyFigures

  enum CodingKeys: String, CodingKey {
    case schemaVersion, program, study, settings, inputs, estimates, verdicts, sample
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(StudyRecord.schemaVersion, forKey: .schemaVersion)
    try container.encode(ProgramRecord(), forKey: .program)
    try container.encode(study.study, forKey: .study)
    try container.encode(SettingsRecord(study.settings), forKey: .settings)
    try container.encode(study.inputs, forKey: .inputs)
    var records = figures.figures.map { SurveyEstimateRecord(estimate: $0.estimate, figure: $0) }
    for estimate in figures.contrasts.map(\.estimate) + figures.magnitudes.map(\.estimate) {
      records.append(SurveyEstimateRecord(estimate: estimate, figure: nil))
    }
    try container.encode(records, forKey: .estimates)
    try container.encode(study.verdicts, forKey: .verdicts)
    try container.encode(SampleRecord(sample: sample, diagnostics: diagnostics), forKey: .sample)
  }
}

/// An estimate with what was counted for it.
private struct SurveyEstimateRecord: Encodable {
  let estimate: Estimate
  let figure: SurveyFigure?

  enum CodingKeys: String, CodingKey {
    case sampleSize, weightedSize, positiveCases, missingShare, designEffect, effectiveSampleSize
    case coefficientOfVariation, domainDegreesOfFreedom, status
  }

  func encode(to encoder: any Encoder) throws {
    try estimate.encode(to: encoder)
    guard let figure else { return }
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(figure.sampleSize, forKey: .sampleSize)
    try container.encodeIfPresent(finite(figure.weightedSize), forKey: .weightedSize)
    try container.encodeIfPresent(figure.positiveCases, forKey: .positiveCases)
    try container.encodeIfPresent(finite(figure.missingShare), forKey: .missingShare)
    try container.encodeIfPresent(finite(figure.designEffect), forKey: .designEffect)
    try container.encodeIfPresent(finite(figure.effectiveSampleSize), forKey: .effectiveSampleSize)
    try container.encodeIfPresent(finite(figure.variation), forKey: .coefficientOfVariation)
    try container.encodeIfPresent(finite(figure.degreesOfFreedom), forKey: .domainDegreesOfFreedom)
    try container.encode(figure.status.rawValue, forKey: .status)
  }

  private func finite(_ value: Double?) -> Double? { value.flatMap { $0.isFinite ? $0 : nil } }
}

private struct SampleRecord: Encodable {
  let sample: SurveyResults.Sample
  let diagnostics: [Diagnostic]

  enum CodingKeys: String, CodingKey {
    case rows, weightSum, strata, samplingUnits, degreesOfFreedom, responded, asked, methods, diagnostics
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(sample.rowCount, forKey: .rows)
    if sample.weightSum.isFinite { try container.encode(sample.weightSum, forKey: .weightSum) }
    try container.encode(sample.strata, forKey: .strata)
    try container.encode(sample.units, forKey: .samplingUnits)
    if sample.degreesOfFreedom.isFinite {
      try container.encode(sample.degreesOfFreedom, forKey: .degreesOfFreedom)
    }
    try container.encodeIfPresent(sample.responded?.count, forKey: .responded)
    try container.encodeIfPresent(sample.responded?.asked, forKey: .asked)
    try container.encode(sample.methods, forKey: .methods)
    try container.encode(diagnostics, forKey: .diagnostics)
  }
}
