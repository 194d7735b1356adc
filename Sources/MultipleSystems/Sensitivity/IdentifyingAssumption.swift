/// What a model takes for granted about the lists, for the words that have to stand beside an estimate.
public struct IdentifyingAssumption: Sendable, Equatable {
  public let listCount: Int
  /// The interactions that are in the model and have a finite estimate.
  public let estimatedInteractions: [ListSet]
  /// The pairs of lists that are taken to be independent given the others.
  public let independentPairs: [ListSet]
  /// The pairs on which nobody stands together. Whether that is by design or by chance the figures do not say; those
  /// in the model have an interaction of minus infinity.
  public let pairsWithoutOverlap: [ListSet]
  /// The most lists that interact in the model: 1 for independence.
  public let highestOrder: Int

  public init(_ fit: LogLinearFit, of table: CaptureTable) {
    let model = fit.model
    listCount = model.listCount
    estimatedInteractions = zip(model.terms, fit.parameters).filter { term, parameter in
      if case .finite = parameter { return term.count > 1 }
      return false
    }.map(\.0)
    independentPairs = LogLinearModel.pairs(listCount: model.listCount).filter { !model.contains($0) }
    pairsWithoutOverlap = table.pairsWithoutOverlap
    highestOrder = model.order
  }

  /// Whether all interactions of three lists and more are taken to be absent.
  public var isPairsOnly: Bool { highestOrder <= 2 }
}
