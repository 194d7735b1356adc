internal import DataLoaders
internal import Tables

/// Whether a child has something, as far as the answers tell.
enum AnswerState: UInt8 { case no, yes, undecided }

/// Why an indicator cannot be made: the file is wrong, or has not what it takes.
enum IndicatorFault: Error {
  case data(DataError)
  case absent(String)
}

/// Works out questions, hours and indicators of a file, each once.
struct AnswerReader {
  private let profile: SurveyProfile
  private let table: SurveyTable
  private let rows: [Int]
  private let age: [Double]
  private var questions: [String: [AnswerState]] = [:]
  private var sums: [String: HourSums] = [:]
  private var known: [String: [AnswerState]] = [:]

  init(profile: SurveyProfile, table: SurveyTable, rows: [Int], age: [Double]) {
    self.profile = profile
    self.table = table
    self.rows = rows
    self.age = age
  }

  mutating func states(_ indicator: SurveyProfile.Indicator) throws(IndicatorFault) -> [AnswerState] {
    if let states = known[indicator.name] { return states }
    let states: [AnswerState]
    switch indicator.rule {
    case .question(let name, nil): states = try question(name)
    case .question(let name, let column?): states = try answers(name, columns: [column])
    case .hours(let question, let hours, let side, let thresholds):
      states = try compared(question, hours, side, thresholds)
    case .any(let names): states = try combined(names, decisive: .yes)
    case .all(let names): states = try combined(names, decisive: .no)
    }
    known[indicator.name] = states
    return states
  }

  /// One decisive state decides; else one undecided leaves it open.
  private mutating func combined(
    _ names: [String], decisive: AnswerState
  ) throws(IndicatorFault) -> [AnswerState] {
    var result = [AnswerState](repeating: decisive == .yes ? .no : .yes, count: rows.count)
    for name in names {
      guard let indicator = profile.indicator(name) else { throw .absent("there is no indicator '\(name)'") }
      let states = try states(indicator)
      for i in rows.indices where result[i] != decisive {
        if states[i] == decisive || states[i] == .undecided { result[i] = states[i] }
      }
    }
    return result
  }

  private mutating func question(_ name: String) throws(IndicatorFault) -> [AnswerState] {
    if let states = questions[name] { return states }
    guard let question = profile.question(name) else { throw .absent("there is no question '\(name)'") }
    let states = try answers(name, columns: question.columns)
    questions[name] = states
    return states
  }

  /// The states of a question; nil for no name.
  mutating func gate(_ name: String?) throws(IndicatorFault) -> [AnswerState]? {
    guard let name else { return nil }
    return try question(name)
  }

  private mutating func answers(
    _ name: String, columns: [String]
  ) throws(IndicatorFault) -> [AnswerState] {
    guard let question = profile.question(name) else { throw .absent("there is no question '\(name)'") }
    try require(columns)
    let asked = try gate(question.askedWhen)
    var result = [AnswerState](repeating: .no, count: rows.count)
    for name in columns {
      guard let column = table.column(name).map({ AnswerColumn($0, rows: rows) }) else { continue }
      do { try column.check([question.yes, question.no], file: table.file) } catch { throw .data(error) }
      let answers = column.answers(question)
      for i in rows.indices where result[i] != .yes {
        switch answers[i] {
        case .yes: result[i] = .yes
        case .no: break
        case .none: if asked?[i] != .no { result[i] = .undecided }
        case .missing, .other: result[i] = .undecided
        }
      }
    }
    return result
  }

  private func require(_ columns: [String]) throws(IndicatorFault) {
    let missing = columns.filter { table.column($0) == nil }
    guard missing.isEmpty else {
      throw .absent(
        "the file has no column \(missing.prefix(6).joined(separator: ", "))"
          + (missing.count > 6 ? " and \(missing.count - 6) more" : ""))
    }
  }

  // MARK: Hours

  /// The sums of hours of every row for the two comparisons; NaN where there is none.
  private struct HourSums {
    var atLeast: [Double]
    var below: [Double]
    /// Whether something that was asked has no answer, so that the sum may be larger.
    var isOpen: [Bool]
    /// Rows in which a code for an unknown answer is taken as hours in the comparison "at least".
    var takesCode: [Bool]
  }

