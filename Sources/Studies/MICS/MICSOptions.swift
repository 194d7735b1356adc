package import Survey

/// The size of a population of children, from a census or a projection.
package struct AgePopulation: Sendable, Equatable {
  package let ages: ClosedRange<Int>
  package let value: Double
  /// 0 where the size is taken as known.
  package let standardError: Double

  package init(ages: ClosedRange<Int>, value: Double, standardError: Double = 0) {
    self.ages = ages
    self.value = value
    self.standardError = standardError
  }

  /// `5-17=4200000` or, with the standard error of the population, `5-17=4200000+-60000`.
  package init?(argument: String) {
    let sides = argument.split(separator: "=", omittingEmptySubsequences: false)
    guard sides.count == 2 else { return nil }
    let ends = sides[0].split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard ends.count == 2, let from = ends[0], let through = ends[1], from >= 0, through >= from,
      through <= 120
    else { return nil }
    var parts = [String(sides[1])]
    for mark in ["+-", "±"] where parts.count == 1 {
      if let range = Self.range(of: mark, in: parts[0]) {
        parts = [String(parts[0][..<range.lowerBound]), String(parts[0][range.upperBound...])]
      }
    }
    guard let value = Self.number(parts[0]), value > 0 else { return nil }
    var error = 0.0
    if parts.count == 2 {
      guard let given = Self.number(parts[1]) else { return nil }
      error = given
    }
    self.init(ages: from...through, value: value, standardError: error)
  }

  private static func range(of mark: String, in text: String) -> Range<String.Index>? {
    var start = text.startIndex
    while start < text.endIndex {
      if text[start...].hasPrefix(mark) { return start..<text.index(start, offsetBy: mark.count) }
      start = text.index(after: start)
    }
    return nil
  }

  /// Digits with at most one point: what is meant for people has no other form.
  private static func number(_ text: String) -> Double? {
    guard !text.isEmpty, text.utf8.count <= 18, text.utf8.allSatisfy({ ($0 >= 48 && $0 <= 57) || $0 == 46 }),
      let value = Double(text), value.isFinite
    else { return nil }
    return value
  }
}

/// What `prevalence mics` may be told.
package struct MICSOptions: Sendable {
  /// Names of tables; empty for all that the profile has.
  package let tables: [String]
  package let populations: [AgePopulation]
  package let standard: PublicationStandard
  package let lonelyPSU: LonelyPSU
  package let interval: ProportionInterval
  package let level: Double

  package init(
    tables: [String] = [], populations: [AgePopulation] = [], standard: PublicationStandard = .mics,
    lonelyPSU: LonelyPSU = .fail, interval: ProportionInterval = .logit, level: Double = 0.95
  ) throws(StudyOptionError) {
    guard level > 0, level < 1 else { throw StudyOptionError("the level has to lie between 0 and 1") }
    for (index, population) in populations.enumerated() {
      if populations[..<index].contains(where: { $0.ages == population.ages }) {
        throw StudyOptionError("two populations are given for one age group")
      }
    }
    self.tables = tables
    self.populations = populations
    self.standard = standard
    self.lonelyPSU = lonelyPSU
    self.interval = interval
    self.level = level
  }
}
