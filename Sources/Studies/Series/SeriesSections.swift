internal import Estimates
internal import GlobalEstimates
internal import Reporting

/// The report of a series: the figures, what may be compared, what a change is made of.
struct SeriesSections {
  let study: SeriesStudy

  private var selection: SeriesSelection { study.selection }
  private var isRate: Bool { selection.quantity == .rate }
  /// Numbers below a million are printed one by one.
  private var inMillions: Bool {
    let numbers = selection.points.compactMap { $0.number?.value.value }
    let all = numbers.isEmpty ? selection.points.compactMap { $0.population?.value.value } : numbers
    return all.isEmpty || all.contains { $0 >= 1e6 }
  }
  private var people: Double { inMillions ? 1e-6 : 1 }
  private var peopleWords: String { inMillions ? "millions" : "persons" }
  private var source: String { "computed by this program from \(study.table.record.name)" }

  func summary() -> [Table] {
    [figures()] + (study.asked == nil ? [] : [changeTable(asked, identifier: "change")])
      + (study.axis.map { [axisTable($0)] } ?? [])
      + (study.asked == nil && !study.within.isEmpty
        ? [changeTable(study.within.map { .success($0) }, identifier: "changes")] : [])
  }

  func document() -> Document {
    var sections = [figureSection()]
    if study.asked != nil { sections.append(askedSection()) }
    if let axis = study.axis { sections.append(axisSection(axis)) }
    if !study.within.isEmpty { sections.append(withinSection()) }
    sections.append(limitations())
    return Document(
      title: "\(selection.titleWords): by definition and edition",
      subtitle: "Figures of two editions or two definitions are two series.", sections: sections)
  }

  // MARK: figures

  private func figureSection() -> Section {
    var blocks: [Block] = [.figure(trend()), .table(figures())]
    if selection.measures.count > 1 {
      blocks.append(
        .callout(
          Callout(
            .warning,
            RichText(
              "\(selection.measures.count) definitions or editions are shown. A difference between points of two of them is "
                + "partly a change of method (\(WarningCode.aggregationMethodChanged.rawValue))."))))
    }
    return Section("series", "The figures", blocks)
  }

  private func trend() -> Figure {
    let scale = isRate ? 100.0 : people
    let style = NumberStyle(decimals: isRate || inMillions ? 1 : 0)
    return Figure(
      "trend", title: "\(selection.words), by definition and edition",
      description: description(),
      content: .trend(
        TrendPlot(
          axis: Axis(isRate ? "Percent" : inMillions ? "Millions" : "Persons", style: style),
          series: selection.measures.map { measure in
            TrendPlot.Series(
              measure.description,
              points: selection.points(of: measure).compactMap { point in
                guard let figure = point.figure(selection.quantity) else { return nil }
                let span = figure.standardError.map { error in
                  let half = error * study.intervalQuantile
                  return IntervalPlot.Span(
                    (figure.value.value - half) * scale, (figure.value.value + half) * scale)
                }
                return TrendPlot.Point(
                  Double(point.year), figure.value.value * scale, span, marks: Wording.marks(figure.status))
              })
          })),
      notes: [
        hasErrors
          ? "Whiskers are confidence intervals from the standard errors in the file."
          : "The file gives no standard errors, so none are drawn."
      ],
      source: source)
  }

  private var hasErrors: Bool {
    selection.points.contains { $0.figure(selection.quantity)?.standardError != nil }
  }

  /// As many decimals as are printed, one at most.
  private func style(_ figure: MeasurementTable.Figure, scale: Double) -> NumberStyle {
    scale == 1 ? .count : .decimal(figure.step * scale > 0.9 ? 0 : 1)
  }

  /// The reading, for whoever does not see the drawing.
  private func description() -> String {
    let parts = selection.measures.map { measure in
      let points = selection.points(of: measure).compactMap { point in
        point.figure(selection.quantity).map { "\(text($0.value.value)) in \(point.year)" }
      }
      return "\(measure): \(points.joined(separator: ", "))"
    }
    return parts.joined(separator: "; ") + "."
  }

