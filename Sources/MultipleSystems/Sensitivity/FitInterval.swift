internal import Estimates

/// How an interval is made from one fitted model, the choice of which it takes for granted.
public enum FitInterval: Sendable, Equatable {
  case wald
  case logNormal
  case profile(ProfileLikelihood)

  /// - Returns: `nil` when there is none at this level.
  func interval(of fit: LogLinearFit, _ table: CaptureTable, level: Double) -> Interval? {
    switch self {
    case .wald: try? fit.waldInterval(level: level)
    case .logNormal: try? fit.logNormalInterval(level: level)
    case .profile(let likelihood): try? fit.profileInterval(likelihood, of: table, level: level).interval
    }
  }
}

extension Interval {
  /// Whether a value lies in the interval, ends included.
  func contains(_ value: Double) -> Bool {
    switch upper {
    case .finite(let upper): value >= lower && value <= upper
    case .unbounded: value >= lower
    }
  }
}
