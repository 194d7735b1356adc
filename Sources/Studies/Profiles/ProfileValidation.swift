package import DataLoaders
internal import Survey
package import Tables

/// What of a file does not fit a profile: missing columns, answers that are missing although they were asked for,
/// codes that no rule knows, hours that no week has. It holds places and never values.
package struct ProfileValidation: Sendable {
  package enum Severity: String, Sendable, Encodable { case wrong, note }

  /// One kind of fault of one column, with how many rows have it.
  package struct Finding: Sendable, Equatable {
    package let column: String
    package let severity: Severity
    package let problem: String
    /// How many rows; 0 where the column as such is meant.
    package let rows: Int
    /// The first rows that have it, counted from 1 below the header, at most `ProfileValidation.kept`.
    package let firstRows: [Int]
  }

  /// Rows kept for each kind of fault.
  package static let kept = 1_000

  package let profile: SurveyProfile
  package let file: String
  package let fileRowCount: Int
  package let rowCount: Int
  package private(set) var findings: [Finding] = []

  package var isFaultless: Bool { !findings.contains { $0.severity == .wrong } }
  /// Faults by row; columns that are missing count once.
  package var faultCount: Int {
    findings.reduce(0) { $0 + ($1.severity == .wrong ? max(1, $1.rows) : 0) }
  }

  package init(_ profile: SurveyProfile, _ table: SurveyTable) throws(DataError) {
    self.profile = profile
    file = table.file
    fileRowCount = table.rowCount
    guard table.rowCount > 0 else {
      throw DataError(file: table.file, problem: "the file has no rows", remedy: "give a file with answers")
    }
    let rows = Self.selected(profile, table)
    rowCount = rows.count
    var check = FileCheck(profile, table, rows)
    check.run()
    findings = check.findings
  }

  private static func selected(_ profile: SurveyProfile, _ table: SurveyTable) -> [Int] {
    var rows = Array(0..<table.rowCount)
    let available = Set(table.columns.map(\.name))
    for selection in profile.selections {
      guard let name = selection.column.found(in: available), let found = table.column(name) else { continue }
      let column = AnswerColumn(found, rows: rows)
      switch column.values {
      case .numbers(let values):
        rows = rows.indices.filter {
          !values[$0].isNaN && (selection.codes.isEmpty || selection.codes.contains(values[$0]))
        }.map { rows[$0] }
      case .texts(let values):
        rows = rows.indices.filter { index in
          values[index].map { selection.codes.isEmpty || selection.codes.contains($0) } ?? false
        }.map { rows[$0] }
      }
    }
    return rows
  }
}

private struct FileCheck {
  private let profile: SurveyProfile
  private let table: SurveyTable
  private let rows: [Int]
  private let available: Set<String>
  private(set) var findings: [ProfileValidation.Finding] = []

  init(_ profile: SurveyProfile, _ table: SurveyTable, _ rows: [Int]) {
    self.profile = profile
    self.table = table
    self.rows = rows
    available = Set(table.columns.map(\.name))
  }

  mutating func run() {
    for selection in profile.selections where selection.column.found(in: available) == nil {
      missing(selection.column, "the profile needs it to know which rows take part")
    }
    guard !rows.isEmpty else {
      findings.append(
        ProfileValidation.Finding(
          column: profile.selections.first?.column.found(in: available) ?? "", severity: .wrong,
          problem: "no row takes part: none has the answers that the profile selects", rows: 0, firstRows: [])
      )
      return
    }
    weights()
    design()
    let age = ages()
    var reader = AnswerReader(profile: profile, table: table, rows: rows, age: age)
    questions(&reader)
    hours(&reader)
    groups()
  }

  // MARK: Notes

  private mutating func note(
    _ column: String, _ severity: ProfileValidation.Severity, _ problem: String, _ places: [Int]
  ) {
    guard !places.isEmpty else { return }
    findings.append(
      ProfileValidation.Finding(
        column: column, severity: severity, problem: problem, rows: places.count,
        firstRows: places.prefix(ProfileValidation.kept).map { rows[$0] + 1 }))
  }

  private mutating func missing(
    _ choice: SurveyProfile.ColumnChoice, _ problem: String, _ severity: ProfileValidation.Severity = .wrong
  ) {
    let name = choice.names.joined(separator: " or ")
    guard !findings.contains(where: { $0.column == name && $0.rows == 0 }) else { return }
    let others = table.names
    let near = choice.names.lazy.compactMap { NearestName.to($0, among: others) }.first
    findings.append(
      ProfileValidation.Finding(
        column: name, severity: severity,
        problem: "there is no such column; \(problem)" + (near.map { " (did you mean '\($0)'?)" } ?? ""),
        rows: 0,
        firstRows: []))
  }

