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
    guard let size = SurveyPopulation.Size(argument: sides[1]) else { return nil }
    self.init(ages: from...through, value: size.people, standardError: size.standardError)
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
    guard level > 0.5, level < 1 else {
      throw StudyOptionError("the level of an interval has to lie between 0.5 and 1, such as 0.95")
    }
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
