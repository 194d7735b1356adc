internal import Estimates

/// The words of a report's frame in one language, with what an office has put in their place.
///
///     let wording = try ReportWording(.french, replacing: ["source": "Fuente: {1}"])   // from a study file
///     let wording = ReportWording(.french).with(.footer, "Office national de la statistique")
///
/// Every writer escapes what it takes from here, so a replacement is text and never markup.
package struct ReportWording: Sendable, Equatable {
  package let language: Language
  private var replaced: [Message: String] = [:]
  /// The language of what the study itself says (BCP 47).
  private(set) var textLanguage = "en"

  package static let english = ReportWording(.english)

  package init(_ language: Language) { self.language = language }

  /// - Parameter texts: by the key of their message.
  /// - Throws: `WordingError` where a key is no message or a text lacks what is to be filled in.
  package init(_ language: Language, replacing texts: [String: String]) throws(WordingError) {
    self.init(language)
    for (key, text) in texts.sorted(by: { $0.key < $1.key }) {
      guard let message = Message(rawValue: key) else { throw .unknownKey(key) }
      for place in 0..<message.places where !text.contains("{\(place + 1)}") {
        throw .missingPlace(key: key, place: "{\(place + 1)}")
      }
      replaced[message] = text
    }
  }

  /// The wording with one text replaced, by code that knows what the message takes.
  package func with(_ message: Message, _ text: String) -> ReportWording {
    var result = self
    result.replaced[message] = text
    return result
  }

  /// The wording beside a study's own text in that language; where both are the same there is nothing to say of
  /// it.
  func beside(textLanguage: String) -> ReportWording {
    var result = self
    result.textLanguage = textLanguage
    if textLanguage == language.rawValue { result.replaced[.otherLanguage] = "" }
    return result
  }

  /// The text of a message. What is filled in is never searched for places again.
  package func text(_ message: Message, _ parts: String...) -> String {
    let template = replaced[message] ?? message.text(in: language)
    var result = ""
    var rest = Substring(template)
    while let brace = rest.firstIndex(of: "{") {
      result += rest[..<brace]
      let tail = rest[brace...].prefix(3)
      if tail.count == 3, tail.last == "}", let number = Int(tail.dropFirst().dropLast()),
        parts.indices.contains(number - 1)
      {
        result += parts[number - 1]
        rest = rest[rest.index(brace, offsetBy: 3)...]
      } else {
        result.append("{")
        rest = rest[rest.index(after: brace)...]
      }
    }
    return result + rest
  }

  /// A heading, label or remark of this program in the language, or the text itself where it has no
  /// translation.
  package func phrase(_ text: String) -> String {
    language == .english ? text : Phrases.translation(of: text, to: language) ?? text
  }

  /// A sentence under a table in the language: a phrase, or a warning by its code with the catalogue's text and
  /// the particular sentence behind it.
  func sentence(_ text: String) -> String {
    guard language != .english, let colon = text.firstIndex(of: ":"),
      let code = WarningCode(rawValue: String(text[..<colon]))
    else { return phrase(text) }
    let detail = text[text.index(after: colon)...].drop { $0 == " " }
    return "\(code.rawValue): " + warning(code, detail: String(detail))
  }

  /// What the catalogue says of a warning, then what was found, which is English.
  func warning(_ code: WarningCode, detail: String) -> String {
    guard language != .english, let condition = WarningTexts.condition(code, in: language) else {
      return detail
    }
    let bare = detail.hasSuffix(".") ? String(detail.dropLast()) : detail
    if bare == code.entry.condition { return condition + "." }
    return text(.warningDetail, condition, bare)
  }

  /// Whether a text, after `phrase`, is in the language of the frame.
  func isWorded(_ text: String) -> Bool {
    language == .english || textLanguage == language.rawValue || !text.contains(where: \.isLetter)
      || Phrases.holds(text, in: language)
  }
}

/// A replacement of a text that cannot be used.
package enum WordingError: Error, Equatable, Sendable, CustomStringConvertible {
  case unknownKey(String)
  case missingPlace(key: String, place: String)

  package var description: String {
    switch self {
    case .unknownKey(let key):
      "there is no text '\(PlainText.line(key))' to replace; the keys are "
        + Message.allCases.map(\.rawValue).joined(separator: ", ")
    case .missingPlace(let key, let place):
      "the text for '\(PlainText.line(key))' has to contain \(place), in whose place the report puts its words"
    }
  }
}

extension ReportWording {
  /// What stands in a cell that holds nothing. Signs are the same in every language.
  func word(_ absence: Absence) -> String {
    switch absence {
    case .dashInSource, .suppressed: absence.rawValue
    case .notApplicable: text(.notApplicable)
    case .notPublished: text(.notPublished)
    case .refused: text(.refused)
    }
  }

  /// The sentence that explains a sign; `nil` where the sign is a word and explains itself.
  func explanation(_ absence: Absence) -> String? {
    switch absence {
    case .dashInSource: text(.dashExplained)
    case .suppressed: text(.suppressedExplained)
    case .notApplicable, .notPublished, .refused: nil
    }
  }

  func word(_ kind: Callout.Kind) -> String {
    switch kind {
    case .note: text(.note)
    case .warning: text(.warning)
    case .analysis: text(.analysis)
    case .synthetic: text(.synthetic)
    }
  }
}
