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

  package init(cells: PublishedCells, isRestricted: Bool) {
    self.cells = cells
    self.isRestricted = isRestricted
  }

  /// What somebody can work out from this report and the editions before it. An edition that is not safe must
  /// not be published.
  package func audit(_ earlier: [DisclosureAudit.Edition]) -> DisclosureAudit {
    DisclosureAudit(cells, earlier: earlier)
  }
}

extension Estimate {
  /// The estimate as it may be published: three significant figures, and no warning that names a history.
  package func published() -> Estimate {
    let diagnostics = diagnostics.map { diagnostic in
      diagnostic.code == .poorFit
        ? Diagnostic(
          .poorFit, severity: diagnostic.severity, "the model fits poorly: \(diagnostic.code.entry.condition)"
        )
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
