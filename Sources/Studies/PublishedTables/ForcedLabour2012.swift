internal import Estimates

extension PublishedTable {
  /// The 20.9 million by region, form, age and movement.
  static let forcedLabour2012 = PublishedTable(
    identifier: "forced-labour-2012",
    title: "ILO Global Estimate of Forced Labour, 2012: 20.9 million",
    summary: "adds the published regions and forms up to 20.9 million and works out the published shares",
    file: "figures.csv", schema: FigureRegister.schema, checks: sums + shares,
    limitations: [
      "The checks redo printed arithmetic. The reported cases and the estimator behind the 20.9 million were not seen.",
      "The rates per thousand inhabitants cannot be worked out, because no population was printed beside them.",
      "Shares are of printed numbers with one decimal, so a share of a few percent is known to no better than its rounding.",
    ],
    citation: Citation(
      key: "ILO 2012",
      text: "International Labour Office (2012). ILO Global Estimate of Forced Labour. Geneva."))

  private static let regionNames = [
    "asia-pacific", "africa", "latin-america", "developed-economies", "central-south-eastern-europe",
    "middle-east",
  ]

  private static let sums: [FigureCheck] = [
    ("total", regionNames), ("total", ["private-economy", "state-imposed"]),
    ("private-economy", ["sexual-exploitation", "labour-exploitation"]), ("total", ["moved", "not-moved"]),
  ].map { whole, parts in FigureCheck("\(whole)/number", .sum(parts.map { "\($0)/number" })) }

  private static let shares: [FigureCheck] =
    (regionNames + [
      "private-economy", "sexual-exploitation", "labour-exploitation", "state-imposed", "under-18", "moved",
      "not-moved",
    ]).map { FigureCheck("\($0)/share", .share(part: "\($0)/number", whole: "total/number")) }
}
