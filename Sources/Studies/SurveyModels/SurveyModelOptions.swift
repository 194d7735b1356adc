package import Regression
package import Survey

/// What a user may choose of a regression on survey data.
package struct SurveyModelOptions: Sendable, Equatable {
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
  package var weight: String?
  package var stratum: String?
  package var cluster: String?
  /// The number of clusters in the population of the stratum, or the sampled fraction.
  package var populationSize: String?
  package var offset: String?
  package var margins: [String]
  package var lonelyPSU: LonelyPSU
  package var covariance: CovarianceName
  package var level: Double
  /// Whether the working likelihood ratio test is made for every term, which fits the model again without it.
  package var hasLikelihoodRatioTests: Bool
  /// Cells of a CSV file that stand for a missing answer, besides the empty one.
  package var missingMarkers: [String]
  package var encoding: String?
  package var reading: InputOptions
  /// Threads of a fit, at most; results do not depend on it.
  package var threads: Int

  package init(
    formula: String, family: FamilyName = .linear, link: Link? = nil, weight: String? = nil,
    stratum: String? = nil, cluster: String? = nil, populationSize: String? = nil, offset: String? = nil,
    margins: [String] = [], lonelyPSU: LonelyPSU = .fail, covariance: CovarianceName = .design,
    level: Double = 0.95, hasLikelihoodRatioTests: Bool = true, missingMarkers: [String] = [],
    encoding: String? = nil, reading: InputOptions = InputOptions(), threads: Int = 1
  ) throws(StudyOptionError) {
    guard level > 0.5, level < 1 else {
      throw StudyOptionError("the level of an interval has to lie between 0.5 and 1, such as 0.95")
    }
    if covariance == .cluster, cluster == nil {
      throw StudyOptionError("a cluster-robust covariance needs the column of the clusters")
    }
    if covariance != .design, !margins.isEmpty {
      throw StudyOptionError("marginal predictions have the covariance of the design; leave --covariance out")
    }
    self.formula = formula
    self.family = family
    self.link = link
    self.weight = weight
    self.stratum = stratum
    self.cluster = cluster
    self.populationSize = populationSize
    self.offset = offset
    self.margins = margins
    self.lonelyPSU = lonelyPSU
    self.covariance = covariance
    self.level = level
    self.hasLikelihoodRatioTests = hasLikelihoodRatioTests
    self.missingMarkers = missingMarkers
    self.encoding = encoding
    self.reading = reading
    self.threads = threads
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

  var design: DesignVariables {
    DesignVariables(
      weights: weight.map { .column($0) } ?? .equal,
      stages: [DesignVariables.Stage(stratum: stratum, cluster: cluster, populationSize: populationSize)])
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
