internal import GlobalEstimates
internal import Tables

/// Numbers of children per 1,000 children of an age group.
struct ChildRate: Sendable {
  let measure: String
  let ageGroup: String
  /// In persons.
  let number: BoundedNumber
  let population: BoundedNumber
  /// Per 1,000, with the bounds that rounding allows.
  let rate: BoundedNumber
  let status: VerificationStatus
  let fit: BaseFit

  /// How well the children counted fit the children they are divided by.
  enum BaseFit: Sendable {
    /// Both are of the same age group.
    case same
    /// The number counts everybody under 18, the base starts at 5: the nearest base that is printed.
    case nearest
    /// The number counts everybody under 18 and the base is narrower: no rate, only what it would be at most,
    /// if every child counted were of this age.
    case atMost
  }
}

enum ChildRates {
  static let ages = ["5-9", "10-14", "5-14", "15-17", "5-17"]

  /// Rates whose number and base are of one age group.
  static func matching(_ register: FigureRegister) throws -> [ChildRate] {
    var rates: [ChildRate] = []
    for measure in ["economic-activity", "child-labour", "hazardous-work"] {
      for age in ages where (try? register.figure("\(measure)/\(age)/number")) != nil {
        if let rate = try rate("\(measure)/\(age)/number", age: age, fit: .same, register) {
          rates.append(rate)
        }
      }
    }
    return rates
  }

  /// The worst forms, counted under 18, against each base.
  static func worstForms(_ register: FigureRegister) throws -> [ChildRate] {
    var rates: [ChildRate] = []
    for form in ["trafficking"] + PublishedChecks.countedForms + ["total-without-trafficking"] {
      if let rate = try rate("worst-forms/world/\(form)", age: "5-17", fit: .nearest, register) {
        rates.append(rate)
      }
    }
    return rates
  }

  /// Trafficking against the bases that are narrower than the children it counts.
  static func traffickingAtMost(_ register: FigureRegister) throws -> [ChildRate] {
    var rates: [ChildRate] = []
    for age in ages where age != "5-17" {
      if let rate = try rate("worst-forms/world/trafficking", age: age, fit: .atMost, register) {
        rates.append(rate)
      }
    }
    return rates
  }

  /// `nil` where the source prints a dash or the base is zero.
  private static func rate(
    _ identifier: String, age: String, fit: ChildRate.BaseFit, _ register: FigureRegister
  ) throws -> ChildRate? {
    let figure = try register.figure(identifier)
    let base = try register.figure("population/\(age)")
    guard figure.printed != nil else { return nil }
    let number = try register.persons(identifier)
    let population = try register.persons(base.identifier)
    guard let ratio = number.divided(by: population) else { return nil }
    return ChildRate(
      measure: figure.measure, ageGroup: age, number: number, population: population,
      rate: ratio.scaled(by: 1_000), status: .worst([figure.status, base.status]), fit: fit)
  }
}
