internal import Estimates

/// Which cases two teams have found in common.
package struct CaseMatching: Sendable {
  package enum Comparison: Sendable {
    /// Keys are the same, character by character.
    case verbatim
    /// Keys are the same after letters are put into lower case and runs of blanks into one.
    case foldingCaseAndBlanks
  }

  package enum Rule: Sendable {
    case refuse
    /// Two entries of one list with one key count as one case; a case with a field missing from its key
    /// counts as found by one team alone. Both are counted in the result.
    case resolve
  }

  /// What the lists say of one stratum.
  package struct Stratum: Sendable, Equatable {
    package let name: String
    package let first: Int
    package let second: Int
    package let common: Int
    /// Victims of each distinct case that reports them; a case on both lists has the mean of its two numbers.
    package let victims: [Double]
    /// Distinct cases that report no victims.
    package let casesWithoutVictims: Int
  }

  /// In the order of their names.
  package let strata: [Stratum]
  /// Repeated entries that were taken as one case.
  package let duplicates: Int
  /// Cases with an incomplete key.
  package let unmatchable: Int

  /// - Parameter files: the names of the lists, for messages about cases that know their line.
  /// - Throws: `GlobalEstimateError.invalidInput` when keys have different numbers of fields, a number of
  ///   victims is negative or not finite, one key stands in two strata, or, under `.refuse`, a list repeats a
  ///   key or a key has an empty field.
  package init(
    _ first: [ReportedCase], _ second: [ReportedCase], comparison: Comparison = .verbatim,
    rule: Rule = .refuse, files: (first: String, second: String) = ("", "")
  ) throws(GlobalEstimateError) {
    let width = first.first?.key.count ?? second.first?.key.count ?? 0
    for (team, file, list) in [("first", files.first, first), ("second", files.second, second)] {
      for (index, report) in list.enumerated() {
        guard report.key.count == width, width > 0 else {
          throw .invalidInput(
            "\(CaseMatching.words(report, index, team, file)) has another number of key fields than the rest")
        }
        if let victims = report.victims, !(victims.isFinite && victims >= 0) {
          throw .invalidInput(
            "\(CaseMatching.words(report, index, team, file)) has a number of victims that is not one")
        }
      }
    }
    let a = try CaseMatching.distinct(first, "first", files.first, comparison, rule)
    let b = try CaseMatching.distinct(second, "second", files.second, comparison, rule)
    duplicates = a.duplicates + b.duplicates
    unmatchable = a.unmatchable + b.unmatchable
    strata = try CaseMatching.strata(a.cases, b.cases, files)
  }

  private struct DistinctCase {
    let key: [String]?
    let stratum: String
    var victims: [Double]
    let line: Int?
  }

  /// Where a case stands, by file and line or by its number.
  private static func words(_ report: ReportedCase, _ index: Int, _ team: String, _ file: String) -> String {
    report.line.map { "\(file):\($0): the case" } ?? "case \(index + 1) of the \(team) list"
  }

  private static func distinct(
    _ list: [ReportedCase], _ team: String, _ file: String, _ comparison: Comparison, _ rule: Rule
  ) throws(GlobalEstimateError) -> (cases: [DistinctCase], duplicates: Int, unmatchable: Int) {
    var cases: [DistinctCase] = []
    var places: [[String]: Int] = [:]
    var duplicates = 0
    var unmatchable = 0
    for (index, report) in list.enumerated() {
      let key = report.key.map { comparison == .verbatim ? $0 : folded($0) }
      let victims = report.victims.map { [$0] } ?? []
      if key.contains("") {
        guard rule == .resolve else {
          throw .invalidInput(
            "\(words(report, index, team, file)) has an empty field in its key; complete it, or pass "
              + "--resolve to count such cases as found by one team alone")
        }
        unmatchable += 1
        cases.append(DistinctCase(key: nil, stratum: report.stratum, victims: victims, line: report.line))
      } else if let place = places[key] {
        guard rule == .resolve else {
          throw .invalidInput(
            "\(words(report, index, team, file)) repeats the key of an earlier one; remove it, or pass "
              + "--resolve to count both as one case")
        }
        guard cases[place].stratum == report.stratum else {
          throw .invalidInput(
            "\(words(report, index, team, file)) repeats a key in another stratum; settle which is right")
        }
        duplicates += 1
        cases[place].victims += victims
      } else {
        places[key] = cases.count
        cases.append(DistinctCase(key: key, stratum: report.stratum, victims: victims, line: report.line))
      }
    }
    return (cases, duplicates, unmatchable)
  }

  /// Where a case that stands in two strata stands; the strata are cells of the lists, and so are not named.
  private static func strandedWords(
    _ first: DistinctCase, _ second: DistinctCase, _ files: (first: String, second: String)
  ) -> String {
    guard let one = first.line, let other = second.line else { return "" }
    return "\(files.first):\(one) and \(files.second):\(other): "
  }

  private static func strata(
    _ first: [DistinctCase], _ second: [DistinctCase], _ files: (first: String, second: String)
  ) throws(GlobalEstimateError) -> [Stratum] {
    var places: [[String]: Int] = [:]
    for (index, found) in first.enumerated() { if let key = found.key { places[key] = index } }
    var merged = first
    var common = Set<Int>()
    for found in second {
      guard let key = found.key, let place = places[key] else {
        merged.append(found)
        continue
      }
      guard first[place].stratum == found.stratum else {
        throw .invalidInput(
          strandedWords(first[place], found, files)
            + "a case on both lists stands in another stratum on each; settle which is right")
      }
      common.insert(place)
      merged[place].victims += found.victims
    }
    let names = Set(merged.map(\.stratum)).sorted()
    return names.map { name in
      let inside = merged.indices.filter { merged[$0].stratum == name }
      let reporting = inside.filter { !merged[$0].victims.isEmpty }
      return Stratum(
        name: name, first: first.count { $0.stratum == name }, second: second.count { $0.stratum == name },
        common: inside.count { common.contains($0) },
        victims: reporting.map { merged[$0].victims.reduce(0, +) / Double(merged[$0].victims.count) },
        casesWithoutVictims: inside.count - reporting.count)
    }
  }

  private static func folded(_ field: String) -> String {
    field.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
