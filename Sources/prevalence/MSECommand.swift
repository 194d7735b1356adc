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

  @Option(help: "By what the terms of the model of covariates are chosen (default: bic).")
  var criterion: Criterion?

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
    help: ArgumentHelp(
      "The p-value below which --method stepwise adds an interaction (default: \(ModelRule.stepwiseThreshold)).",
      valueName: "p"))
  var pValue: Double?

  @Option(help: ArgumentHelp("\(MultipleSystemsOptions.IntervalForm.help) Default: population-bca."))
  var interval: MultipleSystemsOptions.IntervalForm?

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
      "Round the people seen at random to multiples of this, and estimates to two figures or one; what would still tell a small count is held back.",
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
    if let conflict = PopulationQuestion.conflict(
      given: given, method: method?.name, interval: interval, spelled: { "--\($0)" })
    {
      throw ValidationError("\(conflict.problem); \(conflict.remedy)")
    }
    if let order, !(1...20).contains(order) { throw ValidationError("--order lies between 1 and 20") }
    if let pValue, !(0.0...1).contains(pValue) { throw ValidationError("--p-value lies between 0 and 1") }
    if checkpoint != nil, question.showsPeopleSeenAlone {
      throw ValidationError("--checkpoint is for the bootstraps of log-linear models")
    }
    if roundingKey != nil, rounding == nil { throw ValidationError("--rounding-key goes with --rounding") }
    if let rounding, !(2...1_000).contains(rounding) {
      throw ValidationError("--rounding lies between 2 and 1000")
    }
    if let rounding, rounding < smallCounts - 1, !iAcceptDisclosureRisk {
      throw ValidationError(
        "--rounding \(rounding) tells counts below \(smallCounts) to a few numbers; choose \(smallCounts - 1) or more, or "
          + "add --i-accept-disclosure-risk")
    }
    if rounding != nil, case .covariates = question.parts {
      throw ValidationError(
        "--rounding does not go with --covariates: \(PopulationQuestion.covariatesObstacle)")
    }
    if smallCounts < 5, !iAcceptDisclosureRisk {
      throw ValidationError(
        "--small-counts below 5 may identify people; choose 5 or more, or add --i-accept-disclosure-risk")
    }
  }

  func run() throws {
    let options = try options()
    let counted = try question.result(
      counts: file, people: count, reading: reading.options, options: options, rounding: keyedRounding())
    if let counted { return try finish(counted) }
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
      ("bootstrap", "\(bootstrap)"), ("seed", "\(seed)"), ("interval", (interval ?? .populationBCa).rawValue),
      ("accept-small-overlap", "\(acceptSmallOverlap)"), ("allow-incomplete", "\(allowIncomplete)"),
      ("delimiter", reading.delimiter ?? ""), ("decimal", reading.decimal),
    ]
    let given: [(name: String, value: String?)] = [
      ("method", method?.name), ("model", model), ("p-value", pValue?.description),
      ("criterion", criterion?.rawValue), ("order", order?.description), ("count", count), ("id", id),
      ("list", listColumn), ("lists", lists?.names.joined(separator: ",")),
      ("strata", strata?.names.joined(separator: ",")),
      ("covariates", covariates?.names.joined(separator: ",")), ("covariate-model", covariateModel),
    ]
    for option in given {
      if let value = option.value { options.append((option.name, value)) }
    }
    options += degree.map { ("degree", "\($0.column)=\($0.degree)") }
    return CheckpointFile.identity(inputs: [input.record.sha256], options: options)
  }

  private func options() throws -> MultipleSystemsOptions {
    try MultipleSystemsOptions(
      method: question.headline, interval: interval ?? .populationBCa, replicates: bootstrap, seed: seed,
      threads: threads.count,
      level: level, threshold: smallCounts, acceptsSmallOverlap: acceptSmallOverlap)
  }

  private func finish(_ result: StudyResult) throws {
    try format.print(result.summary, csv: result.estimateTable, json: JSONWriter.text(result.record))
    if let folder = report.output { try report.write(result, to: folder) }
    if let refusal = result.estimates.first?.refusal { throw RefusedEstimate(refusal: refusal) }
  }

  private func result(_ input: CaptureInput, _ options: MultipleSystemsOptions) throws -> StudyResult {
    try question.result(input, options: options, rounding: keyedRounding())
  }

  private var question: PopulationQuestion {
    let degrees = Dictionary(degree.map { ($0.column, $0.degree) }, uniquingKeysWith: { $1 })
    let parts: PopulationQuestion.Parts =
      if covariates != nil {
        .covariates(criterion: criterion?.rawValue, formula: covariateModel, degrees: degrees)
      } else if strata != nil {
        .strata(allowIncomplete: allowIncomplete)
      } else {
        .none
      }
    return PopulationQuestion(
      method: method?.name, model: model, order: order, pValue: pValue, times: times, parts: parts)
  }

  /// The names of the options that were given, of those that can exclude each other.
  private var given: Set<String> {
    let options: [(name: String, isGiven: Bool)] = [
      ("lists", lists != nil), ("count", count != nil), ("id", id != nil), ("list", listColumn != nil),
      ("strata", strata != nil), ("allow-incomplete", allowIncomplete), ("covariates", covariates != nil),
      ("criterion", criterion != nil), ("covariate-model", covariateModel != nil),
      ("degree", !degree.isEmpty), ("method", method != nil), ("times", times != nil),
      ("model", model != nil), ("order", order != nil), ("p-value", pValue != nil),
    ]
    return Set(options.filter(\.isGiven).map(\.name))
  }

  private func keyedRounding() throws -> KeyedRounding? {
    try rounding.map { try RoundingKey.rounding(base: $0, file: roundingKey, owner: "--rounding") }
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
