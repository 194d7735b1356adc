internal import Estimates
internal import GlobalEstimates
internal import NumericKernel
internal import Reporting
internal import Tables

/// A series of published figures with its definitions and editions kept apart: what each says, what may be
/// compared, and what a change is made of.
package struct SeriesStudy: Sendable {
  let table: MeasurementTable
  let selection: SeriesSelection
  let options: SeriesOptions
  /// The change that was asked for, or why there is none.
  let asked: Result<SeriesChange, GlobalEstimateError>?
  /// From the first to the last year of each measure.
  let within: [SeriesChange]
  /// Every year on one axis, where that was asked for.
  let axis: SeriesAxis?
  /// The half-width of intervals at the chosen level, in standard errors.
  let intervalQuantile: Double

  /// - Throws: `StudyOptionError` for names and years that the file does not have, `GlobalEstimateError` for figures
  ///   that no series can be made of.
  package init(_ table: MeasurementTable, options: SeriesOptions) throws {
    self.table = table
    self.options = options
    intervalQuantile = try NormalDistribution.standard.quantile(0.5 + options.level / 2)
    let selection = try SeriesSelection(table, options)
    self.selection = selection
    var within: [SeriesChange] = []
    for measure in selection.measures {
      let points = selection.points(of: measure)
      guard let first = points.first, let last = points.last, first.year < last.year else { continue }
      within.append(try .within(first, last, selection))
    }
    self.within = within
    asked = try options.years.map { years in
      let ends = try Self.ends(years, selection, options)
      do throws(GlobalEstimateError) {
        return .success(
          try SeriesChange(
            from: ends.first, to: ends.second, in: selection, links: options.links,
            acrossVintages: options.acrossVintages))
      } catch {
        if case .refused = error { return .failure(error) }
        throw error
      }
    }
    axis = try options.axis.isOpen ? nil : SeriesAxis(selection, options)
  }

  /// The points of a change: by the choices of the user, or by the one measure that has both years.
  private static func ends(
    _ years: (first: Int, second: Int), _ selection: SeriesSelection, _ options: SeriesOptions
  ) throws(StudyOptionError) -> (first: SeriesSelection.Point, second: SeriesSelection.Point) {
    func candidates(_ year: Int, _ choice: MeasureChoice) throws(StudyOptionError) -> [SeriesSelection.Point]
    {
      let points = selection.points.filter { $0.year == year && choice.holds($0.measure) }
      guard !points.isEmpty else {
        let known = Set(selection.points.filter { choice.holds($0.measure) }.map(\.year)).sorted()
        throw StudyOptionError(
          "there is no figure of \(year)" + (choice.isOpen ? "" : " by that definition and edition")
            + "; the years are \(known.map(String.init).joined(separator: ", "))")
      }
      return points
    }
    let firsts = try candidates(years.first, options.firstEnd)
    let seconds = try candidates(years.second, options.secondEnd)
    let pairs = firsts.compactMap { first in
      seconds.first { $0.measure == first.measure }.map { (first, $0) }
    }
    if pairs.count == 1 || (pairs.isEmpty && firsts.count == 1 && seconds.count == 1) {
      return pairs.first ?? (firsts[0], seconds[0])
    }
    let measures = (pairs.isEmpty ? firsts + seconds : pairs.map(\.0)).map {
      "'\(PlainText.line($0.measure.description))'"
    }
    throw StudyOptionError(
      "\(years.first) and \(years.second) have figures by several definitions or editions "
        + "(\(measures.joined(separator: "; "))); choose with --from-vintage, --to-vintage, --from-definition and "
        + "--to-definition")
  }

  package func result() throws -> StudyResult {
    let estimates = try SeriesEstimates(study: self).all()
    let sections = SeriesSections(study: self)
    return StudyResult(
      study: "series", title: "\(selection.words): figures by definition and edition", settings: settings,
      inputs: [table.record], estimates: estimates, verdicts: [], document: sections.document(),
      summary: sections.summary())
  }

  private var settings: [StudyResult.Setting] {
    var settings: [StudyResult.Setting] = [
      .init(name: "ageGroup", value: .text(selection.ageGroup)),
      .init(name: "indicator", value: .text(selection.indicator)),
      .init(name: "quantity", value: .text(selection.quantity.rawValue)),
      .init(name: "region", value: .text(selection.region)),
      .init(name: "sex", value: .text(selection.sex)),
    ]
    if let years = options.years {
      settings.append(.init(name: "acrossVintages", value: .text(options.acrossVintages ? "yes" : "no")))
      settings.append(.init(name: "fromYear", value: .whole(years.first)))
      settings.append(.init(name: "toYear", value: .whole(years.second)))
    }
    if let measure = axis?.measure {
      settings.append(.init(name: "axis", value: .text(measure.description)))
    }
    if !options.links.isEmpty { settings.append(.init(name: "links", value: .whole(options.links.count))) }
    return settings.sorted { $0.name < $1.name }
  }
}

/// Every year of a series on the axis of one measure.
struct SeriesAxis: Sendable {
  let measure: MeasurementSeries.Measure
  let outcome: Result<MeasurementSeries, GlobalEstimateError>

  /// - Throws: `StudyOptionError` when the choice names no measure, or several.
  init(_ selection: SeriesSelection, _ options: SeriesOptions) throws {
    let chosen = selection.measures.filter { options.axis.holds($0) }
    guard chosen.count == 1 else {
      let names = selection.measures.map { "'\(PlainText.line($0.description))'" }.joined(separator: "; ")
      throw StudyOptionError(
        "the axis has to be one definition and edition (\(names)); choose with --axis and --axis-definition")
    }
    let measure = chosen[0]
    self.measure = measure
    let series = try selection.series()
    var links = options.links
    for other in selection.measures where other != measure {
      let isStated = links.contains {
        ($0.from == other && $0.to == measure) || ($0.from == measure && $0.to == other)
      }
      // A link from common years is used where they say how firm it is; otherwise the axis is refused below.
      if !isStated, let link = try? series.link(from: other, to: measure) { links.append(link) }
    }
    do throws(GlobalEstimateError) {
      outcome = .success(try series.onAxis(of: measure, links: links))
    } catch {
      guard case .refused = error else { throw error }
      outcome = .failure(error)
    }
  }
}
