internal import ArgumentParser
internal import Estimates
internal import MultipleSystems
internal import Reporting
internal import Studies

struct MSECommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mse",
    abstract: "Estimate a population from who is on which lists (multiple systems estimation).",
    discussion: """
      Reads a table of histories (a 0/1 column for each list and a count), rows of cases (0/1 columns), or one row \
      for each person and list (--id, --list). Prints the headline with an interval that counts the choice of the \
      model, the other methods, and how far the population moves when assumptions, lists and links are moved. What \
      has no estimate is refused with exit code 3.

      Examples:
        prevalence data show mse --copy lists && prevalence mse lists/uk-2013.csv
        prevalence mse cases.csv --id person --list source --strata sex,age_group
        prevalence mse lists.csv --method stepwise --interval bca --bootstrap 1000 --format json
        prevalence mse lists.csv --model '[police*ngo,border]' --output report
        prevalence mse arrests.csv --times arrests --count people --method zelterman

      Counts of fewer than 11 people are held back in every output.
      """)

  enum Criterion: String, ExpressibleByArgument, CaseIterable {
    case bic, aic
  }

  @Argument(help: "A CSV file, or - for standard input.", completion: .file(extensions: ["csv"]))
  var file: String

  @Option(
    help: ArgumentHelp(
      "The columns that are lists, with commas (default: all that have no other role).", valueName: "columns")
  )
  var lists: NameList?

  @Option(
    help: ArgumentHelp(
      "The column with the number of people (default: one called count or frequency).", valueName: "column"))
  var count: String?

  @Option(
    help: ArgumentHelp(
      "The column that identifies the person, in a file with a row for each person and list.",
      valueName: "column"))
  var id: String?

  @Option(
    name: .customLong("list"),
    help: ArgumentHelp("The column that names the list, in such a file.", valueName: "column"))
  var listColumn: String?

  @Option(
    help: ArgumentHelp(
      "Estimate each combination of these columns on its own, and the total.", valueName: "columns"))
  var strata: NameList?

  @Flag(
    help: "Let a stratum without estimate count only its people seen; the total is then marked incomplete.")
  var allowIncomplete = false

  @Option(
    help: ArgumentHelp(
      "Model the lists by these columns in one model, with the total and every level.", valueName: "columns"))
  var covariates: NameList?

  @Option(help: "By what the terms of the model of covariates are chosen.")
  var criterion: Criterion = .bic

  @Option(
    help: ArgumentHelp("The model of covariates, such as 'lists*lists + lists*sex'.", valueName: "formula"))
  var covariateModel: String?

  @Option(
    help: ArgumentHelp(
      "The degree of a numeric covariate's polynomial, such as year=2.", valueName: "column=degree"))
  var degree: [DegreeOption] = []

  @Option(
    help:
      "The method of the headline (default: stepwise; independence with two lists). aic, bic, stepwise and independence come with the panel, the others alone."
  )
  var method: MethodName?

  @Option(
    help: ArgumentHelp(
      "The column that says how often one list counted a person, for \(PopulationMethods.countNames.joined(separator: ", ")).",
      valueName: "column"))
  var times: String?

  @Option(
    help: ArgumentHelp(
      "A model of your own, such as '[12,3]' or '[police*ngo,border]'.", valueName: "formula"))
  var model: String?

  @Option(
    help: ArgumentHelp(
      "The largest number of lists in one interaction, for aic and bic.", valueName: "number"))
  var order: Int?

  @Option(
    help: ArgumentHelp("The p-value below which the stepwise method adds an interaction.", valueName: "p"))
  var pValue: Double = ModelRule.stepwiseThreshold

  @Option(help: ArgumentHelp(MultipleSystemsOptions.IntervalForm.help))
  var interval: MultipleSystemsOptions.IntervalForm = .populationBCa

  @Option(help: ArgumentHelp("Bootstrap replicates, 100 to 1,000,000.", valueName: "number"))
  var bootstrap: Int = BootstrapPlan.defaultReplicates

  @Option(help: "Seed of the random numbers.")
  var seed: UInt64 = MultipleSystemsOptions.defaultSeed

  @Option(help: "Level of the intervals.")
  var level: Double = 0.95

  @Option(help: ArgumentHelp("Counts below this are not shown.", valueName: "number"))
  var smallCounts: Int = HistoryDisclosure.usualThreshold

  @Flag(help: "Allow --small-counts below 5, which may identify people; recorded in the report.")
  var iAcceptDisclosureRisk = false

  @Option(
    help: ArgumentHelp(
      "Round the people seen at random to multiples of this, and estimates to two figures; for methods that are not log-linear.",
      valueName: "number"))
  var rounding: Int?

  @Option(
    help: ArgumentHelp(
      "The private file with the secret key of rounding (default: the one that PREVALENCE_ROUNDING_KEY names).",
      valueName: "file"), completion: .file())
  var roundingKey: String?

  @Flag(help: "Estimate although fewer than 7 people are on two lists or more.")
  var acceptSmallOverlap = false

  @Option(
    help: ArgumentHelp(
      "Keep finished bootstrap replicates in this file, from which a run that was killed goes on; removed at the end.",
      valueName: "file"), completion: .file())
  var checkpoint: String?

  @OptionGroup var reading: ReadingOptions
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var format: FormatOptions
  @OptionGroup var report: ReportOptions

  func validate() throws {
    if model != nil, method != nil { throw ValidationError("give --method or --model, not both") }
    if order != nil, method?.name != "aic", method?.name != "bic" {
      throw ValidationError("--order goes with --method aic or bic")
    }
    if times != nil, strata != nil || covariates != nil || id != nil || listColumn != nil || lists != nil {
      throw ValidationError("--times is for one list, and goes with --count and --method alone")
    }
    if times != nil, !PopulationMethods.countNames.contains(method?.name ?? "") {
      throw ValidationError(
        "--times goes with --method \(PopulationMethods.countNames.joined(separator: ", "))")
    }
    if method?.isLogLinear == false, strata != nil || covariates != nil {
      throw ValidationError("strata and covariates go with a log-linear method")
    }
    if checkpoint != nil, times != nil || method?.isLogLinear == false {
      throw ValidationError("--checkpoint is for the bootstraps of log-linear models")
    }
    if roundingKey != nil, rounding == nil { throw ValidationError("--rounding-key goes with --rounding") }
    if let rounding, !(2...1_000).contains(rounding) {
      throw ValidationError("--rounding lies between 2 and 1000")
    }
    if rounding != nil, times == nil, method?.isLogLinear ?? true || strata != nil || covariates != nil {
      throw ValidationError(
        "--rounding is for methods that show the people seen and no other count, such as --method chao; log-linear "
          + "methods show people by combination of lists, which are held back where they are small and not rounded"
      )
    }
    if strata != nil, covariates != nil { throw ValidationError("give --strata or --covariates, not both") }
    if covariates == nil, covariateModel != nil || !degree.isEmpty {
      throw ValidationError("--covariate-model and --degree go with --covariates")
    }
    if allowIncomplete, strata == nil { throw ValidationError("--allow-incomplete goes with --strata") }
    if smallCounts < 5, !iAcceptDisclosureRisk {
      throw ValidationError(
        "--small-counts below 5 may identify people; choose 5 or more, or add --i-accept-disclosure-risk")
    }
  }

  func run() throws {
    let options = try options()
    if let times, let method {
      return try finish(
        OneMethodStudy(
          counts: file, times: times, people: count, method: method.name, reading: reading.options,
          options: options
        ).result(rounding: keyedRounding()))
    }
    let columns = CaptureColumns(
      lists: lists?.names ?? [], count: count, person: id, list: listColumn,
      strata: strata?.names ?? covariates?.names ?? [])
    let input = try CaptureInput(file: file, columns: columns, options: reading.options)
    guard let checkpoint else { return try finish(result(input, options)) }
    let kept = try CheckpointFile(checkpoint, identity: identity(input))
    var keeping = options
    Interruption.watch()
    keeping.keeper = kept.keeper(
      isInterrupted: { Interruption.signal != nil }, warn: { StandardError.write($0) })
    do {
      try finish(result(input, keeping))
    } catch let refused as RefusedEstimate {
      kept.remove()
      throw refused
    } catch {
      if let signal = Interruption.signal, Interruption.isInterruption(error) {
        throw Interruption.Ended(signal: signal, checkpoint: checkpoint)
      }
      throw error
    }
    kept.remove()
  }

  /// All that decides the replicates of a bootstrap; how the result is written does not.
  private func identity(_ input: CaptureInput) -> [String] {
    var options: [(name: String, value: String)] = [
      ("bootstrap", "\(bootstrap)"), ("seed", "\(seed)"), ("interval", interval.rawValue),
      ("p-value", "\(pValue)"), ("criterion", criterion.rawValue),
      ("accept-small-overlap", "\(acceptSmallOverlap)"), ("allow-incomplete", "\(allowIncomplete)"),
      ("delimiter", reading.delimiter ?? ""), ("decimal", reading.decimal),
    ]
    options += [
      ("method", method?.name), ("model", model), ("order", order.map { "\($0)" }), ("count", count),
      ("id", id),
      ("list", listColumn), ("lists", lists?.names.joined(separator: ",")),
      ("strata", strata?.names.joined(separator: ",")),
      ("covariates", covariates?.names.joined(separator: ",")),
      ("covariate-model", covariateModel),
    ].compactMap { option in option.1.map { (option.0, $0) } }
    options += degree.map { ("degree", "\($0.column)=\($0.degree)") }
    return CheckpointFile.identity(inputs: [input.record.sha256], options: options)
  }

  private func options() throws -> MultipleSystemsOptions {
    try MultipleSystemsOptions(
      method: chosenMethod, interval: interval, replicates: bootstrap, seed: seed, threads: threads.count,
      level: level, threshold: smallCounts, acceptsSmallOverlap: acceptSmallOverlap)
  }

  private func finish(_ result: StudyResult) throws {
    try format.print(result.summary, csv: result.estimateTable, json: JSONWriter.text(result.record))
    if let folder = report.output { try report.write(result, to: folder) }
    if let refusal = result.estimates.first?.refusal { throw RefusedEstimate(refusal: refusal) }
  }

  private func result(_ input: CaptureInput, _ options: MultipleSystemsOptions) throws -> StudyResult {
    if covariates != nil {
      let degrees = Dictionary(degree.map { ($0.column, $0.degree) }, uniquingKeysWith: { $1 })
      let approach: PartsStudy.Approach =
        covariateModel.map { .formula($0, numeric: degrees.keys.sorted()) }
        ?? .covariates(criterion: criterion == .aic ? .aic : .bic, degrees: degrees)
      return try PartsStudy(input, approach: approach, options: options).result()
    }
    if strata != nil {
      return try PartsStudy(
        input, approach: .separate(whenMissing: allowIncomplete ? .incomplete : .refuse), options: options
      ).result()
    }
    if let method, !method.isLogLinear {
      return try OneMethodStudy(input, method: method.name, options: options).result(
        rounding: keyedRounding())
    }
    return try MultipleSystemsStudy(input, name: "mse", options: options).result()
  }

  private func keyedRounding() throws -> KeyedRounding? {
    try rounding.map { try RoundingKey.rounding(base: $0, file: roundingKey, owner: "--rounding") }
  }

  private var chosenMethod: LogLinearEstimator.Method? {
    if let model { return .formula(model) }
    switch method?.name {
    case "independence": return .independence
    case "stepwise": return .stepwise(threshold: pValue)
    case "aic": return .best(by: .aic, maximumOrder: order)
    case "bic": return .best(by: .bic, maximumOrder: order)
    default: return nil
    }
  }
}

