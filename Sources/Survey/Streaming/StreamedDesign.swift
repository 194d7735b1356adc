package import Estimates
internal import Tables

/// A design of one stage that is made known row by row, without keeping rows: what `SurveyDesign` is in memory.
///
/// Stages below the first add nothing to the variance unless the first has population sizes, so that a design of
/// several stages without them is one of its first stage too.
package struct StreamedDesign: Sendable {
  /// What a row breaks a rule of the design by.
  package struct RowFault: Error, Equatable {
    package let row: Int
    package let problem: String
    package let remedy: String
  }

  package let hasClusters: Bool
  package let isNested: Bool
  private var builder = DesignStructureBuilder(stageCount: 1)
  /// Strata met so far, where rows are units.
  private var strataOfRows = 0
  private var sizesBelowOne = 0
  private var sizesAboveOne = 0
  private var leaves = 0
  private var weights = WeightTally()
  package private(set) var rowCount = 0

  package init(hasClusters: Bool, isNested: Bool) {
    self.hasClusters = hasClusters
    self.isNested = isNested
  }

  /// What a block of `OnePassSums` stands for.
  package var unit: OnePassSums.Unit { hasClusters ? .leaf : .stratumOfRows }
  /// Leaves, or strata where rows are units, met so far.
  package var blockCount: Int { hasClusters ? leaves : strataOfRows }
  package var weightSum: Double { weights.sum }

  /// Makes rows known.
  /// - Parameters:
  ///   - stratum, cluster: codes in order of first occurrence; nil where the design has none.
  ///   - size: of the population of each row's stratum, in units, or the sampled fraction.
  ///   - blocks: takes the block of `OnePassSums` of each row.
  package mutating func add(
    weight: [Double], stratum: [Int32]?, cluster: [Int32]?, size: [Double]?, blocks: inout [Int32]
  ) throws(RowFault) {
    let count = weight.count
    blocks.resize(to: count, with: 0)
    weights.add(weight)
    rowCount += count
    if let size { try check(size) }
    if let cluster {
      try findLeaves(stratum, cluster, size, &blocks)
    } else {
      try countRows(count, stratum, size, &blocks)
    }
  }

  private mutating func check(_ sizes: [Double]) throws(RowFault) {
    for row in sizes.indices {
      let size = sizes[row]
      guard size > 0 else { throw RowFault(row: row, DesignFault.populationSize) }
      if size < 1 { sizesBelowOne += 1 } else if size > 1 { sizesAboveOne += 1 }
    }
  }

  private mutating func findLeaves(
    _ stratum: [Int32]?, _ cluster: [Int32], _ size: [Double]?, _ blocks: inout [Int32]
  ) throws(RowFault) {
    var row = 0
    while true {
      if size == nil { row = builder.fillKnown(stratum: stratum, cluster: cluster, from: row, into: &blocks) }
      if row == cluster.count { return }
      guard
        let unit = builder.unit(
          stage: 0, parent: 0, stratum: stratum?[row] ?? 0, cluster: cluster[row], size: size?[row] ?? .nan)
      else { throw RowFault(row: row, DesignFault.sizeDiffers) }
      leaves = max(leaves, unit + 1)
      blocks[row] = Int32(unit)
      row += 1
    }
  }

  private mutating func countRows(
    _ count: Int, _ stratum: [Int32]?, _ size: [Double]?, _ blocks: inout [Int32]
  ) throws(RowFault) {
    for row in 0..<count {
      let own = stratum?[row] ?? 0
      guard let number = builder.countRow(stratum: own, size: size?[row] ?? .nan) else {
        throw RowFault(row: row, DesignFault.sizeDiffers)
      }
      strataOfRows = max(strataOfRows, number + 1)
      blocks[row] = Int32(number)
    }
  }

  /// The structure of all rows, and what there is to say of it.
  /// - Parameters:
  ///   - file: for messages.
  ///   - labels: of the codes of strata; nil where there are none.
  package func structure(
    lonelyPSU: LonelyPSU, file: String, variables: DesignVariables, labels: [String]?
  ) throws(SurveyError) -> (structure: DesignStructure, diagnostics: [Diagnostic]) {
    let stage = variables.stages[0]
    guard weights.sum > 0 else { throw .data(DesignFault.noWeight(file, variables.weights)) }
    if sizesBelowOne > 0, sizesAboveOne > 0 {
      throw .data(DesignFault.mixedSizes(file, stage.populationSize))
    }
    if !isNested, builder.clusterCrossesStrata { throw .data(DesignFault.crossing(file, stage.cluster)) }
    let found = builder.stages(sizesAreFractions: [sizesAboveOne == 0]) { _, code in
      labels?[Int(code)] ?? DesignFault.wholeSample
    }
    switch found {
    case .failure(let error):
      throw .data(
        DesignFault.smallPopulation(
          file, stage.populationSize, label: labels?[Int(error.fault.stratumCode)], error.fault))
    case .success(let stages):
      let structure = try DesignStructure(stages: stages, lonelyPSU: lonelyPSU)
      return (
        structure,
        DesignFault.crossingNote(builder.clusterCrossesStrata) + DesignFault.lonelyNote(structure)
          + weights.diagnostics
      )
    }
  }
}

extension StreamedDesign.RowFault {
  fileprivate init(row: Int, _ fault: DesignFault.Sentence) {
    self.init(row: row, problem: fault.problem, remedy: fault.remedy)
  }
}
