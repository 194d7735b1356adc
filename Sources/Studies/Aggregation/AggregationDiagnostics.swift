internal import Estimates
internal import GlobalEstimates
internal import Reporting

extension AggregationJudge {
  func diagnostics(_ place: Int) -> [Diagnostic] {
    let all = inside(place)
    var result: [Diagnostic] = []
    let doubtful = all.filter { parts[$0].standardDeviation > 0 }
    if !doubtful.isEmpty {
      result.append(
        Diagnostic(
          .modelAssumed,
          "the errors of the parts are taken as \(options.shape.rawValue) with a correlation of "
            + "\(ShortestNumber.text(options.correlation)) between every two, which is an assumption"))
    }
    if !doubtful.isEmpty, doubtful.count < all.count {
      let without = all.filter { parts[$0].standardDeviation == 0 && parts[$0].value > 0 }
      if !without.isEmpty {
        result.append(
          Diagnostic(
            .modelAssumed,
            "\(without.count) of \(all.count) parts give no error, and none of theirs is in the interval"))
      }
    }
    if options.benchmark != .none, parts.count > 1 {
      let exact =
        input.wholes.values.contains { $0.standardDeviation == nil }
        || input.margins.contains { $0.figures.contains { $0.standardDeviation == nil } }
      if exact {
        result.append(
          Diagnostic(
            .modelAssumed,
            "parts were fitted to figures of wholes that give no error and are taken as exact; the intervals are too "
              + "short by what those figures are off"))
      }
    }
    if all.count > 1, let ends = endpointSum(place) {
      let style = NumberStyle.estimatedCount
      result.append(
        Diagnostic(
          .aggregationEndpointSum,
          "the ends of the parts' intervals add up to \(style.text(lower: ends.lower, upper: ends.upper)), which is "
            + "not the interval of the total unless all errors agree"))
    }
    result += imputed(place, all)
    result += doubleCounting(place, all)
    if all.contains(where: { input.parts[$0].isOfAnotherYear }) {
      result.append(
        Diagnostic(
          .aggregationDenominatorYear, "parts have a population of another year than their figure"))
    }
    let tail = 0.5 * (1 - options.level)
    if doubtful.count > 1, let simulated = total.totals[place].simulated {
      let ends = [simulated.quantile(tail), simulated.quantile(1 - tail)]
      if ends.contains(where: { $0.standardError > 0.02 * $0.value }) {
        result.append(
          Diagnostic(
            .monteCarloError, "the Monte Carlo error of an interval end exceeds 2 % of it; use more draws"))
      }
    }
    if let printed = input.wholes[place] { result += rounded(place, printed) }
    if options.askedForMoreDigits, place == 0 {
      result.append(
        Diagnostic(
          .headlineDigits,
          "more than \(AggregationOptions.mostFigures) significant figures were asked for and are not printed"
        ))
    }
    return result
  }

  /// What the sum of the ends of the parts' own intervals would be.
  func endpointSum(_ place: Int) -> (lower: Double, upper: Double)? {
    let all = inside(place)
    guard all.contains(where: { parts[$0].standardDeviation > 0 }) else { return nil }
    var (lower, upper) = (0.0, 0.0)
    let tail = 0.5 * (1 - options.level)
    for k in all {
      let leaf = input.hierarchy.leaves[k]
      guard let low = try? total.exactQuantile(tail, of: leaf, parts: parts),
        let high = try? total.exactQuantile(1 - tail, of: leaf, parts: parts)
      else { return nil }
      lower += low
      upper += high
    }
    return (lower, upper)
  }

