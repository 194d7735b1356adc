internal import Estimates
internal import Reporting

/// Limitations, sources, and how to cite: what closes the report.
enum ClosingSections {
  static func limitations() -> Section {
    Section(
      "limitations", "Limitations",
      [
        .list([
          "This report redoes printed arithmetic. It cannot tell whether the regional tallies were right: the countries, "
            + "sources and rules behind them were not published in a form that could be seen.",
          "The regional figures of the worst forms, and other figures marked †, were not compared with the printed book.",
          "The error model, its grades and its correlations are assumptions of this program. They say what would follow, "
            + "not what is so. A figure that leaves out whole countries may be too low by more than any of them allow.",
          "A dash in the source is taken as 'no figure'. Children trafficked in those regions are in no total.",
          "Whether the 1.2 million is a yearly flow or a number at one moment is open, and the comparisons with later "
            + "figures depend on it.",
          "The age base of 5 to 17 lacks the children under 5 whom the figure may count.",
          "Two unrelated figures of 8.4 million exist: the worst forms of 2000 here, and the rise of child labour from "
            + "2016 to 2020 reported elsewhere.",
        ])
      ])
  }

  static func sources(_ inputs: EveryChildCountsInputs) -> Section {
    Section(
      "sources", "Sources and how to cite",
      [
        .list(citations.map { RichText($0.text) }),
        .table(
          Table(
            "input-files", title: "The files that this report was made from",
            columns: [
              TableColumn("file", "File", .text), TableColumn("rows", "Rows"),
              TableColumn("sha256", "SHA-256", .text),
            ],
            rows: inputs.records.map { record in
              TableRow([
                .text(record.name), .number(Double(record.rowCount), .count), .text(record.sha256),
              ])
            }, source: "data set \(EveryChildCountsInputs.dataset)")),
        .heading("How to cite"),
        .paragraph(
          RichText(
            "For the figure: \(citations[0].text) For the recomputation and the analysis: Prevalence, version "
              + "\(Program.version), reproduction of Every Child Counts, with the SHA-256 of the input files above."
          )),
        .heading("How not to read it"),
        .paragraph(
          "Not as a confirmation of the 1.2 million, and not as a new estimate. The intervals are the consequence of "
            + "grades that anybody may change."),
      ])
  }

  static let citations = [
    Citation(
      key: "ILO 2002",
      text:
        "International Labour Office (2002). Every Child Counts: New Global Estimates on Child Labour. ILO/IPEC/SIMPOC, "
        + "Geneva. ISBN 92-2-113113-0."),
    Citation(
      key: "ILO 2002b",
      text:
        "International Labour Office (2002). A Future Without Child Labour. Report I (B), 90th session, Geneva."
    ),
    Citation(
      key: "ILO 2005",
      text: "International Labour Office (2005). A Global Alliance Against Forced Labour. Geneva."),
    Citation(
      key: "ILO 2012",
      text: "International Labour Office (2012). ILO Global Estimate of Forced Labour. Geneva."),
    Citation(
      key: "ILO 2017",
      text:
        "International Labour Office and Walk Free Foundation (2017). Global Estimates of Modern Slavery. Geneva."
    ),
    Citation(
      key: "ILO 2022",
      text:
        "International Labour Organization, Walk Free and International Organization for Migration (2022). Global "
        + "Estimates of Modern Slavery. Geneva."),
    Citation(
      key: "GAO 2006",
      text:
        "United States Government Accountability Office (2006). Human Trafficking: Better Data, Strategy, and Reporting "
        + "Needed to Enhance U.S. Antitrafficking Efforts Abroad. GAO-06-825."),
  ]
}
