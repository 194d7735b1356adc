/// A log-linear model fitted to a capture table by maximum likelihood.
public struct LogLinearFit: Sendable, Equatable {
  /// The estimate of one parameter.
  public enum Parameter: Sendable, Equatable {
    case finite(value: Double, standardError: Double)
    case minusInfinity
    case plusInfinity
    /// The data do not determine it; the population does not depend on it.
    case undetermined
  }

  public let model: LogLinearModel
  public let existence: Existence
  /// The number of people observed, n.
  public let observed: Int
  /// The estimated number of unobserved people, exp β(∅).
  public let darkFigure: Double
  /// The standard error of the logarithm of the dark figure.
  public let logDarkFigureStandardError: Double
  /// The parameters in the order of the model's terms, the intercept first.
  public let parameters: [Parameter]
  /// The Poisson log-likelihood at the estimate, with the constant −Σ log y!.
  public let logLikelihood: Double
  /// Twice the log-likelihood of the table itself less that of the fit.
  public let deviance: Double
  /// The cells with a positive mean less the parameters that these determine.
  public let degreesOfFreedom: Int
  /// The histories with a positive mean, ascending, and their means.
  public let fittedHistories: [ListSet]
  public let fittedMeans: [Double]
  public let iterations: Int
  /// The condition number, in the sum norm, of XᵀWX scaled to a unit diagonal.
  public let conditionNumber: Double

  /// The estimated population: observed and unobserved.
  public var population: Double { Double(observed) + darkFigure }

  /// The standard error of the population when the dark figure is a Poisson count with an estimated mean:
  /// √(μ + μ² v), where v is the variance of log μ (Rivest and Baillargeon 2007, J Stat Software 19(5)).
  public var populationStandardError: Double {
    (darkFigure + darkFigure * darkFigure * logDarkFigureStandardError * logDarkFigureStandardError)
      .squareRoot()
  }

  /// Akaike's criterion, which counts every parameter of the model, those at infinity too.
  public var aic: Double { -2 * logLikelihood + 2 * Double(model.parameterCount) }

  /// The Bayesian criterion with the number of people observed as sample size; it counts every parameter of
  /// the model, those at infinity too.
  public var bic: Double { InformationCriterion.bic.penalised(logLikelihood, model, observed: observed) }

  /// The mean of a history; 0 for those that the estimate leaves empty.
  public func fittedMean(of history: ListSet) -> Double {
    fittedHistories.firstIndex(of: history).map { fittedMeans[$0] } ?? 0
  }
}
