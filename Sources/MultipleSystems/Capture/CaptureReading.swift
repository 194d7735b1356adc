internal import Estimates
public import Tables

extension CaptureTable {
  /// Reads the table from a file's rows.
  ///
  /// - Throws: `DataError`, which names lines and never shows a value, when an indicator is missing or
  ///   neither 0 nor 1, a count is not a whole number of people, a row is on no list, a person is on one list
  ///   twice, or there are more than 20 lists.
  public init(reading table: DataTable, as shape: CaptureShape) throws(DataError) {
    let rows = try CaptureRows(table, shape)
    self = try rows.captureTable(of: nil)
  }

  /// Reads one table for each combination of values of some columns that occurs, in the order of those
  /// values.
  ///
  /// - Throws: `DataError` as above, and when a stratifying value is missing or one person stands in two
  ///   strata.
  public static func strata(
    reading table: DataTable, as shape: CaptureShape, by columns: [String]
  ) throws(DataError) -> [CaptureStratum] {
    let rows = try CaptureRows(table, shape)
    let (labels, stratumOfRow) = try rows.strata(by: columns)
    var result: [CaptureStratum] = []
    for stratum in labels.indices {
      var chosen: [Int] = []
      for i in 0..<stratumOfRow.count where stratumOfRow[i] == stratum { chosen.append(i) }
      let people = try rows.captureTable(of: chosen)
      let domain = zip(columns, labels[stratum]).map { DomainLabel(variable: $0, value: $1) }
      result.append(CaptureStratum(labels: domain, table: people))
    }
    return result
  }
}

/// The histories of a file, one for each row of a tabulated file and of case rows, one for each person of a
/// long one, with the row that speaks for it.
private struct CaptureRows {
  let source: DataTable
  var lists: [String] = []
  var histories: [ListSet] = []
  var counts: [Int] = []
  /// The row of the file for each history: for the long form the first of the person.
  var rows: [Int] = []
  /// All rows of each person; empty unless the form is long.
  var rowsOfPerson: [[Int]] = []
  let isTabulated: Bool

  init(_ source: DataTable, _ shape: CaptureShape) throws(DataError) {
    self.source = source
    if case .tabulated = shape { isTabulated = true } else { isTabulated = false }
    switch shape {
    case .tabulated(let lists, let count):
      try readIndicators(lists)
      counts = try readCounts(count)
    case .caseRows(let lists):
      try readIndicators(lists)
      counts = [Int](repeating: 1, count: histories.count)
    case .long(let person, let list, let lists):
      try readLong(person: person, list: list, lists: lists)
      counts = [Int](repeating: 1, count: histories.count)
    }
    try refuseUnobserved()
  }

  func captureTable(of chosen: [Int]?) throws(DataError) -> CaptureTable {
    do {
      guard let chosen else { return try table(histories, counts) }
      return try table(chosen.map { histories[$0] }, chosen.map { counts[$0] })
    } catch {
      switch error {
      case .totalTooLarge(let row):
        throw source.error(
          row: rows[chosen?[row - 1] ?? row - 1], column: nil,
          problem: "the counts up to this line add up to 2^53 or more", remedy: "check the figures")
      default:
        throw DataError(file: source.name, problem: "\(error)", remedy: "nothing was estimated")
      }
    }
  }

  private func table(_ histories: [ListSet], _ counts: [Int]) throws(CaptureTableError) -> CaptureTable {
    isTabulated
      ? try CaptureTable(lists: lists, histories: histories, counts: counts)
      : try CaptureTable(adding: lists, histories, counts, notes: [])
  }

  // MARK: 0/1 columns

  private mutating func readIndicators(_ names: [String]) throws(DataError) {
    do { try CaptureTable.check(lists: names) } catch {
      throw DataError(
        .usage, file: source.name, problem: "\(error)", remedy: "choose the columns of the lists")
    }
    lists = names
    rows = Array(0..<source.rowCount)
    var bits = [UInt32](repeating: 0, count: source.rowCount)
    for j in 0..<names.count {
      let values = try source.numbers(names[j])
      var bad = 0
      var firstBad = 0
      for i in 0..<values.count {
        if values[i] == 1 {
          bits[i] |= 1 << UInt32(j)
        } else if values[i] != 0 {
          if bad == 0 { firstBad = i }
          bad += 1
        }
      }
      if bad > 0 {
        throw source.error(
          row: firstBad, column: names[j],
          problem:
            "\(bad) \(bad == 1 ? "row, this one, is" : "rows, this one first, are") neither 0 nor 1 in this list",
          remedy:
            "write 1 for people on the list and 0 for all others, or say which columns are lists (--lists)")
      }
    }
    histories = bits.map { ListSet(rawValue: $0) }
  }

