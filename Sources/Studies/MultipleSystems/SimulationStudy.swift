package import MultipleSystems
package import Reporting
internal import Tables

/// What a user may choose of a trial of methods on known populations.
package struct SimulationOptions: Sendable {
  package let scenarios: [Scenario]
  package let methods: [TrialMethod]
  /// N.
  package let population: Int
  package let lists: Int
  package let plan: SimulationPlan

  package static let defaultDatasets = 200
  package static let defaultReplicates = BootstrapPlan.defaultReplicates
  package static let defaultSeed: UInt64 = 1
  package static let populationLimits = 50...1_000_000
  package static let datasetLimits = 10...100_000

  /// - Parameters:
  ///   - scenarios: the names of scenarios; all of them when empty.
  ///   - methods: the names of methods; when empty, all that take the number of lists and are not slow.
  /// - Throws: `StudyOptionError` for an unknown name or a number out of its limits.
  package init(
    scenarios: [String] = [], methods: [String] = [], population: Int = Scenario.defaultSize,
    lists: Int = Scenario.defaultListCount, datasets: Int = defaultDatasets,
    replicates: Int = defaultReplicates, seed: UInt64 = defaultSeed, threads: Int = 1, level: Double = 0.95
  ) throws(StudyOptionError) {
    try Self.check(population, Self.populationLimits, "--population")
    try Self.check(lists, Scenario.listCounts, "--lists")
    try Self.check(datasets, Self.datasetLimits, "--datasets")
    try Self.check(replicates, MultipleSystemsOptions.replicateLimits, "--bootstrap")
    guard level > 0.5, level < 1 else {
      throw StudyOptionError("the level of an interval has to lie between 0.5 and 1, such as 0.95")
    }
    self.scenarios = try Self.chosen(scenarios, of: Scenario.all, "scenario", \.id) ?? Scenario.all
    if let named = try Self.chosen(methods, of: TrialMethod.all, "method", \.id) {
      for method in named where !method.listCounts.contains(lists) {
        throw StudyOptionError(
          "the method \(method.id) takes \(method.listCounts.lowerBound) to \(method.listCounts.upperBound) lists, not "
            + "\(lists); change --lists or leave it out")
      }
      self.methods = named
    } else {
      self.methods = TrialMethod.all.filter { !$0.isOptional && $0.listCounts.contains(lists) }
    }
    self.population = population
    self.lists = lists
    plan = SimulationPlan(
      datasets: datasets, replicates: replicates, seed: seed, threads: threads, level: level)
  }

  private static func check(
    _ value: Int, _ limits: ClosedRange<Int>, _ option: String
  ) throws(StudyOptionError) {
    guard limits.contains(value) else {
      throw StudyOptionError("\(option) has to lie between \(limits.lowerBound) and \(limits.upperBound)")
    }
  }

  /// The values of the names, each once, in the order of the list; `nil` where none is named.
  private static func chosen<Value>(
    _ names: [String], of all: [Value], _ what: String, _ id: (Value) -> String
  ) throws(StudyOptionError) -> [Value]? {
    if names.isEmpty { return nil }
    let known = all.map(id)
    for name in names where !known.contains(name) {
      let remedy: String
      switch NearestName.to(name, among: known) {
      case let near?: remedy = "did you mean '\(near)'?"
      case nil: remedy = "choose from \(known.joined(separator: ", "))"
      }
      throw StudyOptionError("there is no \(what) '\(PlainText.line(name))'; \(remedy)")
    }
    return all.filter { names.contains(id($0)) }
  }
}

