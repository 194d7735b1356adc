package import GlobalEstimates
package import Tables

/// A published figure and one way to make it again.
package struct FigureCheck: Sendable, Equatable {
  package let figure: String
  package let rule: Recomputation

  package init(_ figure: String, _ rule: Recomputation) {
    self.figure = figure
    self.rule = rule
  }

  /// - Throws: `DataError` when a figure is missing or of the wrong unit.
  package func verdict(in register: FigureRegister) throws(DataError) -> FigureVerdict {
    let target = try register.figure(figure)
    let published = try register.number(figure)
    let recomputed = try rule.result(for: target, in: register)
    var inputs: [PublishedFigure] = []
    for input in rule.inputs { inputs.append(try register.figure(input)) }
    return FigureVerdict(
      figure: target, published: published, recomputed: recomputed, rule: rule,
      verdict: Verdict(published: published, recomputed: recomputed),
      status: .worst([target.status] + inputs.filter { $0.printed != nil }.map(\.status)),
      dashes: inputs.filter { $0.printed == nil }.map(\.identifier))
  }
}

/// What came of a check, or that there is none for a figure.
package struct FigureVerdict: Sendable, Equatable {
  package let figure: PublishedFigure
  /// `nil` where the source prints a dash.
  package let published: PrintedNumber?
  /// In the unit of the figure; `nil` where no data can rebuild it.
  package let recomputed: BoundedNumber?
  package let rule: Recomputation?
  package let verdict: Verdict
  /// The least known of the figures that enter, the published one among them.
  package let status: VerificationStatus
  /// The inputs that the source prints as a dash.
  package let dashes: [String]

  init(
    figure: PublishedFigure, published: PrintedNumber?, recomputed: BoundedNumber?, rule: Recomputation?,
    verdict: Verdict, status: VerificationStatus, dashes: [String]
  ) {
    self.figure = figure
    self.published = published
    self.recomputed = recomputed
    self.rule = rule
    self.verdict = verdict
    self.status = status
    self.dashes = dashes
  }

  /// The verdict on a figure that no other published figure leads to.
  init(notRebuildable figure: PublishedFigure) {
    self.init(
      figure: figure, published: figure.printed, recomputed: nil, rule: nil, verdict: .notRebuildable,
      status: figure.status, dashes: [])
  }

  /// How the figure was recomputed, in words.
  package var method: String? { rule?.words(dashes: dashes.count) }

  /// Recomputed less published, in the unit of the figure.
  package var difference: Double? {
    guard let published, let recomputed else { return nil }
    let difference = recomputed.value - published.value
    return verdict == .exactly ? 0 : difference
  }
}

extension FigureVerdict: Encodable {
  enum CodingKeys: String, CodingKey {
    case figure, description, published, unit, recomputed, recomputedLower, recomputedUpper, difference
    case verdict, status, rule, inputs, dashes
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(figure.identifier, forKey: .figure)
    try container.encode(figure.description, forKey: .description)
    try container.encode(published?.value, forKey: .published)
    try container.encode(figure.unit, forKey: .unit)
    try container.encode(recomputed?.value, forKey: .recomputed)
    try container.encode(recomputed?.bounds.lowerBound, forKey: .recomputedLower)
    try container.encode(recomputed?.bounds.upperBound, forKey: .recomputedUpper)
    try container.encode(difference, forKey: .difference)
    try container.encode(verdict, forKey: .verdict)
    try container.encode(status, forKey: .status)
    try container.encodeIfPresent(method, forKey: .rule)
    try container.encode(rule?.inputs ?? [], forKey: .inputs)
    try container.encode(dashes, forKey: .dashes)
  }
}
