internal import Reporting

/// One line of a run's log: what happened, and to what. It never holds a value of the data.
package struct LogEntry: Sendable, Equatable {
  package enum Level: String, Sendable {
    case info, warning, error
  }

  package let level: Level
  /// A stable name for programs, such as `edition-written`.
  package let event: String
  package let message: String
  /// Names of what it is about (study, edition, estimation), for programs.
  package let fields: [(name: String, value: String)]

  package init(
    _ level: Level, _ event: String, _ message: String, fields: [(name: String, value: String)] = []
  ) {
    self.level = level
    self.event = event
    self.message = message
    self.fields = fields
  }

  package static func == (first: LogEntry, second: LogEntry) -> Bool {
    first.level == second.level && first.event == second.event && first.message == second.message
  }

  /// One line of JSON with sorted keys.
  package func json(time: String) -> String {
    var entries: [(String, JSONValue?)] = [
      ("time", .text(time)), ("level", .text(level.rawValue)), ("event", .text(event)),
      ("message", .text(message)),
    ]
    entries += fields.map { ($0.name, .text($0.value)) }
    return JSONLine.text(.object(entries))
  }
}

/// Some JSON on one line, sorted, with a line end.
enum JSONLine {
  static func text(_ value: JSONValue) -> String {
    let bytes = (try? JSONWriter.bytes(value)) ?? []
    // Line ends between tokens stand outside strings, where JSON escapes them; so does the indentation after them.
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    return lines.map { $0.drop { $0 == " " } }.joined(separator: " ") + "\n"
  }
}

/// The private record of when editions were made, beside them and never part of them.
struct RunRegister {
  static let name = "runs.jsonl"

  private let folder: StateFolder

  init(_ folder: StateFolder) {
    self.folder = folder
  }

  /// One run that ended with an edition.
  struct Entry: Equatable {
    let edition: String
    let started: Int
    let manifestHash: String
    /// The study file, as an absolute path.
    let study: String
    /// The SHA-256 of each input by its name, and of what each estimation read; the edition may not show them.
    var inputs: [String: String] = [:]
    var estimations: [String: [String]] = [:]
  }

  func add(_ entry: Entry, clock: Clock, seconds: Double, status: String) throws {
    try folder.append(
      JSONLine.text(
        .object([
          "edition": .text(entry.edition), "started": .text(clock.text),
          "startedSeconds": .whole(entry.started),
          "elapsedSeconds": .number((seconds * 1000).rounded() / 1000), "status": .text(status),
          "manifestSHA256": .text(entry.manifestHash), "study": .text(entry.study),
          "program": ProgramBuild.record, "inputs": .object(entry.inputs.mapValues { .text($0) }),
          "estimations": .object(entry.estimations.mapValues { .texts($0) }),
        ])), to: Self.name)
  }

  /// The SHA-256 of what each estimation of a run read, by the hash of the manifest that the run wrote.
  func hashes(_ manifestHash: String) -> [String: [String]] {
    entries.last { $0.manifestHash == manifestHash }?.estimations ?? [:]
  }

  /// The runs so far; lines that a crash cut short are passed over.
  var entries: [Entry] {
    (folder.text(Self.name) ?? "").split(separator: "\n").compactMap { line in
      guard let json = JSONValue(Array(line.utf8)), let edition = json["edition"]?.text,
        let started = json["startedSeconds"]?.number
      else { return nil }
      return Entry(
        edition: edition, started: Int(started), manifestHash: json["manifestSHA256"]?.text ?? "",
        study: json["study"]?.text ?? "", inputs: (json["inputs"]?.object ?? [:]).compactMapValues(\.text),
        estimations: (json["estimations"]?.object ?? [:]).mapValues { $0.items.compactMap(\.text) })
    }
  }
}
