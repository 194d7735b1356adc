internal import Estimates
internal import Tables

/// What files break the rules of a design by, said once for rows in memory and for rows that go by.
package enum DesignFault {
  package struct Sentence: Sendable {
    package let problem: String
    package let remedy: String
  }

  package static let missingWeight = Sentence(
    problem: "the weight is missing",
    remedy: "leave the row out before, or give it its weight; 0 keeps it out of the estimates")
  package static let negativeWeight = Sentence(
    problem: "the weight is negative or not finite",
    remedy: "weights stand for people; correct it or repeat the calibration with bounds")
  package static let missingVariable = Sentence(
    problem: "a design variable is missing",
    remedy: "every row needs its stratum and cluster, also rows outside the domain of interest")
  package static let populationSize = Sentence(
    problem: "the population size is missing or not above 0",
    remedy: "give the units in the stratum, or the sampled fraction; 1e9 stands for no correction")
  static let sizeDiffers = Sentence(
    problem: "the population size differs from that of other rows of the same stratum",
    remedy: "give one size for each stratum of each stage")
  static let wholeSample = "the whole sample"

  static func noWeight(_ file: String, _ weights: DesignVariables.Weights) -> DataError {
    let column: String? = if case .column(let name) = weights { name } else { nil }
    return DataError(
      file: file, column: column, problem: "no row has a positive weight", remedy: "name the weight column")
  }

  static func mixedSizes(_ file: String, _ column: String?) -> DataError {
    DataError(
      file: file, column: column, problem: "population sizes and sampled fractions are mixed",
      remedy: "give all as numbers of units or all as fractions")
  }

  static func crossing(_ file: String, _ column: String?) -> DataError {
    DataError(
      file: file, column: column, problem: "a PSU id stands in more than one stratum",
      remedy:
        "if ids start again in every stratum, let the design nest them (--nest); otherwise correct the stratum"
    )
  }

  static func smallPopulation(
    _ file: String, _ column: String?, label: String?, _ fault: DesignStructureBuilder.SizeFault
  ) -> DataError {
    DataError(
      file: file, column: column,
      problem: "the population of \(label.map { "stratum '\($0)'" } ?? "a stratum") is smaller than its "
        + "\(fault.unitCount) sampled units of stage \(fault.stage)",
      remedy: "give the number of units of that stage in the population, not of rows")
  }

  static func crossingNote(_ crosses: Bool) -> [Diagnostic] {
    guard crosses else { return [] }
    return [
      Diagnostic(
        .surveyClusterCrossesStrata, severity: .warning,
        "a PSU id stands in more than one stratum; it was read as a different PSU in each")
    ]
  }

  static func lonelyNote(_ structure: DesignStructure) -> [Diagnostic] {
    guard !structure.lonelyStrata.isEmpty else { return [] }
    let names = structure.lonelyStrata.prefix(8).map { "'\($0)'" }.joined(separator: ", ")
    let rest = structure.lonelyStrata.count > 8 ? " and \(structure.lonelyStrata.count - 8) more" : ""
    return [
      Diagnostic(
        .surveyLonelyPSU, severity: .warning,
        "strata with a single PSU (\(names)\(rest)) were treated by the rule '\(structure.lonelyPSU.rawValue)', "
          + "which the sample cannot confirm")
    ]
  }
}