  private func text(_ value: Double) -> String {
    isRate ? NumberStyle.percent.text(value * 100) : Wording.persons(value)
  }

  private func figures() -> Table {
    Table(
      "figures", title: "\(selection.words)",
      columns: [
        TableColumn("year", "Year"), TableColumn("number", "Number", unit: peopleWords),
        TableColumn("rate", "Rate", unit: "%"),
        TableColumn("population", "Population", unit: peopleWords, isRange: true),
        TableColumn("status", "Status", .text),
      ],
      rows: selection.points.map { point in
        TableRow(
          group: point.measure.description,
          [
            .number(Double(point.year), NumberStyle(grouped: false)),
            point.number.map {
              .number($0.value.value * people, style($0, scale: people), marks: Wording.marks($0.status))
            } ?? .absent(.notPublished),
            point.rate.map {
              .number($0.value.value * 100, style($0, scale: 100), marks: Wording.marks($0.status))
            } ?? .absent(.notPublished),
            population(point), .text(point.status.rawValue),
          ])
      },
      notes: [
        "Where no population is printed, the range is what the printed number and rate together allow."
      ], source: source)
  }

  private func population(_ point: SeriesSelection.Point) -> Cell {
    if let printed = point.population {
      return .number(
        printed.value.value * people, inMillions ? .decimal(1) : .count, marks: Wording.marks(printed.status))
    }
    guard let implied = point.impliedPopulation else { return .absent(.notApplicable) }
    return .range(
      implied.bounds.lowerBound * people, implied.bounds.upperBound * people, .decimal(0),
      marks: Wording.marks(point.status))
  }

  // MARK: changes

  private var asked: [Result<SeriesChange, GlobalEstimateError>] { study.asked.map { [$0] } ?? [] }

  private func askedSection() -> Section {
    var blocks: [Block] = []
    switch study.asked {
    case .success(let change):
      if change.basis != .oneMeasure {
        blocks.append(
          .callout(
            Callout(
              .warning,
              RichText(
                change.basis == .unlinked
                  ? "NOT COMPARABLE. The two figures are by different definitions or editions and nothing links them; the "
                    + "difference is shown because it was asked for."
                  : "The two figures are by different definitions or editions; the part that is due to that is shown apart."
              ))))
      }
    case .failure(.refused(let refusal)):
      blocks.append(
        .callout(Callout(.warning, RichText("Refused (\(refusal.code.rawValue)): \(refusal.reason)."))))
    default: break
    }
    blocks.append(.table(changeTable(asked, identifier: "change")))
    return Section("asked", "The change that was asked for", blocks)
  }

  private func withinSection() -> Section {
    Section(
      "within", "Changes within one definition and edition",
      [
        .paragraph(
          "From the first to the last year of each. A change of a number is the sum of its parts: what it would be had the "
            + "rate stayed, and what it would be had the population stayed, each averaged over both years (Kitagawa 1955; "
            + "Das Gupta 1993). Where the file has the figures of groups by age or sex that add up to the whole, the size "
            + "of the population is told from its composition."),
        .table(changeTable(study.within.map { .success($0) }, identifier: "changes")),
      ])
  }

