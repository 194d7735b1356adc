internal import DataLoaders
internal import Tables

/// What a table of figures holds, counted in one pass.
struct FigureSummary: Sendable {
  let dimensions: [Dimension]
  private(set) var codes: [CodeCounts]
  private(set) var datasets = CodeCounts()
  private(set) var periods = CodeCounts()
  private(set) var sources = CodeCounts()
  private(set) var statuses = CodeCounts()
  private(set) var units = CodeCounts()
  private(set) var observations = 0
  private(set) var numbers = 0
  private(set) var intervals = 0
  private(set) var withBounds = 0
  private(set) var missing: [Observation.MissingReason: Int] = [:]
  /// Statuses of observations that are missing.
  private(set) var statusesOfMissing = CodeCounts()
  private(set) var keys = SeriesKeys()

  init(_ table: inout StatisticsTable) throws(DataError) {
    dimensions = table.dimensions
    codes = table.dimensions.map { _ in CodeCounts() }
    while let observation = try table.next() { add(observation, table) }
  }

  private mutating func add(_ observation: Observation, _ table: borrowing StatisticsTable) {
    observations += 1
    switch observation.value {
    case .number: numbers += 1
    case .interval: intervals += 1
    case .missing(let reason): missing[reason, default: 0] += 1
    }
    if observation.lowerBound != nil || observation.upperBound != nil { withBounds += 1 }
    for place in codes.indices where codes[place].add(observation.codes[place]) {
      codes[place].name(observation.codes[place], table.label(ofDimension: place))
    }
    let dataset = table.dataset
    _ = datasets.add(dataset)
    _ = periods.add(observation.period)
    if let source = observation.source { _ = sources.add(source) }
    if let status = observation.status {
      _ = statuses.add(status)
      if case .missing = observation.value { _ = statusesOfMissing.add(status) }
    }
    _ = units.add(FigureSummary.unitWords(observation))
    keys.add(observation, dataset: dataset)
  }

  private static func unitWords(_ observation: Observation) -> String {
    let unit = observation.unit ?? "not stated"
    switch observation.multiplier {
    case nil: return "\(unit), multiplier not stated"
    case 1: return unit
    case 1_000: return "\(unit), in thousands"
    case 1_000_000: return "\(unit), in millions"
    case let multiplier?: return "\(unit), times \(multiplier)"
    }
  }

  /// The codes of the first dimension of a role.
  func codes(of role: Dimension.Role) -> CodeCounts? {
    dimensions.firstIndex { $0.role == role }.map { codes[$0] }
  }

  var missingCount: Int { missing.values.reduce(0, +) }

  var frequencies: [(frequency: TimePeriod.Frequency, periods: Int)] {
    let found = periods.counts.keys.map { TimePeriod($0).frequency }
    return TimePeriod.Frequency.allCases.compactMap { frequency in
      let count = found.count { $0 == frequency }
      return count == 0 ? nil : (frequency, count)
    }
  }

  /// The first and the last year.
  var years: ClosedRange<Int>? {
    let years = periods.counts.keys.compactMap { TimePeriod($0).year }
    guard let first = years.min(), let last = years.max() else { return nil }
    return first...last
  }
}