  private func imputed(_ place: Int, _ all: Range<Int>) -> [Diagnostic] {
    let imputed = all.filter { input.parts[$0].isImputed }
    guard !imputed.isEmpty else { return [] }
    var (value, part) = (0.0, 0.0)
    var (people, partPeople): (Double?, Double?) = (0, 0)
    for k in all {
      let leaf = total.totals[input.hierarchy.leaves[k]].value
      value += leaf
      people = people.flatMap { sum in input.parts[k].population.map { sum + $0 } }
      guard input.parts[k].isImputed else { continue }
      part += leaf
      partPeople = partPeople.flatMap { sum in input.parts[k].population.map { sum + $0 } }
    }
    let share = value > 0 ? part / value : 0
    let ofPeople = people.flatMap { people in partPeople.map { people > 0 ? $0 / people : 0 } }
    let most = max(share, ofPeople ?? 0)
    var result = [
      Diagnostic(
        .aggregationImputedShare, severity: most > WarningThreshold.imputedShare ? .warning : .note,
        "imputed parts hold \(NumberStyle.percent.text(100 * share)) of this total"
          + (ofPeople.map { " and \(NumberStyle.percent.text(100 * $0)) of its population" } ?? ""))
    ]
    if place == 0 {
      let thin = input.hierarchy.nodes.indices.dropFirst().filter {
        refusal($0)?.code == .extrapolationTooFewDonors
      }
      if !thin.isEmpty {
        result.append(
          Diagnostic(
            .extrapolationTooFewDonors, severity: .warning,
            "regions with fewer than \(WarningThreshold.donorCountries) parts with data rest on other regions: "
              + thin.map { PlainText.line(input.hierarchy.nodes[$0].name) }.joined(separator: ", ")))
      }
    }
    return result
  }

  /// AGG-05: people who may be counted in two of the parts, or one part's name under two wholes.
  private func doubleCounting(_ place: Int, _ all: Range<Int>) -> [Diagnostic] {
    guard all.count > 1 else { return [] }
    var result: [Diagnostic] = []
    var shared = 0.0
    for k in all { shared += input.parts[k].overlap * total.totals[input.hierarchy.leaves[k]].value }
    let value = total.totals[place].value
    if shared > 0, value > 0 {
      result.append(
        Diagnostic(
          .aggregationDoubleCounting,
          "up to \(NumberStyle.estimatedCount.text(shared)) people (\(NumberStyle.percent.text(100 * shared / value))) "
            + "may be counted in two of the parts; without them the total would be "
            + "\(NumberStyle.estimatedCount.text(value - shared)) at least"))
    }
    var seen: Set<String> = []
    var twice: Set<String> = []
    for k in all {
      let name = input.hierarchy.nodes[input.hierarchy.leaves[k]].name
      if !seen.insert(name).inserted { twice.insert(name) }
    }
    // Cells of a table bear the names of their class under every whole; parts of a kind of their own do not.
    if !twice.isEmpty, input.margins.isEmpty, twice.count < seen.count {
      result.append(
        Diagnostic(
          .aggregationDoubleCounting,
          "a part stands under two wholes: "
            + twice.sorted().prefix(6).map { PlainText.line($0) }.joined(separator: ", ")))
    }
    return result
  }

  /// AGG-07: what the file prints for a whole, against its printed parts.
  private func rounded(_ place: Int, _ printed: AggregationInput.Figure) -> [Diagnostic] {
    let children = input.hierarchy.nodes[place].children
    var figures: [PrintedNumber] = []
    for child in children {
      if let whole = input.wholes[child] {
        figures.append(AggregationRounding.printed(whole.value))
      } else if input.hierarchy.nodes[child].isLeaf {
        let part = input.parts[input.hierarchy.leafRange(child).lowerBound]
        figures.append(AggregationRounding.printed(part.value))
      } else {
        return []
      }
    }
    let sum = BoundedNumber.sum(figures.map { BoundedNumber($0) })
    let style = NumberStyle.count
    let name = PlainText.line(input.hierarchy.nodes[place].name)
    switch Verdict(published: AggregationRounding.printed(printed.value), recomputed: sum) {
    case .exactly: return []
    case .withinRounding:
      return [
        Diagnostic(
          .aggregationRoundedSum,
          "the parts of '\(name)' as the file gives them add up to \(style.text(sum.value)) and \(style.text(printed.value)) stands "
            + "there for the whole; rounding explains the difference")
      ]
    default:
      return [
        Diagnostic(
          .aggregationRoundedSum, severity: .warning,
          "the parts of '\(name)' as the file gives them add up to \(style.text(sum.value)) and \(style.text(printed.value)) stands "
            + "there for the whole, which rounding does not explain: a part is missing or counted twice")
      ]
    }
  }
}