/// Methods tried on populations of known size: bias, error, coverage and failure of each.
package struct SimulationStudy: Sendable {
  package struct Trial: Sendable {
    package let scenario: Scenario
    package let simulation: Simulation
  }

  package let options: SimulationOptions
  package let trials: [Trial]

  /// - Parameter progress: is told the number of scenarios done and of all, before each.
  /// - Throws: when a method's setting is wrong; what data refuse is counted.
  package init(_ options: SimulationOptions, progress: (Int, Int) -> Void = { _, _ in }) throws {
    var trials: [Trial] = []
    for scenario in options.scenarios {
      progress(trials.count, options.scenarios.count)
      let population = try scenario.population(size: options.population, lists: options.lists)
      trials.append(
        Trial(
          scenario: scenario,
          simulation: try Simulation(population, methods: options.methods, plan: options.plan)))
    }
    progress(trials.count, options.scenarios.count)
    self.options = options
    self.trials = trials
  }

  /// For people: the methods under each scenario, the scenarios, and the methods in words.
  package var tables: [Table] { [performanceTable, scenarioTable, methodTable] }

  private var source: String { "prevalence simulate mse, seed \(options.plan.seed)" }

  private var performanceTable: Table {
    Table(
      "performance", title: "How methods do where the population is known",
      columns: Self.columns + [TableColumn("remark", "Refused, and other failures", .text)],
      rows: trials.flatMap { trial in
        trial.simulation.performances.map { performance in
          TableRow(
            group: trial.scenario.id, Self.cells(performance) + [.text(Self.remark(performance))])
        }
      },
      notes: [
        "\(options.plan.datasets) data sets of \(options.lists) lists from each population of \(options.population); "
          + "intervals at level \(ShortestNumber.text(options.plan.level)); \(options.plan.replicates) bootstrap "
          + "replicates; seed \(options.plan.seed).",
        "Median, error, coverage and tails are of the data sets that were answered. RMSE is that of log N̂/N; ± the Monte "
          + "Carlo standard error of the coverage. Where N is below, the whole interval lies above the true population; "
          + "where N is above, below it. U/L is the median of upper over lower end.",
      ], source: source)
  }

  private static let columns = [
    TableColumn("method", "Method", .text),
    TableColumn("answered_percent", "Answers", unit: "%"),
    TableColumn("median_ratio", "Median N̂/N"),
    TableColumn("rmse_log_ratio", "RMSE"),
    TableColumn("coverage_percent", "Covers", unit: "%"),
    TableColumn("coverage_error_points", "±"),
    TableColumn("truth_below_percent", "N below", unit: "%"),
    TableColumn("truth_above_percent", "N above", unit: "%"),
    TableColumn("median_end_ratio", "U/L"),
  ]

  private static func cells(_ performance: MethodPerformance) -> [Cell] {
    func percent(_ share: Double?) -> Cell {
      guard let share else { return .absent(.notApplicable) }
      return .number(100 * share, .decimal(1))
    }
    func ratio(_ value: Double?) -> Cell {
      guard let value else { return .absent(.notApplicable) }
      return value.isFinite ? .number(value, .decimal(2)) : .text(CSVWriter.unboundedWord)
    }
    return [
      .text(performance.method),
      percent(Double(performance.answeredCount) / Double(performance.datasetCount)),
      ratio(performance.medianRatio), ratio(performance.logError),
      percent(performance.coverage), percent(performance.coverageError),
      percent(performance.truthBelowShare), percent(performance.truthAboveShare),
      ratio(performance.medianEndRatio),
    ]
  }

  private static func remark(_ performance: MethodPerformance) -> String {
    var parts = words(performance.refusals)
    if performance.unboundedCount > 0 { parts.append("no upper end: \(performance.unboundedCount)") }
    if performance.withoutIntervalCount > 0 {
      parts.append("no interval: \(performance.withoutIntervalCount)")
    }
    return parts.joined(separator: ", ")
  }

  private static func words(_ refusals: [MethodPerformance.RefusalCount]) -> [String] {
    refusals.map { "\($0.code.rawValue): \($0.count)" }
  }

  private var scenarioTable: Table {
    Table(
      "scenarios", title: "The populations",
      columns: [
        TableColumn("scenario", "Scenario", .text), TableColumn("truth", "What is true of it", .text),
        TableColumn("observed", "On a list, mean"), TableColumn("overlap", "On two or more, mean"),
      ],
      rows: trials.map { trial in
        TableRow([
          .text(trial.scenario.id), .text(trial.scenario.summary),
          .number(trial.simulation.meanObserved, .count), .number(trial.simulation.meanOverlap, .count),
        ])
      }, source: source)
  }

  private var methodTable: Table {
    Table(
      "methods", title: "The methods",
      columns: [TableColumn("method", "Method", .text), TableColumn("what", "What it is", .text)],
      rows: options.methods.map { TableRow([.text($0.id), .text($0.summary)]) }, source: source)
  }

  /// For programs: one row for each scenario and method; `refused` says how many for each code.
  package var csvTable: Table {
    Table(
      "simulation", title: "Methods on known populations",
      columns: [TableColumn("scenario", "Scenario", .text)] + Self.columns + [
        TableColumn("datasets", "Data sets"), TableColumn("unbounded", "No upper end"),
        TableColumn("without_interval", "No interval"), TableColumn("refused", "Refused", .text),
      ],
      rows: trials.flatMap { trial in
        trial.simulation.performances.map { performance in
          TableRow(
            [.text(trial.scenario.id)] + Self.cells(performance) + [
              .number(Double(performance.datasetCount), .count),
              .number(Double(performance.unboundedCount), .count),
              .number(Double(performance.withoutIntervalCount), .count),
              .text(Self.words(performance.refusals).joined(separator: "; ")),
            ])
        }
      }, source: source)
  }

  package var record: SimulationRecord { SimulationRecord(study: self) }
}