/// A method by its name.
struct MethodName: ExpressibleByArgument {
  let name: String

  init?(argument: String) {
    guard PopulationMethods.names.contains(argument) else { return nil }
    name = argument
  }

  static var allValueStrings: [String] { PopulationMethods.names }

  /// Whether the panel and the sensitivity block can stand around it.
  var isLogLinear: Bool { LogLinearEstimator.all.contains { $0.id == name } }
}

extension MultipleSystemsOptions.IntervalForm: ExpressibleByArgument {}

/// The data allow no estimate (exit 3).
struct RefusedEstimate: Error, CustomStringConvertible {
  let refusal: Refusal

  var description: String { "no estimate (\(refusal.code.rawValue)): \(refusal.reason)" }
}

/// Names separated by commas.
struct NameList: ExpressibleByArgument {
  let names: [String]

  init?(argument: String) {
    names = argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    if names.contains(where: \.isEmpty) { return nil }
  }
}

/// A column and the degree of its polynomial.
struct DegreeOption: ExpressibleByArgument {
  let column: String
  let degree: Int

  init?(argument: String) {
    let parts = argument.split(separator: "=", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, let degree = Int(parts[1]), (1...9).contains(degree) else {
      return nil
    }
    column = String(parts[0])
    self.degree = degree
  }
}
