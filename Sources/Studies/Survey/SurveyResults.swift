internal import Estimates
internal import Survey

/// What one sample comes to, whichever way it was computed.
struct SurveyResults: Sendable {
  /// One statistic in the domains of every breakdown.
  struct Statistic: Sendable {
    let request: SurveyRequest
    let isProportion: Bool
    let breakdowns: [Breakdown]

    var name: String { request.name(isProportion: isProportion) }
  }

  /// The whole, the domains of one column, or those of all columns together.
  struct Breakdown: Sendable {
    /// The columns; empty for the whole.
    let columns: [String]
    let values: Values

    enum Values: Sendable {
      case joint(JointEstimate)
      /// Quantiles, and why a domain has none.
      case quantiles([QuantileOutcome])
    }
  }

  struct QuantileOutcome: Sendable {
    let domain: [DomainLabel]
    /// Rows with an answer, whether there is a quantile or not.
    let sampleSize: Int
    let result: Result<QuantileEstimate, SurveyError>
  }

  struct Cross: Sendable {
    let request: SurveyCross
    let table: CrossTable
    /// Each test, or why there is none.
    let tests: [Result<TestResult, SurveyError>]
  }

  /// What there is to say of the sample as such.
  struct Sample: Sendable {
    var rowCount = 0
    /// Σw of all rows.
    var weightSum = 0.0
    var strata = 0
    var units = 0
    /// Rows that responded, of those asked, where the file says so.
    var responded: (count: Int, asked: Int)?
    var hasClusters = false
    /// Degrees of freedom of the whole design.
    var degreesOfFreedom = 0.0
    /// What replicates and adjustments were used, in words.
    var methods: [String] = []
    var diagnostics: [Diagnostic] = []
    /// Whether the file says of itself that it is made up.
    var isSynthetic = false
    /// Whether it is combined from several imputed files.
    var isImputed = false
    var record: InputRecord
    var notes: [String] = []
  }

  var sample: Sample
  var statistics: [Statistic]
  var crosses: [Cross] = []
}

/// The breakdowns that columns ask for: the whole, each column, and all of them when there are several.
enum SurveyBreakdowns {
  static func columns(_ by: [String]) -> [[String]] {
    [[]] + by.map { [$0] } + (by.count > 1 ? [by] : [])
  }
}
