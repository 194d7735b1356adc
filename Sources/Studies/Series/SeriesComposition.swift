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
    let names: [SeriesChange.Part] =
      [.size, .composition, isComparable ? .rate : .rateAndDefinition] + (isLinked ? [.definition] : [])
    let parts = SeriesComposition.parts(try ChangeDecomposition(groups.map { $0.cell(ratio) }), isLinked)
    let bounds = isLinked ? nil : bounds()
    var effects = names.indices.map { k in
      SeriesChange.Effect(
        part: names[k], value: parts[k].value, bounds: bounds?[k],
        standardError: hasErrors && !isLinked && isComparable ? parts[k].standardError : nil)
    }
    let rest = change - effects.reduce(0) { $0 + $1.value }
    if abs(rest) > 1e-9 * (abs(change) + groups.reduce(0) { $0 + $1.numbers.first.value.value }) {
      effects.append(SeriesChange.Effect(part: .rounding, value: rest, bounds: nil, standardError: nil))
    }
    return effects
  }

  private static func parts(_ result: ChangeDecomposition, _ isLinked: Bool) -> [ChangeDecomposition.Effect] {
    [result.populationSize, result.populationStructure, result.rate] + (isLinked ? [result.definition] : [])
  }

  /// The least and the greatest value of each part over figures that round to the printed ones, looked for at the ends
  /// and the middles of their ranges; `nil` where there are too many, or figures have standard errors.
  private func bounds() -> [ClosedRange<Double>]? {
    guard
      !groups.contains(where: {
        $0.numbers.first.standardError != nil || $0.numbers.second.standardError != nil
      })
    else { return nil }
    let choices = groups.flatMap { group in
      [
        group.populations.first, group.populations.second, group.numbers.first.value,
        group.numbers.second.value,
      ]
      .map { figure in
        figure.bounds.lowerBound == figure.bounds.upperBound
          ? [figure.value] : [figure.bounds.lowerBound, figure.value, figure.bounds.upperBound]
      }
    }
    var count = 1
    for choice in choices {
      count *= choice.count
      if count > 1 << 13 { return nil }
    }
    var least = [Double](repeating: .infinity, count: 3)
    var greatest = [Double](repeating: -.infinity, count: 3)
    for combination in 0..<count {
      var rest = combination
      let values = choices.map { choice -> Double in
        defer { rest /= choice.count }
        return choice[rest % choice.count]
      }
      let cells = groups.indices.map { k -> ChangeDecomposition.Cell in
        let (p0, p1, n0, n1) = (values[4 * k], values[4 * k + 1], values[4 * k + 2], values[4 * k + 3])
        return ChangeDecomposition.Cell(population: (p0, p1), rate: (n0 / p0, n1 / p1))
      }
      guard let result = try? ChangeDecomposition(cells) else { return nil }
      for (k, part) in SeriesComposition.parts(result, false).enumerated() {
        least[k] = min(least[k], part.value)
        greatest[k] = max(greatest[k], part.value)
      }
    }
    return zip(least, greatest).map { $0...$1 }
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
