internal import Estimates
internal import Reporting

/// Every warning of a list of estimates, with the estimates that carry it.
enum WarningTable {
  static func table(_ estimates: [Estimate], source: String) -> Table {
    struct Line {
      let code: WarningCode
      let severity: Severity
      let message: String
      var places: [String]
    }
    var lines: [Line] = []
    var lineOf: [String: Int] = [:]
    for estimate in estimates {
      let place = estimate.domain.last?.value ?? "all"
      var said = estimate.diagnostics.map { ($0.code, $0.severity, $0.message) }
      if let refusal = estimate.refusal { said.append((refusal.code, .refusal, refusal.reason)) }
      for (code, severity, message) in said {
        let key = "\(code.rawValue) \(message)"
        if let index = lineOf[key] {
          lines[index].places.append(place)
        } else {
          lineOf[key] = lines.count
          lines.append(Line(code: code, severity: severity, message: message, places: [place]))
        }
      }
    }
    let ordered = lines.enumerated().sorted { first, second in
      if first.element.severity != second.element.severity {
        return first.element.severity > second.element.severity
      }
      return first.offset < second.offset
    }
    return Table(
      "warnings", title: "Warnings",
      columns: [
        TableColumn("code", "Code", .text), TableColumn("severity", "Severity", .text),
        TableColumn("message", "What", .text), TableColumn("where", "Where", .text),
      ],
      rows: ordered.map { _, line in
        let shown = line.places.prefix(3).joined(separator: ", ")
        let more = line.places.count > 3 ? " and \(line.places.count - 3) more" : ""
        return TableRow([
          .text(line.code.rawValue), .text(line.severity.rawValue), .text(line.message + "."),
          .text(shown + more),
        ])
      }, source: source)
  }
}
