package import Tables

/// Reads a survey profile from TOML. Every key is known, every name that another rule uses is there, and ages,
/// hours and codes are possible; `Data/survey-profiles` has examples of all keys.
package enum ProfileReader {
  /// - Throws: `DataError` with line, key and remedy.
  package static func read(_ source: ByteSource) throws(DataError) -> SurveyProfile {
    let root = try TOMLFile.read(source).root
    try root.expect([
      "schema", "name", "title", "source", "notes", "missing-answers", "select", "age", "design",
      "breakdown", "question", "hours", "indicator", "table",
    ])
    guard let schema = try root.whole("schema") else { throw root.absent("schema") }
    guard schema == 1 else {
      throw root.error("schema", "this version knows profiles of schema 1 only", "write schema = 1")
    }
    let design = try root.requiredSection("design")
    try design.expect(["weight", "weight-adds-to-sum-of", "stratum", "cluster"])
    let weights = try design.weightColumns("weight")
    let profile = SurveyProfile(
      name: try root.requiredText("name"), title: try root.requiredText("title"),
      source: try root.text("source") ?? "", notes: try root.texts("notes") ?? [],
      selections: try root.sections("select").map { section throws(DataError) in try selection(section) },
      age: try age(root.requiredSection("age")),
      weight: SurveyProfile.WeightRule(
        factors: weights, scaledToSumOf: try design.optionalColumns("weight-adds-to-sum-of")),
      stratum: try design.groups("stratum"), cluster: try design.groups("cluster"),
      missingAnswers: try root.choice("missing-answers", SurveyProfile.MissingAnswers.self) ?? .countAsNo,
      breakdowns: try root.sections("breakdown").map { section throws(DataError) in try breakdown(section) },
      questions: try root.sections("question").map { section throws(DataError) in try question(section) },
      hours: try root.sections("hours").map { section throws(DataError) in try hours(section) },
      indicators: try root.sections("indicator").map { section throws(DataError) in try indicator(section) },
      tables: try root.sections("table").map { section throws(DataError) in try table(section) })
    try ProfileReferences(root, profile).check()
    return profile
  }

  // MARK: Roles

  private static func selection(_ section: TOMLSection) throws(DataError) -> SurveyProfile.Selection {
    try section.expect(["column", "codes", "codes-between"])
    return SurveyProfile.Selection(
      column: try section.columns("column"), codes: try section.codes("codes", between: "codes-between"))
  }

  private static func age(_ section: TOMLSection) throws(DataError) -> SurveyProfile.AgeRule {
    try section.expect(["column", "from", "through"])
    guard let from = try section.whole("from") else { throw section.absent("from") }
    guard let through = try section.whole("through") else { throw section.absent("through") }
    guard from >= 0, through >= from, through <= TOMLSection.oldest else {
      throw section.error("through", "these are no ages", "write ages from 0 to 120, the younger first")
    }
    return SurveyProfile.AgeRule(column: try section.columns("column"), range: from...through)
  }

  private static func breakdown(_ section: TOMLSection) throws(DataError) -> SurveyProfile.Breakdown {
    try section.expect(["name", "title", "column", "labels", "bands", "missing", "otherwise"])
    let labels = try section.labels("labels")
    let bands = try section.sections("bands").map { band throws(DataError) in try self.band(band) }
    guard labels.isEmpty || bands.isEmpty else {
      throw section.error("bands", "a breakdown has labels or bands, not both", "take one out")
    }
    for pair in zip(bands, bands.dropFirst()) where pair.0.range.upperBound >= pair.1.range.lowerBound {
      throw section.error("bands", "bands overlap or do not ascend", "start each above the end of the last")
    }
    let otherwise = try section.code("otherwise")
    if let otherwise, !labels.contains(where: { $0.code == otherwise }) {
      throw section.error("otherwise", "this code has no label", "add it to labels")
    }
    return SurveyProfile.Breakdown(
      name: try section.identifier("name"), title: try section.requiredText("title"),
      column: try section.columns("column"), labels: labels, bands: bands,
      missing: try section.codes("missing"), otherwise: otherwise)
  }

  private static func band(_ section: TOMLSection) throws(DataError) -> SurveyProfile.Band {
    try section.expect(["label", "from", "through"])
    guard let from = try section.number("from") else { throw section.absent("from") }
    guard let through = try section.number("through") else { throw section.absent("through") }
    guard through >= from else {
      throw section.error("through", "the band ends before it starts", "write the smaller number as from")
    }
    return SurveyProfile.Band(label: try section.requiredText("label"), range: from...through)
  }

  // MARK: Answers

  private static func question(_ section: TOMLSection) throws(DataError) -> SurveyProfile.Question {
    try section.expect([
      "name", "title", "columns", "yes", "yes-between", "no", "no-between", "missing", "asked-when",
    ])
    let yes = try section.codes("yes", between: "yes-between")
    guard !yes.isEmpty else {
      throw section.error(nil, "no answer is yes", "add yes = [1], or the codes that mean yes")
    }
    let columns = try section.texts("columns") ?? []
    guard !columns.isEmpty else { throw section.absent("columns") }
    return SurveyProfile.Question(
      name: try section.identifier("name"), title: try section.text("title") ?? "", columns: columns,
      yes: yes,
      no: try section.codes("no", between: "no-between"), missing: try section.codes("missing"),
      askedWhen: try section.text("asked-when"))
  }

  private static func hours(_ section: TOMLSection) throws(DataError) -> SurveyProfile.Hours {
    try section.expect([
      "name", "title", "columns", "unknown", "unknown-at-least", "unknown-below", "limit", "minutes", "range",
    ])
    let range = try section.numbers("range") ?? [0, 168]
    guard range.count == 2, range[0] <= range[1] else {
      throw section.error("range", "a range has two numbers, the smaller first", "write range = [0, 168]")
    }
    let limit = try section.number("limit")
    if let limit, limit <= 0 {
      throw section.error("limit", "the limit is not above 0", "write 97, or leave it out")
    }
    let unknown = try section.codes("unknown")
    for code in unknown.single {
      if case .text = code {
        throw section.error(
          "unknown", "hours are numbers, and so are their codes", "write numbers without quotes")
      }
    }
    let atLeast = try section.choice("unknown-at-least", SurveyProfile.Hours.Unknown.self) ?? .missing
    return SurveyProfile.Hours(
      name: try section.identifier("name"), title: try section.text("title") ?? "",
      parts: try section.parts("columns"), unknown: unknown, unknownAtLeast: atLeast,
      unknownBelow: try section.choice("unknown-below", SurveyProfile.Hours.Unknown.self) ?? atLeast,
      limit: limit, factor: try section.boolean("minutes") == true ? 1.0 / 60 : 1,
      range: range[0]...range[1])
  }

  // MARK: Indicators

  private static func indicator(_ section: TOMLSection) throws(DataError) -> SurveyProfile.Indicator {
    try section.expect([
      "name", "title", "series", "question", "column", "hours", "at-least", "below", "any", "all",
    ])
    return SurveyProfile.Indicator(
      name: try section.identifier("name"), title: try section.requiredText("title"),
      series: try section.text("series") ?? "", rule: try rule(section))
  }

  private static func rule(_ section: TOMLSection) throws(DataError) -> SurveyProfile.Indicator.Rule {
    let forms = ["any", "all", "hours"].filter(section.has)
    guard forms.count <= 1, forms.isEmpty || forms == ["hours"] || !section.has("question") else {
      throw section.error(
        forms.last, "an indicator has one rule: question, hours (with or without question), any or all",
        "make an indicator of each and join them by any or all")
    }
    if !section.has("hours"), let key = ["at-least", "below"].first(where: section.has) {
      throw section.error(key, "a threshold goes with hours", "add hours = \"...\"")
    }
    switch forms.first {
    case "any": return .any(try section.names("any"))
    case "all": return .all(try section.names("all"))
    case "hours":
      guard section.has("at-least") != section.has("below") else {
        throw section.error(
          "hours", "hours need thresholds on one side", "add at-least = [...] or below = [...]")
      }
      if section.has("column") {
        throw section.error("column", "a column goes with a question alone", "take it out")
      }
      let side: SurveyProfile.Indicator.Side = section.has("at-least") ? .atLeast : .below
      return .hours(
        question: try section.text("question"), hours: try section.requiredText("hours"), side: side,
        thresholds: try section.thresholds(side.rawValue))
    default:
      guard section.has("question") else {
        throw section.error(nil, "the indicator has no rule", "add question, hours, any or all")
      }
      return .question(try section.requiredText("question"), column: try section.text("column"))
    }
  }

  // MARK: Tables

  private static func table(_ section: TOMLSection) throws(DataError) -> SurveyProfile.TableLayout {
    try section.expect(["name", "like", "title", "subtitle", "without", "notes", "panel"])
    let panels = try section.sections("panel").map { panel throws(DataError) in try self.panel(panel) }
    guard !panels.isEmpty else { throw section.error(nil, "the table has no panel", "add [[table.panel]]") }
    return SurveyProfile.TableLayout(
      name: try section.requiredText("name"), like: try section.text("like"),
      title: try section.requiredText("title"), subtitle: try section.text("subtitle") ?? "",
      without: try section.texts("without") ?? [], panels: panels, notes: try section.texts("notes") ?? [])
  }

  private static func panel(_ section: TOMLSection) throws(DataError) -> SurveyProfile.TableLayout.Panel {
    try section.expect(["ages", "count", "columns"])
    let columns = try section.sections("columns").map {
      column throws(DataError) -> SurveyProfile.TableLayout.Column in
      try column.expect(["indicator", "title"])
      return SurveyProfile.TableLayout.Column(
        indicator: try column.requiredText("indicator"), title: try column.requiredText("title"))
    }
    guard !columns.isEmpty else { throw section.absent("columns") }
    return SurveyProfile.TableLayout.Panel(
      ages: try section.ages("ages"), columns: columns,
      count: try section.text("count") ?? "Number of children")
  }
}
