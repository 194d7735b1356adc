internal import Tables

/// The keys of one table of a study file, each checked against its declaration.
package struct StudyFields: Sendable {
  indirect enum Value: Sendable {
    case text(String)
    case number(Double)
    case whole(Int)
    case seed(UInt64)
    case flag(Bool)
    case list([Value])
    case fields(StudyFields)
    case dictionary([(name: String, value: Value)])
  }

  /// The file as the user named it.
  package let file: String
  /// The table as it stands in the file, such as `[[estimation]]`.
  package let place: String
  package let line: Int
  let values: [String: (value: Value, line: Int)]

  package func has(_ key: String) -> Bool { values[key] != nil }

  package func text(_ key: String) -> String? {
    guard case .text(let text) = values[key]?.value else { return nil }
    return text
  }

  package func number(_ key: String) -> Double? {
    guard case .number(let number) = values[key]?.value else { return nil }
    return number
  }

  package func whole(_ key: String) -> Int? {
    guard case .whole(let number) = values[key]?.value else { return nil }
    return number
  }

  package func seed(_ key: String) -> UInt64? {
    guard case .seed(let number) = values[key]?.value else { return nil }
    return number
  }

  package func flag(_ key: String) -> Bool? {
    guard case .flag(let flag) = values[key]?.value else { return nil }
    return flag
  }

  /// The texts of a list; empty where the key is left out.
  package func texts(_ key: String) -> [String] {
    list(key).compactMap { if case .text(let text) = $0 { text } else { nil } }
  }

  package func numbers(_ key: String) -> [Double] {
    list(key).compactMap { if case .number(let number) = $0 { number } else { nil } }
  }

  package func fields(_ key: String) -> StudyFields? {
    guard case .fields(let fields) = values[key]?.value else { return nil }
    return fields
  }

  /// The tables of `[[key]]`, in the order of the file.
  package func tables(_ key: String) -> [StudyFields] {
    list(key).compactMap { if case .fields(let fields) = $0 { fields } else { nil } }
  }

  /// Names with numbers, sorted by name.
  package func numbersByName(_ key: String) -> [(name: String, number: Double)] {
    guard case .dictionary(let entries) = values[key]?.value else { return [] }
    return entries.compactMap { entry in
      if case .number(let number) = entry.value { (entry.name, number) } else { nil }
    }
  }

  package func wholesByName(_ key: String) -> [(name: String, number: Int)] {
    guard case .dictionary(let entries) = values[key]?.value else { return [] }
    return entries.compactMap { entry in
      if case .whole(let number) = entry.value { (entry.name, number) } else { nil }
    }
  }

  package func textsByName(_ key: String) -> [(name: String, text: String)] {
    guard case .dictionary(let entries) = values[key]?.value else { return [] }
    return entries.compactMap { entry in
      if case .text(let text) = entry.value { (entry.name, text) } else { nil }
    }
  }

  package func textListsByName(_ key: String) -> [(name: String, texts: [String])] {
    guard case .dictionary(let entries) = values[key]?.value else { return [] }
    return entries.compactMap { entry in
      guard case .list(let values) = entry.value else { return nil }
      return (entry.name, values.compactMap { if case .text(let text) = $0 { text } else { nil } })
    }
  }

  private func list(_ key: String) -> [Value] {
    guard case .list(let values) = values[key]?.value else { return [] }
    return values
  }

  /// An error at a key, or at the table where the key is left out.
  package func error(_ key: String? = nil, problem: String, remedy: String) -> StudyFileError {
    let place = key.map { "\(self.place) \($0): " } ?? "\(self.place): "
    return StudyFileError(
      file: file, line: key.flatMap { values[$0]?.line } ?? line, problem: place + problem, remedy: remedy)
  }

  /// The text of a key that the declaration requires.
  package func required(_ key: String) throws(StudyFileError) -> String {
    guard let text = text(key) else { throw missing(key) }
    return text
  }

  func missing(_ key: String) -> StudyFileError {
    error(
      problem: "the key '\(key)' is missing", remedy: "add it; 'prevalence study schema' says what it holds")
  }
}