  private func column(_ name: String) -> AnswerColumn? {
    table.column(name).map { AnswerColumn($0, rows: rows) }
  }

  /// The numbers of a column; text in it is noted.
  private mutating func numbers(_ name: String) -> [Double]? {
    guard let column = column(name) else { return nil }
    switch column.values {
    case .numbers(let values): return values
    case .texts(let values):
      // One text makes the column one of texts; the numbers in it are not at fault.
      note(
        name, .wrong, "the answer is text, and the profile needs a number",
        values.indices.filter { index in values[index].map { Double($0) == nil } ?? false })
      return nil
    }
  }

  // MARK: Design

  private mutating func weights() {
    for factor in profile.weight.factors + (profile.weight.scaledToSumOf.map { [$0] } ?? []) {
      guard let name = factor.found(in: available) else {
        missing(factor, "the profile needs it for the weight")
        continue
      }
      guard !findings.contains(where: { $0.column == name }), let values = numbers(name) else { continue }
      note(name, .wrong, "the weight is missing", values.indices.filter { values[$0].isNaN })
      note(
        name, .wrong, "the weight is negative or not finite",
        values.indices.filter { values[$0] < 0 || values[$0].isInfinite })
      note(
        name, .note, "the weight is 0, so that the row takes no part",
        values.indices.filter { values[$0] == 0 })
    }
  }

  private mutating func design() {
    var codes: [[String?]] = []
    var names: [String] = []
    for (role, rule) in [("stratum", profile.stratum), ("cluster", profile.cluster)] {
      guard let rule else { continue }
      guard let found = rule.found(in: available) else {
        missing(
          SurveyProfile.ColumnChoice(rule.alternatives.map { $0.joined(separator: " with ") }),
          "the profile needs it for the \(role)")
        continue
      }
      var combined = [String?](repeating: "", count: rows.count)
      for name in found {
        guard let column = column(name) else { continue }
        var places: [Int] = []
        for i in rows.indices {
          let text: String? =
            switch column.values {
            case .numbers(let values): values[i].isNaN ? nil : plain(values[i])
            case .texts(let values): values[i]
            }
          if text == nil { places.append(i) }
          combined[i] = text.flatMap { text in combined[i].map { $0 + "-" + text } }
        }
        note(name, .wrong, "the \(role) is missing", places)
      }
      codes.append(combined)
      names.append(found.joined(separator: " with "))
    }
    guard codes.count == 2 else { return }
    lonely(strata: codes[0], clusters: codes[1], names)
  }

  private mutating func lonely(strata: [String?], clusters: [String?], _ names: [String]) {
    var clustersOf: [String: Set<String>] = [:]
    var stratumOf: [String: String] = [:]
    var crossing: [Int] = []
    for i in rows.indices {
      guard let stratum = strata[i], let cluster = clusters[i] else { continue }
      clustersOf[stratum, default: []].insert(cluster)
      if let known = stratumOf[cluster] {
        if known != stratum { crossing.append(i) }
      } else {
        stratumOf[cluster] = stratum
      }
    }
    let single = rows.indices.filter { strata[$0].map { clustersOf[$0]?.count == 1 } ?? false }
    note(
      names[0], .wrong, "the stratum has a single cluster, so that it has no variance (see --lonely-psu)",
      single)
    note(
      names[1], .note, "the cluster's id stands in another stratum too, and is read as another cluster",
      crossing)
  }

  private mutating func ages() -> [Double] {
    let unknown = [Double](repeating: .nan, count: rows.count)
    guard let name = profile.age.column.found(in: available) else {
      missing(profile.age.column, "the profile needs it for the age")
      return unknown
    }
    guard let values = numbers(name) else { return unknown }
    let low = Double(profile.age.range.lowerBound)
    let high = Double(profile.age.range.upperBound)
    note(name, .wrong, "the age is missing", values.indices.filter { values[$0].isNaN })
    note(
      name, .wrong, "this is no age in completed years",
      values.indices.filter {
        values[$0] < 0 || values[$0] > 120 || (!values[$0].isNaN && values[$0].rounded() != values[$0])
      })
    note(
      name, .note,
      "the age is outside \(profile.age.range.lowerBound) to \(profile.age.range.upperBound), so that the row is in no estimate",
      values.indices.filter {
        (values[$0] >= 0 && values[$0] < low) || (values[$0] > high && values[$0] <= 120)
      })
    return values
  }

