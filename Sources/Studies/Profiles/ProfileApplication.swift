package import DataLoaders
internal import Survey
package import Tables

extension SurveyProfile {
  /// Recodes the answers of a file by this profile.
  /// - Throws: `DataError` with row and column for a weight, stratum or cluster that is missing or impossible,
  ///   for a column that the design needs and the file does not have, and for text where numbers are needed.
  package func apply(to table: SurveyTable) throws(DataError) -> ProfiledSurvey {
    var application = try ProfileApplication(self, respelled(table))
    return try application.survey()
  }
}

private struct ProfileApplication {
  private let profile: SurveyProfile
  private let table: SurveyTable
  private let available: Set<String>
  private let rows: [Int]
  private var absences: [ProfiledSurvey.Absent] = []
  private var accounts: [ProfiledSurvey.Account] = []

  init(_ profile: SurveyProfile, _ table: SurveyTable) throws(DataError) {
    self.profile = profile
    self.table = table
    available = Set(table.columns.map(\.name))
    guard table.rowCount > 0 else {
      throw DataError(file: table.file, problem: "the file has no rows", remedy: "give a file with answers")
    }
    var takes = [Bool](repeating: true, count: table.rowCount)
    let all = Array(0..<table.rowCount)
    for selection in profile.selections {
      let column = try Self.column(
        selection.column, table, available, role: "the choice of rows", rows: all)
      try column.check([selection.codes], file: table.file)
      switch column.values {
      case .numbers(let values):
        for i in all
        where values[i].isNaN || !(selection.codes.isEmpty || selection.codes.contains(values[i])) {
          takes[i] = false
        }
      case .texts(let values):
        for i in all {
          guard let value = values[i], selection.codes.isEmpty || selection.codes.contains(value) else {
            takes[i] = false
            continue
          }
        }
      }
    }
    rows = all.filter { takes[$0] }
    guard !rows.isEmpty else {
      throw DataError(
        file: table.file, column: profile.selections.first?.column.found(in: available),
        problem: "no row takes part: none has the answers that the profile selects",
        remedy: "correct the selection in a copy of the profile")
    }
    if rows.count < table.rowCount {
      let columns = profile.selections.compactMap { $0.column.found(in: available) }
      accounts.append(
        ProfiledSurvey.Account(
          subject: "rows", rows: table.rowCount - rows.count,
          sentence: "do not take part by \(columns.joined(separator: " and "))"))
    }
  }

  mutating func survey() throws(DataError) -> ProfiledSurvey {
    let weights = try weights()
    let age = try ages()
    let low = Double(profile.age.range.lowerBound)
    let high = Double(profile.age.range.upperBound)
    let isInScope = age.map { $0 >= low && $0 <= high }
    note(age, isInScope)
    guard isInScope.contains(true) else {
      throw DataError(
        file: table.file, column: profile.age.column.found(in: available),
        problem: "nobody is \(profile.age.range.lowerBound) to \(profile.age.range.upperBound) years old",
        remedy: "check the column of the age")
    }
    let (designTable, variables) = try design(weights)
    let breakdowns = try self.breakdowns(isInScope)
    let indicators = try self.indicators(age, isInScope)
    return ProfiledSurvey(
      profile: profile, file: table.file, rows: rows, fileRowCount: table.rowCount, weights: weights,
      designTable: designTable, designVariables: variables, age: age, isInScope: isInScope,
      breakdowns: breakdowns, indicators: indicators, absences: absences, accounts: accounts)
  }

  // MARK: Columns

  private static func column(
    _ choice: SurveyProfile.ColumnChoice, _ table: SurveyTable, _ available: Set<String>, role: String,
    rows: [Int]
  ) throws(DataError) -> AnswerColumn {
    guard let name = choice.found(in: available), let column = table.column(name) else {
      let wanted = choice.names.map { "'\($0)'" }.joined(separator: " or ")
      let near = choice.names.lazy.compactMap { NearestName.to($0, among: table.names) }.first
      throw DataError(
        file: table.file,
        problem: "there is no column \(wanted), which the profile needs for \(role)",
        remedy: (near.map { "did you mean '\($0)'? " } ?? "")
          + "give the right file, or name the column in a copy of the profile")
    }
    return AnswerColumn(column, rows: rows)
  }

