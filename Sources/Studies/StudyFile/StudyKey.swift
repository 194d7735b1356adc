/// One key of a study file: its name, what it may hold, and what it means.
///
/// Decoding, the published schema and the errors all come from this declaration, so that none of them can say
/// something else than the others.
package struct StudyKey: Sendable {
  package indirect enum Form: Sendable {
    case text
    /// A text of one line in a form that has a name, such as a date.
    case formatted(pattern: String, example: String)
    case choice([String])
    case number(ClosedRange<Double>)
    case whole(ClosedRange<Int>)
    /// A whole number of 64 bits, or a text with one where it is too large for TOML.
    case seed
    case flag
    case list(of: Form)
    /// The name of an `[[input]]` of the same file.
    case input
    /// A table whose keys are free and whose values have one form.
    case dictionary(of: Form)
    case table([StudyKey])
    case tables([StudyKey])
    /// The tables of `[[estimation]]`, whose keys depend on their kind.
    case estimations
  }

  package let name: String
  package let form: Form
  package let isRequired: Bool
  package let summary: String
  /// What stands in for a key that is left out, in words or as it would be written.
  package let standard: String?

  package init(
    _ name: String, _ form: Form, required: Bool = false, standard: String? = nil, _ summary: String
  ) {
    self.name = name
    self.form = form
    isRequired = required
    self.standard = standard
    self.summary = summary
  }
}

extension StudyKey.Form {
  /// What the form is, for the middle of a sentence.
  var words: String {
    switch self {
    case .text: "a text in quotation marks"
    case .formatted(_, let example): "a text such as \"\(example)\""
    case .choice(let names): "one of " + names.map { "\"\($0)\"" }.joined(separator: ", ")
    case .number(let range): Self.range("a number", range.lowerBound, range.upperBound)
    case .whole(let range): Self.range("a whole number", Double(range.lowerBound), Double(range.upperBound))
    case .seed: "a whole number from 0 to 18446744073709551615"
    case .flag: "true or false"
    case .list(let form): "a list, each element of it " + form.words
    case .input: "the name of an [[input]]"
    case .dictionary(let form): "a table of names, each with " + form.words
    case .table: "a table"
    case .tables, .estimations: "a list of tables"
    }
  }

  private static func range(_ what: String, _ lower: Double, _ upper: Double) -> String {
    let isOpen = upper >= 1e15
    if lower <= -1e15, isOpen { return what }
    func text(_ number: Double) -> String {
      number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number)
    }
    return isOpen ? "\(what) from \(text(lower)) on" : "\(what) from \(text(lower)) to \(text(upper))"
  }
}
