/// How lists share their persons: each list with its total, and for each combination of lists how many
/// persons stand on exactly these (an UpSet plot: Lex et al. 2014, doi:10.1109/TVCG.2014.2346248).
package struct OverlapPlot: Sendable, Equatable {
  package static let mostLists = 20

  package struct List: Sendable, Equatable {
    package let label: String
    /// `nil` where the total is absent for the reason beside it.
    package let total: Int?
    package let absence: Absence?
    package let marks: [Mark]

    package init(_ label: String, total: Int, marks: [Mark] = []) {
      self.label = label
      self.total = total
      self.absence = nil
      self.marks = marks
    }

    package init(_ label: String, absence: Absence, marks: [Mark] = []) {
      self.label = label
      self.total = nil
      self.absence = absence
      self.marks = marks
    }
  }

  package struct Combination: Sendable, Equatable {
    /// Positions of the lists, rising.
    package let members: [Int]
    /// `nil` where the count is absent for the reason beside it.
    package let count: Int?
    package let absence: Absence?

    /// Persons on all of these lists and on no other.
    package init(_ members: [Int], count: Int) {
      self.members = members.sorted()
      self.count = count
      self.absence = nil
    }

    package init(_ members: [Int], absence: Absence) {
      self.members = members.sorted()
      self.count = nil
      self.absence = absence
    }
  }

  /// What is counted, such as `Persons on exactly these lists`.
  package let label: String
  package let lists: [List]
  /// The largest count first, those without a count last; within one count fewer lists first, then in the
  /// order of the lists.
  package let combinations: [Combination]

  /// Combinations that hold nobody are left out: there are up to 2²⁰ of them.
  ///
  /// - Precondition: at most 20 lists; each combination names at least one of them, none twice, and no two
  ///   combinations are the same.
  package init(label: String, lists: [List], combinations: [Combination]) {
    precondition(lists.count <= OverlapPlot.mostLists, "an overlap plot has at most 20 lists")
    precondition(
      combinations.allSatisfy { combination in
        !combination.members.isEmpty && combination.members.allSatisfy(lists.indices.contains)
          && Set(combination.members).count == combination.members.count
      }, "a combination names lists of the plot, each once")
    precondition(
      Set(combinations.map(\.members)).count == combinations.count, "no combination stands twice")
    self.label = label
    self.lists = lists
    self.combinations = combinations.filter { $0.count != 0 }.sorted(by: OverlapPlot.precedes)
  }

  private static func precedes(_ first: Combination, _ second: Combination) -> Bool {
    let counts = (first.count ?? -1, second.count ?? -1)
    if counts.0 != counts.1 { return counts.0 > counts.1 }
    if first.members.count != second.members.count { return first.members.count < second.members.count }
    return first.members.lexicographicallyPrecedes(second.members)
  }

  // MARK: what is drawn

  static let mostCombinations = 25

  /// The combinations that have room.
  var shown: ArraySlice<Combination> { combinations.prefix(OverlapPlot.mostCombinations) }

  /// What the combinations without room hold, as a sentence.
  var remainder: String? {
    let rest = combinations.dropFirst(OverlapPlot.mostCombinations)
    guard !rest.isEmpty else { return nil }
    let counts = rest.compactMap(\.count)
    let absent = rest.count - counts.count
    let style = NumberStyle.count
    var parts: [String] = []
    if !counts.isEmpty {
      let sum = counts.reduce(0.0) { $0 + Double($1) }
      let place = absent == 0 ? "all" : style.text(Double(counts.count)) + " of them"
      parts.append("\(style.text(sum)) in \(place)")
    }
    if absent > 0 {
      let which = counts.isEmpty ? "" : "other "
      parts.append(absent == 1 ? "the \(which)count is not shown" : "the \(which)counts are not shown")
    }
    let noun = rest.count == 1 ? "more combination" : "more combinations"
    return "\(style.text(Double(rest.count))) \(noun): \(parts.joined(separator: ", "))."
  }

  /// Why totals and counts that are drawn are absent, in the order of the type.
  var absences: [Absence] {
    let shown = lists.compactMap(\.absence) + shown.compactMap(\.absence)
    return Absence.allCases.filter(shown.contains)
  }
}