  private func column(_ choice: SurveyProfile.ColumnChoice, role: String) throws(DataError) -> AnswerColumn {
    try Self.column(choice, table, available, role: role, rows: rows)
  }

  private func column(_ name: String) -> AnswerColumn? {
    table.column(name).map { AnswerColumn($0, rows: rows) }
  }

  private func fault(_ row: Int, _ column: String, _ problem: String, _ remedy: String) -> DataError {
    DataError(
      file: table.file, column: column, problem: "\(problem) in row \(rows[row] + 1)", remedy: remedy)
  }

  // MARK: Design

  private func weights() throws(DataError) -> [Double] {
    var weights = [Double](repeating: 1, count: rows.count)
    for factor in profile.weight.factors {
      let column = try column(factor, role: "the weight")
      let values = try column.numbers(file: table.file)
      for i in rows.indices {
        guard !values[i].isNaN else {
          throw fault(
            i, column.name, "the weight is missing",
            "leave the row out before, or give it its weight; 0 keeps it out of the estimates")
        }
        guard values[i].isFinite, values[i] >= 0 else {
          throw fault(
            i, column.name, "the weight is negative or not finite", "weights stand for people; correct it")
        }
        weights[i] *= values[i]
      }
    }
    let sum = weights.reduce(0, +)
    guard sum > 0, sum.isFinite else {
      throw DataError(
        file: table.file, column: profile.weight.factors.first?.found(in: available),
        problem: sum > 0
          ? "the weights are too large to add up" : "no row that takes part has a positive weight",
        remedy: "name the weight column in a copy of the profile")
    }
    guard let scale = profile.weight.scaledToSumOf else { return weights }
    let column = try column(scale, role: "the scale of the weight")
    let target = try column.numbers(file: table.file).reduce(0) { $0 + ($1.isNaN ? 0 : $1) }
    guard target > 0, target.isFinite else {
      throw DataError(
        file: table.file, column: column.name, problem: "the column does not add up to a positive number",
        remedy: "the weights are scaled to its sum; correct it or change a copy of the profile")
    }
    return weights.map { $0 * (target / sum) }
  }

  private func ages() throws(DataError) -> [Double] {
    try column(profile.age.column, role: "the age").numbers(file: table.file)
  }

  private mutating func note(_ age: [Double], _ isInScope: [Bool]) {
    let missing = age.count { $0.isNaN }
    let outside = isInScope.count { !$0 } - missing
    let (from, to) = (profile.age.range.lowerBound, profile.age.range.upperBound)
    if missing > 0 {
      accounts.append(
        ProfiledSurvey.Account(
          subject: "age", rows: missing, sentence: "have no age and are in no estimate"))
    }
    if outside > 0 {
      accounts.append(
        ProfiledSurvey.Account(
          subject: "age", rows: outside,
          sentence: "are not \(from) to \(to) years old; they keep their place in the design"))
    }
  }

  private mutating func design(_ weights: [Double]) throws(DataError) -> (DataTable, DesignVariables) {
    let lines = rows.map { self.table.lines[$0] }
    var columns = [Column(name: "weight", values: .number(weights.map { $0 }))]
    var names: [String?] = []
    for (role, rule) in [("stratum", profile.stratum), ("cluster", profile.cluster)] {
      guard let rule else {
        names.append(nil)
        continue
      }
      guard let found = rule.found(in: available) else {
        let wanted = rule.alternatives.map { $0.joined(separator: " with ") }.joined(separator: " or ")
        throw DataError(
          file: table.file, problem: "there is no column \(wanted), which the profile needs for the \(role)",
          remedy:
            "without it standard errors would be wrong; add it, or name the right column in a copy of the "
            + "profile")
      }
      if found != rule.alternatives.first {
        absences.append(
          ProfiledSurvey.Absent(
            kind: .design, name: role, title: role,
            reason:
              "the \(role) was taken from \(found.joined(separator: " with ")), because the file has no "
              + (rule.alternatives.first?.joined(separator: " with ") ?? "")))
      }
      let name = "\(role) (\(found.joined(separator: " with ")))"
      columns.append(Column(name: name, values: try group(found)))
      names.append(name)
    }
    let table = DataTable(name: table.file, columns: columns, lines: lines)
    let stage = DesignVariables.Stage(stratum: names[0], cluster: names[1])
    return (table, DesignVariables(weights: .column("weight"), stages: [stage]))
  }

