internal import Estimates

extension PublishedTable {
  /// ILOSTAT's table of 2020, whose parts add up to the last digit.
  static let childLabour2020 = PublishedTable(
    identifier: "child-labour-2020",
    title: "Child labour in 2020 by age, sex and region (ILOSTAT)",
    summary: "adds the published ages, sexes and regions up to the published totals, to the last digit",
    file: "figures.csv", schema: FigureRegister.schema, checks: ages + sexes + regions,
    limitations: [
      "The checks redo the arithmetic of the published table. How countries without a survey were filled in was not seen, "
        + "and nothing here tests it.",
      "The names of the areas other than the world are inferred from published totals.",
      "No standard errors were seen.",
    ],
    citation: Citation(
      key: "ILOSTAT",
      text:
        "International Labour Organization, ILOSTAT, indicator CLD_XCHL_SEX_AGE_NB, world and regional estimates for 2020."
    ))

  private static let bands = ["5-11", "12-14", "15-17"]
  private static let worldRegions = [
    "africa", "americas", "arab-states", "asia-pacific", "europe-central-asia",
  ]
  private static let subregions = [
    "africa": ["northern-africa", "sub-saharan-africa"],
    "americas": ["latin-america-caribbean", "northern-america"],
  ]

  private static let ages: [FigureCheck] =
    (["world/total", "world/boys", "world/girls"]
    + (worldRegions + subregions.keys.sorted().flatMap { subregions[$0] ?? [] }).map { "\($0)/total" })
    .map { series in FigureCheck("\(series)/5-17", .sum(bands.map { "\(series)/\($0)" })) }

  private static let sexes: [FigureCheck] = (bands + ["5-17"]).map { age in
    FigureCheck("world/total/\(age)", .sum(["world/boys/\(age)", "world/girls/\(age)"]))
  }

  private static let regions: [FigureCheck] = (bands + ["5-17"]).flatMap { age in
    [FigureCheck("world/total/\(age)", .sum(worldRegions.map { "\($0)/total/\(age)" }))]
      + subregions.sorted { $0.key < $1.key }.map { region, parts in
        FigureCheck("\(region)/total/\(age)", .sum(parts.map { "\($0)/total/\(age)" }))
      }
  }
}
