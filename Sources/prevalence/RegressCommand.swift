internal import ArgumentParser
internal import Estimates
internal import Regression
internal import Reporting
internal import Studies
internal import Survey

struct RegressCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "regress",
    abstract: "Fit a regression to survey data with design-based standard errors.",
    discussion: """
      Reads CSV, SPSS, Stata or SAS files. Prints the coefficients with standard errors that know the strata, clusters \
      and weights, tests of every term, odds ratios where there are any, and marginal predictions on request. Rows \
      without an answer to some question of the model are left out and counted. Several files are imputed copies of \
      one survey and are combined by Rubin's rules. A model that has no estimate (separated answers, covariates that \
      determine each other) is refused with exit code 3.

      Examples:
        prevalence regress fs.sav --weight fsweight --stratum stratum --cluster HH1 \\
          --formula "child_labour ~ age + factor(HL4) + factor(windex5)" --family logit --margins windex5
        prevalence regress fs.dta --weight w --cluster dnum,snum --fpc districts,schools --where FS17=1 \\
          --formula "hours ~ age"
        prevalence regress imp1.csv imp2.csv imp3.csv --weight w --formula "hours ~ age + sex"
        prevalence regress data.dta --equal-weights --formula "cases ~ region + offset(log(children))" --family poisson

      In a formula a*b stands for a + b + a:b, factor(x, "1") takes codes as categories, (x == "yes") is an indicator, \
      and log, sqrt, exp and offset are functions. Text columns are categories.
      """)

  @Argument(
    help: "A survey file, or - for CSV on standard input; several are imputed copies.", completion: .file())
  var files: [String]

  @Option(help: ArgumentHelp("The model, such as \"y ~ age + sex\".", valueName: "formula"))
  var formula: String

  @Option(help: "The kind of response.")
  var family: SurveyModelOptions.FamilyName = .linear

  @Option(help: "The link (default: the canonical one of the family).")
  var link: Link?

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      "The population of interest, such as age_group=5-11; other rows stay in the design.",
      valueName: "column=value"))
  var conditions: [String] = []

  @OptionGroup var sampling: SamplingOptions
  @OptionGroup var lonely: LonelyOptions
  @OptionGroup var replicates: ReplicationOptions
  @OptionGroup var adjustment: AdjustmentOptions

  @Option(
    help: ArgumentHelp("A column added to the linear predictor with coefficient 1.", valueName: "column"))
  var offset: String?

  @Option(help: ArgumentHelp("Covariates to predict over, with commas.", valueName: "columns"))
  var margins: NameList?

  @Option(help: "Where standard errors come from.")
  var covariance: SurveyModelOptions.CovarianceName = .design

  @Flag(help: "Leave out the working likelihood ratio tests, which fit the model again for every term.")
  var waldOnly = false

  @Option(help: "Seed of the random numbers of a bootstrap.")
  var seed: UInt64 = 1

  @OptionGroup var levels: LevelOptions
  @OptionGroup var fileOptions: SurveyFileOptions
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var format: FormatOptions
  @OptionGroup var report: ReportOptions

  func validate() throws { try sampling.requireWeight() }

  func run() throws {
    var options = try SurveyModelOptions(
      formula: formula, family: family, link: link, sampling: sampling.sampling(lonelyPSU: lonely.rule),
      replication: replicates.choice, seed: seed, offset: offset, margins: margins?.names ?? [],
      covariance: covariance, level: levels.level, hasLikelihoodRatioTests: !waldOnly)
    options.conditions = try conditions.map { text in
      guard let condition = SurveyCondition(text) else {
        throw ValidationError("--where '\(PlainText.line(text))' is not column=value")
      }
      return condition
    }
    options.missingMarkers = fileOptions.missingMarkers
    options.encoding = fileOptions.encoding
    options.reading = fileOptions.reading.options
    options.adjustments = try adjustment.adjustments(reading: options.reading)
    options.threads = threads.count
    let result = try SurveyModelStudy(files, options: options).result()
    try format.print(result.summary, csv: result.estimateTable, json: JSONWriter.text(result.record))
    if let folder = report.output { try report.write(result, to: folder) }
    if let refusal = result.estimates.first?.refusal { throw RefusedEstimate(refusal: refusal) }
  }
}

extension SurveyModelOptions.FamilyName: ExpressibleByArgument {}
extension SurveyModelOptions.CovarianceName: ExpressibleByArgument {}
extension Link: ExpressibleByArgument {}
