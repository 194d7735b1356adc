package import DataLoaders
internal import Estimates
package import Reporting
internal import Tables

/// A study as its file declares it, decoded and checked; nothing of it has been run.
package struct StudyFile: Sendable {
  /// The path as the user gave it.
  package let path: String
  package let bytes: [UInt8]
  package let sha256: String
  /// `[a-z0-9-]`: the folder of its editions.
  package let name: String
  package let title: String
  package let subtitle: String
  /// The words of the report's frame, in the study's language.
  package let wording: ReportWording
  /// The path of the office's own style sheet, as it stands in the file.
  package let styleSheet: String?
  package let defaults: StudyDefaults
  /// The edition that the file names, if any.
  package let edition: EditionName?
  package let inputs: [InputDeclaration]
  package let estimations: [Estimation]
  package let texts: [TextBlock]
  package let selection: ReportSelection
  package let schedule: ScheduleRule?
  package let comparison: ComparisonRule
  package let publication: Publication

  /// One `[[estimation]]`.
  package struct Estimation: Sendable {
    package let name: String
    package let kind: String
    /// `nil` takes the title that the kind gives.
    package let title: String?
    package let method: any EstimationKind
    /// The inputs that it names.
    package let inputs: [String]
  }

  /// - Throws: `StudyFileError` for what is wrong in the file; `DataError` where it cannot be read.
  package init(_ path: String) throws {
    try self.init(.file(path), path: path)
  }

  package init(_ source: ByteSource, path: String) throws {
    let (bytes, sha256) = try Self.bytes(source)
    let root: TOMLSection
    do {
      root = try TOMLFile.read(.bytes(bytes, name: path)).root
    } catch {
      throw error.kind == .badData ? StudyFileError(error) : error
    }
    self.path = path
    self.bytes = bytes
    self.sha256 = sha256

    let inputNames = try Self.names(root, "input")
    let fields = try StudyFields(root, place: "the file", keys: StudyKeys.root, inputs: inputNames)
    guard let study = fields.fields("study") else { throw fields.missing("study") }

    name = try study.required("name")
    guard Self.isName(name) else {
      throw study.error(
        "name", problem: "a name has lower-case letters, digits and hyphens, at most 80",
        remedy: "write one such as \"\(Slug.slug(name))\"")
    }
    title = try study.required("title")
    subtitle = study.text("subtitle") ?? ""
    wording = try Self.wording(study, fields)
    styleSheet = fields.fields("style")?.text("sheet")
    let suppression = try SuppressionRule(fields.fields("suppression"))
    defaults = StudyDefaults(
      seed: study.seed("seed"), level: study.number("level") ?? 0.95, suppression: suppression)
    edition = try study.text("edition").map { text throws(StudyFileError) in
      guard let edition = EditionName(text) else {
        throw study.error("edition", problem: EditionName.rule, remedy: "write one such as \"2026-12\"")
      }
      return edition
    }
    inputs = try Self.inputs(fields.tables("input"))
    estimations = try Self.estimations(root, inputs: inputNames, defaults: defaults)
    if let rounding = fields.fields("suppression"), rounding.has("rounding") {
      for estimation in estimations {
        guard let obstacle = estimation.method.roundingObstacle else { continue }
        throw rounding.error(
          "rounding", problem: "the estimation '\(estimation.name)' cannot be rounded: \(obstacle)",
          remedy: "put it into a study of its own, or leave 'rounding' out")
      }
    }
    let names = estimations.map(\.name)
    texts = try fields.tables("text").map { try TextBlock($0, estimations: names) }
    selection = ReportSelection(fields.fields("report"))
    schedule = try fields.fields("schedule").map { try ScheduleRule($0) }
    comparison = try ComparisonRule(fields.fields("comparison"))
    publication = try Publication(fields.fields("publication"), gather: fields.fields("gather"))
  }

  /// The folder that relative paths start from.
  package var folder: String {
    path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
  }

  /// A path of the file, from where the program runs.
  private func place(_ written: String) -> String {
    written.hasPrefix("/") || folder == "." ? written : folder + "/" + written
  }

  /// The office's own style sheet; `nil` where there is none.
  /// - Throws: `DataError` where it cannot be read, `StudyFileError` where it could do more than style.
  func style() throws -> EditionStyle? {
    guard let styleSheet else { return nil }
    let (bytes, record) = try FileDigest.bytes(.file(place(styleSheet)), limit: 1 << 20)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw DataError(file: styleSheet, problem: "the style sheet is no UTF-8", remedy: "convert it to UTF-8")
    }
    do {
      return EditionStyle(style: try PageStyle(text), path: styleSheet, sha256: record.sha256)
    } catch {
      throw StudyFileError(
        file: path, problem: "[style] sheet: \(error.description)", remedy: "see 'prevalence study schema'")
    }
  }

  /// How counts of people are rounded; `nil` where they are not.
  /// - Throws: `DataError` where the key cannot be read, or others can read it.
  func rounding() throws -> KeyedRounding? {
    guard let base = defaults.suppression.rounding else { return nil }
    let key = defaults.suppression.roundingKey.map(place)
    return try RoundingKey.rounding(base: base, file: key, owner: path)
  }

  static func isName(_ text: String) -> Bool {
    (1...80).contains(text.utf8.count) && !text.hasPrefix("-")
      && text.utf8.allSatisfy {
        switch $0 {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
          true
        default: false
        }
      }
  }

  private static func wording(_ study: StudyFields, _ root: StudyFields) throws(StudyFileError)
    -> ReportWording
  {
    let language = study.text("language").flatMap(Language.init(rawValue:)) ?? .english
    let texts = root.textsByName("wording").map { ($0.name, $0.text) }
    do {
      return try ReportWording(
        language, replacing: Dictionary(texts, uniquingKeysWith: { first, _ in first }))
    } catch {
      throw root.error("wording", problem: "\(error)", remedy: "correct it, or leave the program's own text")
    }
  }

  private static func bytes(_ source: ByteSource) throws -> ([UInt8], String) {
    if case .standardInput = source {
      throw DataError(
        .usage, file: "standard input", problem: "a study is a file", remedy: "give the path of a study file")
    }
    let (bytes, record) = try FileDigest.bytes(source, limit: 4 << 20)
    return (bytes, record.sha256)
  }

  /// The names of `[[input]]` or `[[estimation]]`, which other tables refer to.
  private static func names(_ root: TOMLSection, _ key: String) throws -> [String] {
    do {
      return try root.sections(key).compactMap { try $0.text("name") }
    } catch let error as DataError {
      throw StudyFileError(error)
    }
  }

  private static func requireName(
    _ fields: StudyFields, taken: inout Set<String>
  ) throws(StudyFileError) -> String {
    let name = try fields.required("name")
    guard isName(name) else {
      throw fields.error(
        "name", problem: "a name has lower-case letters, digits and hyphens, at most 80",
        remedy: "write one such as \"\(Slug.slug(name))\"")
    }
    guard taken.insert(name).inserted else {
      throw fields.error("name", problem: "another one has this name already", remedy: "give each its own")
    }
    return name
  }

  private static func inputs(_ tables: [StudyFields]) throws(StudyFileError) -> [InputDeclaration] {
    var taken: Set<String> = []
    var inputs: [InputDeclaration] = []
    for fields in tables {
      inputs.append(try InputDeclaration(fields, name: try requireName(fields, taken: &taken)))
    }
    return inputs
  }

  private static func estimations(
    _ root: TOMLSection, inputs: [String], defaults: StudyDefaults
  ) throws -> [Estimation] {
    var taken: Set<String> = []
    var estimations: [Estimation] = []
    let sections: [TOMLSection]
    do {
      sections = try root.sections("estimation")
    } catch {
      throw StudyFileError(error)
    }
    guard !sections.isEmpty else {
      throw StudyFileError(
        file: root.file, problem: "there is no [[estimation]]",
        remedy: "add one, or begin with 'prevalence study new'")
    }
    for section in sections {
      let kind: any EstimationKind.Type
      do {
        let names = EstimationKinds.all.map { $0.name }
        guard let name = try section.choice("kind", of: names) else {
          throw section.error(
            nil, "the key 'kind' is missing", "write one of \(names.joined(separator: ", "))")
        }
        guard let found = EstimationKinds.named(name) else { throw section.absent("kind") }
        kind = found
      } catch let error as DataError {
        throw StudyFileError(error)
      }
      let fields = try StudyFields(
        section, place: "[[estimation]]", keys: StudyKeys.estimation + kind.keys, inputs: inputs)
      let name = try requireName(fields, taken: &taken)
      let used = kind.keys.flatMap { key -> [String] in
        switch key.form {
        case .input: fields.text(key.name).map { [$0] } ?? []
        case .list(of: .input): fields.texts(key.name)
        default: []
        }
      }
      estimations.append(
        Estimation(
          name: name, kind: kind.name, title: fields.text("title"),
          method: try kind.init(fields, defaults: defaults), inputs: used))
    }
    return estimations
  }
}

extension StudyFile {
  /// The edition of a run that names none: the file's own, else the slot due, else today.
  /// - Throws: `StudyOptionError` where the zone is not known.
  package func standardEdition(_ clock: Clock) throws(StudyOptionError) -> EditionName {
    if let edition { return edition }
    let now = try LocalTime(clock, zone: schedule?.zone ?? "UTC")
    return EditionName(schedule.map { $0.dueSlot(at: now) } ?? Slot(.day, holding: now.date))
  }
}
