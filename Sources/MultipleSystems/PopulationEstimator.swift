public import Estimates

/// A way to estimate a population from who is on which lists.
///
/// A new one is one file and one word in a list; help, documentation and the tests of the laws that all obey
/// read that list.
public protocol PopulationEstimator: Sendable {
  /// A short name for commands and reports, in lower case with hyphens; it never changes.
  var id: String { get }
  /// What it does and assumes, in one line.
  var summary: String { get }
  var reference: Citation { get }

  /// Estimates the population, or refuses with a code and without a number.
  ///
  /// - Throws: when the request itself is wrong, as a level of 2 or a formula for other lists; never for what
  ///   the data say.
  func estimate(_ table: CaptureTable, level: Double) throws -> Estimate
}

extension LincolnPetersen: PopulationEstimator {}
extension Chapman: PopulationEstimator {}
extension ChaoLowerBound: PopulationEstimator {}
extension SampleCoverageEstimator: PopulationEstimator {}
extension ClosedPopulationEstimator: PopulationEstimator {}
extension BehaviouralModel: PopulationEstimator {}
extension GraphAveragingEstimator: PopulationEstimator {}
