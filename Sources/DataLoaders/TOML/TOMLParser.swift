/// A strict parser of TOML 1.0 (https://toml.io/en/v1.0.0) that remembers the line of every key.
///
/// It is our own because the parsers to be had end the program on damaged files, and keep no lines of keys.
struct TOMLParser {
  private let text: [UInt8]
  private var place = 0
  private var line = 1

  /// Tables and arrays inside each other, at most.
  private static let deepest = 64

  /// - Throws: `TOMLFault` at the first thing that is not TOML.
  static func parse(_ text: [UInt8]) throws(TOMLFault) -> TOMLTableBuilder {
    var parser = TOMLParser(text: text)
    return try parser.document()
  }

  private init(text: [UInt8]) {
    self.text = text
  }

  private mutating func document() throws(TOMLFault) -> TOMLTableBuilder {
    let root = TOMLTableBuilder(line: 1, origin: .header)
    var table = root
    while true {
      try skipLines()
      guard let byte = current else { return root }
      if byte == UInt8(ascii: "[") {
        table = try header(in: root)
      } else {
        try assignment(in: table, depth: 0)
      }
      skipBlanks()
      try skipComment()
      guard current == nil || isLineEnd else { throw fault("something follows on the line") }
    }
  }

  // MARK: Bytes

  private var current: UInt8? { place < text.count ? text[place] : nil }

  private func byte(ahead count: Int) -> UInt8? {
    place + count < text.count ? text[place + count] : nil
  }

  private func fault(_ problem: String) -> TOMLFault { TOMLFault(line: line, problem: problem) }

  /// A line feed, or a carriage return before one.
  private var isLineEnd: Bool {
    current == UInt8(ascii: "\n") || current == UInt8(ascii: "\r") && byte(ahead: 1) == UInt8(ascii: "\n")
  }

  private mutating func takeLineEnd() {
    place += current == UInt8(ascii: "\r") ? 2 : 1
    line += 1
  }

  private mutating func take(_ byte: Character) -> Bool {
    guard current == byte.asciiValue else { return false }
    place += 1
    return true
  }

  private mutating func skipBlanks() {
    while current == UInt8(ascii: " ") || current == UInt8(ascii: "\t") { place += 1 }
  }

  private mutating func skipComment() throws(TOMLFault) {
    guard current == UInt8(ascii: "#") else { return }
    while let byte = current, !isLineEnd {
      guard byte == 0x09 || byte >= 0x20 && byte != 0x7F else {
        throw fault("a comment holds a control character")
      }
      place += 1
    }
  }

  /// Blanks, comments and line ends.
  private mutating func skipLines() throws(TOMLFault) {
    while true {
      skipBlanks()
      try skipComment()
      guard isLineEnd else { return }
      takeLineEnd()
    }
  }

  // MARK: Keys and tables

  private mutating func header(in root: TOMLTableBuilder) throws(TOMLFault) -> TOMLTableBuilder {
    place += 1
    let isArray = take("[")
    let keys = try dottedKey()
    guard take("]"), !isArray || take("]") else { throw fault("the name of a table is not closed") }
    var table = root
    for key in keys.dropLast() {
      switch table.values[key] {
      case nil:
        let next = TOMLTableBuilder(line: line, origin: .implied)
        table.set(key, .table(next), line: line)
        table = next
      case .table(let next) where next.origin != .inline: table = next
      case .tables(let list): table = list.last
      default: throw fault("a key stands twice")
      }
    }
    let key = keys[keys.count - 1]
    switch (table.values[key], isArray) {
    case (nil, _):
      let next = TOMLTableBuilder(line: line, origin: .header)
      table.set(key, isArray ? .tables(TOMLTableList(next)) : .table(next), line: line)
      return next
    case (.tables(let list), true):
      let next = TOMLTableBuilder(line: line, origin: .header)
      list.append(next)
      return next
    case (.table(let next), false) where next.origin == .implied:
      next.origin = .header
      return next
    default: throw fault("a key stands twice")
    }
  }

  private mutating func assignment(in table: TOMLTableBuilder, depth: Int) throws(TOMLFault) {
    let keys = try dottedKey()
    let start = line
    guard take("=") else { throw fault("a key has no = and value") }
    skipBlanks()
    var table = table
    for key in keys.dropLast() {
      switch table.values[key] {
      case nil:
        let next = TOMLTableBuilder(line: start, origin: .dotted)
        table.set(key, .table(next), line: start)
        table = next
      case .table(let next) where next.origin == .dotted: table = next
      default: throw fault("a key stands twice")
      }
    }
    let key = keys[keys.count - 1]
    guard table.values[key] == nil else { throw fault("a key stands twice") }
    table.set(key, try value(depth: depth), line: start)
  }

  private mutating func dottedKey() throws(TOMLFault) -> [String] {
    var keys: [String] = []
    repeat {
      skipBlanks()
      keys.append(try key())
      skipBlanks()
    } while take(".")
    guard keys.count <= Self.deepest else { throw fault("tables are too deep inside each other") }
    return keys
  }

  private mutating func key() throws(TOMLFault) -> String {
    if current == UInt8(ascii: "\"") || current == UInt8(ascii: "'") {
      guard byte(ahead: 1) != current || byte(ahead: 2) != current else {
        throw fault("a key is not written as TOML has it")
      }
      return try string()
    }
    let start = place
    while let byte = current, byte.isBareKey { place += 1 }
    guard place > start else { throw fault("a key is not written as TOML has it") }
    return String(decoding: text[start..<place], as: UTF8.self)
  }

  // MARK: Values

