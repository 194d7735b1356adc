internal import Estimates
internal import GlobalEstimates
internal import Reporting

extension Reproduction {
  static let everyChildCounts = Reproduction(
    identifier: "every-child-counts",
    title: "Every Child Counts (ILO, 2002): 1.2 million children trafficked",
    summary:
      "recomputes the published figures for the year 2000 from the printed tables, with a verdict for each, and shows "
      + "what can honestly be said of their uncertainty",
    dataset: EveryChildCountsInputs.dataset,
    make: { try EveryChildCountsStudy($0).result() })
}

/// The reproduction of *Every Child Counts*, from the printed figures to the report.
package struct EveryChildCountsStudy {
  let inputs: EveryChildCountsInputs
  let verdicts: [FigureVerdict]
  let trafficking: TraffickingAnalysis

  init(_ request: ReproductionRequest) throws {
    inputs = try EveryChildCountsInputs(
      data: request.dataFolder.map { .folder($0) } ?? .bundled(EveryChildCountsInputs.dataset),
      gradesFile: request.gradesFile)
    verdicts = try Self.verdicts(on: inputs.published)
    trafficking = try TraffickingAnalysis(inputs, options: request.errorModel, threads: request.threads)
  }

  /// A verdict for each check, then one for each figure that no check leads to.
  package static func verdicts(on register: FigureRegister) throws -> [FigureVerdict] {
    let checked = try PublishedChecks.all.map { try $0.verdict(in: register) }
    let names = Set(PublishedChecks.all.map(\.figure))
    return checked
      + register.figures.filter { !names.contains($0.identifier) }.map(FigureVerdict.init(notRebuildable:))
  }

  func result() throws -> StudyResult {
    let options = trafficking.options
    let estimates = try EveryChildCountsEstimates(inputs: inputs, trafficking: trafficking).all()
    return StudyResult(
      study: Reproduction.everyChildCounts.identifier,
      title: Reproduction.everyChildCounts.title,
      settings: [
        StudyResult.Setting(name: "correlations", value: .numbers(options.correlations)),
        StudyResult.Setting(name: "draws", value: .whole(options.draws)),
        StudyResult.Setting(name: "level", value: .number(options.level)),
        StudyResult.Setting(name: "seed", value: .unsigned(options.seed)),
      ],
      inputs: inputs.records, estimates: estimates, verdicts: verdicts, document: try document(),
      summary: summary(estimates))
  }

  private func document() throws -> Document {
    Document(
      title: "1.2 million children trafficked: the figure of 2002, reproduced",
      subtitle: "Every Child Counts, International Labour Organization, 2002; reference year 2000",
      sections: [
        try HeadlineSection(inputs: inputs, verdicts: verdicts, trafficking: trafficking).section(),
        try VerdictSection(inputs: inputs, verdicts: verdicts).section(),
        try UncertaintySection(inputs: inputs, trafficking: trafficking).section(),
        TriangulationSection(
          triangulation: try Triangulation(published: inputs.published, later: inputs.later),
          later: inputs.later
        ).section(),
        try RatesSection(register: inputs.published, trafficking: trafficking).section(),
        ClosingSections.limitations(), ClosingSections.sources(inputs),
      ])
  }

  private func summary(_ estimates: [Estimate]) -> [Table] {
    [
      EstimateTable.brief(
        "estimates", title: "Children trafficked, world, 2000",
        estimates.filter { $0.unit == EveryChildCountsEstimates.persons }, source: Wording.ours),
      VerdictSection.summary(verdicts.filter { $0.verdict != .notRebuildable }),
    ]
  }
}
