package import Estimates
internal import NumericKernel
package import Tables

/// Which columns of a table describe how it was sampled.
package struct DesignVariables: Sendable, Equatable {
  /// Where the weights come from.
  package enum Weights: Sendable, Equatable {
    case column(String)
    /// The product of N_h/n_h over the stages, which needs population sizes at every stage.
    case fromPopulationSizes
    /// Every row counts alike, by the analyst's decision.
    case equal
  }

  /// One stage of sampling.
  package struct Stage: Sendable, Equatable {
    package let stratum: String?
    /// Nil when rows themselves are the units, which only the last stage can have.
    package let cluster: String?
    /// A column of the units in the stratum (all above 1), or of the sampled fraction (all at most 1).
    package let populationSize: String?

    package init(stratum: String? = nil, cluster: String? = nil, populationSize: String? = nil) {
      self.stratum = stratum
      self.cluster = cluster
      self.populationSize = populationSize
    }
  }

  package let weights: Weights
  package let stages: [Stage]
  /// Whether a cluster id means another cluster in another stratum. Where it does not, a cluster that
  /// lies in two strata is an error.
  package let isNested: Bool

  package init(weights: Weights, stages: [Stage] = [Stage()], isNested: Bool = true) {
    self.weights = weights
    self.stages = stages
    self.isNested = isNested
  }
}

/// How a sample was drawn, row by row, checked once. It owns every variance.
package struct SurveyDesign: Sendable {
  /// The table's name and lines, for messages.
  package let tableName: String
  package let lines: [Int]
  /// Analysis weights: as designed, or as calibrated.
  package let weights: [Double]
  package let structure: DesignStructure
  /// The leaf of the structure that each row belongs to.
  package let leaf: [Int32]
  /// Doubts about the design as such, which every estimate carries.
  package let diagnostics: [Diagnostic]
  /// Calibrations in the order in which they were made; each takes its regression out of the variance.
  package let calibrations: [CalibrationResidual]
  /// Replicate weights, when the variance comes from them and not from linearisation.
  package let replicates: ReplicateWeights?

  package var rowCount: Int { weights.count }

  init(
    tableName: String, lines: [Int], weights: [Double], structure: DesignStructure, leaf: [Int32],
    diagnostics: [Diagnostic], calibrations: [CalibrationResidual] = [], replicates: ReplicateWeights? = nil
  ) {
    self.tableName = tableName
    self.lines = lines
    self.weights = weights
    self.structure = structure
    self.leaf = leaf
    self.diagnostics = diagnostics
    self.calibrations = calibrations
    self.replicates = replicates
  }

  /// - Throws: `SurveyError.data` with line and column for a missing or negative weight, a missing stratum,
  ///   cluster or population size, sizes that differ within a stratum or are smaller than its sample;
  ///   `SurveyError.lonelyUnit` under `.fail`; `SurveyError.usage` for variables that do not fit together.
  package init(
    _ table: DataTable, _ variables: DesignVariables, lonelyPSU: LonelyPSU = .fail
  ) throws(SurveyError) {
    let reader = DesignReader(table: table, variables: variables)
    let found = try reader.units()
    structure = try DesignStructure(stages: found.stages, lonelyPSU: lonelyPSU)
    leaf = found.leaf
    weights = try reader.weights(found)
    tableName = table.name
    lines = table.lines
    calibrations = []
    replicates = nil
    diagnostics =
      DesignFault.crossingNote(found.crossesStrata) + DesignFault.lonelyNote(structure)
      + WeightTally.diagnostics(of: weights)
  }

  /// The same sample with other analysis weights, for calibration and trimming.
  func replacing(
    weights: [Double], calibrations: [CalibrationResidual], replicates: ReplicateWeights?,
    diagnostics added: [Diagnostic] = []
  ) -> SurveyDesign {
    SurveyDesign(
      tableName: tableName, lines: lines, weights: weights, structure: structure, leaf: leaf,
      diagnostics: diagnostics + added, calibrations: calibrations, replicates: replicates)
  }
}

/// The kind of units found in a table, before they become a structure.
private struct FoundUnits {
  var stages: [DesignStructure.Stage] = []
  var leaf: [Int32] = []
  /// For each stage given: the population size of each row's stratum over the sampled units, N/n.
  var inverseFractions: [[Double]] = []
  var crossesStrata = false
}

private struct DesignReader {
  let table: DataTable
  let variables: DesignVariables

