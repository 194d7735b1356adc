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
    guard let text = try? String(contentsOfFile: Oracle.path("mics/tables.csv"), encoding: .utf8) else { return [] }
    let lines = text.split(separator: "\n")
    let names = lines[0].split(separator: ",").map(String.init)
    return lines.dropFirst().map { line in
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      var values: [String: Double] = [:]
      for (name, cell) in zip(names, cells).dropFirst(3) { values[name] = Double(cell) }
      return Expected(table: cells[0], variable: cells[1], by: cells[2], values: values, flag: cells[cells.count - 1])
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

  @Test("hold 820 figures of R, also in domains of three conditions")
  func count() { #expect(Self.expected.count == 820) }

  /// Sums in another order differ in the last digits; R's beta interval is good to eight.
  @Test("equal R in every figure", arguments: expected)
  func figure(_ expected: Expected) throws {
    let loaded = try Self.loaded.get()
    let indicator = try loaded.survey.indicator(Self.indicators[expected.variable] ?? "")
    let ages = loaded.survey.ages(Self.ages[expected.variable] ?? 5...17)
    let domain = try Self.domain(expected.by, loaded.survey).map { ages.intersection($0) } ?? ages
    let estimate = try loaded.design.estimate(Proportion(indicator.variable), in: domain)
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
    #expect(equals(estimate.degreesOfFreedom, "df"))
    if expected["lo_kg"] != nil, estimate.value > 0, estimate.value < 1 {
      let interval = try estimate.interval(proportion: .beta)
      #expect(equals(100 * interval.lower, "lo_kg", relative: 1e-7))
      #expect(equals(100 * (interval.finiteUpper ?? .nan), "hi_kg", relative: 1e-7))
    }
  }

  @Test("stand in the printed tables with their flags", arguments: ["PR.3.1", "PR.3.3", "PR.3.4"])
  func layout(_ name: String) throws {
    let loaded = try Self.loaded.get()
    let table = try #require(loaded.estimates.tables.first { $0.name == name })
    let wanted = Self.expected.filter { $0.table == name }
    var found = 0
    for expected in wanted {
      let parts = expected.by.split(separator: "=").map(String.init)
      let breakdown = Self.breakdowns[parts[0]]
      let label = breakdown == nil ? "Total" : Self.label(parts, breakdown ?? "", loaded.survey)
      let title = breakdown.flatMap { loaded.survey.breakdown($0)?.title } ?? ""
      let ages = Self.ages[expected.variable] ?? 5...17
      let row = table.panels.first { $0.ages == ages }?.rows.first { $0.group == title && $0.label == label }
      let cell = try #require(row?.cells.first { $0.indicator == Self.indicators[expected.variable] })
      #expect(close(row?.weightedCount ?? .nan, expected["weighted_n"] ?? 0, relative: 1e-9))
      #expect(row?.unweightedCount == Int(expected["unweighted_n"] ?? -1))
      let report = try #require(cell.report)
      #expect((report.refusal?.code == .surveyUnweightedCases) == (expected.flag == "*"))
      let isDoubtful = report.diagnostics.contains { $0.code == .surveyUnweightedCases && $0.severity == .warning }
      #expect(isDoubtful == (expected.flag == "()"))
      if let value = report.value {
        #expect(close(value, expected["percent"] ?? .nan, relative: 1e-9, absolute: 1e-11))
      }
      found += 1
    }
    // And nothing else is printed.
    #expect(table.panels.flatMap(\.rows).flatMap(\.cells).count == found)
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
    let survey = try MICSTablesTests.loaded.get().survey
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
    let work = try #require(panel.rows[0].cells.first { $0.indicator == "economic-activity-above" }?.magnitude?.value)
    #expect(close(byAge.reduce(0, +), work, relative: 1e-12))
  }

  @Test("take the population of the age group where it is given, and its error")
  func ownPopulation() throws {
    let estimates = try estimates([
      AgePopulation(ages: 5...17, value: 4_200_000), AgePopulation(ages: 5...11, value: 2_000_000, standardError: 50_000),
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
    arguments: ["", "5-17", "17-5=1", "5-17=0", "5-17=-3", "5-17=1e9", "5-17=nan", "5-17=4 000", "x-y=1", "5-17=1+-", "5-17=9999999999999999999999"])
  func refusedArgument(_ text: String) { #expect(AgePopulation(argument: text) == nil) }
}
