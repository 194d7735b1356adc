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
    let dashes = inputs.filter { $0.printed == nil }.map(\.identifier)
    return FigureVerdict(
      target, published: published, recomputed: recomputed, method: rule.words(dashes: dashes.count),
      inputs: rule.inputs, dashes: dashes,
      status: .worst([target.status] + inputs.filter { $0.printed != nil }.map(\.status)))
  }
}

/// What came of a check, or that there is none for a figure.
package struct FigureVerdict: Sendable, Equatable {
  package let figure: PublishedFigure
  /// `nil` where the source prints a dash.
  package let published: PrintedNumber?
  /// In the unit of the figure; `nil` where no data can rebuild it.
  package let recomputed: BoundedNumber?
  /// How it was recomputed, in words; `nil` where no data can rebuild it.
  package let method: String?
  /// The published figures that it was recomputed from.
  package let inputs: [String]
  /// The inputs that the source prints as a dash.
  package let dashes: [String]
  package let verdict: Verdict
  /// The least known of the figures that enter, the published one among them.
  package let status: VerificationStatus

  /// The verdict on a figure that was recomputed.
  init(
    _ figure: PublishedFigure, published: PrintedNumber, recomputed: BoundedNumber, method: String,
    inputs: [String] = [], dashes: [String] = [], status: VerificationStatus
  ) {
    self.figure = figure
    self.published = published
    self.recomputed = recomputed
    self.method = method
    self.inputs = inputs
    self.dashes = dashes
    verdict = Verdict(published: published, recomputed: recomputed)
    self.status = status
  }

  /// The verdict on a figure that no other published figure leads to.
  init(notRebuildable figure: PublishedFigure) {
    self.figure = figure
    published = figure.printed
    recomputed = nil
    method = nil
    inputs = []
    dashes = []
    verdict = .notRebuildable
    status = figure.status
  }

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
    try container.encode(inputs, forKey: .inputs)
    try container.encode(dashes, forKey: .dashes)
  }
}
