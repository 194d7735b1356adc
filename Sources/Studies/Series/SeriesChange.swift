internal import Estimates
internal import GlobalEstimates
internal import Reporting

/// A change between two years of a series, and what it is made of.
struct SeriesChange: Sendable {
  /// How the two ends are brought together.
  enum Basis: Sendable, Equatable {
    /// One definition and one edition.
    case oneMeasure
    /// A ratio of the two measures, stated or from years with figures by both.
    case linked(ratio: Double, how: String)
    /// Nothing links them; the user asked for the difference all the same.
    case unlinked

    var isLinked: Bool { if case .linked = self { true } else { false } }
  }

  enum Part: String, Sendable, CaseIterable {
    case whole = "change"
    case population = "population"
    /// How many children there are, where their composition is told apart.
    case size = "population size"
    /// Who the children are: the shares of the groups.
    case composition = "composition of the population"
    case rate = "rate"
    case definition = "definition and edition"
    case rateAndDefinition = "rate, definition and edition together"
    /// What lies between the sums of the groups and the whole as they are printed.
    case rounding = "rounding of the groups"
  }

  struct Effect: Sendable {
    let part: Part
    let value: Double
    /// What the rounding of the printed figures allows; `nil` where a part rests on more than they say.
    let bounds: ClosedRange<Double>?
    /// `nil` unless both figures have one.
    let standardError: Double?
  }

  let first: SeriesSelection.Point
  let second: SeriesSelection.Point
  let basis: Basis
  /// The change, then its parts; the change alone where no population is known.
  let effects: [Effect]
  /// Why the change is not taken apart; `nil` where it is.
  let whyWhole: String?
  let status: VerificationStatus
  /// The groups whose composition is told apart; `nil` where there are none.
  let composition: SeriesComposition?
  /// Why groups that the file has are not used; `nil` where they are, or there are none.
  let whyNoComposition: String?

  /// - Throws: `GlobalEstimateError.refused` (AGG-10) for ends by different measures that nothing links, unless
  ///   `acrossVintages`.
  init(
    from first: SeriesSelection.Point, to second: SeriesSelection.Point, in selection: SeriesSelection,
    links: [MeasurementSeries.Link], acrossVintages: Bool
  ) throws(GlobalEstimateError) {
    self.first = first
    self.second = second
    let arithmetic = try ChangeArithmetic(
      first, second, in: selection, links: links, acrossVintages: acrossVintages)
    basis = arithmetic.basis
    status = arithmetic.status
    whyWhole = arithmetic.whyWhole
    let plain = try arithmetic.effects()
    var found: SeriesComposition?
    var misfit: String?
    if selection.quantity == .number {
      do { found = try SeriesComposition(first, second, in: selection) } catch { misfit = error.sentence }
    }
    composition = found
    whyNoComposition = misfit
    guard let found else {
      effects = plain
      return
    }
    effects =
      [plain[0]]
      + (try found.effects(
        change: plain[0].value, ratio: arithmetic.centralRatio, isLinked: arithmetic.basis.isLinked,
        isComparable: arithmetic.basis != .unlinked))
  }

  /// The change of the figures alone, by one measure.
  static func within(
    _ first: SeriesSelection.Point, _ second: SeriesSelection.Point, _ selection: SeriesSelection
  ) throws(GlobalEstimateError) -> SeriesChange {
    try SeriesChange(from: first, to: second, in: selection, links: [], acrossVintages: false)
  }
}

/// The printed figures that a change rests on, and the change as a function of them.
private struct ChangeArithmetic {
  let quantity: MeasurementTable.Quantity
  let basis: SeriesChange.Basis
  let status: VerificationStatus
  let whyWhole: String?
  /// Each printed figure once, so that one that enters twice is off by the same amount in both places.
  private var figures: [MeasurementTable.Figure] = []
  private let ends: (first: Int, second: Int)
  private let populations: (first: Population, second: Population)?
  private let ratio: Ratio

  private enum Population {
    case printed(Int)
    case implied(number: Int, rate: Int)
  }

  /// The second measure over the first.
  private enum Ratio {
    case constant(Double)
    /// From a year with figures by both.
    case overlap(first: Int, second: Int)
    case unknown
  }

