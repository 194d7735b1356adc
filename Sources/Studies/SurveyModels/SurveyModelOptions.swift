package import Regression

/// What a user may choose of a regression on survey data.
package struct SurveyModelOptions: Sendable {
  /// The family of the response, by the names that users know.
  package enum FamilyName: String, Sendable, CaseIterable {
    case linear, logit, poisson
    case negativeBinomial = "negative-binomial"
    case gamma
    case quasiBinomial = "quasi-binomial"
    case quasiPoisson = "quasi-poisson"
  }

  /// Where standard errors come from.
  package enum CovarianceName: String, Sendable, CaseIterable {
    /// Strata, clusters and weights.
    case design
    case hc0, hc1, hc2, hc3
    /// Scores summed within clusters, without strata.
    case cluster
  }

  package var formula: String
  package var family: FamilyName
  /// Nil for the usual one of the family.
  package var link: Link?
  package var sampling: SurveySampling
  package var replication: SurveyReplication?
  /// Of replicates that are drawn.
  package var seed: UInt64
  package var offset: String?
  package var margins: [String]
  package var covariance: CovarianceName
  package var level: Double
  /// Whether the working likelihood ratio test is made for every term, which fits the model again without it.
  package var hasLikelihoodRatioTests: Bool
  /// What a row has to hold to belong to the population of interest; others stay in the design.
  package var conditions: [SurveyCondition] = []
  /// Changes of the weights, after the replicates are there.
  package var adjustments: [SurveyAdjustment] = []
  /// Answers that stand for a missing one, besides the empty cell and those that the file declares.
  package var missingMarkers: [String] = []
  package var encoding: String?
  package var reading = InputOptions()
  /// Threads of a fit, at most; results do not depend on it.
  package var threads = 1

  package init(
    formula: String, family: FamilyName = .linear, link: Link? = nil,
    sampling: SurveySampling = SurveySampling(), replication: SurveyReplication? = nil, seed: UInt64 = 1,
    offset: String? = nil, margins: [String] = [], covariance: CovarianceName = .design,
    level: Double = 0.95, hasLikelihoodRatioTests: Bool = true
  ) throws(StudyOptionError) {
    try sampling.check()
    guard level > 0.5, level < 1 else {
      throw StudyOptionError("the level of an interval has to lie between 0.5 and 1, such as 0.95")
    }
    if covariance == .cluster, sampling.clusters.isEmpty {
      throw StudyOptionError("a cluster-robust covariance needs the column of the clusters")
    }
    if covariance != .design, !margins.isEmpty {
      throw StudyOptionError("marginal predictions have the covariance of the design; leave --covariance out")
    }
    if covariance != .design, replication != nil {
      throw StudyOptionError("replicate weights give the covariance of the design; leave --covariance out")
    }
    self.formula = formula
    self.family = family
    self.link = link
    self.sampling = sampling
    self.replication = replication
    self.seed = seed
    self.offset = offset
    self.margins = margins
    self.covariance = covariance
    self.level = level
    self.hasLikelihoodRatioTests = hasLikelihoodRatioTests
  }

  /// The family of the engine; nil for the negative binomial, whose θ is estimated.
  var engineFamily: Family? {
    switch family {
    case .linear: .gaussian
    case .logit: .binomial
    case .poisson: .poisson
    case .negativeBinomial: nil
    case .gamma: .gamma
    case .quasiBinomial: .quasiBinomial
    case .quasiPoisson: .quasiPoisson
    }
  }

  /// The formula with the offset column added.
  func parsedFormula() throws(StudyOptionError) -> Formula {
    do throws(RegressionError) {
      return try Formula(offset.map { "\(formula) + offset(`\($0)`)" } ?? formula)
    } catch {
      throw StudyOptionError("\(error)")
    }
  }
}
