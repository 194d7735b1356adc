internal import Estimates
internal import GlobalEstimates
internal import Glibc
package import Reporting

extension CaseStudy {
  /// What the report tells of the counts of cases, for the audit of this edition and those after it.
  ///
  /// The smallest groups are the cases of a stratum that the first team alone found, the second alone, and both. The
  /// lengths of the lists are known as the report gives them, which may be as entries rather than cases.
  var published: PublishedCells {
    var cells = PublishedCells(threshold: options.threshold, subject: "cases")
    for (index, stratum) in input.matching.strata.enumerated() {
      let atoms = Self.atoms(stratum.name)
      func add(_ what: String, _ atoms: [String], _ count: Int) {
        cells.add(
          "\(stratum.name): \(what)", of: atoms,
          disclosure.isShown[index] ? .exactly(count) : .heldBack(atLeast: 0))
      }
      add("found by the first", [atoms.first, atoms.both], stratum.first)
      add("found by the second", [atoms.second, atoms.both], stratum.second)
      add("found by both", [atoms.both], stratum.common)
      add("found by the first alone", [atoms.first], stratum.first - stratum.common)
      add("found by the second alone", [atoms.second], stratum.second - stratum.common)
    }
    let strata = input.matching.strata
    for (name, record, count, members) in [
      (
        "first list", input.records[0], strata.reduce(0) { $0 + $1.first },
        strata.flatMap { [Self.atoms($0.name).first, Self.atoms($0.name).both] }
      ),
      (
        "second list", input.records[1], strata.reduce(0) { $0 + $1.second },
        strata.flatMap { [Self.atoms($0.name).second, Self.atoms($0.name).both] }
      ),
    ] {
      let shown = disclosure.published(record).rowCount
      // A list with repeated entries is longer than its cases are many.
      cells.add(
        "length of the \(name)", of: members,
        .between(
          min(count, shown), max(count, disclosure.showsAll ? shown : shown + 9)))
    }
    return cells
  }

  static func atoms(_ stratum: String) -> (first: String, second: String, both: String) {
    ("\(stratum): first alone", "\(stratum): second alone", "\(stratum): both")
  }

  /// The result with its counts rounded under a key: how many cases each team found and how many both did, and the
  /// total, with two figures or one, where the search for witnesses finds that no small count of a stratum follows; else
  /// the total without them; else it is held back. Strata, the other estimator and the repeated searches are further
  /// functions of the same counts and are left out.
  /// - Throws: `EstimateError` where a rounded estimate is none.
  package func result(rounding: KeyedRounding?) throws -> StudyResult {
    guard let rounding else {
      var result = result()
      if options.threshold > 1, !isSafe(nil, withCounts: false) {
        result.release = result.release?.exposing([estimate.quantity])
      }
      return result
    }
    for (figures, withCounts) in [(2, true), (2, false), (1, false)] {
      let release = RoundedRelease(rounding: rounding, figures: figures)
      guard isSafe(release, withCounts: withCounts) else { continue }
      return try result(release, release.estimate(estimate), withCounts: withCounts)
    }
    let release = RoundedRelease(rounding: rounding)
    return try result(release, release.withheld(estimate), withCounts: true)
  }

  private struct Totals {
    let first: Int
    let second: Int
    let both: Int

    init(_ counts: [Int]) {
      var (first, second, both) = (0, 0, 0)
      for stratum in stride(from: 0, to: counts.count, by: 3) {
        first += counts[stratum] + counts[stratum + 2]
        second += counts[stratum + 1] + counts[stratum + 2]
        both += counts[stratum + 2]
      }
      self.first = first
      self.second = second
      self.both = both
    }

    var named: [(name: String, count: Int)] {
      [("found by the first team", first), ("found by the second team", second), ("found by both", both)]
    }
  }

  /// First alone, second alone and both of each stratum.
  private var counts: [Int] {
    input.matching.strata.flatMap { [$0.first - $0.common, $0.second - $0.common, $0.common] }
  }

  private func fit(_ counts: [Int]) -> ReportedCaseEstimate? {
    guard let fit else { return nil }
    let strata = fit.strata.enumerated().map { index, stratum in
      ReportedCaseEstimate.Stratum(
        name: stratum.name, first: counts[3 * index] + counts[3 * index + 2],
        second: counts[3 * index + 1] + counts[3 * index + 2], common: counts[3 * index + 2],
        victimsPerCase: stratum.victimsPerCase)
    }
    return try? ReportedCaseEstimate(strata, estimator: fit.estimator, conversion: fit.conversion)
  }

  private func numbers(_ counts: [Int]) -> ShownNumbers? {
    guard let fit = fit(counts), let interval = try? fit.deltaInterval(level: options.level) else { return nil }
    return ShownNumbers(
      value: fit.total, lower: interval.lower, upper: interval.finiteUpper, standardError: fit.standardError)
  }

