internal import Estimates
internal import MultipleSystems
internal import Reporting

/// One population from its lists: the headline with an interval that counts the choice of the model, the other
/// methods beside it, and what it all rests on.
package struct MultipleSystemsStudy: Sendable {
  let name: String
  let input: CaptureInput
  let options: MultipleSystemsOptions
  let headline: Estimate
  /// The rule by which the headline's method was chosen.
  let rule: String
  /// Empty where the headline was refused: then no number stands anywhere.
  let others: [Estimate]
  let block: SensitivityBlock?
  /// The replicates behind the headline's interval, ascending; `nil` where it has none.
  let bootstrap: SelectionBootstrap?
  let disclosure: HistoryDisclosure

  var table: CaptureTable { input.whole }

  /// - Throws: where what was asked for does not fit the data; what the data refuse is a refused estimate.
  package init(_ input: CaptureInput, name: String, options: MultipleSystemsOptions) throws {
    self.name = name
    self.input = input
    self.options = options
    let (method, rule) = options.headlineMethod(lists: input.whole.listCount)
    let estimator = LogLinearEstimator(
      method, interval: options.intervalMethod, acceptsSmallOverlap: options.acceptsSmallOverlap)
    let headline = try estimator.estimate(input.whole, level: options.level)
    self.rule = rule
    self.headline = headline.adding(input: input.record, notes: input.notes)
    disclosure = HistoryDisclosure(input.whole, threshold: options.threshold)
    guard headline.refusal == nil else {
      others = []
      block = nil
      bootstrap = nil
      return
    }
    others = try MethodPanel(input.whole, headline: estimator, options: options).estimates.map {
      $0.adding(input: input.record, notes: [])
    }
    let (prepared, _) = try input.whole.withoutEmptyLists()
    let modelRule = try estimator.modelRule(for: prepared, of: input.whole)
    block = try SensitivityBlock(
      input.whole, rule: modelRule,
      plan: SensitivityPlan(seed: options.seed, threads: options.threads, level: options.level))
    switch options.interval {
    case .bca, .percentile:
      bootstrap = try SelectionBootstrap(modelRule, of: prepared, plan: options.plan)
    case .profile, .wald:
      bootstrap = nil
    }
  }

  package func result(verdicts: [FigureVerdict] = [], preface: [Section] = []) throws -> StudyResult {
    StudyResult(
      study: name, title: "Multiple systems estimation: \(input.record.name)",
      settings: settings, inputs: [input.record], estimates: [headline] + others, verdicts: verdicts,
      document: document(preface: preface), summary: summary)
  }

  private var settings: [StudyResult.Setting] {
    [
      StudyResult.Setting(name: "bootstrap", value: .whole(options.replicates)),
      StudyResult.Setting(name: "interval", value: .text(options.interval.rawValue)),
      StudyResult.Setting(name: "level", value: .number(options.level)),
      StudyResult.Setting(name: "lists", value: .text(table.lists.joined(separator: ","))),
      StudyResult.Setting(name: "method", value: .text(headline.method)),
      StudyResult.Setting(name: "seed", value: .unsigned(options.seed)),
      StudyResult.Setting(name: "smallCountThreshold", value: .whole(options.threshold)),
    ]
  }

  private func document(preface: [Section]) -> Document {
    var sections = preface + [PopulationSection(self).section()]
    if headline.refusal == nil {
      sections += [
        MethodsSection(self).section(), SensitivitySection(self).section(), ListsSection(self).section(),
      ]
    } else {
      sections.append(ListsSection(self).section())
    }
    sections.append(PopulationClosing(self).section())
    return Document(
      title: "How many were missed: \(table.listCount) lists, \(NumberStyle.count.text(Double(table.total))) people",
      subtitle: "Multiple systems estimation from \(input.record.name)", sections: sections)
  }

  private var summary: [Table] {
    let source = "computed by this program from \(input.record.name)"
    var tables = [
      EstimateTable.brief(
        "estimates", title: "Population, from \(NumberStyle.count.text(Double(table.total))) people on "
          + "\(table.listCount) lists; the headline first", [headline] + others, source: source)
    ]
    if let block { tables += SensitivityTables(block, source: source).brief }
    return tables
  }
}

extension Estimate {
  /// The same with the file that it was made from.
  func adding(input: InputRecord, notes: [String]) -> Estimate {
    let provenance = Provenance(
      inputs: [input] + provenance.inputs, seed: provenance.seed, draws: provenance.draws,
      notes: notes + provenance.notes, citations: provenance.citations)
    return replacing(provenance: provenance)
  }
}
