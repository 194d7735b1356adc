import DataLoaders
import Estimates
import Foundation
import Studies
import Survey
import TestSupport
import Testing

/// Reference values: Tests/Oracles/mics, R survey 4.5.
@Suite("The official tables of MICS6")
struct MICSTablesTests {
  struct Expected: Sendable, CustomTestStringConvertible {
    let table: String
    let variable: String
    let by: String
    let values: [String: Double]
    let flag: String

    var testDescription: String { "\(table)/\(variable)/\(by)" }

    subscript(_ name: String) -> Double? { values[name] }
  }

  static let expected: [Expected] = {
    guard let text = try? String(contentsOfFile: Oracle.path("mics/tables.csv"), encoding: .utf8) else {
      return []
    }
    let lines = text.split(separator: "\n")
    let names = lines[0].split(separator: ",").map(String.init)
    return lines.dropFirst().map { line in
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      var values: [String: Double] = [:]
      for (name, cell) in zip(names, cells).dropFirst(3) { values[name] = Double(cell) }
      return Expected(
        table: cells[0], variable: cells[1], by: cells[2], values: values, flag: cells[cells.count - 1])
    }
  }()

  static let indicators: [String: String] = [
    "ea1more": "economic-activity-above", "ea14less": "economic-activity-below",
    "ea14more": "economic-activity-above", "ea43less": "economic-activity-below",
    "ea43more": "economic-activity-above", "eaLess": "economic-activity-below",
    "eaMore": "economic-activity-above", "hhc21less": "chores-below", "hhc21more": "chores-above",
    "hhcLess": "chores-below", "hhcMore": "chores-above", "childLabor": "child-labour", "CL4r": "heavy-loads",
    "CL5r": "dangerous-tools", "CL6Ar": "dust-fumes-gas", "CL6Br": "cold-heat-humidity",
    "CL6Cr": "noise-vibration", "CL6Dr": "heights", "CL6Er": "chemicals-explosives", "CL6Xr": "other-hazards",
    "haz": "hazardous-conditions", "includeHaz": "child-labour-with-hazards",
  ]

  static let ages: [String: ClosedRange<Int>] = [
    "ea1more": 5...11, "ea14less": 12...14, "ea14more": 12...14, "ea43less": 15...17, "ea43more": 15...17,
    "hhc21less": 5...14, "hhc21more": 5...14,
  ]

  static let breakdowns: [String: String] = [
    "HL4": "sex", "HH6": "area", "HH7": "region", "ageGroup": "age-group",
    "schoolAttendance": "school-attendance", "melevel": "mothers-education",
    "fsdisability": "functional-difficulties", "ethnicity": "ethnicity", "windex5": "wealth",
  ]

  struct Loaded: Sendable {
    let survey: ProfiledSurvey
    let design: SurveyDesign
    let estimates: MICSEstimates
  }

  static let loaded = Result {
    let profile = try SurveyProfile.named("mics6")
    let table = try SurveyInput.read(
      Oracle.path("mics/children.csv"), profile: profile, options: InputOptions())
    let survey = try profile.apply(to: table)
    return Loaded(
      survey: survey, design: try survey.design(),
      estimates: try MICSEstimates(survey, provenance: Provenance(), options: MICSOptions()))
  }

  /// What R sees as `HL4=1&HH7=3` as a domain.
  private static func domain(_ by: String, _ survey: ProfiledSurvey) throws -> SurveyDomain? {
    var result: SurveyDomain?
    for condition in by.split(separator: "&") where condition != "total=1" {
      let parts = condition.split(separator: "=").map(String.init)
      let breakdown = try #require(survey.breakdown(breakdowns[parts[0]] ?? ""))
      let wanted = Self.label(parts, breakdown.name, survey)
      let position = try #require(breakdown.column.labels.firstIndex { $0 == wanted })
      let domain = breakdown.domains[position]
      result = result.map { $0.intersection(domain) } ?? domain
    }
    return result
  }

  private static func label(_ parts: [String], _ name: String, _ survey: ProfiledSurvey) -> String? {
    if name == "age-group" { return ["5-11", "12-14", "15-17"][(Int(parts[1]) ?? 1) - 1] }
    let code = SurveyProfile.Code.number(Double(parts[1]) ?? .nan)
    return survey.profile.breakdown(name)?.labels.first { $0.code == code }?.label ?? parts[1]
  }