  private func group(_ names: [String]) throws(DataError) -> Column.Values {
    var parts: [AnswerColumn] = []
    for name in names {
      guard let column = column(name) else { continue }
      for i in rows.indices {
        let isMissing =
          switch column.values {
          case .numbers(let values): values[i].isNaN
          case .texts(let values): values[i] == nil
          }
        if isMissing {
          throw fault(
            i, name, "a design variable is missing", "every row that takes part needs its stratum and cluster"
          )
        }
      }
      parts.append(column)
    }
    if parts.count == 1, case .numbers(let values) = parts[0].values { return .number(values.map { $0 }) }
    return .text(
      rows.indices.map { i in
        parts.map { part in
          switch part.values {
          case .numbers(let values): plain(values[i])
          case .texts(let values): values[i] ?? ""
          }
        }.joined(separator: "-")
      })
  }

  // MARK: Groups

  private mutating func breakdowns(_ isInScope: [Bool]) throws(DataError) -> [ProfiledSurvey.Breakdown] {
    var result: [ProfiledSurvey.Breakdown] = []
    for breakdown in profile.breakdowns {
      guard let name = breakdown.column.found(in: available), let column = column(name) else {
        absences.append(
          ProfiledSurvey.Absent(
            kind: .breakdown, name: breakdown.name, title: breakdown.title,
            reason: "the file has no column \(breakdown.column.names.joined(separator: " or "))"))
        continue
      }
      let coded =
        breakdown.bands.isEmpty
        ? try coded(column, breakdown) : try banded(column, breakdown)
      let missing = zip(coded.codes, isInScope).count { $0 < 0 && $1 }
      if missing > 0 {
        accounts.append(
          ProfiledSurvey.Account(
            subject: breakdown.name, rows: missing, sentence: "are in no group by \(breakdown.title)"))
      }
      result.append(ProfiledSurvey.Breakdown(name: breakdown.name, title: breakdown.title, column: coded))
    }
    return result
  }

  private func banded(
    _ column: AnswerColumn, _ breakdown: SurveyProfile.Breakdown
  ) throws(DataError) -> CodedColumn {
    let values = try column.numbers(file: table.file)
    return CodedColumn(
      name: breakdown.title,
      codes: values.map { value in
        Int32(breakdown.bands.firstIndex { $0.range.contains(value) } ?? -1)
      }, labels: breakdown.bands.map(\.label))
  }

