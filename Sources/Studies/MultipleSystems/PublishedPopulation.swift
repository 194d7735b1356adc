internal import Estimates
internal import GlobalEstimates
internal import MultipleSystems
internal import Reporting

/// A published population from lists, made again from the published table.
struct PublishedPopulation: Sendable {
  /// The name on the command line, and before the slash of its figures in `mse/published.csv`.
  let identifier: String
  let title: String
  /// The table in the data set.
  let file: String
  let method: LogLinearEstimator.Method
  let interval: MultipleSystemsOptions.IntervalForm
  /// How near this comes to what the publication did, in a sentence.
  let comparison: String

  static let dataset = "mse"

  static let all: [PublishedPopulation] = [
    PublishedPopulation(
      identifier: "uk-2013", title: "Modern slavery in the United Kingdom, 2013: 10,000 to 13,000",
      file: "uk-2013-five.csv", method: .stepwise(), interval: .wald,
      comparison:
        "The five lists, two-list interactions by p-value and the log-normal interval of the chosen model, "
        + "which is how the published range was made; it does not count that the model was chosen."),
    PublishedPopulation(
      identifier: "netherlands-2010-2015",
      title: "Trafficking victims in the Netherlands, 2010 to 2015: 42,000 to 58,000",
      file: "netherlands-2010-2015.csv", method: .independence, interval: .wald,
      comparison:
        "The publication models year, age, sex and type of exploitation, which the published table of "
        + "histories does not hold; independence of the lists is the nearest model of that table. The stepwise choice "
        + "gives twice as many."),
    PublishedPopulation(
      identifier: "new-orleans", title: "Trafficking victims in Greater New Orleans: 650 to 1,700",
      file: "new-orleans-five.csv", method: .stepwise(), interval: .wald,
      comparison:
        "Five lists, in which the stepwise choice stays with independence, and the log-normal interval."),
    PublishedPopulation(
      identifier: "kosovo-1999", title: "Killings in Kosovo, March to June 1999: 10,356",
      file: "kosovo-1999.csv", method: .formula("[EXH*ABA*OSCE,EXH*HRW,OSCE*HRW]"), interval: .profile,
      comparison:
        "The published model, given as a formula: its estimate is 10,356.5, printed as 10,356. The publication's interval is a likelihood interval whose "
        + "exact form was not seen; here it is the multinomial profile likelihood."),
    PublishedPopulation(
      identifier: "australia-2015-2017",
      title: "Trafficking and slavery in Australia, 2015-16 and 2016-17: 1,350 to 1,900",
      file: "australia-2015-2017.csv", method: .best(by: .bic, maximumOrder: nil), interval: .wald,
      comparison:
        "The publication's model was not seen. The hierarchical model with the smallest BIC stands in for it, "
        + "so a verdict speaks of this choice and not of the publication."),
  ]

  func result(_ request: ReproductionRequest) throws -> StudyResult {
    let folder = request.dataFolder.map { DataFolder.folder($0) } ?? .bundled(Self.dataset)
    let input = try CaptureInput(file, in: folder)
    let figures = try folder.table("published.csv", schema: FigureRegister.schema)
    let register = try FigureRegister(figures.table)
    let options = try MultipleSystemsOptions(
      method: method, interval: interval, seed: request.errorModel.seed, threads: request.threads,
      level: request.errorModel.level, threshold: 1)
    let study = try MultipleSystemsStudy(input, name: identifier, options: options)
    let verdicts = try self.verdicts(study, register)
    return study.result(
      verdicts: verdicts, preface: [section(verdicts, source: study.sourceLine)], title: title,
      extraInputs: [figures.record])
  }

  private func verdicts(_ study: MultipleSystemsStudy, _ register: FigureRegister) throws -> [FigureVerdict] {
    let interval = study.headline.uncertainty?.interval
    let recomputed: [(String, Double?)] = [
      ("observed", Double(study.table.total)), ("estimate", study.headline.value), ("lower", interval?.lower),
      ("upper", interval?.finiteUpper),
    ]
    var verdicts: [FigureVerdict] = []
    for (part, number) in recomputed {
      guard let figure = register.figures.first(where: { $0.identifier == "\(identifier)/\(part)" }),
        let published = figure.printed
      else { continue }
      guard let number, let persons = figure.unit.persons else {
        verdicts.append(FigureVerdict(notRebuildable: figure))
        continue
      }
      let value = number / persons
      let bounded = BoundedNumber(value, bounds: value...value)
      verdicts.append(
        FigureVerdict(
          figure, published: published, recomputed: bounded, method: study.headline.method,
          status: figure.status))
    }
    return verdicts
  }

  private func section(_ verdicts: [FigureVerdict], source: String) -> Section {
    Section(
      "published", "The published result",
      [
        .paragraph(RichText(comparison)), .table(VerdictSection.verdictTable(verdicts, source: source)),
        .paragraph(
          "The sections below say what the estimate rests on. An interval that counts the choice of the model is made by "
            + "prevalence mse with its defaults."),
      ])
  }
}

extension Reproduction {
  static let publishedPopulations = PublishedPopulation.all.map { published in
    Reproduction(
      identifier: published.identifier, title: published.title,
      summary:
        "estimates the population from the published table of lists, with a verdict on each published figure",
      dataset: PublishedPopulation.dataset, hasErrorModel: false, make: { try published.result($0) })
  }
}
