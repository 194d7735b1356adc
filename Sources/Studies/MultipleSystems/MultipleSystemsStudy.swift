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
  /// Whether the result is to be reported as a range and not as a number.
  let isRangeOnly: Bool
  /// The replicates behind the headline's interval, ascending; `nil` where it has none.
  let bootstrap: SelectionBootstrap?
  let disclosure: HistoryDisclosure

  var table: CaptureTable { input.whole }

  /// The estimates as the report shows them, the headline first.
  var shownEstimates: [Estimate] {
    release(isPublic: false).published([headline] + others)
  }

  /// - Parameter isPublic: whether the counts are published already, as those of a reproduction are.
  private func release(isPublic: Bool) -> StudyRelease {
    // Chao's bound and the sample coverage are functions of the people seen once and twice.
    let simple =
      disclosure.showsFrequencies
      ? []
      : others.map(\.method).filter { method in
        ["chao's lower bound", "sample coverage"].contains { method.lowercased().contains($0) }
      }
    return StudyRelease(
      cells: disclosure.published, isRestricted: !isPublic && disclosure.hiddenCount > 0,
      withheldMethods: simple)
  }

  /// - Throws: where what was asked for does not fit the data; what the data refuse is a refused estimate.
  /// - Parameter isAlone: whether the headline stands without other methods, as where counts are rounded.
  package init(
    _ input: CaptureInput, name: String, options: MultipleSystemsOptions, isAlone: Bool = false
  ) throws {
    let (method, rule) = options.headlineMethod(lists: input.whole.listCount)
    let estimator = LogLinearEstimator(
      method, interval: options.intervalMethod, acceptsSmallOverlap: options.acceptsSmallOverlap)
    let (estimate, bootstrap) = try estimator.estimateWithReplicates(input.whole, level: options.level)
    let (prepared, _) = try input.whole.withoutEmptyLists()
    guard estimate.refusal == nil else {
      self.init(refused: estimate, input: input, name: name, options: options, rule: rule)
      return
    }
    let modelRule = try estimator.modelRule(for: prepared, of: input.whole)
    let block = try SensitivityBlock(
      input.whole, rule: modelRule, plan: options.plan, heldOutInterval: .logNormal,
      level: options.level, acceptsSmallOverlap: options.acceptsSmallOverlap)
    let warnings = MultipleSystemsWarnings(block, estimate: estimate)
    if let refusal = warnings.refusal {
      let refused = estimate.replacing(refusal: refusal, diagnostics: warnings.diagnostics)
      self.init(refused: refused, input: input, name: name, options: options, rule: rule)
      return
    }
    self.init(
      headline: estimate.replacing(diagnostics: warnings.diagnostics), input: input, name: name,
      options: options,
      rule: rule,
      others: isAlone ? [] : try MethodPanel(input.whole, headline: estimator, options: options).estimates,
      block: block, isRangeOnly: warnings.isRangeOnly,
      bootstrap: bootstrap)
  }

  /// A refusal stands alone: no other method beside it, and nothing that was varied.
  private init(
    refused: Estimate, input: CaptureInput, name: String, options: MultipleSystemsOptions, rule: String
  ) {
    self.init(
      headline: refused, input: input, name: name, options: options, rule: rule, others: [], block: nil,
      isRangeOnly: false, bootstrap: nil)
  }

  private init(
    headline: Estimate, input: CaptureInput, name: String, options: MultipleSystemsOptions, rule: String,
    others: [Estimate], block: SensitivityBlock?, isRangeOnly: Bool, bootstrap: SelectionBootstrap?
  ) {
    self.name = name
    self.input = input
    self.options = options
    self.rule = rule
    self.headline = headline.adding(input: input.record, notes: input.notes)
    self.others = others.map { $0.adding(input: input.record, notes: []) }
    self.block = block
    self.isRangeOnly = isRangeOnly
    self.bootstrap = bootstrap
    disclosure = HistoryDisclosure(input.whole, threshold: options.threshold)
  }

  package func result() -> StudyResult {
    result(
      verdicts: [], preface: [], title: "Multiple systems estimation: \(input.record.name)", extraInputs: [])
  }

  /// The result with what a reproduction puts before it.
  func result(
    verdicts: [FigureVerdict], preface: [Section], title: String, extraInputs: [InputRecord]
  ) -> StudyResult {
    StudyResult(
      study: name, title: title, settings: settings, inputs: [input.record] + extraInputs,
      estimates: [headline] + others, verdicts: verdicts, document: document(preface: preface),
      summary: (verdicts.isEmpty ? [] : [VerdictSection.summary(verdicts, source: sourceLine)]) + summary,
      release: release(isPublic: !verdicts.isEmpty))
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
      title:
        "How many were missed: \(table.listCount) lists, \(NumberStyle.count.text(Double(table.total))) people",
      subtitle: "Multiple systems estimation from \(input.record.name)", sections: sections)
  }

  private var summary: [Table] {
    let source = "computed by this program from \(input.record.name)"
    var tables = [
      EstimateTable.brief(
        "estimates",
        title: "Population, from \(NumberStyle.count.text(Double(table.total))) people on "
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
