internal import DataLoaders

/// What of a table of figures is easily misread, in sentences.
struct FigureTraps {
  let summary: FigureSummary
  let format: StatisticsFormat

  var sentences: [String] { repetition + totals + definitions + values }

  private var repetition: [String] {
    guard summary.keys.repeated > 0 || summary.keys.isPartial else { return [] }
    var sentences: [String] = []
    if summary.keys.repeated > 0 {
      let line = summary.keys.firstRepeatedLine.map { ", first on line \($0)" } ?? ""
      sentences.append(
        "\(counted(summary.keys.repeated, "row")) with a series, period and source that stands above\(line): either a "
          + "column that tells them apart is missing, or figures are there twice")
    }
    if summary.keys.isPartial {
      sentences.append("only the first \(SeriesKeys.most) series and periods were compared for repetitions")
    }
    return sentences
  }

  /// Rows whose sum would count people twice.
  private var totals: [String] {
    var sentences: [String] = []
    if let areas = summary.codes(of: .area) {
      let aggregates = areas.counts.keys.count { FigureTraps.isAggregate($0) }
      if aggregates > 0, aggregates < areas.counts.count {
        sentences.append(
          "\(counted(aggregates, "area")) of the ILO's own making (X and two digits: a region or the world) beside "
            + "countries: a sum over all rows counts people more than once")
      } else if aggregates > 1 {
        sentences.append(
          "the areas are regions and the world (X and two digits), some of which hold others: a sum over all rows counts "
            + "people more than once")
      }
    }
    if let sexes = summary.codes(of: .sex) {
      let totals = ["SEX_T", "_T", "T", "Total"]
      let isTotal = sexes.counts.keys.contains { totals.contains($0) }
      if isTotal, sexes.counts.count > 1 {
        sentences.append("both sexes together and each of them are in the file: take one or the other")
      }
    }
    // Ages are their own dimension or one of ILOSTAT's classifications.
    for (place, dimension) in summary.dimensions.enumerated() {
      let bands = Set(summary.codes[place].counts.keys.compactMap { AgeBand(code: $0) })
      let overlapping = bands.sorted { ($0.from, $0.to ?? 999) < ($1.from, $1.to ?? 999) }
      if let pair = FigureTraps.firstOverlap(overlapping) {
        sentences.append(
          "age groups of '\(dimension.name)' overlap (\(pair.0.words) and \(pair.1.words)): they must not be added up"
        )
      }
    }
    return sentences
  }

  /// Series that count different things under one name.
  private var definitions: [String] {
    guard let indicators = summary.codes(of: .indicator) else { return [] }
    let codes = indicators.counts.keys.sorted()
    var sentences: [String] = []
    let pairs = [
      ("SDG_A871", "SDG_B871"), ("PT_CHLD_5-17_LBR_ECON", "PT_CHLD_5-17_LBR_ECON-HC"),
      ("SL_TLF_CHLDEA", "SL_TLF_CHLDEC"),
    ]
    for (economic, withChores) in pairs {
      let second = codes.contains { $0.hasPrefix(withChores) }
      let first = codes.contains { $0.hasPrefix(economic) && !$0.hasPrefix(withChores) }
      if first, second {
        sentences.append(
          "child labour is there by two definitions, economic activity alone (\(economic)) and with household chores "
            + "(\(withChores)): they are two series and no trend")
      }
    }
    if codes.contains(where: { $0.hasPrefix("CLD_XSNA") }) {
      sentences.append(
        "what the CLD_XSNA indicators leave out or take in was not seen in the ILO's documentation; by the name it is "
          + "the production boundary of the national accounts")
    }
    return sentences
  }

  private var values: [String] {
    var sentences: [String] = []
    if summary.intervals > 0 {
      sentences.append(
        "\(counted(summary.intervals, "figure")) given as an interval (\(format == .unodc ? "such as <5, which is 1 to 4" : "such as <1")) and never read as a "
          + "point: a sum with it is an interval too")
    }
    if summary.units.counts.count > 1 {
      sentences.append("the figures are not all in one unit: see the units before they are put together")
    }
    if summary.frequencies.count > 1 {
      let words = summary.frequencies.map(\.frequency.rawValue).joined(separator: ", ")
      sentences.append(
        "periods are of several kinds (\(words)): annual and shorter periods are different series")
    }
    if format == .ilostat { sentences += ilostatStatuses }
    if format == .unicef { sentences += unicefStatuses }
    return sentences
  }

  private var ilostatStatuses: [String] {
    var sentences: [String] = []
    let counts = summary.statuses.counts
    if let breaks = counts["B"] {
      sentences.append(
        "\(counted(breaks, "figure")) after a break in the series (status B): no trend goes across it")
    }
    if let unreliable = counts["U"] {
      let empty = summary.statusesOfMissing.counts["U"] ?? 0
      sentences.append(
        "\(counted(unreliable, "figure")) marked as unreliable (status U)"
          + (empty > 0 ? ", \(empty) without a number" : ""))
    }
    let models = (counts["M"] ?? 0) + (counts["I"] ?? 0)
    if models > 0 {
      sentences.append("\(counted(models, "figure")) modelled or imputed (status M or I) and not measured")
    }
    return sentences
  }

  private var unicefStatuses: [String] {
    var sentences: [String] = []
    let counts = summary.statuses.counts
    if let estimated = counts["E"] {
      sentences.append("\(counted(estimated, "figure")) estimated (status E)")
    }
    if let unreliable = counts["U"] {
      sentences.append("\(counted(unreliable, "figure")) marked as unreliable (status U)")
    }
    if let again = counts["RA"] {
      sentences.append(
        "\(counted(again, "figure")) worked out again by UNICEF (status RA), which may differ from the survey's report"
      )
    }
    return sentences
  }

  static func isAggregate(_ code: String) -> Bool {
    let bytes = Array(code.utf8)
    return bytes.count == 3 && bytes[0] == UInt8(ascii: "X")
      && bytes[1...].allSatisfy { (48...57).contains($0) }
  }

  /// The first two groups, in rising order, that have an age in common.
  private static func firstOverlap(_ bands: [AgeBand]) -> (AgeBand, AgeBand)? {
    for (first, second) in zip(bands, bands.dropFirst()) where first.overlaps(second) {
      return (first, second)
    }
    return nil
  }
}

/// "1 figure", "234 figures".
private func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