  private func changeTable(
    _ changes: [Result<SeriesChange, GlobalEstimateError>], identifier: String
  ) -> Table {
    var rows: [TableRow] = []
    var notes: [String] = []
    for result in changes {
      switch result {
      case .failure(let error):
        if let years = study.options.years {
          rows.append(
            TableRow(
              group: "\(years.first) to \(years.second)",
              [.text(SeriesChange.Part.whole.rawValue), .absent(.refused), .absent(.refused)]))
        }
        if case .refused(let refusal) = error { notes.append("\(refusal.code.rawValue): \(refusal.reason).") }
      case .success(let change):
        for effect in change.effects {
          rows.append(
            TableRow(
              group: "\(change.first.year) to \(change.second.year), \(SeriesEstimates.method(change))",
              role: effect.part == .whole ? .total : .body,
              [
                .text(effect.part.rawValue),
                .number(effect.value * tableScale, signedStyle, marks: Wording.marks(change.status)),
                range(effect),
              ]))
        }
        if let why = change.whyWhole, change.composition == nil { notes.append("Not taken apart: \(why).") }
        if let composition = change.composition { notes.append(words(composition)) }
        if let why = change.whyNoComposition {
          notes.append("\(change.first.year) to \(change.second.year): \(why).")
        }
        if change.basis == .unlinked {
          notes.append(
            "\(WarningCode.aggregationMethodChanged.rawValue): not comparable; nothing links the two.")
        }
      }
    }
    var distinct: [String] = []
    for note in notes where !distinct.contains(note) { distinct.append(note) }
    return Table(
      identifier, title: identifier == "change" ? "The change and its parts" : "Changes and their parts",
      columns: [
        TableColumn("part", "Part", .text),
        TableColumn("value", "Value", unit: isRate ? "points" : peopleWords),
        TableColumn("bounds", "Bounds", unit: isRate ? "points" : peopleWords, isRange: true),
      ], rows: rows,
      notes: distinct + [
        "Bounds are what the rounding of the printed figures allows, or a confidence interval where the file has standard "
          + "errors; they do not hold what else is uncertain."
      ], source: source)
  }

  private func words(_ composition: SeriesComposition) -> String {
    "The composition is \(composition.words) (\(composition.groups.map(\.name).joined(separator: "; "))): its part is what the "
      + "change would be had only the shares of the groups moved (Das Gupta 1993)."
      + (composition.groups.contains { $0.numbers.first.standardError != nil }
        ? " Errors of the groups are taken as independent." : "")
  }

  private var tableScale: Double { isRate ? 100 : people }
  private var signedStyle: NumberStyle { NumberStyle(decimals: isRate || inMillions ? 1 : 0, signed: true) }

  private func range(_ effect: SeriesChange.Effect) -> Cell {
    if let error = effect.standardError {
      let half = error * study.intervalQuantile
      return .range((effect.value - half) * tableScale, (effect.value + half) * tableScale, signedStyle)
    }
    guard let bounds = effect.bounds else { return .absent(.notApplicable) }
    return .range(bounds.lowerBound * tableScale, bounds.upperBound * tableScale, signedStyle)
  }

  // MARK: one axis

  private func axisSection(_ axis: SeriesAxis) -> Section {
    Section(
      "one-axis", "Every year by one definition and edition",
      [
        .paragraph(
          RichText(
            "Figures by other definitions or editions are brought to '\(axis.measure)' by a stated ratio, or by that of the "
              + "years with figures by both where these say how firm it is.")),
        .table(axisTable(axis)),
      ])
  }

  private func axisTable(_ axis: SeriesAxis) -> Table {
    var rows: [TableRow] = []
    var notes: [String] = []
    switch axis.outcome {
    case .success(let series):
      rows = series.points.map { point in
        let isOwn = selection.point(point.year, axis.measure) != nil
        return TableRow([
          .number(Double(point.year), NumberStyle(grouped: false)),
          .number(point.value * tableScale, isRate || inMillions ? .decimal(1) : .count),
          .text(isOwn ? "as published" : "through a link"),
        ])
      }
    case .failure(let error):
      rows = [TableRow([.absent(.refused), .absent(.refused), .text("")])]
      if case .refused(let refusal) = error { notes.append("\(refusal.code.rawValue): \(refusal.reason).") }
    }
    return Table(
      "axis", title: "By '\(axis.measure)'",
      columns: [
        TableColumn("year", "Year"), TableColumn("value", "Value", unit: isRate ? "%" : peopleWords),
        TableColumn("origin", "How", .text),
      ], rows: rows, notes: notes, source: source)
  }

  private func limitations() -> Section {
    Section(
      "limitations", "Limitations",
      [
        .list([
          "A published figure without a standard error is taken as printed: bounds from rounding say nothing of how certain "
            + "the estimate behind it is.",
          "A population that follows from a number and its rate inherits the rounding of both.",
          "The parts of a change are arithmetic. That a part is due to the rate does not say why the rate moved.",
        ])
      ])
  }
}
