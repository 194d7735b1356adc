internal import Estimates
internal import Reporting

/// Limitations, sources and how to cite.
struct PopulationClosing {
  let study: MultipleSystemsStudy

  init(_ study: MultipleSystemsStudy) {
    self.study = study
  }

  func section() -> Section {
    var citations: [Citation] = []
    for estimate in [study.headline] + study.others {
      for citation in estimate.provenance.citations where !citations.contains(citation) {
        citations.append(citation)
      }
    }
    let record = study.input.record
    return Section(
      "closing", "Limitations and sources",
      [
        .list([
          "No method can tell from lists alone how many people could be on none of them. Every estimate extrapolates by an "
            + "assumption about dependence that the lists cannot test.",
          "Errors of linking the lists are not in any interval: a missed link makes the estimate too high, a false one too "
            + "low. The table of linkage errors shows by how much.",
          "The population has to be closed over the period, and the lists of one territory and age range. The file does not "
            + "tell.",
          "Where a list covers part of the population by design, such as women only, its empty cells are not chance, and "
            + "this program cannot know.",
        ]),
        .heading("Methods"), .list(citations.map { RichText($0.text) }),
        .heading("Data"),
        .paragraph(
          RichText(
            "\(record.name), \(record.rowCount) rows, SHA-256 \(record.sha256). "
              + study.input.notes.joined(separator: ". "))),
        .heading("How to cite"),
        .paragraph(
          RichText(
            "Prevalence, version \(Program.version), multiple systems estimation of \(record.name), seed "
              + "\(study.options.seed), with the SHA-256 above.")),
      ])
  }
}
