internal import Glibc

/// What a model is charged for its parameters.
public enum InformationCriterion: String, Sendable, CaseIterable {
  case aic = "AIC"
  /// With log n for the number n of people observed.
  case bic = "BIC"

  /// −2 log-likelihood and the charge for all parameters of the model.
  func penalised(_ logLikelihood: Double, _ model: LogLinearModel, observed: Int) -> Double {
    -2 * logLikelihood + charge(observed: Double(observed)) * Double(model.parameterCount)
  }

  /// The charge for one parameter.
  func charge(observed: Double) -> Double {
    switch self {
    case .aic: 2
    case .bic: log(observed)
    }
  }
}
