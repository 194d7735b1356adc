internal import Estimates

/// Sentences of this program with something filled in: what `Phrases` is for texts that never change.
///
/// Studies write English. A writer that meets one of these sentences, alone or among others in a paragraph or cell,
/// shows it in the language of the report; what is filled in stays as it is. Files for programs stay English.
enum Sentences {
  /// The text with every sentence that is known in the language; `nil` where there is none.
  static func translation(of text: String, to language: Language) -> String? {
    if let whole = one(text, to: language) { return whole }
    let pieces = pieces(of: text)
    guard pieces.count > 1 else { return nil }
    var result: [String] = []
    var isAny = false
    var place = 0
    while place < pieces.count {
      // A sentence may hold a full stop within itself.
      let length = (1...min(4, pieces.count - place)).reversed().first { length in
        one(pieces[place..<place + length].joined(separator: " "), to: language) != nil
      }
      let sentence = pieces[place..<place + (length ?? 1)].joined(separator: " ")
      if length != nil { isAny = true }
      result.append(one(sentence, to: language) ?? sentence)
      place += length ?? 1
    }
    return isAny ? result.joined(separator: " ") : nil
  }

  /// Whether the text begins with a sentence in the language.
  static func begins(_ text: String, in language: Language) -> Bool {
    beginnings[language]?.contains { text.hasPrefix($0) } ?? false
  }

  private static func one(_ text: String, to language: Language) -> String? {
    if let phrase = Phrases.fixed(text, to: language) { return phrase }
    if let condition = conditions[language]?[text] { return condition }
    for pattern in patterns {
      if let parts = pattern.parts(of: text) { return pattern.filled(with: parts, in: language) }
    }
    return nil
  }

  /// A text cut behind the full stops that end its sentences.
  private static func pieces(of text: String) -> [String] {
    var pieces: [String] = []
    var current = ""
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      current += (current.isEmpty ? "" : " ") + word
      if word.hasSuffix(".") || word.hasSuffix(")") && word.contains("GATHER") || word.hasSuffix("))") {
        pieces.append(current)
        current = ""
      } else if current.hasPrefix("NOT PROVIDED (GATHER "), word.hasSuffix(")") {
        pieces.append(current)
        current = ""
      }
    }
    if !current.isEmpty { pieces.append(current) }
    return pieces
  }

  /// The conditions of the catalogue as sentences, with and without their code.
  private static let conditions: [Language: [String: String]] = {
    var result: [Language: [String: String]] = [:]
    for language in Language.allCases where language != .english {
      for code in WarningCode.allCases {
        guard let text = WarningTexts.condition(code, in: language) else { continue }
        let english = code.entry.condition
        result[language, default: [:]]["\(capital(english))."] = "\(capital(text))."
        result[language, default: [:]]["\(code.rawValue): \(english)."] = "\(code.rawValue)\u{A0}: \(text)."
        result[language, default: [:]]["\(code.rawValue): \(english)"] = "\(code.rawValue)\u{A0}: \(text)"
      }
    }
    return result
  }()

  private static func capital(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

  private static let patterns = all.map { SentencePattern($0.english, $0.french, $0.spanish) }

  private static let beginnings: [Language: [String]] = {
    var result: [Language: [String]] = [:]
    for pattern in all {
      for (language, text) in [(Language.french, pattern.french), (.spanish, pattern.spanish)] {
        let literal = String(text.prefix { $0 != "{" })
        if literal.count >= 8 { result[language, default: []].append(literal) }
      }
    }
    for phrase in Phrases.all {
      for (language, text) in [(Language.french, phrase.french), (.spanish, phrase.spanish)] where text.count >= 24 {
        result[language, default: []].append(text)
      }
    }
    return result
  }()
}

/// A sentence with places, in all languages.
struct SentencePattern: Sendable {
  private let literals: [String]
  private let order: [Int]
  private let texts: [Language: String]

  init(_ english: String, _ french: String, _ spanish: String) {
    (literals, order) = Self.split(english)
    texts = [.english: english, .french: french, .spanish: spanish]
  }

  /// What stands between the places, and their numbers.
  static func split(_ text: String) -> (literals: [String], places: [Int]) {
    var literals: [String] = []
    var places: [Int] = []
    var current = ""
    var rest = Substring(text)
    while let first = rest.first {
      let tail = rest.prefix(3)
      if first == "{", tail.count == 3, tail.last == "}", let number = Int(tail.dropFirst().dropLast()) {
        literals.append(current)
        places.append(number)
        current = ""
        rest = rest.dropFirst(3)
      } else {
        current.append(first)
        rest = rest.dropFirst()
      }
    }
    return (literals + [current], places)
  }

  /// What is filled in, by the number of its place; `nil` where the text is no such sentence.
  func parts(of text: String) -> [Int: String]? {
    guard let first = literals.first, let last = literals.last else { return nil }
    if order.isEmpty { return text == first ? [:] : nil }
    guard text.hasPrefix(first), text.hasSuffix(last), text.utf8.count >= first.utf8.count + last.utf8.count
    else { return nil }
    var rest = text.dropFirst(first.count).dropLast(last.count)
    var parts: [Int: String] = [:]
    for (index, place) in order.enumerated() {
      if index == order.count - 1 {
        parts[place] = String(rest)
      } else {
        guard let range = Self.range(of: literals[index + 1], in: rest) else { return nil }
        parts[place] = String(rest[..<range.lowerBound])
        rest = rest[range.upperBound...]
      }
    }
    return parts.values.contains("") ? nil : parts
  }

  private static func range(of literal: String, in text: Substring) -> Range<Substring.Index>? {
    var start = text.startIndex
    while start < text.endIndex {
      if text[start...].hasPrefix(literal) {
        return start..<text.index(start, offsetBy: literal.count)
      }
      start = text.index(after: start)
    }
    return nil
  }

  func filled(with parts: [Int: String], in language: Language) -> String {
    let (literals, places) = Self.split(texts[language] ?? "")
    var result = literals.first ?? ""
    for (index, place) in places.enumerated() { result += (parts[place] ?? "") + literals[index + 1] }
    return result
  }
}
