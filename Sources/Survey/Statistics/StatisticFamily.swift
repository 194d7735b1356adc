/// The statistics that the design-based laws are tested on, each with what the laws need to know of it. A new
/// one is a line in `all`.
package struct StatisticFamily: Sendable {
  package let name: String
  package let summary: String
  /// By how much the value grows when all weights do: 1 for totals, 0 for means and ratios.
  package let weightDegree: Int
  /// Whether the value at a + b·y is `scale(b)` times that at y, plus a where `isLocated`.
  package let isLocated: Bool
  package let scaleDegree: Int
  /// From a numeric variable and a positive one.
  package let make: @Sendable (SurveyVariable, SurveyVariable) throws(SurveyError) -> any SurveyStatistic

  package static let all: [StatisticFamily] = [
    StatisticFamily(
      name: "total", summary: "sum over the population", weightDegree: 1, isLocated: false, scaleDegree: 1
    ) { (y, _) throws(SurveyError) in Total(y) },
    StatisticFamily(
      name: "mean", summary: "mean over the population", weightDegree: 0, isLocated: true, scaleDegree: 1
    ) { (y, _) throws(SurveyError) in Mean(y) },
    StatisticFamily(
      name: "proportion",
      summary: "share of the population that lies above the middle of the variable's range",
      weightDegree: 0, isLocated: false, scaleDegree: 0
    ) { (y, _) throws(SurveyError) in
      let middle = ((y.values.min() ?? 0) + (y.values.max() ?? 0)) / 2
      return try Proportion(SurveyVariable(y.name, y.values.map { $0 > middle ? 1 : 0 }, present: y.present))
    },
    StatisticFamily(
      name: "ratio", summary: "sum over sum", weightDegree: 0, isLocated: false, scaleDegree: 1
    ) { (y, x) throws(SurveyError) in Ratio(y, over: x) },
    StatisticFamily(
      name: "variance", summary: "variance over the population", weightDegree: 0, isLocated: false,
      scaleDegree: 2
    ) { (y, _) throws(SurveyError) in PopulationVariance(y) },
  ]
}
