package import Estimates
package import Reporting

/// What a study has to observe when its result leaves the house.
///
/// A number with all its digits is a fingerprint of the counts that it was computed from: whoever knows the method
/// can try the tables that are possible and see which gives it. Where counts are held back, the report and every
/// file beside it therefore hold numbers with the digits that a reader is shown, and no more (standard 4.3.4). What
/// the command prints for the analyst keeps them all.
package struct StudyRelease: Sendable, Equatable {
  package static let fileName = PublishedCells.fileName

  /// Every count that the report gives away.
  package let cells: PublishedCells
  /// Whether counts are held back, so that digits are too.
  package let isRestricted: Bool
  /// Estimates that are held back, by their method: simple functions of few sums of counts, from which these could
  /// be solved.
  package let withheldMethods: [String]

  package init(cells: PublishedCells, isRestricted: Bool, withheldMethods: [String] = []) {
    self.cells = cells
    self.withheldMethods = withheldMethods
    self.isRestricted = isRestricted
  }

  /// The same, with estimates that would tell counts which are held back: the audit calls it unsafe.
  func exposing(_ names: [String]) -> StudyRelease {
    var cells = cells
    cells.expose(names)
    return StudyRelease(cells: cells, isRestricted: isRestricted, withheldMethods: withheldMethods)
  }

  /// What somebody can work out from this report and the editions before it. An edition that is not safe must
  /// not be published.
  package func audit(_ earlier: [DisclosureAudit.Edition]) -> DisclosureAudit {
    DisclosureAudit(cells, earlier: earlier)
  }
}

extension PublishedCells {
  /// Those of people on some lists. A combination of lists means other people where there is one list more, so that
  /// only counts of the same lists are held against each other.
  init(threshold: Int, lists: [String]) {
    self.init(
      threshold: threshold,
      subject: lists.isEmpty ? "people" : "people on \(lists.sorted().joined(separator: ", "))")
  }
}

extension StudyRelease {
  /// Of a report that gives the number of people seen and no other count, and estimates computed from counts that
  /// it does not give.
  static func totalOnly(_ observed: Int, threshold: Int, lists: [String]) -> StudyRelease {
    var cells = PublishedCells(threshold: threshold, lists: lists)
    cells.add("people seen", of: ["people seen"], .exactly(observed))
    return StudyRelease(cells: cells, isRestricted: threshold > 1)
  }

  /// The estimates as they may be published.
  package func published(_ estimates: [Estimate]) -> [Estimate] {
    guard isRestricted else { return estimates }
    return estimates.filter { !withheldMethods.contains($0.method) }.map { $0.published() }
  }
}

extension Estimate {
  /// Warnings whose sentence holds a share of the histories or names one: the catalogue's own stands instead.
  private static let tellingCodes: Set<WarningCode> = [
    .poorFit, .seenOnce, .lowSampleCoverage, .belowChaoBound,
  ]

  /// The estimate as it may be published: three significant figures, and no warning that tells of a history.
  package func published() -> Estimate {
    let diagnostics = diagnostics.map { diagnostic in
      Self.tellingCodes.contains(diagnostic.code)
        ? Diagnostic(diagnostic.code, severity: diagnostic.severity, diagnostic.code.entry.condition)
        : diagnostic
    }
    guard case .estimated(let value, let uncertainty) = outcome,
      let rounded = try? Estimate(
        quantity: quantity, unit: unit, method: method, domain: domain,
        outcome: .estimated(value: Headline.rounded(value), uncertainty: try uncertainty.published()),
        diagnostics: diagnostics, provenance: provenance)
    else { return replacing(diagnostics: diagnostics) }
    return rounded
  }
}

extension Uncertainty {
  fileprivate func published() throws(EstimateError) -> Uncertainty {
    switch self {
    case .sampling(let error, let degreesOfFreedom, let interval):
      .sampling(
        standardError: Headline.rounded(error), degreesOfFreedom: degreesOfFreedom,
        interval: try interval.published())
    case .intervalOnly(let interval): .intervalOnly(try interval.published())
    case .unavailable: self
    }
  }
}

extension Interval {
  fileprivate func published() throws(EstimateError) -> Interval {
    switch upper {
    case .finite(let end):
      try Interval(kind: kind, level: level, lower: Headline.rounded(lower), upper: Headline.rounded(end))
    case .unbounded(let reason):
      try Interval(
        kind: kind, level: level, lower: Headline.rounded(lower), upper: .unbounded(reason: reason))
    }
  }
}
