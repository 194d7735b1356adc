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
        prevalence regress imp1.csv imp2.csv imp3.csv --weight w --formula "hours ~ age + sex"
        prevalence regress data.dta --formula "cases ~ region + offset(log(children))" --family poisson

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

  @Option(help: ArgumentHelp("The column of the weights.", valueName: "column"))
  var weight: String?

  @Option(help: ArgumentHelp("The column of the strata.", valueName: "column"))
  var stratum: String?

  @Option(help: ArgumentHelp("The column of the primary sampling units.", valueName: "column"))
  var cluster: String?

  @Option(
    help: ArgumentHelp(
      "The column of the PSUs in the stratum's population, or of the sampled fraction. Errors then know the first stage alone: leave it out where later stages drew from many.",
      valueName: "column"))
  var fpc: String?

  @Option(
    help: ArgumentHelp("A column added to the linear predictor with coefficient 1.", valueName: "column"))
  var offset: String?

  @Option(help: ArgumentHelp("Covariates to predict over, with commas.", valueName: "columns"))
  var margins: NameList?

  @Option(help: "What a stratum with a single PSU does to the variance.")
  var lonelyPSU: LonelyPSU = .fail

  @Option(help: "Where standard errors come from.")
  var covariance: SurveyModelOptions.CovarianceName = .design

  @Flag(help: "Leave out the working likelihood ratio tests, which fit the model again for every term.")
  var waldOnly = false

  @Option(help: "Level of the intervals.")
  var level: Double = 0.95

  @Option(
    help: ArgumentHelp(
      "Cells of a CSV file that stand for a missing answer, with commas, such as NA.", valueName: "texts"))
  var missing: NameList?

  @Option(
    help: ArgumentHelp(
      "The character set of a file that states none or a wrong one, such as WINDOWS-1252.", valueName: "name")
  )
  var encoding: String?

  @OptionGroup var reading: ReadingOptions
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var format: FormatOptions
  @OptionGroup var report: ReportOptions

  func run() throws {
    let options = try SurveyModelOptions(
      formula: formula, family: family, link: link, weight: weight, stratum: stratum, cluster: cluster,
      populationSize: fpc, offset: offset, margins: margins?.names ?? [], lonelyPSU: lonelyPSU,
      covariance: covariance, level: level, hasLikelihoodRatioTests: !waldOnly,
      missingMarkers: missing?.names ?? [], encoding: encoding, reading: reading.options,
      threads: threads.count)
    let result = try SurveyModelStudy(files, options: options).result()
    try format.print(result.summary, csv: result.estimateTable, json: JSONWriter.text(result.record))
    if let folder = report.output { try report.write(result, to: folder) }
    if let refusal = result.estimates.first?.refusal { throw RefusedEstimate(refusal: refusal) }
  }
}

extension SurveyModelOptions.FamilyName: ExpressibleByArgument {}
extension SurveyModelOptions.CovarianceName: ExpressibleByArgument {}
extension Link: ExpressibleByArgument {}
