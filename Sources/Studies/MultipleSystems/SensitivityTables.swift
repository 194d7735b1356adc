internal import Estimates
internal import MultipleSystems
internal import Reporting

/// The sensitivity block as tables.
struct SensitivityTables {
  let block: SensitivityBlock
  let source: String

  init(_ block: SensitivityBlock, source: String) {
    self.block = block
    self.source = source
  }

  /// What a terminal shows below the estimates.
  var brief: [Table] { [overview, leaveOneOut] }

  /// One line for each kind of doubt: what was varied, and how far the population moves.
  var overview: Table {
    var rows: [TableRow] = []
    func row(_ what: String, _ low: Double?, _ high: Double?, _ remark: String) {
      let cell: Cell =
        switch (low, high) {
        case (let low?, let high?):
          low == high ? .number(low, .estimatedCount) : .range(low, high, .estimatedCount)
        default: .absent(.notApplicable)
        }
      rows.append(TableRow([.text(what), cell, .text(remark)]))
    }
    if let near = block.nearbyModels?.shownByBIC {
      row("models within 10 of the best BIC", near.smallest, near.largest, "\(near.modelCount) models")
    }
    let omission = block.leaveOneListOut
    row(
      "one list left out", omission.range?.lowerBound, omission.range?.upperBound,
      (omission.worst.map { "farthest without \($0.list)" } ?? "") + refusedWords(omission.refused.count))
    let merged = block.mergeTwoLists.mergers.compactMap(\.outcome.population)
    row(
      "two lists merged", merged.min(), merged.max(),
      (block.mergeTwoLists.worst.map { "farthest with \($0.first) and \($0.second)" } ?? "")
        + refusedWords(block.mergeTwoLists.refused.count))
    for multiplier in pairedMultipliers {
      row(
        "all lists together dependent, dark figure × e^±\(Self.plain(multiplier.shift))", multiplier.low,
        multiplier.high, "the assumption that no data can test")
    }
    for scenario in block.linkage?.scenarios ?? [] {
      row(
        Self.words(scenario.error), scenario.outcome.population, scenario.outcome.population,
        scenario.outcome.refusal.map { "refused: \($0.code.rawValue)" } ?? "")
    }
    return Table(
      "sensitivity", title: "How far the population moves",
      columns: [
        TableColumn("varied", "What is varied", .text),
        TableColumn("population", "Population", isRange: true),
        TableColumn("remark", "Remark", .text),
      ], rows: rows, source: source)
  }

  private var pairedMultipliers: [(shift: Double, low: Double, high: Double)] {
    DependenceMultipliers.steps.compactMap { step in
      let populations = block.multipliers.rows.filter { abs($0.shift) == step }.map(\.population)
      guard let low = populations.min(), let high = populations.max() else { return nil }
      return (step, low, high)
    }
  }

  var leaveOneOut: Table {
    Table(
      "leave-one-list-out", title: "Without one list",
      columns: [TableColumn("list", "List left out", .text), TableColumn("population", "Population")]
        + [TableColumn("remark", "Remark", .text)],
      rows: block.leaveOneListOut.omissions.map { omission in
        TableRow([.text(omission.list), Self.cell(omission.outcome), .text(Self.remark(omission.outcome))])
      }, source: source)
  }

  var merges: Table {
    Table(
      "merge-two-lists", title: "With two lists as one",
      columns: [
        TableColumn("lists", "Lists merged", .text), TableColumn("population", "Population"),
        TableColumn("change", "Change", unit: "%"), TableColumn("remark", "Remark", .text),
      ],
      rows: block.mergeTwoLists.mergers.map { merger in
        TableRow([
          .text("\(merger.first), \(merger.second)"), Self.cell(merger.outcome),
          merger.relativeChange.map { .number($0 * 100, NumberStyle(decimals: 0, signed: true)) }
            ?? .absent(.notApplicable),
          .text(Self.remark(merger.outcome)),
        ])
      }, source: source)
  }

  /// Held-out lists: the truth is the size of a list, and is shown only as a ratio.
  var heldOut: Table {
    Table(
      "held-out-recapture", title: "Each list estimated from the others",
      columns: [
        TableColumn("list", "List", .text), TableColumn("ratio", "Estimated over true size"),
        TableColumn("covered", "Interval covers the truth", .text), TableColumn("remark", "Remark", .text),
      ],
      rows: block.heldOutRecapture.lists.map { held in
        switch held.outcome {
        case .tried(let trial):
          TableRow([
            .text(held.list), .number(trial.estimate / Double(trial.truth), .decimal(2)),
            .text(trial.isCovered ? "yes" : "no"),
            .text(trial.isOverlapSmall ? "few people on two of the other lists" : ""),
          ])
        case .skipped:
          TableRow([
            .text(held.list), .absent(.notApplicable), .text("-"),
            .text("fewer than \(HeldOutRecapture.leastSeenElsewhere) of its people are on another list"),
          ])
        case .refused(let refusal):
          TableRow([
            .text(held.list), .absent(.refused), .text("-"), .text("refused: \(refusal.code.rawValue)"),
          ])
        }
      },
      notes: [
        "The people of one list are a population of known size. A ratio below one says that the method misses people "
          + "where the truth is known."
      ], source: source)
  }

  var linkage: Table {
    Table(
      "linkage", title: "If records were linked wrongly",
      columns: [
        TableColumn("error", "Error", .text), TableColumn("population", "Population"),
        TableColumn("factor", "Factor"), TableColumn("remark", "Remark", .text),
      ],
      rows: (block.linkage?.scenarios ?? []).map { scenario in
        TableRow([
          .text(Self.words(scenario.error)), Self.cell(scenario.outcome),
          scenario.factor.map { .number($0, .decimal(2)) } ?? .absent(.notApplicable),
          .text(Self.remark(scenario.outcome)),
        ])
      },
      notes: [
        "The error rates are assumptions; nothing in the lists tells how many links were missed or false."
      ],
      source: source)
  }

  var multipliers: Table {
    Table(
      "dependence", title: "If all lists together depend on each other",
      columns: [
        TableColumn("factor", "Factor on the dark figure"), TableColumn("population", "Population"),
      ],
      rows: block.multipliers.rows.map { row in
        TableRow([.number(row.factor, .decimal(2)), .number(row.population, .estimatedCount)])
      },
      notes: [
        "Every estimate from lists takes the interaction of all lists together to be absent. The factor is what it would "
          + "be worth if it were not; no data can tell."
      ], source: source)
  }

  private func refusedWords(_ count: Int) -> String {
    count == 0 ? "" : "; \(count) refused"
  }

  static func words(_ error: LinkageError) -> String {
    switch error {
    case .missedLinks(let rate): "\(plain(rate * 100)) % of links missed"
    case .falseLinks(let rate): "\(plain(rate * 100)) % of links false"
    }
  }

  private static func cell(_ outcome: PopulationOutcome) -> Cell {
    outcome.population.map { .number($0, .estimatedCount) } ?? .absent(.refused)
  }

  private static func remark(_ outcome: PopulationOutcome) -> String {
    outcome.refusal.map { "\($0.code.rawValue): \($0.reason)" } ?? ""
  }

  private static func plain(_ number: Double) -> String {
    ShortestNumber.text((number * 100).rounded() / 100)
  }
}
