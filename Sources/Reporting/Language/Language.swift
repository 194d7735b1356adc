/// A language in which this program can word the frame of a report.
package enum Language: String, Sendable, Equatable, CaseIterable {
  case english = "en"
  case french = "fr"
  case spanish = "es"

  /// The language's own name.
  package var name: String {
    switch self {
    case .english: "English"
    case .french: "français"
    case .spanish: "español"
    }
  }
}

/// How a language writes numbers for people. Files for programs (CSV, JSON) always have the point and no
/// grouping.
package struct NumberMarks: Sendable, Equatable {
  let language: Language

  package init(_ language: Language) { self.language = language }

  package static let english = NumberMarks(.english)

  var decimal: String { language == .english ? "." : "," }

  /// English `1,200`; French with a narrow no-break space (Lexique de l'Imprimerie nationale); Spanish with a
  /// thin no-break space from five digits on (Ortografía de la RAE, 2010).
  func grouped(_ digits: String) -> String {
    let separator: String
    switch language {
    case .english: separator = ","
    case .french: separator = "\u{202F}"
    case .spanish: separator = digits.utf8.count < 5 ? "" : "\u{202F}"
    }
    var result = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.utf8.count - index).isMultiple(of: 3) { result += separator }
      result.append(digit)
    }
    return result
  }

  /// A text with English numbers in it, with the numbers written as the language does.
  func rewritten(_ text: String) -> String {
    guard language != .english else { return text }
    let characters = Array(text)
    func isDigit(_ place: Int) -> Bool {
      characters.indices.contains(place) && characters[place].isASCII && characters[place].isNumber
    }
    var result = ""
    var place = 0
    while place < characters.count {
      guard isDigit(place) else {
        result.append(characters[place])
        place += 1
        continue
      }
      var digits = ""
      while isDigit(place)
        || place < characters.count && characters[place] == ","
          && (1...3).allSatisfy({ isDigit(place + $0) }) && !isDigit(place + 4)
      {
        if isDigit(place) { digits.append(characters[place]) }
        place += 1
      }
      // A year, or another number of four digits without a comma, stays as it is.
      let isGrouped = characters[..<place].suffix(digits.count + digits.count / 3).contains(",")
      result += isGrouped ? grouped(digits) : digits
      if place < characters.count, characters[place] == ".", isDigit(place + 1) {
        result += decimal
        place += 1
      }
    }
    return result
  }

  /// A suffix that starts with a space never parts from its number in French and Spanish.
  func suffix(_ suffix: String) -> String {
    guard language != .english, suffix.hasPrefix(" ") else { return suffix }
    return (language == .french ? "\u{202F}" : "\u{A0}") + suffix.dropFirst()
  }

  func orMore(_ number: String) -> String {
    switch language {
    case .english: number + " or more"
    case .french: number + " ou plus"
    case .spanish: number + " o más"
    }
  }

  var to: String {
    switch language {
    case .english: " to "
    case .french: " à "
    case .spanish: " a "
    }
  }

  var notANumber: String {
    switch language {
    case .english: "not a number"
    case .french: "pas un nombre"
    case .spanish: "no es un número"
    }
  }
}
