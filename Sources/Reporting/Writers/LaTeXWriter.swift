/// A document as LaTeX that pdflatex, xelatex and lualatex take alike, with tables after booktabs.
///
/// A figure is given as its title, its description, the name of its file and the data it is drawn from.
/// Every text is escaped where it enters (`LaTeXText`): nothing in the data is a command.
package enum LaTeXWriter {
  package static func text(_ document: Document) -> String {
    let wording = document.wording
    var numbering = Numbering(wording)
    let anchors = Anchors(document)
    var lines = [preamble]
    lines.append("\\renewcommand{\\contentsname}{\(LaTeXText.escaped(wording.text(.contents)))}")
    lines.append("\\title{\(LaTeXText.escaped(wording.phrase(document.title)))}")
    lines.append("\\author{}")
    lines.append("\\date{\(LaTeXText.escaped(wording.phrase(document.subtitle)))}")
    lines.append("\\begin{document}")
    lines += paragraph(wording.text(.header))
    lines.append("\\maketitle")
    lines += paragraph(wording.text(.otherLanguage))
    if document.sections.count > 1 { lines.append("\\tableofcontents") }
    for section in document.sections {
      lines.append(
        "\n\\section{\(LaTeXText.escaped(wording.phrase(section.title)))}\(label(section.identifier))")
      for block in section.blocks { lines += text(block, &numbering, anchors, wording) }
    }
    lines += paragraph(wording.text(.footer))
    lines.append("\\end{document}")
    return lines.joined(separator: "\n") + "\n"
  }

  private static let preamble = """
    \\documentclass[a4paper,10pt]{article}
    \\usepackage{iftex}
    \\ifPDFTeX
      \\usepackage[utf8]{inputenc}
      \\usepackage[T1]{fontenc}
      \\usepackage{textcomp}
      \\usepackage{lmodern}
      \\newcommand{\\codepoint}[1]{{\\footnotesize U+#1}}
    \\else
      \\usepackage{fontspec}
      \\newcommand{\\codepoint}[1]{\\char"#1\\relax}
    \\fi
    \\usepackage[margin=22mm]{geometry}
    \\usepackage{array,booktabs,longtable}
    \\usepackage[hidelinks]{hyperref}
    \\setlength{\\parindent}{0pt}
    \\setlength{\\parskip}{6pt}
    \\setlength{\\LTleft}{0pt}
    \\setlength{\\emergencystretch}{3em}
    """

  private static func paragraph(_ text: String) -> [String] {
    text.isEmpty ? [] : ["\n" + LaTeXText.escaped(text) + "\n"]
  }

  private static func label(_ identifier: String) -> String { "\\label{\(Anchors.safe(identifier))}" }

  private static func text(
    _ block: Block, _ numbering: inout Numbering, _ anchors: Anchors, _ wording: ReportWording
  ) -> [String] {
    switch block {
    case .heading(let title): ["\\subsection*{\(LaTeXText.escaped(wording.phrase(title)))}"]
    case .paragraph(let text): ["\n" + rich(text, anchors) + "\n"]
    case .list(let items): list("itemize", items.map { rich($0, anchors) })
    case .numberedList(let items): list("enumerate", items.map { rich($0, anchors) })
    case .keyFigures(let figures):
      list(
        "itemize",
        figures.map { figure in
          let detail = figure.detail.isEmpty ? "" : " (\(LaTeXText.escaped(wording.phrase(figure.detail))))"
          let label = LaTeXText.escaped(wording.phrase(figure.label))
          return "\(label): \\textbf{\(LaTeXText.escaped(figure.value))}\(detail)"
        })
    case .callout(let callout):
      [
        "\\begin{quote}",
        "\\textbf{\(LaTeXText.escaped(wording.word(callout.kind))).} " + rich(callout.text, anchors),
        "\\end{quote}",
      ]
    case .table(let table): self.table(table, label: numbering.nextTable(), wording)
    case .figure(let figure): self.figure(figure, label: numbering.nextFigure(), wording)
    }
  }

  private static func list(_ kind: String, _ items: [String]) -> [String] {
    guard !items.isEmpty else { return [] }
    // What starts with a bracket is in braces already, so no item takes its text for a label.
    return ["\\begin{\(kind)}"] + items.map { "\\item \($0)" } + ["\\end{\(kind)}"]
  }

  // MARK: tables and figures

  private static func figure(_ figure: Figure, label name: String, _ wording: ReportWording) -> [String] {
    let data = figure.dataExcerpt(in: wording)
    let file = "figures/\(Anchors.safe(figure.identifier)).svg"
    return [
      "\n\\textbf{\(LaTeXText.escaped(name)) \(LaTeXText.escaped(wording.phrase(figure.title)))}"
        + "\\phantomsection" + label(figure.identifier) + "\n",
      LaTeXText.escaped(figure.description) + "\n",
      "{\\footnotesize " + LaTeXText.escaped(wording.text(.figureOmitted, file)) + "}\n",
    ] + grid(data, wording) + foot(data.footnotes(in: wording), source: figure.source, wording)
  }

  private static func table(_ table: Table, label name: String, _ wording: ReportWording) -> [String] {
    [
      "\n\\textbf{\(LaTeXText.escaped(name)) \(LaTeXText.escaped(wording.phrase(table.title)))}"
        + "\\phantomsection" + label(table.identifier) + "\\nopagebreak\n"
    ] + grid(table, wording) + foot(table.footnotes(in: wording), source: table.source, wording)
  }

  private static func foot(_ footnotes: [Footnote], source: String, _ wording: ReportWording) -> [String] {
    var lines = footnotes.map { LaTeXText.escaped($0.symbol.isEmpty ? $0.text : $0.symbol + " " + $0.text) }
    if !source.isEmpty { lines.append(LaTeXText.escaped(wording.text(.source, wording.phrase(source)))) }
    return lines.isEmpty ? [] : ["{\\footnotesize\n" + lines.joined(separator: "\\par\n") + "\\par}\n"]
  }

  private static func grid(_ table: Table, _ wording: ReportWording) -> [String] {
    guard !table.columns.isEmpty else { return [] }
    let columns = zip(table.columns, shares(table, wording)).map { column, share in
      let width = "\\dimexpr \(share)\\linewidth-2\\tabcolsep\\relax"
      let side = column.alignment == .number ? "\\raggedleft" : "\\raggedright"
      return ">{\(side)\\arraybackslash}p{\(width)}"
    }
    let heads = table.columns.map { column in
      let unit = column.unit.isEmpty ? "" : " (\(LaTeXText.escaped(wording.phrase(column.unit))))"
      return "\\textbf{\(LaTeXText.escaped(wording.phrase(column.title)))}\(unit)"
    }
    let head = [row(heads), "\\midrule"]
    var lines = ["{\\small", "\\begin{longtable}{\(columns.joined())}", "\\toprule"] + head
    lines += ["\\endfirsthead", "\\toprule"] + head + ["\\endhead", "\\bottomrule", "\\endlastfoot"]
    for group in table.groups {
      if !group.name.isEmpty {
        let name = LaTeXText.escaped(wording.phrase(group.name))
        lines.append("\\multicolumn{\(table.columns.count)}{l}{\\textbf{\(name)}} \\\\")
      }
      for line in group.rows {
        lines.append(row(line.cells.map { cell($0, isStrong: line.role == .total, wording) }))
      }
    }
    return lines + ["\\end{longtable}}"]
  }

  private static func row(_ cells: [String]) -> String { cells.joined(separator: " & ") + " \\\\" }

  private static func cell(_ cell: Cell, isStrong: Bool, _ wording: ReportWording) -> String {
    let text = LaTeXText.escaped(cell.text(minus: .typographic, in: wording))
    let marks = cell.markSymbols
    let shown = isStrong && !text.isEmpty ? "\\textbf{\(text)}" : text
    return shown + (marks.isEmpty ? "" : "\\textsuperscript{\(LaTeXText.escaped(marks))}")
  }

  /// What each column takes of the line, in thousandths: by its widest cell, within limits.
  private static func shares(_ table: Table, _ wording: ReportWording) -> [String] {
    let widths = table.columns.indices.map { index -> Int in
      let words = wording.phrase(table.columns[index].title).split(separator: " ")
      let head = words.map { DisplayWidth.of(String($0)) }.max() ?? 0
      let cells = table.rows.map { DisplayWidth.of($0.cells[index].text(in: wording)) }.max() ?? 0
      return min(max(cells, head, 7), 40) + 2
    }
    let whole = max(widths.reduce(0, +), 1)
    return widths.map { width in
      let thousandths = width * 1000 / whole
      let padded = String(repeating: "0", count: thousandths < 10 ? 2 : thousandths < 100 ? 1 : 0)
      return thousandths >= 1000 ? "1" : "0.\(padded)\(thousandths)"
    }
  }

  // MARK: running text

  private static func rich(_ text: RichText, _ anchors: Anchors) -> String {
    text.runs.map { run in
      switch run {
      case .plain(let text): LaTeXText.escaped(text)
      case .strong(let text): "\\textbf{\(LaTeXText.escaped(text))}"
      case .emphasis(let text): "\\emph{\(LaTeXText.escaped(text))}"
      case .code(let text): "\\texttt{\(LaTeXText.escaped(text))}"
      case .reference(let text, let identifier):
        anchors.contains(identifier)
          ? "\\hyperref[\(Anchors.safe(identifier))]{\(LaTeXText.escaped(text))}" : LaTeXText.escaped(text)
      case .link(let text, let address):
        SafeAddress.link(address).map { "\\href{\(LaTeXText.address($0))}{\(LaTeXText.escaped(text))}" }
          ?? LaTeXText.escaped(text)
      }
    }.joined()
  }
}
