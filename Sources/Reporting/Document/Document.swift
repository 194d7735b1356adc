/// A report before it has a format: sections of paragraphs, tables and figures, in reading order.
package struct Document: Sendable, Equatable {
  package let title: String
  package let subtitle: String
  /// BCP 47 language tag of the study's own text.
  package let language: String
  /// The words of the frame: labels, headings that every report has, notes. See `worded`.
  package let wording: ReportWording
  /// An office's own style sheet for the page.
  package var style: PageStyle?
  package let sections: [Section]

  package init(
    title: String, subtitle: String, language: String = "en", wording: ReportWording = .english,
    sections: [Section]
  ) {
    self.title = title
    self.subtitle = subtitle
    self.language = language
    self.wording = wording
    self.sections = sections
  }

  /// The same document with every block changed.
  package func mappingBlocks(_ change: (Block) -> Block) -> Document {
    var result = Document(
      title: title, subtitle: subtitle, language: language, wording: wording,
      sections: sections.map { Section($0.identifier, $0.title, $0.blocks.map(change)) })
    result.style = style
    return result
  }

  /// Every table in reading order.
  package var tables: [Table] {
    sections.flatMap(\.blocks).compactMap { if case .table(let table) = $0 { table } else { nil } }
  }

  /// Every figure in reading order.
  package var figures: [Figure] {
    sections.flatMap(\.blocks).compactMap { if case .figure(let figure) = $0 { figure } else { nil } }
  }
}

/// A titled part of a document. Its identifier (`[a-z0-9-]`, unique in the document) is the link target.
package struct Section: Sendable, Equatable {
  package let identifier: String
  package let title: String
  package let blocks: [Block]

  package init(_ identifier: String, _ title: String, _ blocks: [Block]) {
    self.identifier = identifier
    self.title = title
    self.blocks = blocks
  }
}

package enum Block: Sendable, Equatable {
  /// A heading one level below the section's.
  case heading(String)
  case paragraph(RichText)
  case list([RichText])
  case numberedList([RichText])
  /// A few headline numbers, large: what, how much, and a line of explanation.
  case keyFigures([KeyFigure])
  case callout(Callout)
  case table(Table)
  case figure(Figure)
}

/// One headline number. The value is already formatted, with its unit.
package struct KeyFigure: Sendable, Equatable {
  package let label: String
  package let value: String
  package let detail: String

  package init(label: String, value: String, detail: String) {
    self.label = label
    self.value = value
    self.detail = detail
  }
}

/// A boxed remark that says by word, not only by colour, what it is.
package struct Callout: Sendable, Equatable {
  package enum Kind: String, Sendable, Equatable, CaseIterable {
    case note = "Note"
    case warning = "Warning"
    /// Marks what is this program's analysis and not the source's.
    case analysis = "Analysis by this program"
    case synthetic = "Synthetic data"
  }

  package let kind: Kind
  package let text: RichText

  package init(_ kind: Kind, _ text: RichText) {
    self.kind = kind
    self.text = text
  }
}
