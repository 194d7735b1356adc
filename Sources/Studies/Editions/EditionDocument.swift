internal import Estimates
package import Reporting

/// Puts the documents of several estimations, the words of the study file and the comparison with the previous edition
/// together as one report.
package struct EditionDocument {
  private let edition: Edition

  package init(_ edition: Edition) {
    self.edition = edition
  }

  /// - Throws: `StudyFileError` where the study asks for a table or figure that no estimation makes.
  package func document() throws(StudyFileError) -> Document {
    let study = edition.study
    var sections = texts(.first, "text-first")
    for result in edition.results {
      sections += texts(.before(result.name), "text-\(result.name)")
      let renaming = Renaming(prefix: result.name)
      for section in result.result.document.sections {
        sections.append(renaming.section(section, title: title(of: section, in: result)))
      }
    }
    if let previous = edition.previous { sections.append(ComparisonSection(edition, previous).section()) }
    sections += texts(.last, "text-last")
    let selected = try select(sections) + [statement.section]
    var document = Document(
      title: study.title, subtitle: study.subtitle.isEmpty ? "Edition \(edition.name)" : study.subtitle,
      sections: selected
    ).worded(study.wording)
    document.style = edition.style?.style
    return document
  }

  /// What the run and the study file say to the items of GATHER. What is said of the inputs stands in for the items on
  /// sources where nothing else is written.
  package var statement: GatherStatement {
    let publication = edition.study.publication
    var written = Dictionary(publication.gather.map { ($0.key, $0.text) }, uniquingKeysWith: { $1 })
    for (item, facts) in [
      ("sources", ["description", "reference"]), ("availability", ["contact"]), ("inclusion", ["exclusions"]),
    ] where written[item] == nil {
      written[item] = described(facts)
    }
    return GatherStatement(
      results: edition.results.map(\.result), written: written, repository: publication.repository ?? "",
      previous: edition.previous?.name.text)
  }

  /// The facts of every input in a sentence each; `nil` where one input lacks the first of them.
  private func described(_ facts: [String]) -> String? {
    guard let first = facts.first, !edition.inputs.isEmpty else { return nil }
    var sentences: [String] = []
    for input in edition.inputs {
      guard input.facts.contains(where: { $0.key == first }) else { return nil }
      let texts = facts.compactMap { key in input.facts.first { $0.key == key }?.text }
      sentences.append("\(input.name): \(texts.joined(separator: " "))")
    }
    return sentences.joined(separator: " ")
  }

  private func title(of section: Section, in result: EditionResult) -> String {
    edition.results.count == 1 ? section.title : "\(result.title): \(section.title)"
  }

  private func texts(_ place: TextBlock.Place, _ identifier: String) -> [Section] {
    edition.study.texts.filter { $0.place == place }.enumerated().map { index, text in
      Section("\(identifier)-\(index + 1)", text.title, text.paragraphs.map { .paragraph(RichText($0)) })
    }
  }

  /// Leaves out the tables and figures that the study does not show.
  private func select(_ sections: [Section]) throws(StudyFileError) -> [Section] {
    let selection = edition.study.selection
    let all = Document(title: "", subtitle: "", sections: sections)
    let tables = all.tables.map(\.identifier)
    let figures = all.figures.map(\.identifier)
    try requireKnown(selection.tables, among: tables, "table")
    try requireKnown(selection.figures, among: figures, "figure")
    let kept = Set(sections.map(\.identifier) + (selection.tables ?? tables) + (selection.figures ?? figures))
    return sections.map { section in
      Section(
        section.identifier, section.title,
        section.blocks.compactMap { block in
          switch block {
          case .table(let table) where !kept.contains(table.identifier): nil
          case .figure(let figure) where !kept.contains(figure.identifier): nil
          default: Renaming(prefix: nil, kept: kept).block(block)
          }
        })
    }
  }

  private func requireKnown(
    _ wanted: [String]?, among known: [String], _ what: String
  ) throws(StudyFileError) {
    guard let unknown = wanted?.first(where: { !known.contains($0) }) else { return }
    throw StudyFileError(
      file: edition.study.path, problem: "[report] \(what)s: there is no \(what) '\(unknown)' in this report",
      remedy: known.isEmpty ? "take it out" : "the \(what)s are \(known.joined(separator: ", "))")
  }
}

/// Gives the identifiers of a document a prefix, so that those of several documents stay apart, and turns links to what
/// is not kept into plain words.
private struct Renaming {
  let prefix: String?
  /// `nil` keeps every link.
  var kept: Set<String>?

  func section(_ section: Section, title: String) -> Section {
    Section(name(section.identifier), title, section.blocks.map(block))
  }

  func block(_ block: Block) -> Block {
    switch block {
    case .heading, .keyFigures: block
    case .paragraph(let text): .paragraph(self.text(text))
    case .list(let texts): .list(texts.map(text))
    case .numberedList(let texts): .numberedList(texts.map(text))
    case .callout(let callout): .callout(Callout(callout.kind, text(callout.text)))
    case .table(let table):
      .table(
        Table(
          name(table.identifier), title: table.title, columns: table.columns, rows: table.rows,
          notes: table.notes,
          source: table.source))
    case .figure(let figure):
      .figure(
        Figure(
          name(figure.identifier), title: figure.title, description: figure.description,
          content: figure.content,
          notes: figure.notes, source: figure.source))
    }
  }

  private func text(_ text: RichText) -> RichText {
    RichText(
      text.runs.map { run in
        guard case .reference(let words, let identifier) = run else { return run }
        let name = name(identifier)
        if let kept, !kept.contains(name) { return .plain(words) }
        return .reference(words, identifier: name)
      })
  }

  private func name(_ identifier: String) -> String { prefix.map { "\($0)-\(identifier)" } ?? identifier }
}
