internal import Estimates
internal import GlobalEstimates
internal import Reporting

extension ExtrapolationStudy {
  package func result() throws -> StudyResult {
    let tables = try ExtrapolationTables(self)
    var summary = [tables.regions]
    if let left = tables.leaveOneOutSummary { summary.append(left) }
    summary += tables.model
    summary.append(tables.shares)
    summary.append(WarningTable.table(wholes, source: sourceLine))
    return StudyResult(
      study: "extrapolate", title: "\(options.subject): \(input.records[0].name)", settings: settings,
      inputs: input.records, estimates: estimates, verdicts: [], document: document(tables), summary: summary)
  }

  var sourceLine: String {
    "computed by this program from \(input.records.map(\.name).joined(separator: " and "))"
      + InventedFigures.mark(input.notes)
  }

  /// The world and the regions.
  var wholes: [Estimate] { estimates.filter { $0.domain.count < 2 } }
  var countries: [Estimate] { estimates.filter { $0.domain.count == 2 } }

  private var settings: [StudyResult.Setting] {
    var settings = [
      StudyResult.Setting(name: "cellErrors", value: .text(options.cellErrors.rawValue)),
      StudyResult.Setting(name: "cells", value: .text(input.cellColumns.joined(separator: ", "))),
      StudyResult.Setting(name: "covariates", value: .text(input.covariateNames.joined(separator: ", "))),
      StudyResult.Setting(name: "draws", value: .whole(options.draws)),
      StudyResult.Setting(name: "level", value: .number(options.level)),
      StudyResult.Setting(name: "method", value: .text(options.method.rawValue)),
      StudyResult.Setting(name: "ratePer", value: .number(options.ratePer)),
      StudyResult.Setting(name: "seed", value: .unsigned(options.seed)),
    ]
    switch options.method {
    case .ratio:
      if !options.pooling.isEmpty {
        let pools = options.pooling.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        settings.append(StudyResult.Setting(name: "pooling", value: .text(pools.joined(separator: "; "))))
      }
    case .regression:
      settings.append(StudyResult.Setting(name: "scale", value: .text(options.scale.rawValue)))
    case .fayHerriot:
      settings.append(StudyResult.Setting(name: "bootstrap", value: .whole(options.bootstrap)))
      settings.append(StudyResult.Setting(name: "scale", value: .text(options.scale.rawValue)))
      settings.append(StudyResult.Setting(name: "variance", value: .text(options.variance.rawValue)))
    case .hierarchical:
      settings.append(StudyResult.Setting(name: "chains", value: .whole(options.chains)))
      settings.append(StudyResult.Setting(name: "scale", value: .text(options.scale.rawValue)))
      settings.append(StudyResult.Setting(name: "warmUp", value: .whole(options.warmUp)))
    }
    return settings.sorted { $0.name < $1.name }
  }

  private func document(_ tables: ExtrapolationTables) -> Document {
    var sections = [worldSection(tables)]
    if !isRefused {
      sections += [countrySection(tables), predictionSection(tables), methodSection(tables)]
    }
    sections.append(closingSection())
    return Document(
      title: "\(options.subject): from countries to the world",
      subtitle:
        "\(ExtrapolationMethods.name(options)); \(input.records[0].name)\(InventedFigures.mark(input.notes))",
      sections: sections)
  }

  private func worldSection(_ tables: ExtrapolationTables) -> Section {
    var blocks: [Block] = []
    if let headline = estimates.first {
      if let refusal = headline.refusal {
        blocks.append(.callout(Callout(.warning, RichText("\(refusal.code.rawValue): \(refusal.reason)."))))
      } else {
        blocks.append(.keyFigures([KeyFigures.of(headline, label: "\(options.subject), world")]))
      }
    }
    blocks.append(.table(tables.regions))
    if let figure = regionBars { blocks.append(.figure(figure)) }
    blocks.append(.table(tables.shares))
    return Section("world", "World and regions", blocks)
  }

  private func countrySection(_ tables: ExtrapolationTables) -> Section {
    var blocks: [Block] = [
      .paragraph(
        "A country without data is marked: its number is a prediction and speaks of countries like it, not of it."
      ),
      .table(tables.countries),
    ]
    if let figure = countryIntervals { blocks.append(.figure(figure)) }
    return Section("by-country", "Countries", blocks)
  }

  private func predictionSection(_ tables: ExtrapolationTables) -> Section {
    var blocks: [Block] = [
      .paragraph(
        "Each country with data is predicted from the others, as the countries without data are. This is the honest "
          + "measure of an extrapolation, as long as countries without data are like those with.")
    ]
    if let summary = tables.leaveOneOutSummary { blocks.append(.table(summary)) }
    if let table = tables.leaveOneOut { blocks.append(.table(table)) }
    if let figure = leaveOneOutFigure { blocks.append(.figure(figure)) }
    return Section("prediction", "How well countries are predicted", blocks)
  }

  private func methodSection(_ tables: ExtrapolationTables) -> Section {
    Section(
      "model", "The method",
      [.paragraph(RichText(methodWords))] + tables.model.map { .table($0) } + tables.detail.map { .table($0) }
    )
  }

  private func closingSection() -> Section {
    var blocks: [Block] = [
      .table(WarningTable.table(wholes, source: sourceLine)), .heading("Limitations"),
      .list([
        "Countries without a survey may have none because of what it would find. No number here can see that.",
        "Surveys of different years, definitions and questionnaires are compared as if they were alike, beyond what the "
          + "columns of the file tell.",
        "The error of the populations is not in any interval.",
      ]), .heading("Methods"),
      .list(ExtrapolationMethods.citations(options).map { RichText($0.text) }), .heading("Data"),
    ]
    for record in input.records {
      blocks.append(
        .paragraph(RichText("\(record.name), \(record.rowCount) rows, SHA-256 \(record.sha256).")))
    }
    if !input.notes.isEmpty { blocks.append(.list(input.notes.map { RichText($0) })) }
    return Section("closing", "Warnings, limitations and data", blocks)
  }

  private var methodWords: String {
    switch options.method {
    case .ratio:
      "In each population group of a region, countries without data have the population-weighted rate of those with "
        + "data. The countries with data count as a sample of the countries of their region; the variance is that of two "
        + "stages, by leaving one country out at a time (jackknife) and by drawing countries anew (bootstrap)."
    case .regression:
      "Rates are regressed on the covariates, each country weighted by the precision of its survey and the variance "
        + "between countries. Countries with data keep their own rate; the intervals of the others are predictive: they "
        + "hold how countries differ, and not only how well the line is known."
    case .fayHerriot:
      "Each rate is the regression on the covariates, plus a country's own deviation, plus the error of its survey. "
        + "Countries with data are drawn towards the regression the more, the less their survey says; the others are "
        + "predicted by it."
    case .hierarchical:
      "Countries vary within regions and regions within the world. Regions with much data keep their level, those with "
        + "little borrow from the others. Totals are sums of joint draws from the posterior, so that regions add up to "
        + "the world in every draw."
    }
  }
}
