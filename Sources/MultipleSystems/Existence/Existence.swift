/// Whether a model has an estimate of the population from a table, and which of its parameters have one.
///
/// The two are not the same: a parameter may be at infinity, or undetermined, while the expected number of
/// unobserved people is finite and unique (Fienberg and Rinaldo 2012, Annals of Statistics 40:996; Chan,
/// Silverman and Vincent 2021, JASA 116:1297).
public struct Existence: Sendable, Equatable {
  public enum Status: String, Sendable, CaseIterable {
    /// The maximum likelihood estimate exists.
    case ordinary = "ordinary"
    /// Terms on which nobody stands have their parameters at minus infinity; all others have finite
    /// estimates.
    case extended = "extended"
    /// The population has a finite estimate though further parameters are infinite or undetermined.
    case populationOnly = "population only"
    /// The likelihood rises for ever with the population.
    case infinitePopulation = "infinite population"
    /// The likelihood is highest where nobody is unobserved, so that the model has nothing to say.
    case nobodyUnobserved = "nobody unobserved"
    /// Different populations have the same likelihood.
    case notIdentifiable = "not identifiable"
  }

  public let status: Status
  /// The terms at minus infinity: those on which nobody stands, and others with status `populationOnly`.
  public let minusInfinity: [ListSet]
  /// The terms at plus infinity.
  public let plusInfinity: [ListSet]
  /// The terms whose parameter the data do not determine.
  public let undetermined: [ListSet]

  /// Whether there is a finite and unique estimate of the population.
  public var isPopulationEstimable: Bool {
    switch status {
    case .ordinary, .extended, .populationOnly: true
    case .infinitePopulation, .nobodyUnobserved, .notIdentifiable: false
    }
  }

  /// Whether all parameters but those of terms on which nobody stands have finite estimates, which is what
  /// Chan, Silverman and Vincent ask of a model.
  public var isEveryParameterEstimable: Bool { status == .ordinary || status == .extended }

  init(
    _ status: Status, minusInfinity: [ListSet] = [], plusInfinity: [ListSet] = [],
    undetermined: [ListSet] = []
  ) {
    self.status = status
    self.minusInfinity = minusInfinity.sorted(by: ListSet.precedesBySize)
    self.plusInfinity = plusInfinity.sorted(by: ListSet.precedesBySize)
    self.undetermined = undetermined.sorted(by: ListSet.precedesBySize)
  }

  init(_ analysis: FacialAnalysis) {
    func terms(_ parameter: FacialAnalysis.Parameter) -> [ListSet] {
      zip(analysis.terms, analysis.parameters).filter { $0.1 == parameter }
        .map { ListSet(rawValue: UInt32($0.0)) }
    }
    let empty = analysis.emptyTerms.map { ListSet(rawValue: UInt32($0)) }
    let status: Status =
      switch analysis.population {
      case .estimable where analysis.isRegular: empty.isEmpty ? .ordinary : .extended
      case .estimable: .populationOnly
      case .infinite: .infinitePopulation
      case .nobodyUnobserved: .nobodyUnobserved
      case .notIdentifiable: .notIdentifiable
      }
    self.init(
      status, minusInfinity: empty + terms(.minusInfinity), plusInfinity: terms(.plusInfinity),
      undetermined: terms(.undetermined))
  }
}