  private mutating func hours(_ name: String) throws(IndicatorFault) -> HourSums {
    if let known = sums[name] { return known }
    guard let hours = profile.hours(name) else { throw .absent("there are no hours '\(name)'") }
    try require(hours.parts.map(\.column))
    let none = [Double](repeating: .nan, count: rows.count)
    let no = [Bool](repeating: false, count: rows.count)
    var result = HourSums(atLeast: none, below: none, isOpen: no, takesCode: no)
    var isLost = (atLeast: no, below: no)
    for part in hours.parts {
      let asked = try gate(part.askedWhen)
      guard let column = table.column(part.column).map({ AnswerColumn($0, rows: rows) }) else { continue }
      let values: [Double]
      do { values = try column.numbers(file: table.file) } catch { throw .data(error) }
      for i in rows.indices {
        let value = values[i]
        if value.isNaN {
          if asked?[i] != .no { result.isOpen[i] = true }
          continue
        }
        let isUnknown = hours.unknown.contains(value)
        let isBeyond = hours.limit.map { value >= $0 } ?? false
        if isUnknown || isBeyond { result.isOpen[i] = true }
        if isUnknown, hours.unknownAtLeast == .hours, !isBeyond { result.takesCode[i] = true }
        Self.add(
          value, hours, isUnknown ? hours.unknownAtLeast : .hours, isBeyond, &result.atLeast[i],
          &isLost.atLeast[i])
        // Below a threshold the limit does not matter: what lies beyond it is not below.
        Self.add(
          value, hours, isUnknown ? hours.unknownBelow : .hours, false, &result.below[i], &isLost.below[i])
      }
    }
    for i in rows.indices {
      if isLost.atLeast[i] { result.atLeast[i] = .nan }
      if isLost.below[i] { result.below[i] = .nan }
    }
    sums[name] = result
    return result
  }

  private static func add(
    _ value: Double, _ hours: SurveyProfile.Hours, _ rule: SurveyProfile.Hours.Unknown, _ isBeyond: Bool,
    _ sum: inout Double, _ isLost: inout Bool
  ) {
    if isBeyond || rule == .missing {
      isLost = true
    } else {
      sum = (sum.isNaN ? 0 : sum) + (rule == .zero ? 0 : value * hours.factor)
    }
  }

  private mutating func compared(
    _ question: String?, _ name: String, _ side: SurveyProfile.Indicator.Side,
    _ thresholds: [SurveyProfile.Threshold]
  ) throws(IndicatorFault) -> [AnswerState] {
    let asked = try gate(question)
    let hours = try hours(name)
    var result = [AnswerState](repeating: .no, count: rows.count)
    for i in rows.indices {
      let asked = asked?[i] ?? .yes
      guard asked != .no, let threshold = Self.threshold(thresholds, age[i]) else { continue }
      let sum = side == .atLeast ? hours.atLeast[i] : hours.below[i]
      let holds = side == .atLeast ? sum >= threshold : sum < threshold
      // More hours can only take a child over the threshold.
      let mayHold = side == .atLeast ? hours.isOpen[i] : hours.isOpen[i] && !(sum >= threshold)
      if asked == .yes {
        result[i] = holds ? .yes : mayHold ? .undecided : .no
      } else if holds || mayHold || sum.isNaN {
        result[i] = .undecided
      }
    }
    return result
  }

  private static func threshold(_ thresholds: [SurveyProfile.Threshold], _ age: Double) -> Double? {
    thresholds.first { age >= Double($0.ages.lowerBound) && age < Double($0.ages.upperBound) + 1 }?.hours
  }

  /// How many rows have codes for unknown answers taken as hours, by the name of the hours.
  func codesTakenAsHours(_ isInScope: [Bool]) -> [(hours: String, rows: Int)] {
    profile.hours.compactMap { hours in
      guard let found = sums[hours.name] else { return nil }
      let count = zip(found.takesCode, isInScope).count { $0 && $1 }
      return count > 0 ? (hours.name, count) : nil
    }
  }
}
