internal import MultipleSystems
internal import Reporting

/// Who is on which lists, with small cells held back.
struct ListsSection {
  let study: MultipleSystemsStudy

  init(_ study: MultipleSystemsStudy) {
    self.study = study
  }

  func section() -> Section {
    let disclosure = study.disclosure
    var blocks: [Block] = [.figure(overlap()), .table(histories())]
    if disclosure.hiddenCount > 0 {
      blocks.insert(
        .callout(
          Callout(
            .note,
            RichText(
              "Counts of fewer than \(disclosure.threshold) people are held back, and as many others as it takes that none "
                + "follows from the number of people seen "
                + "or from the shares and bounds of this report: \(disclosure.hiddenCount) of \(study.table.histories.count). "
                + "The totals of lists are not shown for the same reason, and the files of this report hold no more "
                + "digits than its pages. \(audited)"))), at: 0)
    }
    return Section("lists", "The lists", blocks)
  }

  private var audited: String {
    study.disclosure.audit.isSafe
      ? "For every count that is held back, an audit proved that it could be another by \(study.disclosure.threshold) or "
        + "more. It does not cover what was published elsewhere, nor what somebody finds who tries all tables that fit "
        + "the rounded estimates."
      : "So few people were seen that the audit still finds counts that can be worked out: do not publish this report."
  }

  private func overlap() -> Figure {
    let table = study.table
    let shown = study.disclosure.isShown
    let everything = study.disclosure.hiddenCount == 0
    return Figure(
      "overlap", title: "Who is on which lists",
      description: "\(table.histories.count) combinations of \(table.listCount) lists hold somebody. "
        + "\(shown.count { !$0 }) counts are held back.",
      content: .overlap(
        OverlapPlot(
          label: "people",
          lists: zip(table.lists, table.listTotals).map { name, total in
            everything ? OverlapPlot.List(name, total: total) : OverlapPlot.List(name, absence: .suppressed)
          },
          combinations: table.histories.indices.map { index in
            let members = table.histories[index].lists
            return shown[index]
              ? OverlapPlot.Combination(members, count: table.counts[index])
              : OverlapPlot.Combination(members, absence: .suppressed)
          })), source: study.input.record.name)
  }

  private func histories() -> Table {
    let table = study.table
    return Table(
      "histories", title: "People by combination of lists",
      columns: [TableColumn("lists", "On", .text), TableColumn("people", "People")],
      rows: table.histories.indices.map { index in
        TableRow([
          .text(table.histories[index].lists.map { table.lists[$0] }.joined(separator: ", ")),
          study.disclosure.isShown[index]
            ? .number(Double(table.counts[index]), .count) : .absent(.suppressed),
        ])
      }, source: study.input.record.name)
  }
}
