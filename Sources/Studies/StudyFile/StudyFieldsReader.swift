internal import DataLoaders
internal import Tables

extension StudyFields {
  /// Reads one table strictly: every key has to be declared, to have its form, and to be there where it is required.
  /// - Parameters:
  ///   - place: the table as a message names it, such as `[study]`.
  ///   - inputs: the names of the inputs that keys may refer to.
  /// - Throws: `StudyFileError` with the line.
  init(_ section: TOMLSection, place: String, keys: [StudyKey], inputs: [String]) throws(StudyFileError) {
    do {
      try section.expect(keys.map(\.name))
      let reader = FieldReader(section: section, inputs: inputs)
      var values: [String: (value: Value, line: Int)] = [:]
      for key in keys where section.has(key.name) {
        values[key.name] = (try reader.value(key.name, key.form), section.line(of: key.name) ?? 1)
      }
      self.init(file: section.file, place: place, line: section.line() ?? 1, values: values)
    } catch {
      throw StudyFileError(error)
    }
    if let missing = keys.first(where: { $0.isRequired && !has($0.name) }) {
      throw self.missing(missing.name)
    }
  }
}

extension StudyFileError {
  /// What the reader of the file says, with the key where it stands.
  init(_ error: DataError) {
    self.init(
      file: error.file, line: error.line, problem: (error.column.map { "\($0): " } ?? "") + error.problem,
      remedy: error.remedy)
  }
}

private struct FieldReader {
  let section: TOMLSection
  let inputs: [String]

  func value(_ key: String, _ form: StudyKey.Form) throws(DataError) -> StudyFields.Value {
    switch form {
    case .text: return .text(try section.text(key) ?? "")
    case .formatted, .input: return .text(try word(section.text(key) ?? "", key, form))
    case .choice(let words): return .text(try section.choice(key, of: words) ?? "")
    case .number(let range):
      let number = try section.number(key) ?? 0
      guard range.contains(number) else { throw outside(key, form) }
      return .number(number)
    case .whole(let range):
      let number = try section.whole(key) ?? 0
      guard range.contains(number) else { throw outside(key, form) }
      return .whole(number)
    case .seed: return .seed(try section.unsigned(key) ?? 0)
    case .flag: return .flag(try section.boolean(key) ?? false)
    case .list(let element): return .list(try list(key, of: element))
    case .dictionary(let element):
      guard let table = try section.section(key) else { return .dictionary([]) }
      let reader = FieldReader(section: table, inputs: inputs)
      var entries: [(name: String, value: StudyFields.Value)] = []
      for name in table.keys { entries.append((name, try reader.value(name, element))) }
      return .dictionary(entries)
    case .table(let keys):
      guard let table = try section.section(key) else { return .list([]) }
      return .fields(try fields(table, place: "[\(key)]", keys))
    case .estimations:
      // Decoded one by one where their kinds are known.
      _ = try section.sections(key)
      return .list([])
    case .tables(let keys):
      var tables: [StudyFields.Value] = []
      for table in try section.sections(key) {
        tables.append(.fields(try fields(table, place: "[[\(key)]]", keys)))
      }
      return .list(tables)
    }
  }

  private func list(_ key: String, of element: StudyKey.Form) throws(DataError) -> [StudyFields.Value] {
    var values: [StudyFields.Value] = []
    switch element {
    case .number(let range):
      for number in try section.numbers(key) ?? [] {
        guard range.contains(number) else { throw outside(key, .list(of: element)) }
        values.append(.number(number))
      }
    default:
      for text in try section.texts(key) ?? [] { values.append(.text(try word(text, key, element))) }
    }
    return values
  }

  private func word(_ text: String, _ key: String, _ form: StudyKey.Form) throws(DataError) -> String {
    switch form {
    case .input: return try oneOf(inputs, text, key, "there is no [[input]] of this name")
    case .choice(let words): return try oneOf(words, text, key, "the word is none of those allowed")
    case .formatted where text.isEmpty: throw outside(key, form)
    default: return text
    }
  }

  private func oneOf(
    _ words: [String], _ text: String, _ key: String, _ problem: String
  ) throws(DataError) -> String {
    if words.contains(text) { return text }
    let choice = words.isEmpty ? "add an [[input]]" : "choose from " + words.joined(separator: ", ")
    throw section.error(
      key, problem, NearestName.to(text, among: words).map { "did you mean '\($0)'?" } ?? choice)
  }

  /// The fields of a table within, whose error is carried out as the reader's own.
  private func fields(
    _ table: TOMLSection, place: String, _ keys: [StudyKey]
  ) throws(DataError) -> StudyFields {
    do {
      return try StudyFields(table, place: place, keys: keys, inputs: inputs)
    } catch {
      throw DataError(file: error.file, line: error.line, problem: error.problem, remedy: error.remedy)
    }
  }

  private func outside(_ key: String, _ form: StudyKey.Form) -> DataError {
    section.error(key, "the value is outside what is allowed", "write \(form.words)")
  }
}
