internal import DataLoaders
internal import GlobalEstimates
internal import Reporting
internal import Tables

/// The figures of one indicator, region, sex and age group, by measure and year.
struct SeriesSelection: Sendable {
  /// What a measure says of one year.
  struct Point: Sendable {
    let year: Int
    let measure: MeasurementSeries.Measure
    var number: MeasurementTable.Figure?
    var rate: MeasurementTable.Figure?
    var population: MeasurementTable.Figure?

    func figure(_ quantity: MeasurementTable.Quantity) -> MeasurementTable.Figure? {
      quantity == .rate ? rate : number
    }

    /// The population: printed, or implied by number and rate.
    var impliedPopulation: BoundedNumber? {
      if let population { return population.value }
      guard let number, let rate else { return nil }
      return number.value.divided(by: rate.value)
    }

    var status: VerificationStatus {
      .worst([number, rate, population].compactMap { $0?.status })
    }
  }

  /// The file's name, for messages.
  let file: String
  let indicator: String
  let region: String
  let sex: String
  let ageGroup: String
  let quantity: MeasurementTable.Quantity
  /// By measure in order of its first year, then by year. Every point has the quantity.
  let points: [Point]
  /// Every figure of the indicator and region, of whatever sex and age.
  let companions: [MeasurementTable.Figure]
  /// Measures in that order.
  let measures: [MeasurementSeries.Measure]

  /// - Throws: `StudyOptionError` for a name that the file does not have.
  init(_ table: MeasurementTable, _ options: SeriesOptions) throws(StudyOptionError) {
    file = table.file
    var figures = table.figures
    func choose(
      _ what: String, _ wanted: String?, usual: String?, _ key: (MeasurementTable.Figure) -> String
    ) throws(StudyOptionError) -> String {
      let known = Set(figures.map(key)).sorted()
      if let wanted {
        guard known.contains(wanted) else {
          let remedy = NearestName.to(wanted, among: known).map { "did you mean '\($0)'?" }
          throw StudyOptionError(
            "there are no figures of the \(what) '\(PlainText.line(wanted))'; "
              + (remedy ?? "choose from \(known.map(PlainText.line).joined(separator: ", "))"))
        }
        return wanted
      }
      if known.count == 1 { return known[0] }
      if let usual, known.contains(usual) { return usual }
      throw StudyOptionError(
        "the figures are of several kinds of \(what); choose from \(known.map(PlainText.line).joined(separator: ", "))"
      )
    }
    indicator = try choose("indicator", options.indicator, usual: nil) { $0.indicator }
    figures = figures.filter { [indicator] in $0.indicator == indicator }
    region = try choose("region", options.region, usual: PublishedFigure.world) { $0.region }
    figures = figures.filter { [region] in $0.region == region }
    companions = figures
    sex = try choose("sex", options.sex, usual: "both") { $0.sex }
    figures = figures.filter { [sex] in $0.sex == sex }
    ageGroup = try choose("age group", options.ageGroup, usual: "5-17") { $0.ageGroup }
    figures = figures.filter { [ageGroup] in $0.ageGroup == ageGroup }

    var points: [Point] = []
    for figure in figures where figure.quantity != .change {
      var place = points.firstIndex { $0.year == figure.year && $0.measure == figure.measure }
      if place == nil {
        place = points.count
        points.append(Point(year: figure.year, measure: figure.measure))
      }
      guard let place else { continue }
      switch figure.quantity {
      case .number: points[place].number = figure
      case .rate: points[place].rate = figure
      case .population: points[place].population = figure
      case .change: break
      }
    }
    // Where nobody counted, rates are all there is.
    let hasWanted = points.contains { $0.figure(options.quantity) != nil }
    let quantity = hasWanted ? options.quantity : options.quantity == .number ? .rate : .number
    points = points.filter { $0.figure(quantity) != nil }
    guard !points.isEmpty else {
      throw StudyOptionError("there are no numbers and no rates of this indicator, region, sex and age group")
    }
    self.quantity = quantity
    points.sort { $0.year < $1.year }
    var measures: [MeasurementSeries.Measure] = []
    for point in points where !measures.contains(point.measure) { measures.append(point.measure) }
    self.measures = measures
    self.points = measures.flatMap { measure in points.filter { $0.measure == measure } }
  }

  func points(of measure: MeasurementSeries.Measure) -> [Point] { points.filter { $0.measure == measure } }

  func point(_ year: Int, _ measure: MeasurementSeries.Measure) -> Point? {
    points.first { $0.year == year && $0.measure == measure }
  }

  /// What a measure says of another group in a year; `nil` where it says nothing.
  func companion(
    _ sex: String, _ ageGroup: String, _ year: Int, _ measure: MeasurementSeries.Measure
  ) -> Point? {
    var point = Point(year: year, measure: measure)
    for figure in companions
    where figure.sex == sex && figure.ageGroup == ageGroup && figure.year == year && figure.measure == measure
    {
      switch figure.quantity {
      case .number: point.number = figure
      case .rate: point.rate = figure
      case .population: point.population = figure
      case .change: break
      }
    }
    return point.number == nil ? nil : point
  }

  /// The series for the engine that compares and links. A figure that is not positive has no place in it.
  func series() throws(GlobalEstimateError) -> MeasurementSeries {
    var result: [MeasurementSeries.Point] = []
    for point in points {
      guard let figure = point.figure(quantity) else { continue }
      guard figure.value.value > 0 else {
        throw .invalidInput(
          "\(file):\(figure.line): a figure of 0 has no ratio to others, so that nothing links it; leave its year "
            + "out")
      }
      result.append(
        MeasurementSeries.Point(
          year: point.year, measure: point.measure, value: figure.value.value,
          standardError: figure.standardError))
    }
    return try MeasurementSeries(result)
  }

  /// "children in child labour" is the file's business; here it is the indicator with its domain.
  var words: String {
    let parts = [
      indicator, region == PublishedFigure.world ? "world" : region, sex == "both" ? "" : sex, ageGroup,
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: ", ")
  }

  /// The same for a title, where a hyphen between two ages would be a place to break the line.
  var titleWords: String {
    guard let last = AgeBand(code: ageGroup)?.to, let first = AgeBand(code: ageGroup)?.from else {
      return words
    }
    let parts = [indicator, region == PublishedFigure.world ? "world" : region, sex == "both" ? "" : sex]
    return parts.filter { !$0.isEmpty }.joined(separator: ", ") + ", aged \(first) to \(last)"
  }

  var unit: String { quantity == .rate ? "percent" : "persons" }
}
