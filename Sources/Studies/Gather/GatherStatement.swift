package import Reporting

/// The GATHER statement of a report: what the run knows of the 18 items, what a person wrote, and "NOT PROVIDED"
/// where nobody did.
///
///     let statement = GatherStatement(results: results, answers: ["funding": "..."], repository: "https://...")
///     sections.append(statement.section)
///     if strict { try statement.requireComplete() }
package struct GatherStatement: Sendable {
  /// An item with what is said to it.
  package struct Answer: Sendable, Equatable {
    package let item: GatherItem
    /// Sentences, in order; empty where there is nothing.
    package let sentences: [String]
    /// What a person has to write, and has not.
    package let isProvided: Bool
  }

  package let answers: [Answer]

  /// - Parameters:
  ///   - results: of the estimations of the report.
  ///   - written: what a person wrote, by the keys of `GatherItem`; text without a letter counts as none.
  ///   - repository: where the source code is.
  ///   - previous: the name of the edition that the report is compared with.
  package init(
    results: [StudyResult], written: [String: String], repository: String = "", previous: String? = nil
  ) {
    answers = GatherItem.all.map { item in
      let own = item.key.flatMap { written[$0] }.flatMap { text in
        text.contains(where: \.isLetter) ? text : nil
      }
      let known = GatherFacts(results, repository: repository, previous: previous).sentences(item.number)
      let isProvided = own != nil || !item.needsPerson && (!known.isEmpty || item.number != 17)
      return Answer(item: item, sentences: (own.map { [$0] } ?? []) + known, isProvided: isProvided)
    }
  }

  /// The items that a person still has to write.
  package var missing: [GatherItem] { answers.filter { !$0.isProvided }.map(\.item) }

  /// For `--strict`.
  /// - Throws: `GatherError` with the items that are missing.
  package func requireComplete() throws(GatherError) {
    if !missing.isEmpty { throw GatherError(missing: missing) }
  }

  package static func notProvided(_ item: GatherItem) -> String { "NOT PROVIDED (GATHER \(item.number))" }

  /// The statement as an appendix.
  package var section: Section {
    let incomplete = missing
    var blocks: [Block] = [
      .paragraph(
        RichText([
          .plain(
            "The Guidelines for Accurate and Transparent Health Estimates Reporting ask for 18 items (Stevens et al. "
              + "2016, "),
          .link("doi:10.1371/journal.pmed.1002056", address: "10.1371/journal.pmed.1002056"),
          .plain("); the wording of the items is this program's."),
        ]))
    ]
    if !incomplete.isEmpty {
      let numbers = incomplete.map { String($0.number) }.joined(separator: ", ")
      blocks.append(
        .callout(
          Callout(.warning, RichText("Only a person can write these items, and nobody has: \(numbers)."))))
    }
    blocks.append(.table(table))
    return Section("gather", "GATHER statement", blocks)
  }

  package var table: Table {
    Table(
      "gather-statement", title: "GATHER statement",
      columns: [
        TableColumn("item", "Item"), TableColumn("asked", "What is asked", .text),
        TableColumn("statement", "Statement", .text),
      ],
      rows: answers.map { answer in
        let parts = (answer.isProvided ? [] : [Self.notProvided(answer.item)]) + answer.sentences
        return TableRow([
          .number(Double(answer.item.number), NumberStyle(grouped: false)), .text(answer.item.statement),
          .text(parts.isEmpty ? "Nothing of this kind in the run." : parts.joined(separator: " ")),
        ])
      }, source: "")
  }
}

/// What a strict report refuses.
package struct GatherError: Error, Equatable, Sendable, CustomStringConvertible {
  package let missing: [GatherItem]

  package var description: String {
    let items = missing.map { item in "\(item.number)\(item.key.map { " (\($0))" } ?? "")" }
    return
      "the GATHER statement lacks items that only a person can write: \(items.joined(separator: ", ")); write "
      + "them under [gather] in the study file, or run without strict"
  }
}
