/// Reads a formula by recursive descent.
struct FormulaParser {
  struct Parsed {
    var response: Formula.Variable
    var terms: [[Formula.Variable]] = []
    var hasIntercept = true
    var offsets: [Formula.Variable] = []
  }

  private enum Token: Equatable {
    case name(String)
    case text(String)
    case number(String)
    case symbol(Character)
    case equals
    case end
  }

  private let characters: [Character]
  private var position = 0
  private var token = Token.end
  private var tokenStart = 0

  init(_ text: String) { characters = Array(text) }

  mutating func parse() throws(RegressionError) -> Parsed {
    try advance()
    let response = try variable()
    try expect("~")
    var parsed = Parsed(response: response)
    try sum(into: &parsed)
    guard token == .end else { throw fault("this does not continue the formula") }
    return parsed
  }

  private mutating func sum(into parsed: inout Parsed) throws(RegressionError) {
    var isAdding = true
    if token == .symbol("-") || token == .symbol("+") {
      isAdding = token == .symbol("+")
      try advance()
    }
    while true {
      try addend(isAdding, into: &parsed)
      guard token == .symbol("+") || token == .symbol("-") else { return }
      isAdding = token == .symbol("+")
      try advance()
    }
  }

  private mutating func addend(_ isAdding: Bool, into parsed: inout Parsed) throws(RegressionError) {
    if case .number(let number) = token {
      guard number == "0" || number == "1" else { throw fault("only 0 and 1 stand for the intercept") }
      parsed.hasIntercept = isAdding == (number == "1")
      try advance()
      return
    }
    if token == .name("offset"), next == "(" {
      guard isAdding else { throw fault("an offset cannot be taken away") }
      try advance()
      try expect("(")
      parsed.offsets.append(try variable())
      try expect(")")
      return
    }
    for term in try crossed() {
      let identity = Set(term)
      if isAdding {
        if !parsed.terms.contains(where: { Set($0) == identity }) { parsed.terms.append(term) }
      } else {
        guard parsed.terms.contains(where: { Set($0) == identity }) else {
          throw fault("the term before this place is taken away but was not there")
        }
        parsed.terms.removeAll { Set($0) == identity }
      }
    }
  }

  /// a*b*c.
  private mutating func crossed() throws(RegressionError) -> [[Formula.Variable]] {
    var terms = try interaction()
    while token == .symbol("*") {
      try advance()
      let others = try interaction()
      terms = terms + others + products(terms, others)
    }
    return terms
  }

  /// a:b:c.
  private mutating func interaction() throws(RegressionError) -> [[Formula.Variable]] {
    var terms = try atom()
    while token == .symbol(":") {
      try advance()
      terms = products(terms, try atom())
    }
    return terms
  }

  private func products(_ first: [[Formula.Variable]], _ second: [[Formula.Variable]]) -> [[Formula.Variable]]
  {
    first.flatMap { a in second.map { b in a + b.filter { !a.contains($0) } } }
  }

  private mutating func atom() throws(RegressionError) -> [[Formula.Variable]] {
    guard token == .symbol("("), !isIndicator else { return [[try variable()]] }
    try advance()
    var inner = Parsed(response: .column(""))
    try sum(into: &inner)
    try expect(")")
    guard inner.offsets.isEmpty, inner.hasIntercept else {
      throw fault("an intercept or offset cannot stand inside parentheses")
    }
    return inner.terms
  }

  /// Whether the parenthesis here holds `name == value`.
  private var isIndicator: Bool {
    var k = position
    while k < characters.count, characters[k] != ")" {
      if characters[k] == "=" { return true }
      if characters[k] == "(" { return false }
      k += 1
    }
    return false
  }

  private mutating func variable() throws(RegressionError) -> Formula.Variable {
    if token == .symbol("(") {
      try advance()
      let inner = try variable()
      try expect(")")
      return inner
    }
    guard case .name(let name) = token else { throw fault("a column name is expected") }
    let isCall = next == "("
    let start = tokenStart
    try advance()
    guard isCall else { return try comparison(name) }
    try expect("(")
    let result: Formula.Variable
    switch name {
    case "log": result = .log(try variable())
    case "sqrt": result = .squareRoot(try variable())
    case "exp": result = .exponential(try variable())
    case "I": result = try variable()
    case "factor": result = try factor()
    default:
      throw .formula(
        "'\(name)' is not a function here; there are log, sqrt, exp, factor and offset", position: start + 1)
    }
    try expect(")")
    return result
  }

  private mutating func factor() throws(RegressionError) -> Formula.Variable {
    guard case .name(let column) = token else { throw fault("a column name is expected") }
    try advance()
    guard token == .symbol(",") else { return .factor(column, reference: nil) }
    try advance()
    return .factor(column, reference: try literal())
  }

  private mutating func comparison(_ name: String) throws(RegressionError) -> Formula.Variable {
    guard token == .equals else { return .column(name) }
    try advance()
    return .equals(name, try literal())
  }

  private mutating func literal() throws(RegressionError) -> String {
    switch token {
    case .text(let value), .number(let value), .name(let value):
      try advance()
      return value
    default: throw fault("a value is expected, with text in double quotes")
    }
  }

  /// The first character after the current token that is not a space.
  private var next: Character? {
    var k = position
    while k < characters.count, characters[k].isWhitespace { k += 1 }
    return k < characters.count ? characters[k] : nil
  }

  private mutating func expect(_ symbol: Character) throws(RegressionError) {
    guard token == .symbol(symbol) else { throw fault("'\(symbol)' is expected") }
    try advance()
  }

  private func fault(_ what: String) -> RegressionError { .formula(what, position: tokenStart + 1) }

  private mutating func advance() throws(RegressionError) {
    while position < characters.count, characters[position].isWhitespace { position += 1 }
    tokenStart = position
    guard position < characters.count else {
      token = .end
      return
    }
    let first = characters[position]
    if first == "\"" || first == "`" {
      guard let close = characters[(position + 1)...].firstIndex(of: first) else {
        throw fault("the quotation does not end")
      }
      let content = String(characters[(position + 1)..<close])
      token = first == "`" ? .name(content) : .text(content)
      position = close + 1
    } else if first.isLetter || first == "_" {
      token = .name(run { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." })
    } else if first.isNumber {
      token = .number(run { $0.isNumber || $0 == "." })
    } else if first == "=" {
      guard position + 1 < characters.count, characters[position + 1] == "=" else {
        throw fault("a comparison is written ==")
      }
      token = .equals
      position += 2
    } else if "~+-*:(),".contains(first) {
      token = .symbol(first)
      position += 1
    } else {
      throw fault("the character '\(first)' has no meaning in a formula")
    }
  }

  private mutating func run(_ belongs: (Character) -> Bool) -> String {
    let start = position
    while position < characters.count, belongs(characters[position]) { position += 1 }
    return String(characters[start..<position])
  }
}
