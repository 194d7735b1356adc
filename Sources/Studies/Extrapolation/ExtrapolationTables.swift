internal import Estimates
internal import GlobalEstimates
internal import Reporting

/// The tables of an extrapolation.
struct ExtrapolationTables {
  let regions: Table
  let countries: Table
  let shares: Table
  let leaveOneOutSummary: Table?
  let leaveOneOut: Table?
  /// Short ones for the terminal and the report, and long ones for the report alone.
  let model: [Table]
  let detail: [Table]

  init(_ study: ExtrapolationStudy) throws {
    let source = study.sourceLine
    regions = Self.wholes(study, source)
    countries = Self.countries(study, source)
    shares = Self.shares(study, source)
    let leftOut = LeftOut(study)
    leaveOneOutSummary = leftOut.map { Self.summary($0, source) }
    leaveOneOut = leftOut.map { Self.countries($0, level: Self.level(study), source) }
    (model, detail) = try Self.model(study, source)
  }

  /// So many decimals as leave three figures of the largest rate: a smaller one has fewer and no false ones.
  static func rateStyle(_ study: ExtrapolationStudy) -> NumberStyle {
    var largest = 0.0
    for (estimate, people) in zip(study.estimates, study.populations) where people > 0 {
      largest = max(largest, (estimate.value ?? 0) / people * study.options.ratePer)
    }
    let decimals = largest >= 100 ? 0 : largest >= 10 ? 1 : largest >= 1 ? 2 : largest >= 0.1 ? 3 : 4
    return NumberStyle(decimals: decimals, significantFigures: 3)
  }

  static func level(_ study: ExtrapolationStudy) -> String {
    NumberStyle(decimals: 0, suffix: " %").text(100 * study.options.level)
  }

  /// "per 100", under a rate.
  static func unit(_ study: ExtrapolationStudy) -> String {
    "per \(NumberStyle.count.text(study.options.ratePer))"
  }

  private static func model(_ study: ExtrapolationStudy, _ source: String) throws -> ([Table], [Table]) {
    switch study.outcome {
    case nil: return ([], [])
    case .ratio(let ratio): return ([try variances(study, ratio, source)], [])
    case .area(let fits):
      var detail: [Table] = []
      if study.options.method == .fayHerriot {
        detail.append(try areas(study, fits, source))
      } else {
        detail.append(try predictions(study, fits, source))
      }
      return ([try coefficients(study, fits, source)], detail)
    case .hierarchical(let fits): return ([parameters(study, fits, source)], [])
    }
  }
}