  private func readCounts(_ name: String) throws(DataError) -> [Int] {
    let values = try source.numbers(name)
    var counts: [Int] = []
    counts.reserveCapacity(values.count)
    for i in 0..<values.count {
      guard let value = values[i] else {
        throw source.error(
          row: i, column: name, problem: "the count is missing",
          remedy: "write the number of people, 0 where there are none")
      }
      do throws(CaptureTableError) {
        counts.append(try CaptureTable.wholeCount(value, row: i + 1))
      } catch {
        throw source.error(
          row: i, column: name, problem: countProblem(error), remedy: "write whole numbers of people")
      }
    }
    return counts
  }

  private func countProblem(_ error: CaptureTableError) -> String {
    switch error {
    case .negativeCount: "the count is negative"
    case .fractionalCount: "the count is not a whole number, and weights are not counts"
    default: "the count is 2^53 or more"
    }
  }

  private func refuseUnobserved() throws(DataError) {
    var bad = 0
    var firstBad = 0
    for i in 0..<histories.count where histories[i].isEmpty {
      if bad == 0 { firstBad = i }
      bad += 1
    }
    if bad > 0 {
      throw source.error(
        row: rows[firstBad], column: nil,
        problem: "\(bad) \(bad == 1 ? "row, this one, is" : "rows, this one first, are") on no list",
        remedy:
          "unobserved people cannot be in the file; remove them, or exchange 0 and 1 if they were coded the "
          + "wrong way round")
    }
  }

  // MARK: One row for each person and list

  private mutating func readLong(person: String, list: String, lists given: [String]?) throws(DataError) {
    let people = try keys(
      person, missing: "the person is not identified", remedy: "give every row its person")
    let listNames = try keys(list, missing: "the list is not named", remedy: "give every row its list")
    lists = given ?? Set(listNames).sorted()
    do { try CaptureTable.check(lists: lists) } catch {
      throw DataError(
        file: source.name, column: list, problem: "\(error)", remedy: "check that the column names lists")
    }
    var number: [String: Int] = [:]
    for j in 0..<lists.count { number[lists[j]] = j }
    var place: [String: Int] = [:]
    for i in 0..<people.count {
      guard let j = number[listNames[i]] else {
        throw source.error(
          row: i, column: list, problem: "the list is none of those chosen",
          remedy: "choose it too, or remove its rows")
      }
      let bit = ListSet(list: j)
      guard let known = place[people[i]] else {
        place[people[i]] = histories.count
        histories.append(bit)
        rows.append(i)
        rowsOfPerson.append([i])
        continue
      }
      if histories[known].contains(bit) {
        let first = rowsOfPerson[known].first { listNames[$0] == listNames[i] } ?? i
        throw source.error(
          row: i, column: person,
          problem: "this person is on this list already, in line \(source.lines[first])",
          remedy: "remove the duplicate, or correct the identifier if they are two people")
      }
      histories[known].formUnion(bit)
      rowsOfPerson[known].append(i)
    }
  }

  /// The values of a column as text, whole numbers being written out.
  private func keys(_ name: String, missing: String, remedy: String) throws(DataError) -> [String] {
    var keys: [String] = []
    keys.reserveCapacity(source.rowCount)
    let values = source.column(named: name)?.values
    if case .integer(let integers) = values {
      for i in 0..<integers.count {
        guard let value = integers[i] else {
          throw source.error(row: i, column: name, problem: missing, remedy: remedy)
        }
        keys.append(String(value))
      }
      return keys
    }
    let texts = try source.text(name)
    for i in 0..<texts.count {
      guard let value = texts[i], !value.isEmpty else {
        throw source.error(row: i, column: name, problem: missing, remedy: remedy)
      }
      keys.append(value)
    }
    return keys
  }

  // MARK: Strata

  /// The combinations of values that occur, ascending, and the number of the one to which each history
  /// belongs.
  func strata(by columns: [String]) throws(DataError) -> (labels: [[String]], ofHistory: [Int]) {
    var values: [[String]] = []
    for column in columns {
      values.append(
        try keys(
          column, missing: "the value that sets the stratum is missing",
          remedy: "fill it in, or give the unknown ones a name of their own"))
    }
    func label(_ row: Int) -> [String] { values.map { $0[row] } }
    let labelOfHistory = rows.map(label)
    for person in rowsOfPerson.indices {
      for row in rowsOfPerson[person] where label(row) != labelOfHistory[person] {
        throw source.error(
          row: row, column: columns.joined(separator: "', '"),
          problem: "this person stands in another stratum in line \(source.lines[rows[person]])",
          remedy: "one person belongs to one stratum; correct one of the two")
      }
    }
    let labels = Set(labelOfHistory).sorted { $0.lexicographicallyPrecedes($1) }
    var number: [[String]: Int] = [:]
    for i in labels.indices { number[labels[i]] = i }
    return (labels, labelOfHistory.map { number[$0] ?? 0 })
  }
}