  // MARK: Answers

  private mutating func questions(_ reader: inout AnswerReader) {
    var done: Set<String> = []
    // A question with a condition says more of its columns than one without.
    for question in profile.questions.filter({ $0.askedWhen != nil })
      + profile.questions.filter({ $0.askedWhen == nil })
    {
      let asked = (try? reader.gate(question.askedWhen)) ?? nil
      for name in question.columns where done.insert(name).inserted {
        guard let column = column(name) else {
          missing(
            SurveyProfile.ColumnChoice([name]), "indicators that need '\(question.name)' cannot be made",
            .note)
          continue
        }
        do {
          try column.check([question.yes, question.no], file: table.file)
        } catch {
          findings.append(
            ProfileValidation.Finding(
              column: name, severity: .wrong, problem: error.problem, rows: 0, firstRows: []))
          continue
        }
        let answers = column.answers(question)
        note(
          name, .wrong, "the code is none that the profile knows",
          answers.indices.filter { answers[$0] == .other })
        note(
          name, .wrong, "there is no answer, although the question was asked",
          answers.indices.filter { answers[$0] == .none && (asked?[$0] ?? .yes) == .yes })
        note(
          name, .wrong, "there is an answer, although the question was not asked",
          answers.indices.filter { index in
            answers[index] != .none && answers[index] != .missing && asked?[index] == .no
          })
        note(name, .note, "the code stands for no answer", answers.indices.filter { answers[$0] == .missing })
      }
    }
  }

  private mutating func hours(_ reader: inout AnswerReader) {
    var done: Set<String> = []
    for hours in profile.hours {
      for part in hours.parts where done.insert(part.column).inserted {
        guard available.contains(part.column) else {
          missing(
            SurveyProfile.ColumnChoice([part.column]),
            "indicators that need the hours '\(hours.name)' cannot be made", .note)
          continue
        }
        guard let values = numbers(part.column) else { continue }
        let asked = (try? reader.gate(part.askedWhen)) ?? nil
        func isUnknown(_ index: Int) -> Bool { hours.unknown.contains(values[index]) }
        note(
          part.column, .wrong,
          "the hours are outside \(plain(hours.range.lowerBound)) to \(plain(hours.range.upperBound))",
          values.indices.filter { !values[$0].isNaN && !isUnknown($0) && !hours.range.contains(values[$0]) })
        note(
          part.column, .wrong, "there are no hours, although the question was asked",
          values.indices.filter { index in values[index].isNaN && asked?[index] == .yes })
        note(
          part.column, .wrong, "there are hours, although the question was not asked",
          values.indices.filter { index in
            !values[index].isNaN && values[index] != 0 && !isUnknown(index) && asked?[index] == .no
          })
        note(
          part.column, .note, "the code stands for hours that are not known", values.indices.filter(isUnknown)
        )
      }
    }
  }

  private mutating func groups() {
    for breakdown in profile.breakdowns {
      guard let name = breakdown.column.found(in: available), let column = column(name) else {
        missing(breakdown.column, "results by '\(breakdown.name)' cannot be made", .note)
        continue
      }
      guard breakdown.bands.isEmpty else { continue }
      let labelled = Set(breakdown.labels.map(\.code))
      var empty: [Int] = []
      var unlabelled: [Int] = []
      for i in rows.indices {
        let code: SurveyProfile.Code?
        let isMissing: Bool
        switch column.values {
        case .numbers(let values):
          code = values[i].isNaN ? nil : .number(values[i])
          isMissing = breakdown.missing.contains(values[i])
        case .texts(let values):
          code = values[i].map { .text($0) }
          isMissing = values[i].map { breakdown.missing.contains($0) } ?? false
        }
        if isMissing {
          empty.append(i)
        } else if breakdown.otherwise == nil {
          if let code {
            if !labelled.isEmpty, !labelled.contains(code) { unlabelled.append(i) }
          } else {
            empty.append(i)
          }
        }
      }
      note(name, .note, "there is no answer, so that the row is in no group by \(breakdown.title)", empty)
      note(name, .note, "the code has no label in the profile, so that it is a group of its own", unlabelled)
    }
  }
}
