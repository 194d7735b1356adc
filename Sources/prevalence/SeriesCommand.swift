internal import ArgumentParser
internal import Reporting
internal import Estimates
internal import Studies

struct SeriesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "series",
    abstract: "Show a series of published figures by definition and edition, and take a change apart.",
    discussion: """
      Reads series.csv in a folder, a file in its form, or a bundled data set. Figures of two definitions or two \
      editions are two series: a change between them is refused with exit code 3, unless both have a figure for one \
      of its years, --links states a ratio, or --across-vintages asks for the difference all the same.

      A change of a number is taken apart into population, rate, and definition and edition. Where the file has \
      numbers and populations of age groups, of both sexes or of both that add up to the whole, the size of the \
      population is told from its composition.

      Examples:
        prevalence series child-labour-series --indicator child-labour
        prevalence series Data/child-labour-series --indicator child-labour --from 2000 --to 2012
        prevalence series child-labour-series --indicator child-labour --from 2004 --to 2012 \
      --from-vintage 'first publication of 2004'
        prevalence series mine.csv --indicator child-labour --axis 'new edition' --links links.csv
      """)

  enum Quantity: String, ExpressibleByArgument, CaseIterable {
    case number, rate
  }

  @Argument(
    help: "A folder with series.csv, a CSV file, or a bundled data set.", completion: .directory)
  var data: String

  @Option(help: ArgumentHelp("The indicator, such as child-labour.", valueName: "name"))
  var indicator: String

  @Option(help: ArgumentHelp("The region (default: the world).", valueName: "name"))
  var region: String?

  @Option(help: ArgumentHelp("The sex (default: both).", valueName: "name"))
  var sex: String?

  @Option(help: ArgumentHelp("The age group (default: 5-17).", valueName: "group"))
  var age: String?

  @Option(help: "Whether numbers or rates are compared.")
  var quantity: Quantity = .number

  @Option(help: ArgumentHelp("The first year of a change.", valueName: "year"))
  var from: Int?

  @Option(help: ArgumentHelp("The second year of a change.", valueName: "year"))
  var to: Int?

  @Option(help: ArgumentHelp("The edition of the first year's figure.", valueName: "edition"))
  var fromVintage: String?

  @Option(help: ArgumentHelp("The edition of the second year's figure.", valueName: "edition"))
  var toVintage: String?

  @Option(help: ArgumentHelp("The definition of the first year's figure.", valueName: "definition"))
  var fromDefinition: String?

  @Option(help: ArgumentHelp("The definition of the second year's figure.", valueName: "definition"))
  var toDefinition: String?

  @Flag(help: "Show a change between figures that nothing links, marked as not comparable.")
  var acrossVintages = false

  @Option(help: ArgumentHelp("Bring every year to this edition.", valueName: "edition"))
  var axis: String?

  @Option(help: ArgumentHelp("Bring every year to this definition.", valueName: "definition"))
  var axisDefinition: String?

  @Option(
    help: ArgumentHelp(
      "Ratios between definitions or editions: from_definition, from_vintage, to_definition, to_vintage, ratio, relative_standard_error.",
      valueName: "file"), completion: .file(extensions: ["csv"]))
  var links: String?

  @Option(help: "Level of intervals, where the figures have standard errors.")
  var level: Double = SeriesOptions.defaultLevel

  @OptionGroup var reading: ReadingOptions
  @OptionGroup var format: FormatOptions
  @OptionGroup var report: ReportOptions

  func validate() throws {
    if (from == nil) != (to == nil) { throw ValidationError("give both --from and --to, or neither") }
  }

  func run() throws {
    var years: (first: Int, second: Int)?
    if let from, let to { years = (from, to) }
    let options = try SeriesOptions(
      indicator: indicator, region: region, sex: sex, ageGroup: age,
      quantity: quantity == .rate ? .rate : .number, years: years,
      firstEnd: MeasureChoice(definition: fromDefinition, vintage: fromVintage),
      secondEnd: MeasureChoice(definition: toDefinition, vintage: toVintage),
      acrossVintages: acrossVintages, axis: MeasureChoice(definition: axisDefinition, vintage: axis),
      links: links.map { try SeriesLinks.read($0, reading: reading.options) } ?? [], level: level)
    let result = try SeriesStudy(MeasurementTable(data, reading: reading.options), options: options).result()
    try format.print(result.summary, csv: result.estimateTable, json: JSONWriter.text(result.record))
    if let folder = report.output { try report.write(result, to: folder) }
    if let refusal = result.estimates.lazy.compactMap(\.refusal).first {
      throw RefusedEstimate(refusal: refusal)
    }
  }
}
