internal import DataLoaders
internal import GlobalEstimates
internal import Reporting

/// The groups by age, by sex or by both whose figures add up to those of a change's two ends, so that the change of
/// who the children are can be told from the change of their rates.
struct SeriesComposition: Sendable {
  /// Why the groups of a file cannot be used.
  struct Misfit: Error {
    let sentence: String
  }

  /// A group at both ends.
  struct Group: Sendable {
    let name: String
    let numbers: (first: MeasurementTable.Figure, second: MeasurementTable.Figure)
    let populations: (first: BoundedNumber, second: BoundedNumber)
    /// Whether both populations are printed, and not implied by number and rate.
    let hasPrintedPopulations: Bool
  }

  let groups: [Group]
  /// "by age", "by sex", "by age and sex".
  let words: String

  /// The finest groups that the file has for both ends.
  ///
  /// - Returns: `nil` where it has none.
  /// - Throws: `Misfit` where their figures do not add up to those of the whole.
  init?(
    _ first: SeriesSelection.Point, _ second: SeriesSelection.Point, in selection: SeriesSelection
  ) throws(Misfit) {
    let sexes = SeriesComposition.otherSexes(selection)
    let ages = SeriesComposition.tiling(selection)
    var candidates: [(words: String, sexes: [String], ages: [String])] = []
    if !sexes.isEmpty, !ages.isEmpty { candidates.append(("by age and sex", sexes, ages)) }
    if !ages.isEmpty { candidates.append(("by age", [selection.sex], ages)) }
    if !sexes.isEmpty { candidates.append(("by sex", sexes, [selection.ageGroup])) }
    for candidate in candidates {
      var groups: [Group] = []
      for sex in candidate.sexes {
        for age in candidate.ages {
          let before = selection.companion(sex, age, first.year, first.measure)
          let after = selection.companion(sex, age, second.year, second.measure)
          let name = candidate.sexes.count == 1 ? age : candidate.ages.count == 1 ? sex : "\(sex), \(age)"
          if let group = Group(name: name, before, after) { groups.append(group) }
        }
      }
      guard groups.count == candidate.sexes.count * candidate.ages.count else { continue }
      self.groups = groups
      words = candidate.words
      try requireSums(first, second)
      return
    }
    return nil
  }

  /// The labels of two sexes beside both together.
  private static func otherSexes(_ selection: SeriesSelection) -> [String] {
    let others = Set(selection.companions.map(\.sex)).subtracting([selection.sex]).sorted()
    return selection.sex == "both" && others.count == 2 ? others : []
  }

  /// The finest age groups of the file that follow on each other from the first to the last age of the whole.
  private static func tiling(_ selection: SeriesSelection) -> [String] {
    guard let whole = AgeBand(code: selection.ageGroup), let last = whole.to else { return [] }
    var bands: [AgeBand: String] = [:]
    for code in Set(selection.companions.map(\.ageGroup)).sorted() {
      if let band = AgeBand(code: code), band != whole { bands[band] = code }
    }
    let ordered = bands.keys.sorted { ($0.from, $0.to ?? .max) < ($1.from, $1.to ?? .max) }
    func tiles(from age: Int) -> [AgeBand]? {
      if age == last + 1 { return [] }
      for band in ordered where band.from == age {
        if let end = band.to, end <= last, let rest = tiles(from: end + 1) { return [band] + rest }
      }
      return nil
    }
    return (tiles(from: whole.from) ?? []).compactMap { bands[$0] }
  }

  private func requireSums(
    _ first: SeriesSelection.Point, _ second: SeriesSelection.Point
  ) throws(Misfit) {
    let numbers = [
      (first, groups.map(\.numbers.first.value), "numbers"),
      (second, groups.map(\.numbers.second.value), "numbers"),
    ]
    for (point, parts, what) in numbers {
      guard let whole = point.number?.value else { continue }
      try requireSum(of: parts, to: whole, what, point.year)
    }
    let populations = [
      (first, groups.map(\.populations.first)), (second, groups.map(\.populations.second)),
    ]
    for (point, parts) in populations {
      guard let whole = point.impliedPopulation else { continue }
      try requireSum(of: parts, to: whole, "populations", point.year)
    }
  }

  private func requireSum(
    of parts: [BoundedNumber], to whole: BoundedNumber, _ what: String, _ year: Int
  ) throws(Misfit) {
    let sum = BoundedNumber.sum(parts)
    // Digits of a file are decimal, sums are binary.
    let slack = 1e-9 * whole.value
    guard sum.bounds.lowerBound <= whole.bounds.upperBound + slack,
      sum.bounds.upperBound >= whole.bounds.lowerBound - slack
    else {
      throw Misfit(
        sentence:
          "the \(what) of the groups \(words) in \(year) do not add up to that of the whole, beyond rounding, so "
          + "that composition is not told from population and rate")
    }
  }

  /// The parts of the change, which add up to it: the last is what rounding leaves between the groups and the whole.
  ///
  /// - Parameter ratio: of the second end's measure to the first's, the same in all groups.
  func effects(
    change: Double, ratio: Double, isLinked: Bool, isComparable: Bool
  ) throws(GlobalEstimateError) -> [SeriesChange.Effect] {
    let result = try ChangeDecomposition(groups.map { $0.cell(ratio) })
    var parts: [(SeriesChange.Part, ChangeDecomposition.Effect)] = [
      (.size, result.populationSize), (.composition, result.populationStructure),
      (isComparable ? .rate : .rateAndDefinition, result.rate),
    ]
    if isLinked { parts.append((.definition, result.definition)) }
    var effects = parts.map { part, effect in
      SeriesChange.Effect(
        part: part, value: effect.value, bounds: nil,
        standardError: hasErrors && !isLinked && isComparable ? effect.standardError : nil)
    }
    let rest = change - effects.reduce(0) { $0 + $1.value }
    if abs(rest) > 1e-9 * (abs(change) + groups.reduce(0) { $0 + $1.numbers.first.value.value }) {
      effects.append(SeriesChange.Effect(part: .rounding, value: rest, bounds: nil, standardError: nil))
    }
    return effects
  }

  private var hasErrors: Bool {
    groups.allSatisfy {
      $0.hasPrintedPopulations && $0.numbers.first.standardError != nil
        && $0.numbers.second.standardError != nil
    }
  }
}

extension SeriesComposition.Group {
  fileprivate init?(
    name: String, _ before: SeriesSelection.Point?, _ after: SeriesSelection.Point?
  ) {
    guard let before, let after, let first = before.number, let second = after.number,
      let firstPeople = before.impliedPopulation, let secondPeople = after.impliedPopulation,
      firstPeople.value > 0, secondPeople.value > 0
    else { return nil }
    self.init(
      name: name, numbers: (first, second), populations: (firstPeople, secondPeople),
      hasPrintedPopulations: before.population != nil && after.population != nil)
  }

  fileprivate func cell(_ ratio: Double) -> ChangeDecomposition.Cell {
    let people = (first: populations.first.value, second: populations.second.value)
    var errors: (first: Double, second: Double)?
    if let first = numbers.first.standardError, let second = numbers.second.standardError {
      errors = (first / people.first, second / people.second / ratio)
    }
    return ChangeDecomposition.Cell(
      population: people,
      rate: (numbers.first.value.value / people.first, numbers.second.value.value / people.second / ratio),
      rateStandardError: errors, definitionRatio: ratio)
  }
}
