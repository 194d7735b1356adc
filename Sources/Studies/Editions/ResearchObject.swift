internal import Estimates
internal import Reporting

/// `ro-crate-metadata.json`: the edition described for archives, after RO-Crate 1.1.
///
/// What the standard demands is there: the descriptor with `conformsTo`, the root with name, description, licence and
/// date, every file as a part, and the run as a `CreateAction` with the program as its instrument. The inputs are
/// described and not enclosed, because they may hold people.
struct ResearchObject {
  static let path = "ro-crate-metadata.json"

  private let edition: Edition
  private let files: [ReportFile]

  init(_ edition: Edition, files: [ReportFile]) {
    self.edition = edition
    self.files = files
  }

  var json: JSONValue {
    .object([
      "@context": .text("https://w3id.org/ro/crate/1.1/context"),
      "@graph": .array([descriptor, root] + parts + inputs + [action, program] + people + licence),
    ])
  }

  private static func reference(_ identifier: String) -> JSONValue { .object(["@id": .text(identifier)]) }

  /// One reference stands alone, as RO-Crate recommends; `nil` where there is none.
  private static func references(_ identifiers: [String]) -> JSONValue? {
    switch identifiers.count {
    case 0: nil
    case 1: reference(identifiers[0])
    default: .array(identifiers.map(reference))
    }
  }

  private static func entity(_ identifier: String, _ type: String, _ more: [(String, JSONValue?)])
    -> JSONValue
  {
    .object([("@id", .text(identifier)), ("@type", .text(type))] + more)
  }

  private var descriptor: JSONValue {
    Self.entity(
      Self.path, "CreativeWork",
      [
        ("about", Self.reference("./")), ("conformsTo", Self.reference("https://w3id.org/ro/crate/1.1")),
      ])
  }

  private var paths: [String] { files.map(\.path) + [ReportManifest.path] }

  private var root: JSONValue {
    let publication = edition.study.publication
    return Self.entity(
      "./", "Dataset",
      [
        ("name", .text("\(edition.study.title), edition \(edition.name)")),
        (
          "description",
          .text(
            edition.study.subtitle.isEmpty
              ? "Estimates with their uncertainty, as report, tables, figures and data."
              : edition.study.subtitle)
        ),
        ("datePublished", .text("\(edition.date)")), ("version", .text(edition.name.text)),
        ("inLanguage", .text(edition.study.wording.language.rawValue)),
        ("license", Self.reference(licenceIdentifier)),
        ("hasPart", Self.references(paths)), ("mentions", Self.reference("#run")),
        ("author", Self.references(authorIdentifiers)),
        ("publisher", publication.institution.map { _ in Self.reference("#publisher") }),
      ])
  }

  private var parts: [JSONValue] {
    files.map { file in
      Self.entity(
        file.path, "File",
        [
          ("name", .text(file.path)), ("encodingFormat", .text(Self.mediaType(file.path))),
          ("contentSize", .text("\(file.bytes.count)")), ("sha256", .text(FileRecord(file).sha256)),
        ])
    } + [
      Self.entity(
        ReportManifest.path, "File",
        [
          ("name", .text(ReportManifest.path)), ("encodingFormat", .text("application/json")),
          ("description", .text("Hashes of everything the edition was made from and of every file in it.")),
        ])
    ]
  }

  private var inputs: [JSONValue] {
    edition.inputs.map { input in
      Self.entity(
        "#input-\(input.name)", "CreativeWork",
        [
          ("name", .text(input.name)),
          (
            "description",
            .text(fact(input, "description") ?? "An input that is not part of this publication.")
          ),
          ("sha256", InputHash.isPlain(input.shownHash) ? .text(input.shownHash) : nil),
          ("contentSize", .text("\(input.byteCount)")),
          ("citation", fact(input, "reference").map { .text($0) }),
          ("conditionsOfAccess", fact(input, "contact").map { .text($0) }),
        ])
    }
  }

  private func fact(_ input: EditionInput, _ key: String) -> String? {
    input.facts.first { $0.key == key }?.text
  }

  private var action: JSONValue {
    Self.entity(
      "#run", "CreateAction",
      [
        ("name", .text("Run of the study \(edition.study.name)")), ("instrument", Self.reference("#program")),
        (
          "object",
          Self.references([Edition.studyFile] + edition.inputs.map { "#input-\($0.name)" })
        ),
        (
          "result",
          Self.references(files.map(\.path).filter { $0 != Edition.studyFile })
        ),
        ("actionStatus", Self.reference("http://schema.org/CompletedActionStatus")),
      ])
  }

  private var program: JSONValue {
    Self.entity(
      "#program", "SoftwareApplication",
      [
        ("name", .text(Program.name)), ("softwareVersion", .text(Program.version)),
        ("description", .text("Build \(ProgramBuild.fingerprint)")),
      ])
  }

  private var authorIdentifiers: [String] {
    edition.study.publication.authors.indices.map { "#author-\($0 + 1)" }
  }

  private var people: [JSONValue] {
    let publication = edition.study.publication
    let authors = zip(authorIdentifiers, publication.authors).map {
      Self.entity($0, "Person", [("name", .text($1))])
    }
    let publisher = publication.institution.map {
      Self.entity("#publisher", "Organization", [("name", .text($0))])
    }
    return authors + (publisher.map { [$0] } ?? [])
  }

  private var licenceIdentifier: String {
    guard let licence = edition.study.publication.licence, licence.hasPrefix("https://"),
      licence.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") })
    else { return "#licence" }
    return licence
  }

  private var licence: [JSONValue] {
    let words = edition.study.publication.licence ?? "No licence is stated; ask the publisher."
    return [
      Self.entity(licenceIdentifier, "CreativeWork", [("name", .text(words)), ("description", .text(words))])
    ]
  }

  private static func mediaType(_ path: String) -> String {
    let types = [
      "html": "text/html", "md": "text/markdown", "csv": "text/csv", "json": "application/json",
      "svg": "image/svg+xml", "toml": "application/toml", "tex": "application/x-tex",
      "pdf": "application/pdf",
      "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
      "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "png": "image/png",
    ]
    return types[String(path.split(separator: ".").last ?? "")] ?? "application/octet-stream"
  }
}