  private func coded(
    _ column: AnswerColumn, _ breakdown: SurveyProfile.Breakdown
  ) throws(DataError) -> CodedColumn {
    // In the order of the profile's labels; others behind, by code.
    var found: Set<SurveyProfile.Code> = []
    let labelled = Set(breakdown.labels.map(\.code))
    let codes = rows.indices.map { i -> SurveyProfile.Code? in
      let code: SurveyProfile.Code
      switch column.values {
      case .numbers(let values):
        if breakdown.missing.contains(values[i]) { return nil }
        let own = SurveyProfile.Code.number(values[i])
        let isOther = values[i].isNaN || breakdown.otherwise != nil && !labelled.contains(own)
        guard let known = isOther ? breakdown.otherwise : own else { return nil }
        code = known
      case .texts(let values):
        if let value = values[i], breakdown.missing.contains(value) { return nil }
        let own = values[i].map { SurveyProfile.Code.text($0) }
        let isOther = own.map { breakdown.otherwise != nil && !labelled.contains($0) } ?? true
        guard let known = isOther ? breakdown.otherwise : own else { return nil }
        code = known
      }
      found.insert(code)
      return code
    }
    guard found.count <= Self.mostGroups else {
      throw DataError(
        file: table.file, column: column.name,
        problem: "the column has more than \(Self.mostGroups) different answers, which are no groups",
        remedy: "give bands in a copy of the profile, or take the breakdown out")
    }
    var ordered = breakdown.labels.map(\.code).filter(found.contains)
    ordered += found.subtracting(ordered).sorted(by: Self.precedes)
    var position: [SurveyProfile.Code: Int32] = [:]
    for (index, code) in ordered.enumerated() { position[code] = Int32(index) }
    var labels: [String] = []
    for code in ordered {
      var label =
        breakdown.labels.first { $0.code == code }?.label ?? fileLabel(code, column) ?? Self.text(code)
      if labels.contains(label) { label += " (\(Self.text(code)))" }
      labels.append(label)
    }
    return CodedColumn(
      name: breakdown.title, codes: codes.map { $0.flatMap { position[$0] } ?? -1 }, labels: labels)
  }

  private static let mostGroups = 500

  private func fileLabel(_ code: SurveyProfile.Code, _ column: AnswerColumn) -> String? {
    column.valueLabels.first { label in
      switch (label.value, code) {
      case (.number(let first), .number(let second)): first == second
      case (.text(let first), .text(let second)): first == second
      default: false
      }
    }?.label
  }

  private static func precedes(_ first: SurveyProfile.Code, _ second: SurveyProfile.Code) -> Bool {
    switch (first, second) {
    case (.number(let a), .number(let b)): a < b
    case (.text(let a), .text(let b)): a < b
    case (.number, .text): true
    case (.text, .number): false
    }
  }

  private static func text(_ code: SurveyProfile.Code) -> String {
    switch code {
    case .number(let value): plain(value)
    case .text(let value): value
    }
  }

  // MARK: Indicators

  private mutating func indicators(
    _ age: [Double], _ isInScope: [Bool]
  ) throws(DataError) -> [ProfiledSurvey.Indicator] {
    var reader = AnswerReader(profile: profile, table: table, rows: rows, age: age)
    var result: [ProfiledSurvey.Indicator] = []
    for definition in profile.indicators {
      let states: [AnswerState]
      do throws(IndicatorFault) {
        states = try reader.states(definition)
      } catch {
        switch error {
        case .data(let error): throw error
        case .absent(let reason):
          absences.append(
            ProfiledSurvey.Absent(
              kind: .indicator, name: definition.name, title: definition.title, reason: reason))
          continue
        }
      }
      let undecided = states.map { $0 == .undecided }
      let leavesOut = profile.missingAnswers == .leaveOut && undecided.contains(true)
      result.append(
        ProfiledSurvey.Indicator(
          definition: definition,
          variable: SurveyVariable(
            definition.name, states.map { $0 == .yes ? 1 : 0 },
            present: leavesOut ? undecided.map { !$0 } : nil),
          undecided: undecided))
      let count = zip(undecided, isInScope).count { $0 && $1 }
      if count > 0 {
        accounts.append(
          ProfiledSurvey.Account(
            subject: definition.name, rows: count,
            sentence: leavesOut
              ? "have answers that do not decide it and are left out"
              : "have answers that do not decide it and are counted as not having it"))
      }
    }
    for (hours, count) in reader.codesTakenAsHours(isInScope) {
      accounts.append(
        ProfiledSurvey.Account(
          subject: hours, rows: count,
          sentence:
            "have a code for an unknown answer that this profile takes as that many hours, as the official "
            + "program of this edition does"))
    }
    return result
  }
}

/// A number as people write it: 1 and not 1.0.
func plain(_ value: Double) -> String {
  Int(exactly: value).map { String($0) } ?? String(value)
}