  func units() throws(SurveyError) -> FoundUnits {
    guard !variables.stages.isEmpty else { throw .usage("a design needs at least one stage") }
    let last = variables.stages.count - 1
    for (k, stage) in variables.stages.enumerated() where stage.cluster == nil && k != last {
      throw .usage("stage \(k + 1) names no cluster column, which only the last stage may leave out")
    }
    var strata: [CodedColumn?] = []
    var clusters: [CodedColumn?] = []
    var sizes: [[Double]?] = []
    var areFractions: [Bool] = []
    for stage in variables.stages {
      strata.append(try stage.stratum.map { name throws(SurveyError) in try coded(name) })
      clusters.append(try stage.cluster.map { name throws(SurveyError) in try coded(name) })
      let size = try stage.populationSize.map { name throws(SurveyError) in try populationSizes(name) }
      sizes.append(size?.values)
      areFractions.append(size?.areFractions ?? false)
    }

    var builder = DesignStructureBuilder(stageCount: variables.stages.count)
    var unitOfRow: [[Int32]] = []
    var parents = [Int32](repeating: 0, count: table.rowCount)
    for k in variables.stages.indices {
      var units = [Int32](repeating: 0, count: table.rowCount)
      for row in 0..<table.rowCount {
        let unit = builder.unit(
          stage: k, parent: Int(parents[row]), stratum: strata[k]?.codes[row] ?? 0,
          cluster: clusters[k]?.codes[row], size: sizes[k]?[row] ?? .nan)
        guard let unit else {
          throw .data(
            fault(DesignFault.sizeDiffers, row: row, column: variables.stages[k].populationSize))
        }
        units[row] = Int32(unit)
      }
      unitOfRow.append(units)
      parents = units
    }
    if !variables.isNested, builder.clusterCrossesStrata { throw crossing() }

    var found = FoundUnits()
    found.crossesStrata = builder.clusterCrossesStrata
    switch builder.stages(
      sizesAreFractions: areFractions,
      stratumLabel: { k, code in strata[k]?.labels[Int(code)] ?? DesignFault.wholeSample })
    {
    case .failure(let error):
      let k = error.fault.stage - 1
      throw .data(
        DesignFault.smallPopulation(
          table.name, variables.stages[k].populationSize,
          label: strata[k]?.labels[Int(error.fault.stratumCode)], error.fault))
    case .success(let stages):
      found.stages = stages
      found.leaf = unitOfRow[stages.count - 1]
      for (k, stage) in stages.enumerated() where sizes[k] != nil {
        found.inverseFractions.append(unitOfRow[k].map { 1 / stage.fraction[stage.stratum[Int($0)]] })
      }
    }
    return found
  }

  func weights(_ found: FoundUnits) throws(SurveyError) -> [Double] {
    switch variables.weights {
    case .equal: return [Double](repeating: 1, count: table.rowCount)
    case .fromPopulationSizes:
      guard found.inverseFractions.count == variables.stages.count else {
        throw .usage("weights from population sizes need a population size at every stage")
      }
      return (0..<table.rowCount).map { row in found.inverseFractions.reduce(1) { $0 * $1[row] } }
    case .column(let name):
      return try columnWeights(name)
    }
  }

  private func columnWeights(_ name: String) throws(SurveyError) -> [Double] {
    let values = try numbers(name)
    var weights = [Double](repeating: 0, count: values.count)
    var sum = 0.0
    for row in values.indices {
      guard let value = values[row] else {
        throw .data(fault(DesignFault.missingWeight, row: row, column: name))
      }
      guard value.isFinite, value >= 0 else {
        throw .data(fault(DesignFault.negativeWeight, row: row, column: name))
      }
      weights[row] = value
      sum += value
    }
    guard sum > 0 else {
      throw .data(DesignFault.noWeight(table.name, variables.weights))
    }
    return weights
  }

  private func fault(_ sentence: DesignFault.Sentence, row: Int, column: String?) -> DataError {
    table.error(row: row, column: column, problem: sentence.problem, remedy: sentence.remedy)
  }

  private func crossing() -> SurveyError {
    .data(DesignFault.crossing(table.name, variables.stages[0].cluster))
  }

  private func coded(_ name: String) throws(SurveyError) -> CodedColumn {
    guard let column = table.column(named: name) else { throw noColumn(name) }
    let coded = CodedColumn(column)
    if let row = coded.codes.firstIndex(of: -1) {
      throw .data(fault(DesignFault.missingVariable, row: row, column: name))
    }
    return coded
  }

  private func populationSizes(_ name: String) throws(SurveyError) -> (values: [Double], areFractions: Bool) {
    let cells = try numbers(name)
    var values = [Double](repeating: 0, count: cells.count)
    var fractions = 0
    for row in cells.indices {
      guard let value = cells[row], value.isFinite, value > 0 else {
        throw .data(fault(DesignFault.populationSize, row: row, column: name))
      }
      values[row] = value
      if value < 1 { fractions += 1 }
    }
    // A column of ones is a census either way.
    let areFractions = values.allSatisfy { $0 <= 1 }
    if fractions > 0, !areFractions {
      throw .data(DesignFault.mixedSizes(table.name, name))
    }
    return (values, areFractions)
  }

  private func numbers(_ name: String) throws(SurveyError) -> [Double?] {
    do { return try table.numbers(name) } catch { throw .data(error) }
  }

  private func noColumn(_ name: String) -> SurveyError {
    .data(
      DataError(
        file: table.name, column: name, problem: "there is no such column",
        remedy: "the columns are \(table.columns.map { "'\($0.name)'" }.joined(separator: ", "))"))
  }
}