/// The JSON of a trial of methods.
package struct SimulationRecord: Encodable, Sendable {
  package static let schemaVersion = 1

  let study: SimulationStudy

  enum CodingKeys: String, CodingKey { case schemaVersion, program, settings, scenarios }
  enum SettingKeys: String, CodingKey {
    case population, lists, datasets, bootstrapReplicates, seed, level
  }
  enum ScenarioKeys: String, CodingKey {
    case name, summary, captureProbabilities, meanObserved, meanOverlap, methods
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Self.schemaVersion, forKey: .schemaVersion)
    try container.encode(ProgramRecord(), forKey: .program)
    let options = study.options
    var settings = container.nestedContainer(keyedBy: SettingKeys.self, forKey: .settings)
    try settings.encode(options.population, forKey: .population)
    try settings.encode(options.lists, forKey: .lists)
    try settings.encode(options.plan.datasets, forKey: .datasets)
    try settings.encode(options.plan.replicates, forKey: .bootstrapReplicates)
    try settings.encode(options.plan.seed, forKey: .seed)
    try settings.encode(options.plan.level, forKey: .level)
    var scenarios = container.nestedUnkeyedContainer(forKey: .scenarios)
    for trial in study.trials {
      var scenario = scenarios.nestedContainer(keyedBy: ScenarioKeys.self)
      try scenario.encode(trial.scenario.id, forKey: .name)
      try scenario.encode(trial.scenario.summary, forKey: .summary)
      try scenario.encode(trial.simulation.population.captures, forKey: .captureProbabilities)
      try scenario.encode(trial.simulation.meanObserved, forKey: .meanObserved)
      try scenario.encode(trial.simulation.meanOverlap, forKey: .meanOverlap)
      try scenario.encode(trial.simulation.performances.map(PerformanceRecord.init), forKey: .methods)
    }
  }
}

private struct PerformanceRecord: Encodable {
  let performance: MethodPerformance

  enum CodingKeys: String, CodingKey {
    case method, datasets, answered, refused, withoutInterval, intervals, unboundedIntervals, covered,
      truthBelow
    case truthAbove, medianRatio, rootMeanSquareLogError, coverage, coverageStandardError, medianEndRatio
  }

  struct Refused: Encodable {
    let code: String
    let count: Int
  }

  /// `medianEndRatio` is `null` where half of the intervals or more have no upper end, and every share is where there
  /// is nothing to take it from.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(performance.method, forKey: .method)
    try container.encode(performance.datasetCount, forKey: .datasets)
    try container.encode(performance.answeredCount, forKey: .answered)
    try container.encode(
      performance.refusals.map { Refused(code: $0.code.rawValue, count: $0.count) }, forKey: .refused)
    try container.encode(performance.withoutIntervalCount, forKey: .withoutInterval)
    try container.encode(performance.intervalCount, forKey: .intervals)
    try container.encode(performance.unboundedCount, forKey: .unboundedIntervals)
    try container.encode(performance.coveredCount, forKey: .covered)
    try container.encode(performance.truthBelowCount, forKey: .truthBelow)
    try container.encode(performance.truthAboveCount, forKey: .truthAbove)
    try container.encode(performance.medianRatio, forKey: .medianRatio)
    try container.encode(performance.logError, forKey: .rootMeanSquareLogError)
    try container.encode(performance.coverage, forKey: .coverage)
    try container.encode(performance.coverageError, forKey: .coverageStandardError)
    var endRatio = performance.medianEndRatio
    if let ratio = endRatio, !ratio.isFinite { endRatio = nil }
    try container.encode(endRatio, forKey: .medianEndRatio)
  }
}
