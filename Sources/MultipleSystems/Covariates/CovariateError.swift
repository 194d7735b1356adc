/// Why there is no model of lists by covariates, or no estimate from it. No message holds a count.
public enum CovariateError: Error, Equatable, Sendable, CustomStringConvertible {
  // The data.
  case noStrata
  case differentLists
  case differentCovariates
  case noCovariates
  case repeatedStratum
  case unknownCovariate(String)
  case constantCovariate(String)
  case notANumber(covariate: String)
  case repeatedNumber(covariate: String)
  case nameTaken(String)
  case tooManyCells(Int)
  // The model.
  case invalidDegree(covariate: String, largest: Int)
  case polynomialTooLarge(covariate: String)
  case unknownName(String)
  case malformedFormula(String)
  case tooManyColumns(Int)
  case modelMismatch
  case startOutsideScope
  // The estimate.
  case noEstimate(Existence.Status)
  case undecided
  case notConverged(iterations: Int)
  case invalidLevel
  case invalidPlan
  case tooManyPeople
  /// A bootstrap was told to end; what is finished of it was kept.
  case interrupted

  /// The largest number of cells, histories times combinations of covariates, that are laid out.
  static let largestCellCount = 1 << 20
  /// The largest number of columns of a model.
  static let largestColumnCount = 1000

  public var description: String {
    switch self {
    case .noStrata: "there is no stratum; nothing was estimated"
    case .differentLists:
      "the strata have different lists; give every stratum the same lists in the same order"
    case .differentCovariates: "the strata are labelled by different variables; label all by the same ones"
    case .noCovariates: "the strata have no labels; fit a model of the lists alone"
    case .repeatedStratum: "two strata have the same labels; add their people up or tell them apart"
    case .unknownCovariate(let name):
      "there is no covariate '\(name)'; choose among those that label the strata"
    case .constantCovariate(let name): "'\(name)' has the same value for everybody; leave it out"
    case .notANumber(let covariate):
      "a value of '\(covariate)' is not a number; correct it or use the covariate as named levels"
    case .repeatedNumber(let covariate): "'\(covariate)' writes one number in two ways; write it in one"
    case .nameTaken(let name): "'\(name)' names a list and a covariate, or is a word of formulas; rename it"
    case .tooManyCells(let count):
      """
      histories times combinations of covariates make \(count) cells, the limit being \(Self.largestCellCount); \
      merge levels or lists, or leave a covariate out
      """
    case .invalidDegree(let covariate, let largest):
      "the degree of the polynomial in '\(covariate)' lies between 1 and \(largest), one less than its values"
    case .polynomialTooLarge(let covariate):
      """
      the polynomial in '\(covariate)' needs numbers that are too large to decide existence exactly; lower its \
      degree, or round its values to whole units
      """
    case .unknownName(let name): "'\(name)' is neither a list nor a covariate; check the formula"
    case .malformedFormula(let part):
      "'\(part)' is no term; write terms such as lists*lists + age*sex + year^2, joined by +"
    case .tooManyColumns(let count):
      "the model has \(count) parameters, the limit being \(Self.largestColumnCount); leave interactions out"
    case .modelMismatch: "the model is of other lists or covariates than the table; make it for this table"
    case .startOutsideScope: "the choice starts with terms that must stay and are not in it; add them"
    case .noEstimate(let status):
      switch status {
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
      "whether an estimate exists could not be decided in exact arithmetic; choose a smaller model"
    case .notConverged(let iterations):
      """
      the fit did not reach its tolerance in \(iterations) iterations, so there is no estimate; choose a smaller \
      model
      """
    case .invalidLevel: "the level of an interval lies between 0 and 1, as 0.95 does"
    case .invalidPlan: "a bootstrap needs at least one replicate and one thread; 1,000 replicates are usual"
    case .tooManyPeople: "more than 2^52 people cannot be resampled; check the counts"
    case .interrupted: "the run was interrupted; run it again with the same checkpoint to go on"
    }
  }
}