  init(
    _ first: SeriesSelection.Point, _ second: SeriesSelection.Point, in selection: SeriesSelection,
    links: [MeasurementSeries.Link], acrossVintages: Bool
  ) throws(GlobalEstimateError) {
    quantity = selection.quantity
    var figures: [MeasurementTable.Figure] = []
    func place(_ figure: MeasurementTable.Figure) -> Int {
      if let known = figures.firstIndex(of: figure) { return known }
      figures.append(figure)
      return figures.count - 1
    }
    guard let start = first.figure(quantity), let end = second.figure(quantity) else {
      throw .invalidInput("a year of the change has no figure")
    }
    ends = (place(start), place(end))
    (ratio, basis) = try Self.ratio(first, second, selection, links, acrossVintages, place)

    if quantity == .rate {
      populations = nil
      whyWhole = "rates have no population in them; a change of numbers is taken apart"
    } else if let before = Self.population(of: first, or: second.measure, selection, place),
      let after = Self.population(of: second, or: first.measure, selection, place)
    {
      populations = (before, after)
      whyWhole = nil
    } else {
      populations = nil
      whyWhole =
        "the file has no child population for both years, and no rate beside each number from which it would follow"
    }
    self.figures = figures
    status = .worst(figures.map(\.status))
  }

  private static func ratio(
    _ first: SeriesSelection.Point, _ second: SeriesSelection.Point, _ selection: SeriesSelection,
    _ links: [MeasurementSeries.Link], _ acrossVintages: Bool, _ place: (MeasurementTable.Figure) -> Int
  ) throws(GlobalEstimateError) -> (Ratio, SeriesChange.Basis) {
    if first.measure == second.measure { return (.constant(1), .oneMeasure) }
    for link in links {
      var ratio: Double?
      if link.from == first.measure, link.to == second.measure { ratio = link.ratio }
      if link.to == first.measure, link.from == second.measure { ratio = 1 / link.ratio }
      if let ratio { return (.constant(ratio), .linked(ratio: ratio, how: "as stated by the user")) }
    }
    // At either end of the change, both measures may have a figure for the year: then nothing is extrapolated.
    for year in [first.year, second.year] {
      guard let a = selection.point(year, first.measure)?.figure(selection.quantity),
        let b = selection.point(year, second.measure)?.figure(selection.quantity), a.value.value > 0
      else { continue }
      return (
        .overlap(first: place(a), second: place(b)),
        .linked(ratio: b.value.value / a.value.value, how: "from the figures of \(year) by both")
      )
    }
    if let link = try? selection.series().link(from: first.measure, to: second.measure) {
      return (
        .constant(link.ratio),
        .linked(ratio: link.ratio, how: "from \(link.overlappingYears) years with figures by both")
      )
    }
    guard acrossVintages else {
      throw .refused(
        .aggregationMethodChanged,
        "the figure of \(first.year) is by '\(first.measure)' and that of \(second.year) by '\(second.measure)', and nothing "
          + "links the two; compare figures of one edition, state a link with --links, or pass --across-vintages to "
          + "see the difference all the same"
      )
    }
    return (.unknown, .unlinked)
  }

  /// The population of a year: printed with the figure, implied by it, or by the other measure's figures of that
  /// year.
  private static func population(
    of point: SeriesSelection.Point, or other: MeasurementSeries.Measure, _ selection: SeriesSelection,
    _ place: (MeasurementTable.Figure) -> Int
  ) -> Population? {
    for candidate in [point, selection.point(point.year, other)].compactMap({ $0 }) {
      if let population = candidate.population, population.value.bounds.lowerBound > 0 {
        return .printed(place(population))
      }
      if let number = candidate.number, let rate = candidate.rate, rate.value.bounds.lowerBound > 0 {
        return .implied(number: place(number), rate: place(rate))
      }
    }
    return nil
  }

  // MARK: values

  /// The second measure over the first by the printed figures; 1 where nothing links them.
  var centralRatio: Double {
    switch ratio {
    case .constant(let value): value
    case .overlap(let first, let second): figures[second].value.value / figures[first].value.value
    case .unknown: 1
    }
  }