  private mutating func value(depth: Int) throws(TOMLFault) -> TOMLValueBuilder {
    guard depth < Self.deepest else { throw fault("tables are too deep inside each other") }
    switch current {
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return .scalar(.text(try string()))
    case UInt8(ascii: "["): return .array(try array(depth: depth))
    case UInt8(ascii: "{"): return .table(try inlineTable(depth: depth))
    default:
      let start = place
      while let byte = current, byte.isScalar { place += 1 }
      // A date and a time may stand apart by one space.
      if place - start == 10, byte(ahead: 2)?.isDigit == true, byte(ahead: 1)?.isDigit == true,
        byte(ahead: 0) == UInt8(ascii: " "),
        TOMLScalar.isDate(text[start..<place])
      {
        place += 1
        while let byte = current, byte.isScalar { place += 1 }
      }
      guard place > start else { throw fault("a value is missing") }
      guard let scalar = TOMLScalar.parse(text[start..<place]) else {
        throw fault("a value is not written as TOML has it")
      }
      return .scalar(scalar)
    }
  }

  private mutating func array(depth: Int) throws(TOMLFault) -> [(TOMLValueBuilder, line: Int)] {
    place += 1
    var values: [(TOMLValueBuilder, line: Int)] = []
    while true {
      try skipLines()
      if take("]") { return values }
      let start = line
      values.append((try value(depth: depth + 1), start))
      try skipLines()
      if take("]") { return values }
      guard take(",") else { throw fault("a list is not closed, or a comma is missing") }
    }
  }

  private mutating func inlineTable(depth: Int) throws(TOMLFault) -> TOMLTableBuilder {
    place += 1
    // Dotted keys inside may extend what they made, so that the table is closed only at its end.
    let table = TOMLTableBuilder(line: line, origin: .dotted)
    skipBlanks()
    if !take("}") {
      while true {
        try assignment(in: table, depth: depth + 1)
        skipBlanks()
        if take("}") { break }
        guard take(",") else { throw fault("a table in braces is not closed, or a comma is missing") }
      }
    }
    table.close()
    return table
  }

  // MARK: Strings

  private mutating func string() throws(TOMLFault) -> String {
    guard let quote = current else { throw fault("a value is missing") }
    let isLong = byte(ahead: 1) == quote && byte(ahead: 2) == quote
    let takesEscapes = quote == UInt8(ascii: "\"")
    place += isLong ? 3 : 1
    if isLong, isLineEnd { takeLineEnd() }
    var content: [UInt8] = []
    while let byte = current {
      switch byte {
      case quote:
        if !isLong {
          place += 1
          return String(decoding: content, as: UTF8.self)
        }
        var run = 0
        while run < 5, self.byte(ahead: run) == quote { run += 1 }
        place += run
        content.append(contentsOf: repeatElement(quote, count: run >= 3 ? run - 3 : run))
        if run >= 3 { return String(decoding: content, as: UTF8.self) }
      case UInt8(ascii: "\\") where takesEscapes:
        place += 1
        try escape(into: &content, isLong: isLong)
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        guard isLong, isLineEnd else { throw fault("a text is not closed on its line") }
        content.append(UInt8(ascii: "\n"))
        takeLineEnd()
      case 0x09, 0x20...0x7E, 0x80...:
        content.append(byte)
        place += 1
      default: throw fault("a text holds a control character")
      }
    }
    throw fault("a text is not closed")
  }

  private mutating func escape(into content: inout [UInt8], isLong: Bool) throws(TOMLFault) {
    guard let byte = current else { throw fault("a text is not closed") }
    if isLong, byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || isLineEnd {
      skipBlanks()
      guard isLineEnd else { throw fault("a text holds an unknown escape") }
      while isLineEnd {
        takeLineEnd()
        skipBlanks()
      }
      return
    }
    place += 1
    switch byte {
    case UInt8(ascii: "b"): content.append(0x08)
    case UInt8(ascii: "t"): content.append(0x09)
    case UInt8(ascii: "n"): content.append(0x0A)
    case UInt8(ascii: "f"): content.append(0x0C)
    case UInt8(ascii: "r"): content.append(0x0D)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): content.append(byte)
    case UInt8(ascii: "u"), UInt8(ascii: "U"):
      let count = byte == UInt8(ascii: "u") ? 4 : 8
      guard place + count <= text.count, text[place..<place + count].allSatisfy(\.isHexadecimal),
        let code = UInt32(String(decoding: text[place..<place + count], as: UTF8.self), radix: 16),
        let scalar = Unicode.Scalar(code)
      else { throw fault("a text holds an unknown escape") }
      place += count
      content.append(contentsOf: Array(String(Character(scalar)).utf8))
    default: throw fault("a text holds an unknown escape")
    }
  }
}

/// Where a document stops being TOML, and why; never its text.
struct TOMLFault: Error, Equatable {
  let line: Int
  let problem: String
}

extension UInt8 {
  fileprivate var isDigit: Bool { self >= 0x30 && self <= 0x39 }
  fileprivate var isLetter: Bool { self | 0x20 >= 0x61 && self | 0x20 <= 0x7A }
  fileprivate var isHexadecimal: Bool { isDigit || self | 0x20 >= 0x61 && self | 0x20 <= 0x66 }
  fileprivate var isBareKey: Bool {
    isDigit || isLetter || self == UInt8(ascii: "_") || self == UInt8(ascii: "-")
  }
  fileprivate var isScalar: Bool {
    isBareKey || self == UInt8(ascii: "+") || self == UInt8(ascii: ".") || self == UInt8(ascii: ":")
  }
}
