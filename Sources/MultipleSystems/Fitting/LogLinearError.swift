/// Why there is no fit of a model to a table.
public enum LogLinearError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Model and table have different numbers of lists.
  case listCountMismatch(model: Int, table: Int)
  /// The lists are too many for the means of all histories to be laid out.
  case tooManyLists(Int)
  /// The models of a search are too many.
  case tooManyModels(listCount: Int, maximumOrder: Int)
  /// A level is not between 0 and 1.
  case invalidLevel
  /// A bootstrap without replicates or threads.
  case invalidPlan
  /// The people are too many to be resampled.
  case tooManyPeople
  /// A bootstrap was told to end; what is finished of it was kept.
  case interrupted
  /// The data and the model give no estimate of the population.
  case noEstimate(Existence)
  /// The exact arithmetic that decides existence outgrew 128 bits.
  case undecided
  /// Newton's method did not reach its tolerance though the estimate exists.
  case notConverged(iterations: Int)

  public var description: String {
    switch self {
    case .listCountMismatch(let model, let table):
      "the model is of \(model) lists and the table has \(table); write a formula for the table's lists"
    case .tooManyLists(let count):
      """
      a model of \(count) lists that hang together is too large, the limit being \
      \(CaptureTable.denseListCount); merge or leave out lists
      """
    case .tooManyModels(let listCount, let maximumOrder):
      "\(ModelError.tooManyModels(listCount: listCount, maximumOrder: maximumOrder))"
    case .invalidPlan: "a bootstrap needs at least one replicate and one thread; 1,000 replicates are usual"
    case .tooManyPeople: "more than 2^52 people cannot be resampled; check the counts"
    case .interrupted: "the run was interrupted; run it again with the same checkpoint to go on"
    case .invalidLevel: "the level of an interval lies between 0 and 1, as 0.95 does"
    case .noEstimate(let existence):
      switch existence.status {
      case .infinitePopulation:
        "the likelihood rises for ever with the population; choose a model with fewer interactions"
      case .nobodyUnobserved:
        """
        the likelihood is highest where nobody is unobserved, so that the model says nothing about them; choose a \
        model with fewer interactions
        """
      default:
        "different populations have the same likelihood; choose a model with fewer interactions or more lists"
      }
    case .undecided:
      "whether an estimate exists could not be decided in 128-bit arithmetic; choose a smaller model"
    case .notConverged(let iterations):
      """
      the fit did not reach its tolerance in \(iterations) iterations, so there is no estimate; choose a smaller \
      model
      """
    }
  }
}
