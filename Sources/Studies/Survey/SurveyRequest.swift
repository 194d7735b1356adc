internal import Survey

/// What is measured on each row: a numeric column, or whether a column holds one answer.
package struct SurveyOperand: Sendable, Hashable {
  package let column: String
  /// The answer that counts as 1, every other as 0; nil when the column holds numbers.
  package let answer: String?

  package init(column: String, answer: String? = nil) {
    self.column = column
    self.answer = answer
  }

  /// Reads `hours` and `school=Yes`.
  package init?(_ text: String) {
    guard let parts = SurveyCondition.parts(text) else {
      if text.isEmpty { return nil }
      self.init(column: text)
      return
    }
    guard !parts.column.isEmpty, !parts.value.isEmpty else { return nil }
    self.init(column: parts.column, answer: parts.value)
  }

  package var name: String { answer.map { "\(column) = \($0)" } ?? column }
}

/// An answer that a row has to hold, such as `FS17=1`.
package struct SurveyCondition: Sendable, Hashable {
  package let column: String
  package let value: String

  package init?(_ text: String) {
    guard let parts = Self.parts(text), !parts.column.isEmpty, !parts.value.isEmpty else { return nil }
    (column, value) = parts
  }

  package var name: String { "\(column) = \(value)" }

  static func parts(_ text: String) -> (column: String, value: String)? {
    guard let sign = text.firstIndex(of: "=") else { return nil }
    return (String(text[..<sign]), String(text[text.index(after: sign)...]))
  }
}

/// One statistic that is asked for.
package enum SurveyRequest: Sendable, Hashable {
  /// A mean, which of zeros and ones is a proportion.
  case mean(SurveyOperand)
  /// A share of the population; other values than 0 and 1 are refused.
  case proportion(SurveyOperand)
  case total(SurveyOperand)
  case ratio(SurveyOperand, over: SurveyOperand)
  case quantile(SurveyOperand, probability: Double)

  package var operands: [SurveyOperand] {
    switch self {
    case .mean(let y), .proportion(let y), .total(let y), .quantile(let y, _): [y]
    case .ratio(let y, let x): [y, x]
    }
  }

  /// Whether the sums of one pass are enough for it.
  var isLinear: Bool { if case .quantile = self { false } else { true } }

  /// In words; `isProportion` where a mean turned out to be of zeros and ones.
  func name(isProportion: Bool) -> String {
    switch self {
    case .mean(let y): isProportion ? "proportion of \(y.name)" : "mean of \(y.name)"
    case .proportion(let y): "proportion of \(y.name)"
    case .total(let y): "total of \(y.name)"
    case .ratio(let y, let x): "ratio of \(y.name) to \(x.name)"
    case .quantile(let y, let p): "quantile \(p) of \(y.name)"
    }
  }

  /// Reads `a/b`.
  package static func ratio(_ text: String) -> SurveyRequest? {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, let y = SurveyOperand(parts[0]), let x = SurveyOperand(parts[1]) else {
      return nil
    }
    return .ratio(y, over: x)
  }

  /// Reads `hours:0.5`.
  package static func quantile(_ text: String) -> SurveyRequest? {
    guard let colon = text.lastIndex(of: ":"), let p = Double(text[text.index(after: colon)...]), p > 0,
      p < 1,
      colon != text.startIndex
    else { return nil }
    return .quantile(SurveyOperand(column: String(text[..<colon])), probability: p)
  }
}

/// Differences between domains: of each from the first, or of one from another.
package struct SurveyContrast: Sendable, Hashable {
  package let column: String
  /// Nil compares every domain with the first.
  package let pair: Pair?

  package struct Pair: Sendable, Hashable {
    package let first: String
    package let second: String
  }

  /// Reads `sex` and `region=North/South`.
  package init?(_ text: String) {
    guard let parts = SurveyCondition.parts(text) else {
      if text.isEmpty { return nil }
      column = text
      pair = nil
      return
    }
    let ends = parts.value.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard !parts.column.isEmpty, ends.count == 2, !ends.contains("") else { return nil }
    column = parts.column
    pair = Pair(first: ends[0], second: ends[1])
  }
}

/// Two columns whose association is tested.
package struct SurveyCross: Sendable, Hashable {
  package let rows: String
  package let columns: String

  package init(rows: String, columns: String) {
    self.rows = rows
    self.columns = columns
  }
}
