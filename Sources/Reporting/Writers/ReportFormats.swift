/// The formats in which a report is written, as `--formats html,md,csv` names them.
package enum ReportFormat: String, Sendable, Equatable, CaseIterable {
  case html, md, csv, json, svg, xlsx, tex, docx, pdf, png

  /// The formats that another program of the system makes.
  package var tool: ExternalTool? {
    switch self {
    case .docx: .pandoc
    case .pdf: .pdfMaker
    case .png: .pictureMaker
    case .html, .md, .csv, .json, .svg, .xlsx, .tex: nil
    }
  }
}

/// A set of formats. JSON is always in it: the manifest and `verify` rest on it.
package struct ReportFormats: Sendable, Equatable {
  /// In the order of the type, each once.
  package let all: [ReportFormat]

  package static let usual = ReportFormats([.html, .md, .csv, .json, .svg])

  package init(_ formats: [ReportFormat]) {
    all = ReportFormat.allCases.filter { formats.contains($0) || $0 == .json }
  }

  /// Reads `html,md,xlsx`. Figures as SVG come with every format that shows figures.
  /// - Throws: `ReportFormatError` for a name that is no format.
  package init(names: String) throws(ReportFormatError) {
    var formats: [ReportFormat] = [.svg]
    for name in names.split(separator: ",", omittingEmptySubsequences: false) {
      let word = name.filter { $0 != " " }.lowercased()
      guard let format = ReportFormat(rawValue: word) else {
        throw ReportFormatError(name: String(name))
      }
      formats.append(format)
    }
    self.init(formats)
  }

  package func contains(_ format: ReportFormat) -> Bool { all.contains(format) }

  /// `html,md,csv,json,svg`
  package var names: String { all.map(\.rawValue).joined(separator: ",") }
}

package struct ReportFormatError: Error, Equatable, Sendable, CustomStringConvertible {
  package let name: String

  package var description: String {
    "'\(PlainText.line(name))' is not a format of a report; choose from "
      + ReportFormat.allCases.map(\.rawValue).joined(separator: ", ")
  }
}
