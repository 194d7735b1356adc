package import Tables

/// A table of a TOML file, read strictly: every key that it may have is named once in `expect`, and a value of
/// the wrong type is an error with its line.
///
///     let study = try TOMLFile.read(.file("study.toml")).root
///     try study.expect(["title", "seed", "inputs"])
///     let title = try study.requiredText("title")
///     for input in try study.sections("inputs") { ... }
package struct TOMLSection: Sendable {
  let path: [String]
  let values: [String: TOMLNode]
  let origin: TOMLOrigin

  /// The keys that stand in the file, sorted.
  package var keys: [String] { values.keys.sorted() }

  package func has(_ key: String) -> Bool { values[key] != nil }

  /// The line of a key, or of the table where the key is absent.
  package func line(of key: String? = nil) -> Int? { origin.line(of: path + (key.map { [$0] } ?? [])) }

  /// The name of the file in messages.
  package var file: String { origin.file }

  /// Refuses every key that is not named.
  /// - Throws: `DataError` with the line of the first such key in the file and the name that was probably meant.
  package func expect(_ known: [String]) throws(DataError) {
    let unknown = keys.filter { !known.contains($0) }
    guard let first = unknown.min(by: { (line(of: $0) ?? 0, $0) < (line(of: $1) ?? 0, $1) }) else { return }
    let remedy =
      NearestName.to(first, among: known).map { "did you mean '\($0)'?" }
      ?? "the keys here are \(known.joined(separator: ", "))"
    throw error(first, "the key is not known here", remedy)
  }

  /// An error at a key of this table, or at the table itself.
  package func error(_ key: String? = nil, _ problem: String, _ remedy: String) -> DataError {
    let names = path + (key.map { [$0] } ?? [])
    return DataError(
      file: origin.file, line: origin.line(of: names), column: names.isEmpty ? nil : Self.shown(names),
      problem: problem, remedy: remedy)
  }

  package func text(_ key: String) throws(DataError) -> String? {
    guard let node = values[key] else { return nil }
    guard case .text(let text) = node else { throw wrong(key, "a text in quotes") }
    return text
  }

  package func requiredText(_ key: String) throws(DataError) -> String {
    guard let text = try text(key) else { throw absent(key) }
    guard !text.isEmpty else { throw error(key, "the text is empty", "fill it in") }
    return text
  }

  /// A number; a whole number is one as well.
  package func number(_ key: String) throws(DataError) -> Double? {
    guard let node = values[key] else { return nil }
    return try number(node, key)
  }

  package func whole(_ key: String) throws(DataError) -> Int? {
    switch values[key] {
    case nil: return nil
    case .whole(let value): return value
    case .tooLarge: throw tooLarge(key)
    default: throw wrong(key, "a whole number")
    }
  }

  /// A number from 0 to 2⁶⁴ − 1; what TOML's numbers cannot hold is written in quotes.
  package func unsigned(_ key: String) throws(DataError) -> UInt64? {
    switch values[key] {
    case nil: return nil
    case .whole(let value) where value >= 0: return UInt64(value)
    case .tooLarge: throw tooLarge(key)
    case .text(let text):
      if let value = UInt64(text) { return value }
      throw wrong(key, "a whole number from 0 to 18446744073709551615")
    default: throw wrong(key, "a whole number from 0 to 18446744073709551615")
    }
  }

  package func boolean(_ key: String) throws(DataError) -> Bool? {
    guard let node = values[key] else { return nil }
    guard case .boolean(let value) = node else { throw wrong(key, "true or false") }
    return value
  }

  package func texts(_ key: String) throws(DataError) -> [String]? {
    guard let nodes = try array(key, "texts in quotes") else { return nil }
    var texts: [String] = []
    for node in nodes {
      guard case .text(let text) = node else { throw wrong(key, "a list of texts in quotes") }
      texts.append(text)
    }
    return texts
  }

  package func numbers(_ key: String) throws(DataError) -> [Double]? {
    guard let nodes = try array(key, "numbers") else { return nil }
    var numbers: [Double] = []
    for node in nodes { numbers.append(try number(node, key)) }
    return numbers
  }

  /// One of the words.
  package func choice(_ key: String, of words: [String]) throws(DataError) -> String? {
    guard let text = try text(key) else { return nil }
    guard words.contains(text) else {
      let remedy =
        NearestName.to(text, among: words).map { "did you mean '\($0)'?" }
        ?? "write one of \(words.joined(separator: ", "))"
      throw error(key, "the word is none of those allowed", remedy)
    }
    return text
  }

  package func section(_ key: String) throws(DataError) -> TOMLSection? {
    guard let node = values[key] else { return nil }
    guard case .table(let table) = node else { throw wrong(key, "a table, [\(key)]") }
    return TOMLSection(path: path + [key], values: table, origin: origin)
  }

  /// The tables of `[[key]]`, in the order of the file; none when the key is absent.
  package func sections(_ key: String) throws(DataError) -> [TOMLSection] {
    guard let nodes = try array(key, "tables, [[\(key)]]") else { return [] }
    var sections: [TOMLSection] = []
    for (index, node) in nodes.enumerated() {
      guard case .table(let table) = node else { throw wrong(key, "a list of tables, [[\(key)]]") }
      sections.append(TOMLSection(path: path + [key, "#\(index)"], values: table, origin: origin))
    }
    return sections
  }

  private func array(_ key: String, _ content: String) throws(DataError) -> [TOMLNode]? {
    guard let node = values[key] else { return nil }
    guard case .array(let nodes) = node else { throw wrong(key, "a list of \(content)") }
    return nodes
  }

  private func number(_ node: TOMLNode, _ key: String) throws(DataError) -> Double {
    switch node {
    case .whole(let value): return Double(value)
    case .number(let value) where value.isFinite: return value
    default: throw wrong(key, "a finite number")
    }
  }

  private func wrong(_ key: String, _ wanted: String) -> DataError {
    error(key, "the value has the wrong type", "write \(wanted)")
  }

  private func tooLarge(_ key: String) -> DataError {
    error(
      key, "the number has more than 63 bits", "write it in quotes if it is a seed, and smaller otherwise")
  }

  /// The error for a key that has to be there.
  package func absent(_ key: String) -> DataError {
    error(nil, "the key '\(key)' is missing", "add it")
  }

  /// `inputs[2].file` for a path; places are counted from 1.
  private static func shown(_ path: [String]) -> String {
    var text = ""
    for key in path {
      if key.hasPrefix("#"), let place = Int(key.dropFirst()) {
        text += "[\(place + 1)]"
      } else {
        text += text.isEmpty ? key : ".\(key)"
      }
    }
    return text
  }
}
