/// A model of the closed-population family (Otis et al. 1978; Rivest and Baillargeon 2007): how the chance of being
/// seen varies from list to list and from person to person.
///
/// As a log-linear model the expected number with history ω on t lists is
/// exp(γ + Σⱼ βⱼ ωⱼ + Σ τ h(|ω|)), with one β for all lists in M0 and Mh, and columns h of |ω| for differences
/// between people. The number seen by nobody is exp(γ).
public struct ClosedPopulationModel: Sendable, Hashable {
  /// What differences between people add.
  public enum Heterogeneity: Sendable, Hashable {
    case none
    /// Any mixture, by columns max(0, |ω| − j + 1), j = 3 ... t, with coefficients that are not negative: the number
    /// not seen is then a lower bound (Chao 1987; Rivest and Baillargeon 2007).
    case chao
    /// A Poisson mixture: h(k) = θᵏ − 1.
    case poisson(theta: Double)
    /// A normal mixture on the logit scale in Darroch's approximation: h(k) = k²/2 (Darroch et al. 1993).
    case darroch
    /// A gamma mixture: h(k) = −log((θ + k)/θ).
    case gamma(theta: Double)
  }

  /// Whether lists may differ in size.
  public let listEffects: Bool
  public let heterogeneity: Heterogeneity

  public init(listEffects: Bool, heterogeneity: Heterogeneity) {
    self.listEffects = listEffects
    self.heterogeneity = heterogeneity
  }

  public static let m0 = ClosedPopulationModel(listEffects: false, heterogeneity: .none)
  public static let mt = ClosedPopulationModel(listEffects: true, heterogeneity: .none)

  /// M0, Mt, then Mh and Mth with Chao's, Poisson (θ = 2), Darroch's and gamma (θ = 3.5) columns.
  public static let all: [ClosedPopulationModel] =
    [m0, mt]
    + [false, true].flatMap { effects in
      [.chao, .poisson(theta: 2), .darroch, .gamma(theta: 3.5)].map { (column: Heterogeneity) in
        ClosedPopulationModel(listEffects: effects, heterogeneity: column)
      }
    }

  /// "M0", "Mth Darroch" and the like.
  public var name: String {
    let base = listEffects ? "Mt" : "M"
    switch heterogeneity {
    case .none: return listEffects ? "Mt" : "M0"
    case .chao: return base + "h Chao (lower bound)"
    case .poisson(let theta): return base + "h Poisson \(theta)"
    case .darroch: return base + "h Darroch"
    case .gamma(let theta): return base + "h gamma \(theta)"
    }
  }

  /// The columns h(0) ... h(t), each scaled to at most 1 so that the normal equations are well conditioned.
  func columns(occasions t: Int) -> [[Double]] {
    func scaled(_ value: (Double) -> Double) -> [Double] {
      let column = (0...t).map { value(Double($0)) }
      let largest = column.map(abs).max() ?? 1
      return largest > 0 ? column.map { $0 / largest } : column
    }
    switch heterogeneity {
    case .none: return []
    case .chao: return t < 3 ? [] : (3...t).map { j in scaled { max(0, $0 - Double(j) + 1) } }
    case .poisson(let theta): return [scaled { pow(theta, $0) - 1 }]
    case .darroch: return [scaled { $0 * $0 / 2 }]
    case .gamma(let theta): return [scaled { -log1p($0 / theta) }]
    }
  }
}

internal import Glibc
