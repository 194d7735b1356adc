package import Estimates
package import Survey

/// How the rows of a survey were drawn, as a user says it: by the names of columns, one for each stage.
package struct SurveySampling: Sendable, Equatable {
  package enum Weight: Sendable, Equatable {
    case column(String)
    /// Every row counts alike, by the analyst's decision.
    case equal
    /// N/n over the stages.
    case fromPopulationSizes
  }

  package var weight: Weight = .equal
  /// One for each stage, or none.
  package var strata: [String] = []
  package var clusters: [String] = []
  package var populationSizes: [String] = []
  package var isNested = true
  package var lonelyPSU: LonelyPSU = .fail

  package init() {}

  /// - Throws: `StudyOptionError` for columns that do not fit together.
  package func check() throws(StudyOptionError) {
    let most = clusters.count + 1
    guard strata.count <= most, populationSizes.count <= most else {
      throw StudyOptionError(
        "there are more strata or population sizes than stages; give one for each cluster column at most, and one "
          + "more where rows are the units of the last stage")
    }
    if let twice = columns.indices.first(where: { columns[..<$0].contains(columns[$0]) }) {
      throw StudyOptionError(
        "the column '\(columns[twice])' has two roles in the design; give each role its own column")
    }
  }

  var columns: [String] { weightColumns + strata + clusters + populationSizes }
  /// Columns that have to be numbers.
  var numberColumns: [String] { weightColumns + populationSizes }

  private var weightColumns: [String] { if case .column(let name) = weight { [name] } else { [] } }

  private var stageCount: Int { max(1, max(clusters.count, max(strata.count, populationSizes.count))) }

  var variables: DesignVariables {
    let stages = (0..<stageCount).map { k in
      DesignVariables.Stage(
        stratum: k < strata.count ? strata[k] : nil, cluster: k < clusters.count ? clusters[k] : nil,
        populationSize: k < populationSizes.count ? populationSizes[k] : nil)
    }
    let weights: DesignVariables.Weights =
      switch weight {
      case .column(let name): .column(name)
      case .equal: .equal
      case .fromPopulationSizes: .fromPopulationSizes
      }
    return DesignVariables(weights: weights, stages: stages, isNested: isNested)
  }

  /// SVY-21: what the variance takes later stages for, where population sizes say nothing of them.
  package var diagnostics: [Diagnostic] {
    let known = populationSizes.count
    if known > 0, known < stageCount {
      return [
        Diagnostic(
          .surveyStageSizes, severity: .warning,
          "population sizes are given for \(known) of \(stageCount) stages; later stages are taken as drawn with "
            + "replacement from many")
      ]
    }
    if known == 1, clusters.count == 1 {
      return [
        Diagnostic(
          .surveyStageSizes, severity: .note,
          "population sizes are given for clusters alone, so that the rows of a cluster are taken to be all of it; "
            + "where they were drawn too, name their stage or leave the sizes out")
      ]
    }
    return []
  }
}