  func effects() throws(GlobalEstimateError) -> [SeriesChange.Effect] {
    let printed = figures.map(\.value.value)
    guard let parts = decomposition(printed) else {
      throw .invalidInput("the figures allow no decomposition of the change")
    }
    let errors = standardErrors()
    return parts.enumerated().map { place, part in
      SeriesChange.Effect(
        part: part.part, value: part.value, bounds: bounds(place), standardError: errors?[place] ?? nil)
    }
  }

  /// The change and its parts for given values of the printed figures; `nil` where they allow none.
  private func decomposition(_ values: [Double]) -> [(part: SeriesChange.Part, value: Double)]? {
    let (start, end) = (values[ends.first], values[ends.second])
    let change = end - start
    guard let populations, let before = people(populations.first, values),
      let after = people(populations.second, values)
    else { return change.isFinite ? [(.whole, change)] : nil }
    let ratio: Double
    switch self.ratio {
    case .constant(let value): ratio = value
    case .overlap(let first, let second): ratio = values[second] / values[first]
    case .unknown: ratio = 1
    }
    guard ratio.isFinite, ratio > 0 else { return nil }
    let cell = ChangeDecomposition.Cell(
      population: (before, after), rate: (start / before, end / after / ratio), definitionRatio: ratio)
    guard let result = try? ChangeDecomposition([cell]) else { return nil }
    let population = result.populationSize.value + result.populationStructure.value
    switch basis {
    case .oneMeasure:
      return [(.whole, change), (.population, population), (.rate, result.rate.value)]
    case .linked:
      return [
        (.whole, change), (.population, population), (.rate, result.rate.value),
        (.definition, result.definition.value),
      ]
    case .unlinked:
      return [(.whole, change), (.population, population), (.rateAndDefinition, result.rate.value)]
    }
  }

  private func people(_ population: Population, _ values: [Double]) -> Double? {
    switch population {
    case .printed(let place): return values[place] > 0 ? values[place] : nil
    case .implied(let number, let rate): return values[rate] > 0 ? values[number] / values[rate] : nil
    }
  }

  /// The least and the greatest value of a part over all figures that round to the printed ones, looked for at the
  /// ends and the middles of their ranges: the parts are monotone in each figure but for an effect of the ratio
  /// that is flat within rounding.
  private func bounds(_ place: Int) -> ClosedRange<Double>? {
    if figures.contains(where: { $0.standardError != nil }) { return nil }
    if case .constant = ratio, case .linked = basis { return nil }
    let choices = figures.map { figure -> [Double] in
      let bounds = figure.value.bounds
      return bounds.lowerBound == bounds.upperBound
        ? [figure.value.value] : [bounds.lowerBound, figure.value.value, bounds.upperBound]
    }
    let total = choices.reduce(1) { $0 * $1.count }
    guard total <= 1 << 14 else { return nil }
    var lowest = Double.infinity
    var highest = -Double.infinity
    for combination in 0..<total {
      var rest = combination
      let values = choices.map { choice -> Double in
        defer { rest /= choice.count }
        return choice[rest % choice.count]
      }
      guard let parts = decomposition(values) else { return nil }
      lowest = min(lowest, parts[place].value)
      highest = max(highest, parts[place].value)
    }
    return lowest...highest
  }

  /// Errors of the change and its parts from those of the two ends, to first order. A link or a population brings
  /// errors of its own, which nobody gave: then the parts have none, and across a link the change has none either.
  private func standardErrors() -> [Double?]? {
    guard case .oneMeasure = basis, let first = figures[ends.first].standardError,
      let second = figures[ends.second].standardError,
      let central = decomposition(figures.map(\.value.value))
    else { return nil }
    var errors = central.map { _ in Double?.none }
    errors[0] = (first * first + second * second).squareRoot()
    guard let populations, case .printed = populations.first, case .printed = populations.second else {
      return errors
    }
    for part in 1..<central.count {
      var variance = 0.0
      for (place, error) in [(ends.first, first), (ends.second, second)] {
        // The parts are linear in each number while the populations stay as they are.
        var moved = figures.map(\.value.value)
        moved[place] += error
        guard let result = decomposition(moved) else { return errors }
        let difference = result[part].value - central[part].value
        variance += difference * difference
      }
      errors[part] = variance.squareRoot()
    }
    return errors
  }
}
