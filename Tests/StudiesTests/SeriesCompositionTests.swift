import Estimates
import Foundation
import GlobalEstimates
import Studies
import Tables
import TestSupport
import Testing

/// The values are those that das-gupta.py prints, by averaging over all orders of the factors.
@Suite("The composition of the population in a change")
struct SeriesCompositionTests {
  private static let header =
    "indicator,region,sex,age_group,definition,vintage,year,quantity,value,unit,rounded_to,standard_error\n"
  private static let groups = [
    2000: ["5-11": (100.0, 1000.0), "12-14": (60, 400), "15-17": (80, 300)],
    2010: ["5-11": (90, 1100), "12-14": (70, 500), "15-17": (100, 500)],
  ]

  /// Rows of a year: numbers and populations, in persons.
  private static func rows(
    _ year: Int, vintage: String = "v1", sex: String = "both", scale: Double = 1, total: Double? = nil,
    leavesOut: String = "", error: String = "", step: String = ""
  ) -> String {
    let groups = Self.groups[year] ?? [:]
    var all = groups
    all["5-17"] = (
      total ?? groups.values.reduce(0) { $0 + $1.0 }, groups.values.reduce(0) { $0 + $1.1 }
    )
    var text = ""
    for (age, (number, people)) in all.sorted(by: { $0.key < $1.key }) where age != leavesOut {
      let start = "x,World,\(sex),\(age),d,\(vintage),\(year)"
      text += "\(start),number,\(scale * number),persons,\(step),\(error)\n"
      text += "\(start),population,\(scale * people),persons,,\n"
    }
    return text
  }

  private static func change(
    _ rows: String, _ choose: (inout SeriesOptions) -> Void = { _ in }
  ) throws -> StudyResult {
    let path = NSTemporaryDirectory() + "composition-" + UUID().uuidString + ".csv"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try (header + rows).write(toFile: path, atomically: false, encoding: .utf8)
    var options = try SeriesOptions(indicator: "x", years: (2000, 2010))
    choose(&options)
    return try SeriesStudy(MeasurementTable(path), options: options).result()
  }

  private static func value(_ result: StudyResult, _ part: String?) throws -> Double {
    let estimate = try #require(
      result.estimates.first { $0.domain.first?.value == part }, "\(part ?? "whole")")
    return try #require(estimate.value)
  }

  @Test("by age, one edition: size, composition and rate add up to the change")
  func byAge() throws {
    let result = try Self.change(Self.rows(2000) + Self.rows(2010))
    #expect(close(try Self.value(result, "population size"), 53.1948617830971, relative: 1e-12))
    #expect(close(try Self.value(result, "composition of the population"), 16.8650510709334, relative: 1e-12))
    #expect(close(try Self.value(result, "rate"), -50.0599128540305, relative: 1e-12))
    #expect(try Self.value(result, nil) == 20)
    // Figures that are not rounded leave no room.
    let rate = try #require(result.estimates.first { $0.domain.first?.value == "rate" })
    let bounds = try #require(rate.uncertainty?.interval)
    #expect(bounds.kind == .roundingBounds)
    #expect(close(bounds.lower, -50.0599128540305, relative: 1e-12) && bounds.finiteUpper == bounds.lower)
    #expect(!result.estimates.contains { $0.domain.first?.value == "rounding of the groups" })
  }

  @Test("by age, two editions with a stated ratio: the definition keeps its part")
  func linked() throws {
    let first = MeasurementSeries.Measure(definition: "d", vintage: "v1")
    let second = MeasurementSeries.Measure(definition: "d", vintage: "v2")
    let result = try Self.change(Self.rows(2000) + Self.rows(2010, vintage: "v2")) {
      $0.links = [MeasurementSeries.Link(from: first, to: second, ratio: 0.9, relativeStandardError: 0)]
    }
    let parts = ["population size", "composition of the population", "rate", "definition and edition"]
    let expected = [53.1085127653755, 16.7973596846146, -23.3696677324128, -26.5362047175773]
    for (part, value) in zip(parts, expected) {
      #expect(close(try Self.value(result, part), value, relative: 1e-12), "\(part)")
    }
    #expect(close(expected.reduce(0, +), try Self.value(result, nil), relative: 1e-12))
  }

  @Test("by age and sex: two sexes with the same figures give the parts of both together")
  func byAgeAndSex() throws {
    let whole = Self.rows(2000) + Self.rows(2010)
    let sexes = ["female", "male"].map { sex in
      Self.rows(2000, sex: sex, scale: 0.5) + Self.rows(2010, sex: sex, scale: 0.5)
    }
    let result = try Self.change(whole + sexes.joined())
    #expect(close(try Self.value(result, "composition of the population"), 16.8650510709334, relative: 1e-12))
    #expect(close(try Self.value(result, "population size"), 53.1948617830971, relative: 1e-12))
  }

  @Test("groups that miss an age, or an end, are not used")
  func incomplete() throws {
    for leaves in ["12-14", "5-11"] {
      let result = try Self.change(Self.rows(2000, leavesOut: leaves) + Self.rows(2010))
      #expect(close(try Self.value(result, "population") + Self.value(result, "rate"), 20, relative: 1e-12))
      #expect(!result.estimates.contains { $0.domain.first?.value == "composition of the population" })
    }
  }

  @Test(
    "groups that do not add up to the whole are said and not used; within rounding the rest is its own part")
  func sums() throws {
    let apart = try Self.change(Self.rows(2000, total: 250) + Self.rows(2010))
    #expect(!apart.estimates.contains { $0.domain.first?.value == "composition of the population" })
    #expect(apart.summary.contains { $0.notes.contains { $0.contains("in 2000 do not add up") } })
    let rounded = try Self.change(Self.rows(2000, total: 241, step: "1") + Self.rows(2010))
    let parts = ["population size", "composition of the population", "rate", "rounding of the groups"]
    let sum = try parts.reduce(0) { try $0 + Self.value(rounded, $1) }
    #expect(close(try Self.value(rounded, "rounding of the groups"), -1, relative: 1e-9))
    #expect(close(sum, try Self.value(rounded, nil), relative: 1e-12))
  }

  @Test("standard errors reach the parts where every group has one")
  func errors() throws {
    let result = try Self.change(Self.rows(2000, error: "5") + Self.rows(2010, error: "5"))
    let rate = try #require(result.estimates.first { $0.domain.first?.value == "rate" })
    let error = try #require(rate.uncertainty?.standardError)
    // The rate's part of a group is its change of rate times a mean of its populations, all between the two.
    #expect(error > 5 * (6 * 0.6).squareRoot() && error < 5 * (6 * 1.7).squareRoot())
    #expect(result.summary.contains { $0.notes.contains { $0.contains("taken as independent") } })
  }
}