  /// The row of a printed table that R's figure stands in; nil for a domain that no table has.
  private static func row(_ expected: Expected, _ loaded: Loaded) -> MICSRow? {
    guard let table = loaded.estimates.tables.first(where: { $0.name == expected.table }),
      !expected.by.contains("&")
    else { return nil }
    let parts = expected.by.split(separator: "=").map(String.init)
    let breakdown = breakdowns[parts[0]].flatMap { loaded.survey.breakdown($0) }
    let label = breakdown.map { Self.label(parts, $0.name, loaded.survey) } ?? "Total"
    return table.panels.first { $0.ages == ages[expected.variable] ?? 5...17 }?.rows.first {
      $0.group == breakdown?.title ?? "" && $0.label == label
    }
  }

  @Test("hold 820 figures of R, also in domains of three conditions")
  func count() { #expect(Self.expected.count == 820) }

  /// Sums in another order differ in the last digits; R's beta interval is good to eight.
  @Test("equal R in every figure", arguments: expected)
  func figure(_ expected: Expected) throws {
    let loaded = try Self.loaded.get()
    let name = Self.indicators[expected.variable] ?? ""
    let ages = loaded.survey.ages(Self.ages[expected.variable] ?? 5...17)
    let group = try Self.domain(expected.by, loaded.survey)
    let row = Self.row(expected, loaded)
    let printed = row?.cells.first { $0.indicator == name }
    let estimate =
      try printed?.estimate
      ?? loaded.design.estimate(
        Proportion(loaded.survey.indicator(name).variable), in: group.map { ages.intersection($0) } ?? ages)
    func equals(_ value: Double, _ name: String, relative: Double = 1e-9, absolute: Double = 1e-11) -> Bool {
      expected[name].map { close(value, $0, relative: relative, absolute: absolute) } ?? true
    }
    #expect(equals(100 * estimate.value, "percent"))
    #expect(equals(100 * estimate.standardError, "se_percent"))
    #expect(equals(estimate.coefficientOfVariation ?? 0, "cv"))
    #expect(equals(estimate.designEffect ?? 0, "deff"))
    #expect(equals(estimate.designEffect?.squareRoot() ?? 0, "deft"))
    #expect(estimate.detail.sampleSize == Int(expected["unweighted_n"] ?? -1))
    #expect(equals(estimate.detail.populationSize ?? .nan, "weighted_n"))
    #expect(equals(estimate.value * (estimate.detail.populationSize ?? 0), "weighted_numerator"))
    // R counts clusters of the group at any age, here those of its children of the age group: at most as many.
    let df = loaded.design.degreesOfFreedom(ofRows: [loaded.design.weights(in: group, present: nil)])
    #expect(equals(df, "df"))
    #expect(estimate.degreesOfFreedom <= df)
    if expected["lo_kg"] != nil, estimate.value > 0, estimate.value < 1 {
      let interval = try ProportionInterval.beta.interval(
        proportion: estimate.value, standardError: estimate.standardError,
        sampleSize: estimate.detail.sampleSize,
        degreesOfFreedom: df, level: 0.95)
      #expect(equals(100 * interval.lower, "lo_kg", relative: 1e-7))
      #expect(equals(100 * (interval.finiteUpper ?? .nan), "hi_kg", relative: 1e-7))
    }
    if let printed, let row {
      #expect(equals(row.weightedCount, "weighted_n"))
      let report = try #require(printed.report)
      #expect((report.refusal?.code == .surveyUnweightedCases) == (expected.flag == "*"))
      let isDoubtful = report.diagnostics.contains {
        $0.code == .surveyUnweightedCases && $0.severity == .warning
      }
      #expect(isDoubtful == (expected.flag == "()"))
      #expect(report.value == nil || equals(report.value ?? .nan, "percent"))
    }
  }

  @Test("print no figure that R does not have", arguments: ["PR.3.1", "PR.3.3", "PR.3.4"])
  func complete(_ name: String) throws {
    let loaded = try Self.loaded.get()
    let table = try #require(loaded.estimates.tables.first { $0.name == name })
    let wanted = Self.expected.filter { $0.table == name && Self.row($0, loaded) != nil }
    #expect(table.panels.flatMap(\.rows).flatMap(\.cells).count == wanted.count)
  }

  @Test("agree with R's recoding of every child")
  func recoding() throws {
    // Children in child labour and in each part of it, counted in R's derived file.
    let survey = try Self.loaded.get().survey
    func count(_ name: String) throws -> Int { Int(try survey.indicator(name).variable.values.reduce(0, +)) }
    #expect(try count("economic-activity-below") == 379)
    #expect(try count("economic-activity-above") == 553)
    #expect(try count("chores-below") == 2132)
    #expect(try count("chores-above") == 88)
    #expect(try count("hazardous-conditions") == 571)
    #expect(try count("child-labour") == 627)
    #expect(try count("sdg-8.7.1-a") == 553)
    #expect(try count("sdg-8.7.1-b") == 627)
    #expect(try count("child-labour-with-hazards") == 863)
  }
}

@Suite("Numbers of children")
struct MICSMagnitudeTests {
  private func estimates(_ populations: [AgePopulation]) throws -> MICSEstimates {
    // One breakdown is enough, and quick.
    let text = SurveyTexts.bundled("mics6")
    let profile = try SurveyTexts.profile(
      text.replacing(/\[\[breakdown\]\]\nname = "(?!sex|age-group)[^\[]*?(?=\n\[\[|\n# Yes)/, with: ""))
    let table = try SurveyInput.read(
      Oracle.path("mics/children.csv"), profile: profile, options: InputOptions())
    let survey = try profile.apply(to: table)
    return try MICSEstimates(
      survey, provenance: Provenance(),
      options: MICSOptions(tables: ["PR.3.1", "PR.3.3"], populations: populations, standard: .none))
  }

  @Test("are the prevalence times the population, and those of parts add up to the whole")
  func identity() throws {
    let estimates = try estimates([AgePopulation(ages: 5...17, value: 4_200_000)])
    let panel = try #require(estimates.tables.last?.panels.first)
    let total = try #require(panel.rows[0].cells.last)
    let value = try #require(total.magnitude?.value)
    // 19.9939503661609 % of R.
    #expect(close(value, 4_200_000 * 0.199939503661609, relative: 1e-12))
    let error = try #require(total.magnitude?.uncertainty?.standardError)
    #expect(close(error, 4_200_000 * 0.0113289424683092, relative: 1e-9))
    let sexes = panel.rows.filter { $0.group == "Sex" }.compactMap { $0.cells.last?.magnitude?.value }
    #expect(sexes.count == 2)
    #expect(close(sexes.reduce(0, +), value, relative: 1e-12))
    // A table by age: the parts of 5-17 that are 5-11 and so on, without populations of their own.
    let byAge = (estimates.tables.first?.panels ?? []).compactMap { $0.rows[0].cells.last?.magnitude?.value }
    let work = try #require(
      panel.rows[0].cells.first { $0.indicator == "economic-activity-above" }?.magnitude?.value)
    #expect(close(byAge.reduce(0, +), work, relative: 1e-12))
  }

  @Test("take the population of the age group where it is given, and its error")
  func ownPopulation() throws {
    let estimates = try estimates([
      AgePopulation(ages: 5...17, value: 4_200_000),
      AgePopulation(ages: 5...11, value: 2_000_000, standardError: 50_000),
    ])
    let cell = try #require(estimates.tables.first?.panels.first?.rows.first?.cells.first)
    let p = 0.243207267804548
    let error = 0.0167202052480803
    #expect(close(cell.magnitude?.value ?? .nan, 2_000_000 * p, relative: 1e-12))
    let expected = ((2_000_000 * error) * (2_000_000 * error) + (p * 50_000) * (p * 50_000)).squareRoot()
    #expect(close(cell.magnitude?.uncertainty?.standardError ?? .nan, expected, relative: 1e-9))
  }

  @Test("have no ages that no population covers")
  func uncovered() throws {
    let estimates = try estimates([AgePopulation(ages: 5...14, value: 3_000_000)])
    #expect(estimates.tables.last?.panels.first?.rows.first?.cells.last?.magnitude == nil)
  }

  @Test(
    "are read from the command line",
    arguments: ["5-17=4200000", "5-17=4200000+-60000", "5-17=4200000.5±60000"])
  func argument(_ text: String) {
    #expect(AgePopulation(argument: text)?.ages == 5...17)
  }

  @Test(
    "are refused where they cannot be meant",
    arguments: [
      "", "5-17", "17-5=1", "5-17=0", "5-17=-3", "5-17=1e9", "5-17=nan", "5-17=4 000", "x-y=1", "5-17=1+-",
      "5-17=9999999999999999999999",
    ])
  func refusedArgument(_ text: String) { #expect(AgePopulation(argument: text) == nil) }
}
