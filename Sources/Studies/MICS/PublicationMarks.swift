internal import Estimates
internal import Reporting
internal import Survey

/// How each publication standard prints a doubtful figure, and says so under the table.
struct PublicationMarks {
  let standard: PublicationStandard

  /// A percentage as the standard prints it.
  func cell(_ report: Estimate?, style: NumberStyle) -> Cell {
    guard let report else { return .absent(.notApplicable) }
    guard let value = report.value else { return .text(refused) }
    switch standard {
    case .mics where isDoubtful(report, .surveyUnweightedCases): return .text("(\(style.text(value)))")
    case .statcan where isDoubtful(report, .surveyCoefficientOfVariation):
      return .text("\(style.text(value)) E")
    case .nchs where isDoubtful(report, .surveyIntervalWidth): return .text("\(style.text(value)) †")
    default: return .number(value, style)
    }
  }

  private func isDoubtful(_ report: Estimate, _ code: WarningCode) -> Bool {
    report.diagnostics.contains { $0.code == code && $0.severity == .warning }
  }

  /// What stands in place of a figure that is not published.
  var refused: String {
    switch standard {
    case .mics: "(*)"
    case .nchs: "*"
    case .statcan: "F"
    case .none: "refused"
    }
  }

  /// The sentences under a table that has such figures.
  func notes(_ reports: [Estimate]) -> [String] {
    let isRefused = reports.contains { $0.refusal != nil }
    var notes: [String] = []
    switch standard {
    case .mics:
      if reports.contains(where: { isDoubtful($0, .surveyUnweightedCases) }) {
        notes.append("( ) Figures that are based on 25-49 unweighted cases.")
      }
      if isRefused { notes.append("(*) Figures that are based on fewer than 25 unweighted cases.") }
    case .nchs:
      if reports.contains(where: { isDoubtful($0, .surveyIntervalWidth) }) {
        notes.append("† The interval is wide for the complement of the proportion.")
      }
      if isRefused {
        notes.append(
          "* Not published: fewer than 30 cases, counted or effective, or an interval too wide "
            + "(NCHS Vital and Health Statistics 2 (175)).")
      }
    case .statcan:
      if reports.contains(where: { isDoubtful($0, .surveyCoefficientOfVariation) }) {
        notes.append("E Use with caution: coefficient of variation above 16.6 % and up to 33.3 %.")
      }
      if isRefused {
        notes.append("F Too unreliable to be published: coefficient of variation above 33.3 %.")
      }
    case .none:
      notes.append("No publication standard was applied: small numbers of cases are not marked.")
    }
    return notes
  }
}
