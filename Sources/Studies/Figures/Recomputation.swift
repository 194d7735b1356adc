package import GlobalEstimates
package import Tables

/// How one published figure follows from others.
package enum Recomputation: Sendable, Equatable {
  /// Another place prints the same quantity.
  case same(String)
  /// The parts add up to it. A dash among the parts adds nothing and is reported.
  case sum([String])
  /// The first figure less the second.
  case difference(String, less: String)
  /// A number of people as a percentage of a larger number that holds them.
  case share(part: String, whole: String)
  /// The rate of a number of children, from another number and its rate among the same children: n r′ / n′.
  case rateOnSameBase(number: String, other: String, otherRate: String)
  /// A number of children divided by the children there are.
  case rate(number: String, population: String)
  /// "One child in how many": the children there are divided by a number of children.
  case oneIn(population: String, number: String)
  /// The world's rate, from each region's number and rate: Σ nᵣ / Σ (nᵣ / pᵣ).
  case rateOverRegions(numbers: [String], rates: [String])

  /// The figures it is worked out from.
  package var inputs: [String] {
    switch self {
    case .same(let figure): [figure]
    case .sum(let parts): parts
    case .difference(let figure, let subtracted): [figure, subtracted]
    case .share(let part, let whole): [part, whole]
    case .rateOnSameBase(let number, let other, let rate): [number, other, rate]
    case .rate(let number, let population): [number, population]
    case .oneIn(let population, let number): [population, number]
    case .rateOverRegions(let numbers, let rates): numbers + rates
    }
  }

  /// The rule in words, when so many of its inputs are dashes.
  package func words(dashes: Int) -> String {
    switch self {
    case .same: "printed elsewhere"
    case .sum(let parts) where dashes > 0:
      "sum of \(parts.count - dashes) parts, \(dashes == 1 ? "a dash" : "\(dashes) dashes") left out"
    case .sum(let parts): "sum of \(parts.count) parts"
    case .difference: "one figure less the other"
    case .share: "part over whole"
    case .rateOnSameBase: "number over the child population that another number and its rate imply"
    case .rate: "number over child population"
    case .oneIn: "child population over number"
    case .rateOverRegions: "regional numbers over the child populations they imply"
    }
  }

  /// The result in the unit of `target`, with every value that the rounding of the inputs allows.
  /// - Throws: `DataError` when an input is missing or of a unit that the rule cannot use.
  package func result(
    for target: PublishedFigure, in register: FigureRegister
  ) throws(DataError) -> BoundedNumber {
    switch self {
    case .same(let figure):
      return try inUnit(of: target, persons: register.persons(figure), register)
    case .sum(let parts):
      var terms: [BoundedNumber] = []
      for part in parts where try register.figure(part).printed != nil {
        terms.append(try register.persons(part))
      }
      guard !terms.isEmpty else {
        throw DataError(
          file: register.file, line: target.line, column: "value",
          problem: "every part of the figure '\(target.identifier)' is a dash",
          remedy: "give at least one of its parts")
      }
      return try inUnit(of: target, persons: .sum(terms), register)
    case .difference(let figure, let subtracted):
      let first = try register.persons(figure)
      let second = try register.persons(subtracted)
      let difference = BoundedNumber(
        first.value - second.value,
        bounds: (first.bounds.lowerBound - second.bounds.upperBound)...(first.bounds.upperBound
          - second.bounds.lowerBound))
      return try inUnit(of: target, persons: difference, register)
    case .share(let part, let whole):
      let ratio = try quotient(register.persons(part), by: register.persons(whole), named: whole, register)
      return try percentage(of: target, fraction: ratio, register)
    case .rateOnSameBase(let number, let other, let otherRate):
      let ratio = try quotient(register.persons(number), by: register.persons(other), named: other, register)
      let rate = try register.fraction(otherRate)
      return try percentage(
        of: target,
        fraction: BoundedNumber(
          ratio.value * rate.value,
          bounds: (ratio.bounds.lowerBound * rate.bounds.lowerBound)...(ratio.bounds.upperBound
            * rate.bounds.upperBound)), register)
    case .rate(let number, let population):
      let ratio = try quotient(
        register.persons(number), by: register.persons(population), named: population, register)
      return try percentage(of: target, fraction: ratio, register)
    case .oneIn(let population, let number):
      guard target.unit == .oneIn else { throw wrongUnit(target, "'one in'", register) }
      return try quotient(register.persons(population), by: register.persons(number), named: number, register)
    case .rateOverRegions(let numbers, let rates):
      return try percentage(of: target, fraction: rateOverRegions(numbers, rates, register), register)
    }
  }

  /// The rate rises with every regional rate, so its bounds lie at the ends of the rates; in a regional number
  /// it is monotone one way or the other, so every combination of their ends is tried.
  private func rateOverRegions(
    _ numbers: [String], _ rates: [String], _ register: FigureRegister
  ) throws(DataError) -> BoundedNumber {
    var counts: [BoundedNumber] = []
    var shares: [BoundedNumber] = []
    for (number, rate) in zip(numbers, rates) {
      let share = try register.fraction(rate)
      guard share.bounds.lowerBound > 0 else { throw zero(rate, register) }
      counts.append(try register.persons(number))
      shares.append(share)
    }
    func overall(_ counts: [Double], _ shares: [Double]) -> Double {
      var children = 0.0
      var population = 0.0
      for (count, share) in zip(counts, shares) {
        children += count
        population += count / share
      }
      return children / population
    }
    var lowest = Double.infinity
    var highest = -Double.infinity
    for combination in 0..<(1 << counts.count) {
      let ends = counts.indices.map { index in
        combination >> index & 1 == 0 ? counts[index].bounds.lowerBound : counts[index].bounds.upperBound
      }
      lowest = min(lowest, overall(ends, shares.map(\.bounds.lowerBound)))
      highest = max(highest, overall(ends, shares.map(\.bounds.upperBound)))
    }
    let value = overall(counts.map(\.value), shares.map(\.value))
    guard value.isFinite, lowest.isFinite, highest.isFinite else { throw zero(numbers[0], register) }
    return BoundedNumber(value, bounds: lowest...highest)
  }

  private func inUnit(
    of target: PublishedFigure, persons: BoundedNumber, _ register: FigureRegister
  ) throws(DataError) -> BoundedNumber {
    guard let factor = target.unit.persons else { throw wrongUnit(target, "a number of people", register) }
    return persons.scaled(by: 1 / factor)
  }

  private func percentage(
    of target: PublishedFigure, fraction: BoundedNumber, _ register: FigureRegister
  ) throws(DataError) -> BoundedNumber {
    guard target.unit == .percent else { throw wrongUnit(target, "percent", register) }
    return fraction.scaled(by: 100)
  }

  private func quotient(
    _ numerator: BoundedNumber, by denominator: BoundedNumber, named name: String, _ register: FigureRegister
  ) throws(DataError) -> BoundedNumber {
    guard let quotient = numerator.divided(by: denominator) else { throw zero(name, register) }
    return quotient
  }

  private func zero(_ figure: String, _ register: FigureRegister) -> DataError {
    DataError(
      file: register.file, line: try? register.figure(figure).line, column: "value",
      problem: "the figure '\(figure)' is zero within its rounding, and something is divided by it",
      remedy: "give the printed number")
  }

  private func wrongUnit(_ target: PublishedFigure, _ unit: String, _ register: FigureRegister) -> DataError {
    DataError(
      file: register.file, line: target.line, column: "unit",
      problem: "the figure '\(target.identifier)' has to be given in \(unit)",
      remedy: "use the unit of the bundled copy")
  }
}
