internal import DataLoaders
internal import Tables

/// A column of answers on the rows that take part. What the file declares missing has no value here; where the
/// format keeps the code, `kept` still has it.
struct AnswerColumn {
  enum Values {
    case numbers([Double])
    case texts([String?])
  }

  let name: String
  let values: Values
  let valueLabels: [SurveyColumn.ValueLabel]

  init(_ column: SurveyColumn, rows: [Int]) {
    name = column.name
    valueLabels = column.valueLabels
    let declared = Set(column.declaredMissing)
    switch column.values {
    case .numbers(let all):
      var values = [Double](repeating: .nan, count: rows.count)
      for i in rows.indices where declared.isEmpty || !declared.contains(rows[i]) { values[i] = all[rows[i]] }
      self.values = .numbers(values)
    case .texts(let all):
      if all.allSatisfy({ $0 == nil }) {
        values = .numbers([Double](repeating: .nan, count: rows.count))
      } else {
        values = .texts(
          rows.map { declared.isEmpty || !declared.contains($0) ? all[$0] : nil })
      }
    }
  }

  func numbers(file: String) throws(DataError) -> [Double] {
    guard case .numbers(let numbers) = values else {
      throw DataError(
        file: file, column: name, problem: "the column is text, and the profile needs numbers",
        remedy: "name another column in a copy of the profile, or write numbers")
    }
    return numbers
  }

  /// - Throws: `DataError` when the codes are of the other type than the column, so that none could occur.
  func check(_ codes: [SurveyProfile.Codes], file: String) throws(DataError) {
    var numeric = 0
    var textual = 0
    for codes in codes {
      numeric += codes.ranges.count
      for code in codes.single { if case .number = code { numeric += 1 } else { textual += 1 } }
    }
    switch values {
    case .numbers(let values) where numeric == 0 && textual > 0 && values.contains { !$0.isNaN }:
      throw DataError(
        file: file, column: name, problem: "the column holds numbers, and the profile's codes are texts",
        remedy: "write the codes without quotation marks in a copy of the profile")
    case .texts where textual == 0 && numeric > 0:
      throw DataError(
        file: file, column: name, problem: "the column holds text, and the profile's codes are numbers",
        remedy: "write the codes as texts, such as yes = [\"Yes\"], in a copy of the profile")
    default: break
    }
  }

  enum Answer { case none, yes, no, missing, other }

  /// What each row's answer is in the terms of a question.
  func answers(_ question: SurveyProfile.Question) -> [Answer] {
    func kind(_ isYes: Bool, _ isNo: Bool, _ isMissing: Bool) -> Answer {
      isYes ? .yes : isMissing ? .missing : isNo || question.no.isEmpty ? .no : .other
    }
    switch values {
    case .numbers(let values):
      return values.map {
        $0.isNaN
          ? .none : kind(question.yes.contains($0), question.no.contains($0), question.missing.contains($0))
      }
    case .texts(let values):
      return values.map { value in
        guard let value else { return .none }
        return kind(
          question.yes.contains(value), question.no.contains(value), question.missing.contains(value))
      }
    }
  }
}
