internal import Estimates
internal import Reporting

/// What leaves the house of a result whose counts of people are rounded under a key (standard 4.3.3).
///
/// A rounded count protects nothing when something beside it tells the count: the size of the file or its rows, of which a person may have several, the digits of an
/// estimate, a sentence with a number in it. So all of them are coarse: these go down to hundreds of rows and blocks of 4 KiB, estimates
/// have two figures and are multiples of the base at least, intervals are rounded outwards, and sentences that hold
/// counts are the catalogue's own.
struct RoundedRelease: Sendable {
  let rounding: KeyedRounding

  /// What readers are told about it.
  var note: String {
    "Counts of people are rounded at random, up or down, to multiples of \(rounding.base), and the same count always in "
      + "the same way; estimates have two figures, intervals are rounded outwards, and the rows of files are given in "
      + "whole hundreds. Nothing adds up exactly."
  }

  func count(_ people: Int, _ name: String) -> Int { rounding.rounded(people, atoms: [name]) }

  func input(_ record: InputRecord) -> InputRecord {
    InputRecord(
      name: record.name, sha256: record.sha256, byteCount: Self.size(record.byteCount),
      rowCount: record.rowCount / 100 * 100)
  }

  /// A size of a file, so that rows cannot be counted by it.
  static func size(_ byteCount: Int) -> Int { byteCount / 4_096 * 4_096 }

  func estimate(_ estimate: Estimate) throws -> Estimate {
    let outcome: Estimate.Outcome =
      switch estimate.outcome {
      case .refused(let refusal):
        .refused(Refusal(code: refusal.code, reason: refusal.code.entry.condition))
      case .estimated(let value, let uncertainty):
        .estimated(value: nearest(value), uncertainty: try rounded(uncertainty))
      }
    return try Estimate(
      quantity: estimate.quantity, unit: estimate.unit, method: estimate.method, domain: estimate.domain,
      outcome: outcome,
      diagnostics: estimate.diagnostics.map {
        Diagnostic($0.code, severity: $0.severity, $0.code.entry.condition)
      },
      provenance: Provenance(
        inputs: estimate.provenance.inputs.map(input), seed: estimate.provenance.seed,
        draws: estimate.provenance.draws, notes: sentences(estimate.provenance.notes) + [note],
        citations: estimate.provenance.citations))
  }

  /// Those without a number in them.
  private func sentences(_ notes: [String]) -> [String] {
    notes.filter { !$0.utf8.contains { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }
  }

  private func rounded(_ uncertainty: Uncertainty) throws -> Uncertainty {
    switch uncertainty {
    case .sampling(let error, let degreesOfFreedom, let interval):
      .sampling(
        standardError: up(error), degreesOfFreedom: degreesOfFreedom, interval: try rounded(interval))
    case .intervalOnly(let interval): .intervalOnly(try rounded(interval))
    case .unavailable(let reason): .unavailable(reason: sentences([reason]).first ?? "it is held back")
    }
  }

  private func rounded(_ interval: Interval) throws -> Interval {
    let upper: UpperEnd =
      switch interval.upper {
      case .finite(let end): .finite(up(end))
      case .unbounded(let reason): .unbounded(reason: sentences([reason]).first ?? "there is no upper end")
      }
    return try Interval(kind: interval.kind, level: interval.level, lower: down(interval.lower), upper: upper)
  }

  /// The unit of two figures, and the base at least.
  private func step(_ value: Double) -> Double {
    var unit = 1.0
    while unit * 100 <= abs(value), unit < 1e15 { unit *= 10 }
    let base = Double(rounding.base)
    return (max(unit, base) / base).rounded(.up) * base
  }

  private func nearest(_ value: Double) -> Double { rounded(value, .toNearestOrAwayFromZero) }
  private func up(_ value: Double) -> Double { rounded(value, .up) }
  private func down(_ value: Double) -> Double { rounded(value, .down) }

  private func rounded(_ value: Double, _ rule: FloatingPointRoundingRule) -> Double {
    guard value.isFinite else { return value }
    let step = step(value)
    return (value / step).rounded(rule) * step
  }
}

extension StudyRelease {
  /// Of a report that gives the number of people seen, rounded, and no other count.
  static func roundedTotal(_ shown: Int, threshold: Int, _ rounding: KeyedRounding) -> StudyRelease {
    var cells = PublishedCells(threshold: threshold)
    cells.add("people seen", of: ["people seen"], rounding.knowledge(shown))
    // What is shown is rounded already.
    return StudyRelease(cells: cells, isRestricted: false)
  }
}
