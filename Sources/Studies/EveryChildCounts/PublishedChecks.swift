/// Every figure of *Every Child Counts* that other figures of the report lead to, and how.
enum PublishedChecks {
  static let regions = [
    "asia-pacific", "latin-america-caribbean", "africa", "transition-economies", "developed-economies",
  ]
  static let workRegions = [
    "asia-pacific", "latin-america-caribbean", "sub-saharan-africa", "middle-east-north-africa",
    "developed-economies", "transition-economies",
  ]
  /// The forms that add up to 8.4 million; trafficking stands outside.
  static let countedForms = [
    "forced-bonded", "armed-conflict", "prostitution-pornography", "illicit-activities",
  ]

  static func regionalCells(_ form: String) -> [String] {
    regions.map { "worst-forms/\($0)/\(form)" }
  }

  static let all: [FigureCheck] = worstForms + ages + regionalWork

  private static let worstForms: [FigureCheck] =
    [
      FigureCheck("statement/trafficked", .sum(regionalCells("trafficking"))),
      FigureCheck("worst-forms/world/trafficking", .sum(regionalCells("trafficking"))),
    ]
    + countedForms.map { FigureCheck("worst-forms/world/\($0)", .sum(regionalCells($0))) }
    + [
      FigureCheck(
        "worst-forms/world/total-without-trafficking", .sum(countedForms.map { "worst-forms/world/\($0)" })),
      FigureCheck(
        "worst-forms/world/total-without-trafficking", .sum(countedForms.flatMap(regionalCells))),
      FigureCheck(
        "statement/unconditional-worst-forms", .same("worst-forms/world/total-without-trafficking")),
      FigureCheck(
        "statement/worst-forms",
        .sum(["hazardous-work/5-17/number", "worst-forms/world/total-without-trafficking"])),
    ]

  private static let ages: [FigureCheck] = [
    FigureCheck("population/5-14", .sum(["population/5-9", "population/10-14"])),
    FigureCheck("population/5-17", .sum(["population/5-14", "population/15-17"])),
    FigureCheck(
      "economic-activity/5-14/number",
      .sum(["economic-activity/5-9/number", "economic-activity/10-14/number"])),
    FigureCheck(
      "economic-activity/5-17/number",
      .sum(["economic-activity/5-14/number", "economic-activity/15-17/number"])),
    rate("economic-activity", "5-9"), rate("economic-activity", "10-14"), rate("economic-activity", "5-14"),
    rate("economic-activity", "15-17"), rate("economic-activity", "5-17"),
    FigureCheck("statement/economic-activity-under-10", .same("economic-activity/5-9/number")),
    FigureCheck("statement/economic-activity-5-14", .same("economic-activity/5-14/number")),
    FigureCheck("statement/economic-activity-5-17", .same("economic-activity/5-17/number")),
    FigureCheck("child-labour/5-14/number", .sum(["child-labour/5-11/number", "child-labour/12-14/number"])),
    FigureCheck("child-labour/5-17/number", .sum(["child-labour/5-14/number", "child-labour/15-17/number"])),
    rate("child-labour", "5-14"), rate("child-labour", "15-17"), rate("child-labour", "5-17"),
    FigureCheck("child-labour/15-17/number", .same("hazardous-work/15-17/number")),
    FigureCheck("statement/child-labour", .same("child-labour/5-17/number")),
    FigureCheck(
      "statement/child-labour-one-in",
      .oneIn(population: "population/5-17", number: "child-labour/5-17/number")),
    FigureCheck(
      "hazardous-work/5-14/number", .sum(["hazardous-work/5-11/number", "hazardous-work/12-14/number"])),
    FigureCheck(
      "hazardous-work/5-17/number", .sum(["hazardous-work/5-14/number", "hazardous-work/15-17/number"])),
    rate("hazardous-work", "5-14"), rate("hazardous-work", "15-17"), rate("hazardous-work", "5-17"),
    FigureCheck("statement/hazardous-under-15", .same("hazardous-work/5-14/number")),
    FigureCheck("statement/hazardous-15-17", .same("hazardous-work/15-17/number")),
  ]

  private static let regionalWork: [FigureCheck] = [
    FigureCheck("statement/economic-activity-5-14", .sum(workNumbers)),
    FigureCheck("economic-activity/5-14/number", .sum(workNumbers)),
    FigureCheck("economic-activity/5-14/rate", .rateOverRegions(numbers: workNumbers, rates: workRates)),
  ]

  private static let workNumbers = workRegions.map { "economic-activity-region/\($0)/number" }
  private static let workRates = workRegions.map { "economic-activity-region/\($0)/rate" }

  private static func rate(_ measure: String, _ age: String) -> FigureCheck {
    FigureCheck(
      "\(measure)/\(age)/rate", .rate(number: "\(measure)/\(age)/number", population: "population/\(age)"))
  }
}
