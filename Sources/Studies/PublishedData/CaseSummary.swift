internal import DataLoaders
internal import Tables

/// What a file of cases holds: for each variable how many people have which word, small numbers held back.
struct CaseSummary: Sendable {
  struct Variable: Sendable {
    let name: String
    /// Words with the number of people, rising by word; `nil` for a number held back.
    let words: [(word: String, count: Int?)]
    /// How many further words are each of fewer people than the threshold; they are not named.
    let unnamedWords: Int
    /// `nil` where it is held back.
    let missing: Int?
  }

  /// `nil` where there are fewer people than the threshold.
  let people: Int?
  let variables: [Variable]

  init(_ table: inout StatisticsTable, threshold: Int) throws(DataError) {
    let columns = table.caseColumns?.names ?? []
    let kinds = table.caseColumns?.kinds ?? []
    let places = columns.indices.filter { kinds[$0] != .skipped }
    var counts = places.map { _ in CodeCounts() }
    var missing = places.map { _ in 0 }
    while try table.nextRow() {
      for (index, place) in places.enumerated() {
        if let word = try table.word(place) { _ = counts[index].add(word) } else { missing[index] += 1 }
      }
    }
    people = table.rowCount < threshold ? nil : table.rowCount
    variables = places.enumerated().map { index, place in
      CaseSummary.variable(columns[place], counts[index], missing[index], threshold)
    }
  }

  private static func variable(
    _ name: String, _ counts: CodeCounts, _ missing: Int, _ threshold: Int
  ) -> Variable {
    let words = counts.sorted
    let shown = SmallCells.shown(words.map(\.count) + [missing], threshold: threshold)
    let kept = zip(words, shown).filter { $0.1 != nil || $0.0.count >= threshold }
    return Variable(
      name: name, words: kept.map { ($0.0.code, $0.1) }, unnamedWords: words.count - kept.count,
      missing: shown[words.count])
  }
}

/// Holds back small counts, and others where the small ones could be worked out from the sum of all.
enum SmallCells {
  /// The counts with those below the threshold taken out. Where one alone would be missing, or all that are
  /// missing hold fewer people than the threshold, the smallest of the others goes too. Zero is no small count.
  static func shown(_ counts: [Int], threshold: Int) -> [Int?] {
    var shown: [Int?] = counts.map { $0 > 0 && $0 < threshold ? nil : $0 }
    while true {
      var hidden = 0
      var people = 0
      for (count, value) in zip(counts, shown) where value == nil {
        hidden += 1
        people += count
      }
      if hidden == 0 || (hidden > 1 && people >= threshold) { return shown }
      var smallest: Int?
      for index in counts.indices {
        guard let count = shown[index], count > 0 else { continue }
        if let best = smallest, counts[best] <= count { continue }
        smallest = index
      }
      guard let smallest else { return shown }
      shown[smallest] = nil
    }
  }
}
