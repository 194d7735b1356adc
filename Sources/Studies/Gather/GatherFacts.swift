internal import Estimates
internal import Reporting

/// What a run itself tells of the items.
struct GatherFacts {
  private let results: [StudyResult]
  private let repository: String
  private let previous: String?

  init(_ results: [StudyResult], repository: String, previous: String?) {
    self.results = results
    self.repository = repository
    self.previous = previous
  }

  func sentences(_ item: Int) -> [String] {
    switch item {
    case 1: indicators
    case 3, 5, 8: item == 5 ? inputs : []
    case 4: unique(estimates.flatMap(\.provenance.notes).filter(isExclusion)).map(sentence)
    case 6: warnings
    case 9: overview
    case 10: steps
    case 11: choices
    case 12: sensitivity
    case 13: uncertainty
    case 14: [repository.isEmpty ? program : program + " Its source code is at \(repository)."]
    case 15: ["estimates.json and tables/*.csv beside this report hold every estimate."]
    case 16: intervals
    case 17: previous.map { ["The report compares this edition with \($0)."] } ?? []
    case 18: limitations
    default: []
    }
  }

  private var estimates: [Estimate] { results.flatMap(\.estimates) }

  private var indicators: [String] {
    unique(estimates.map { "\($0.quantity) (\($0.unit))" }).map(sentence)
  }

  private var inputs: [String] {
    var seen: [String] = []
    for input in results.flatMap(\.inputs) {
      let words =
        "\(input.name): \(NumberStyle.count.text(Double(input.rowCount))) rows, SHA-256 \(input.sha256)."
      if !seen.contains(words) { seen.append(words) }
    }
    return seen
  }

  /// Whether a note of the provenance tells of something that was left out.
  private func isExclusion(_ note: String) -> Bool {
    ["left out", "excluded", "dropped", "weight 0", "no weight", "missing"].contains { note.contains($0) }
  }

  private var warnings: [String] {
    unique(
      estimates.flatMap(\.diagnostics).filter { $0.severity > .note }.map {
        "\($0.code.rawValue): \($0.code.entry.condition)"
      }
    ).map(sentence)
  }

  private var overview: [String] {
    results.map { result in
      let names = result.inputs.map(\.name).joined(separator: ", ")
      let methods = unique(result.estimates.map(\.method))
      let rest = methods.count > 1 ? ", beside \(methods.count - 1) other methods" : ""
      return
        "\(result.title): from \(names.isEmpty ? "no file" : names) by \(methods.first ?? "no method")\(rest)."
    }
  }

  private var steps: [String] {
    let settings = results.map { result in
      let words = result.settings.map { "\($0.name) = \($0.value.words)" }.joined(separator: ", ")
      return "Settings of \(result.study): \(words)."
    }
    let sources = unique(estimates.flatMap(\.provenance.citations).map(\.text)).map(sentence)
    return unique(estimates.flatMap(\.provenance.notes)).map(sentence) + settings + sources
  }

  private var choices: [String] {
    let words = ["model", "chosen", "compared", "rule"]
    return unique(
      estimates.flatMap(\.provenance.notes).filter { note in words.contains { note.contains($0) } }
    )
    .map(sentence)
  }

  private var sensitivity: [String] {
    let titles = results.flatMap(\.document.tables).filter { table in
      ["sensitivity", "leave", "without", "merge", "held", "depend", "linkage", "agree", "coverage"].contains
      {
        table.identifier.contains($0)
      }
    }.map(\.title)
    return titles.isEmpty ? [] : ["Tables of this report: \(unique(titles).joined(separator: "; "))."]
  }

  private var uncertainty: [String] {
    let kinds = unique(estimates.compactMap { $0.uncertainty?.interval?.kind.rawValue })
    let included = kinds.isEmpty ? [] : ["Kinds of interval: \(kinds.joined(separator: ", "))."]
    let notIncluded = unique(
      estimates.flatMap(\.diagnostics).filter { Self.outside.contains($0.code) }.map(\.code.rawValue))
    return included
      + (notIncluded.isEmpty
        ? [] : ["Not included in any interval, see the warnings: \(notIncluded.joined(separator: ", "))."])
  }

  /// Warnings of what no interval counts.
  private static let outside: Set<WarningCode> = [
    .dependenceUntestable, .missedLinks, .falseLinks, .referral, .openPopulation, .modelAssumed,
    .extrapolationWithoutBetweenVariance, .surveyItemMissing, .reportedCasesOnly, .figureUnverified,
  ]

  private var program: String { "Made by \(Program.name) \(Program.version)." }

  private var intervals: [String] {
    let with = estimates.count { $0.uncertainty?.interval != nil }
    return ["\(with) of \(estimates.count) estimates have an interval."]
      + unique(
        estimates.compactMap { estimate in
          if case .unavailable(let reason)? = estimate.uncertainty {
            "Without one, because \(reason)."
          } else {
            nil
          }
        })
  }

  private var limitations: [String] {
    unique(estimates.flatMap(\.diagnostics).filter { $0.severity >= .note }.map(\.code.entry.condition))
      .map(sentence)
  }

  private func sentence(_ text: String) -> String {
    guard let first = text.first else { return text }
    return first.uppercased() + text.dropFirst() + (text.hasSuffix(".") ? "" : ".")
  }

  private func unique(_ texts: [String]) -> [String] {
    var seen: Set<String> = []
    return texts.filter { seen.insert($0).inserted }
  }
}

extension StudyResult.SettingValue {
  /// The value as a sentence holds it.
  var words: String {
    switch self {
    case .number(let value): ShortestNumber.text(value)
    case .whole(let value): "\(value)"
    case .unsigned(let value): "\(value)"
    case .numbers(let values): values.map(ShortestNumber.text).joined(separator: " ")
    case .text(let value): value
    }
  }
}