  /// - Parameter release: `nil` for a report without rounding, which shows strata without small counts as they are, the
  ///   lengths of the lists in tens and three figures of the total.
  private func isSafe(_ release: RoundedRelease?, withCounts: Bool) -> Bool {
    guard estimate.value != nil else { return true }
    let counts = counts
    let threshold = options.threshold
    var ways: [CaptureGoals.Ways] = []
    func ask(_ members: [Int]) {
      let count = members.reduce(0) { $0 + counts[$1] }
      guard count > 0, count < threshold else { return }
      ways.append(CaptureGoals.ways(members, count, threshold: threshold, isShown: false))
    }
    for stratum in stride(from: 0, to: counts.count, by: 3) {
      for members in [[0], [1], [2], [0, 2], [1, 2]] { ask(members.map { stratum + $0 }) }
    }
    let totals = Totals(counts)
    // Counts that are shown must not be small, and a rounded one not known to be.
    for (part, total) in [([2], totals.both), ([0, 2], totals.first), ([1, 2], totals.second)]
    where total > 0 && total < threshold {
      let members = stride(from: 0, to: counts.count, by: 3).flatMap { stratum in part.map { stratum + $0 } }
      ways.append(CaptureGoals.ways(members, total, threshold: threshold, isShown: withCounts))
    }
    guard !ways.isEmpty else { return true }
    guard let published = numbers(counts), let codes = fit(counts).map(Self.codes) else { return false }
    let publication = release.map { ShownDigits.rounded($0, people: 0) } ?? .exact(people: 0)
    let shown = publication.shown(published)
    let lengths = [totals.first, totals.second]
    let unit = release == nil ? 10 : 100
    let base = release?.rounding.base ?? 1
    let rounded = totals.named.map { release?.rounding.rounded($0.count, atoms: [$0.name]) ?? $0.count }
    let most = max(4 * (totals.first + totals.second), 1_000)
    let bounds = counts.indices.map { index in
      release == nil && disclosure.isShown[index / 3] ? counts[index]...counts[index] : 0...most
    }
    let search = WitnessSearch(
      counts: counts, bounds: bounds,
      cells: publication.cells(published)
        + lengths.map { Double($0 / unit * unit) - 0.4...Double($0 / unit * unit + unit - 1) + 0.4 }
        + (withCounts ? [Double(rounded[2] - base + 1) - 0.4...Double(rounded[2] + base - 1) + 0.4] : []),
      numbers: { _ in
        { counts in
          let totals = Totals(counts)
          return numbers(counts).map {
            $0.list + [totals.first, totals.second].map { Double($0) }
              + (withCounts ? [Double(totals.both)] : [])
          }
        }
      },
      isSamePublication: { counts, _ in
        let totals = Totals(counts)
        // The rows of the files are given in hundreds, or tens.
        guard zip([totals.first, totals.second], lengths).allSatisfy({ $0 / unit == $1 / unit }) else {
          return false
        }
        if withCounts,
          zip(totals.named, rounded).contains(where: { abs($0.count - $1) >= base })
        {
          return false
        }
        return numbers(counts).map(publication.shown) == shown && fit(counts).map(Self.codes) == codes
      })
    return ways.allSatisfy { $0.contains { search?.witness($0) != nil } }
  }

  private static func codes(_ fit: ReportedCaseEstimate) -> Set<WarningCode> {
    Set(fit.diagnostics.map(\.code))
  }

  private func result(_ release: RoundedRelease, _ shown: Estimate, withCounts: Bool) throws -> StudyResult {
    let exact = Totals(counts).named
    let totals = exact.map { (name: $0.name, count: release.rounding.rounded($0.count, atoms: [$0.name])) }
    var cells = PublishedCells(threshold: options.threshold, subject: "cases")
    let strata = input.matching.strata.map { Self.atoms($0.name) }
    if withCounts {
      let members = [
        strata.flatMap { [$0.first, $0.both] }, strata.flatMap { [$0.second, $0.both] }, strata.map(\.both),
      ]
      for (total, atoms) in zip(totals, members) {
        cells.add(total.name, of: atoms, release.rounding.knowledge(total.count))
      }
    }
    let records = input.records.map(release.input)
    let table = Table(
      "counts", title: "Cases of both lists, rounded",
      columns: [TableColumn("what", "Cases", .text), TableColumn("count", "About")],
      rows: totals.map { TableRow([.text($0.name), .number(Double($0.count), .count)]) },
      source: sourceLine)
    var first: [Block] = []
    if input.isSynthetic {
      first.append(
        .callout(Callout(.synthetic, "The lists are invented. No person, case or country in them is real.")))
    }
    if let refusal = shown.refusal {
      first.append(.callout(Callout(.warning, RichText("\(refusal.code.rawValue): \(refusal.reason)."))))
    } else {
      first.append(.keyFigures([KeyFigures.of(shown, label: title)]))
    }
    let headline = DomainTable.table(
      "estimates", title: title, [shown], level: options.level, source: sourceLine,
      notes: [Self.disclaimer] + (input.isSynthetic ? ["SYNTHETIC DATA: the lists are invented."] : []))
    first += [.callout(Callout(.analysis, RichText(Self.disclaimer))), .table(headline)]
    first.append(.paragraph(RichText(release.note)))
    if withCounts { first.append(.table(table)) }
    first.append(
      .paragraph(
        withCounts
          ? "Strata, the other estimator and the searches repeated are not shown: each is one more number from the same small counts."
          : "The counts of cases are not shown, because with the estimate they would tell small ones; nor are strata, the other "
            + "estimator and the searches repeated."))
    let closing: [Block] = [
      .table(WarningTable.table([shown], source: sourceLine)), .heading("Limitations"),
      .list([
        "Cases that nobody reports are in no list and in no estimate: the figure is a minimum.",
        "The two searches have to be independent. Teams that read the same newspapers find the same cases, and the "
          + "estimate is then too low.",
        "A missed match makes the estimate too high, a false one too low.",
      ]), .heading("Methods"), .list(shown.provenance.citations.map { RichText($0.text) }),
    ]
    return StudyResult(
      study: "cases", title: title, settings: settings, inputs: records, estimates: [shown], verdicts: [],
      document: Document(
        title: title, subtitle: "Reported-case sampling: two lists",
        sections: [
          Section("headline", "Total", first), Section("closing", "Warnings and limitations", closing),
        ]), summary: [headline, WarningTable.table([shown], source: sourceLine)],
      release: StudyRelease(cells: cells, isRestricted: false))
  }
}
