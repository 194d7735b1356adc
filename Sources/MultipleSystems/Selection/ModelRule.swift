/// How the model is chosen. A bootstrap that includes the choice repeats it in every replicate.
public enum ModelRule: Sendable, Equatable {
  /// No choice: this model.
  case given(LogLinearModel)
  /// Forward by p-values from independence, with two-list interactions (Chan, Silverman and Vincent 2021).
  case stepwise(threshold: Double = ModelRule.stepwiseThreshold)
  /// The smallest criterion over every hierarchical model with interactions of up to `maximumOrder` lists
  /// that estimates the population.
  case best(by: InformationCriterion, maximumOrder: Int)

  /// The p-value below which an interaction enters in Chan, Silverman and Vincent (2021).
  public static let stepwiseThreshold = 0.02

  /// The largest order that `best` can search with this number of lists: all hierarchical models up to five
  /// lists, those with pairs for six; `nil` beyond.
  public static func largestOrder(listCount: Int) -> Int? {
    switch listCount {
    case ...5: max(1, listCount - 1)
    case 6: 2
    default: nil
    }
  }
}

/// A model that the rule chose from a table, and what it was chosen from.
public struct ModelChoice: Sendable, Equatable {
  public let rule: ModelRule
  public let fit: LogLinearFit
  /// The interactions in the order in which they entered, and their p-values; empty unless the rule is
  /// stepwise.
  public let steps: [StepwiseStep]
  /// The interactions whose p-values would have let them enter, and which have no estimate together with the
  /// model.
  public let leftOut: [ListSet]
  /// The models that the rule compared, the best first; empty unless it compares criteria.
  public let ranking: [RankedModel]
  /// The models that were looked at and have no estimate of the population.
  public let refusedCount: Int

  public var model: LogLinearModel { fit.model }
}

/// One step of the stepwise rule.
public struct StepwiseStep: Sendable, Equatable {
  public let interaction: ListSet
  /// Under the model before the step.
  public let pValue: Double
}

/// A model in a comparison by a criterion.
public struct RankedModel: Sendable, Equatable {
  let termMask: UInt64
  let listCount: Int
  public var model: LogLinearModel { LogLinearModel(termMask: termMask, listCount: listCount) }
  public let population: Double
  public let criterion: Double
  /// Whether some parameter besides those of empty overlaps has no finite estimate.
  public let isPopulationOnly: Bool
}
