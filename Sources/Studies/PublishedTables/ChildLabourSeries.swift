internal import Estimates

extension PublishedTable {
  /// The series of global estimates, each edition checked within itself.
  static let childLabourSeries = PublishedTable(
    identifier: "child-labour-series",
    title: "Child labour, 2000 to 2024, by edition",
    summary:
      "adds up the ages, works rates out on a common base and takes the change of 2016 to 2020 from its ends, each within "
      + "one edition",
    file: MeasurementTable.file, schema: MeasurementTable.schema, checks: agesAddUp + rates + change,
    limitations: [
      "Figures of different editions are not compared here: see 'prevalence series', which keeps them apart.",
      "A rate is worked out from the child population that another number and its rate imply, because no population was "
        + "seen with its source. It tests whether two indicators rest on one population and not what that is.",
      "The regions that were seen are not the whole world, so they are not added up.",
    ],
    citation: Citation(
      key: "ILO and UNICEF",
      text:
        "International Labour Organization and UNICEF, global estimates of child labour, editions of 2002 to 2024 as given for "
        + "each figure."))

  private static let agesAddUp = [2008, 2012].map { year in
    FigureCheck(
      "child-labour/report-2024/\(year)/number",
      .sum(["5-11", "12-14", "15-17"].map { "child-labour/report-2024/\(year)/\($0)/number" }))
  }

  private static let rates: [FigureCheck] =
    ([2000, 2004, 2008, 2012].map { "report-2024/\($0)" } + [2016, 2020].map { "estimates-2020/\($0)" })
    .map { edition in
      FigureCheck(
        "hazardous-work/\(edition)/rate",
        .rateOnSameBase(
          number: "hazardous-work/\(edition)/number", other: "child-labour/\(edition)/number",
          otherRate: "child-labour/\(edition)/rate"))
    }

  private static let change = [
    FigureCheck(
      "child-labour/estimates-2020/2016/number",
      .difference("child-labour/estimates-2020/2020/number", less: "child-labour/estimates-2020/2020/change"))
  ]
}
