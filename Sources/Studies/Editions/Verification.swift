internal import DataLoaders
internal import Estimates
internal import Reporting
internal import Tables

/// Whether an edition, what it was made from, and the program are as they were.
package struct Verification: Sendable, Equatable {
  /// One thing that is not as it was.
  package struct Finding: Sendable, Equatable {
    package enum Kind: String, Sendable {
      case changed, missing, added
    }

    package enum Subject: String, Sendable {
      case output, input, program, study, manifest
    }

    package let subject: Subject
    package let kind: Kind
    package let name: String
    package let detail: String

    package var sentence: String {
      "\(subject.rawValue) \(kind.rawValue): \(PlainText.line(name))" + (detail.isEmpty ? "" : " (\(detail))")
    }
  }

  package let path: String
  package let findings: [Finding]
  /// What was looked at, as counts in words.
  package let checked: [String]
  /// What could not be looked at, and why.
  package let notChecked: [String]

  /// The report, its manifest, an input or the study file is not what it was (F64).
  package var isTampered: Bool { findings.contains { !Self.isMissing($0) && $0.subject != .program } }
  /// Something differs, other than that a file to compare with is gone; at least the program does.
  package var isChanged: Bool { findings.contains { !Self.isMissing($0) } }
  package var isMissing: Bool { !isChanged && !findings.isEmpty }

  private static func isMissing(_ finding: Finding) -> Bool {
    (finding.subject == .input || finding.subject == .study) && finding.kind == .missing
  }

  /// - Parameters:
  ///   - path: the folder of an edition, or any report with a manifest of this program.
  ///   - study: the study file, from whose folder inputs are found; `nil` takes the one of the run on file.
  /// - Throws: `DataError` where there is no such report.
  package init(_ path: String, study: String? = nil) throws {
    var path = path
    while path.utf8.count > 1, path.hasSuffix("/") { path.removeLast() }
    let report: WrittenReport
    do {
      report = try WrittenReport(path)
    } catch {
      throw DataError(
        error.kind == .permission ? .notPermitted : .noInput, file: path, problem: error.problem,
        remedy: "name the folder of an edition, such as reports/STUDY/2026-12")
    }
    guard let manifest = report.file(ReportManifest.path) else {
      throw DataError(
        .noInput, file: path, problem: "there is no manifest.json", remedy: "name the folder of an edition")
    }
    self.path = path
    guard let json = JSONValue(manifest.bytes), json["program"]?["name"]?.text == Program.name else {
      findings = [
        Finding(
          subject: .manifest, kind: .changed, name: ReportManifest.path,
          detail: "it is not one of this program")
      ]
      checked = []
      notChecked = []
      return
    }
    var findings: [Finding] = []
    var notChecked: [String] = []
    let outputs = Self.outputs(json, report)
    findings += outputs
    let run = Self.run(of: path)
    if let run, run.manifestHash != SHA256.hexadecimal(of: manifest.bytes) {
      findings.append(
        Finding(
          subject: .manifest, kind: .changed, name: ReportManifest.path,
          detail: "it is not the one that the last run wrote"))
    }
    let inputs = ((json["inputs"]?.items ?? []) + [json["styleSheet"]].compactMap(\.self)).filter {
      $0["path"]?.text != nil
    }
    let studyPath = study ?? run?.study
    if let studyPath {
      findings += Self.study(json, studyPath)
      let (found, unknown) = Self.inputs(
        inputs, folder: Self.folder(of: studyPath), hashes: run?.inputs ?? [:])
      findings += found
      notChecked += unknown
    } else if !inputs.isEmpty {
      notChecked.append("inputs: where the study file is, is not on file; give --study")
    }
    findings += Self.program(json)
    self.findings = findings
    self.notChecked = notChecked
    checked = [
      "\(json["outputs"]?.items.count ?? 0) files of the report",
      studyPath == nil ? "no inputs" : inputs.count == 1 ? "1 input" : "\(inputs.count) inputs",
      "the program",
    ]
  }

  private static func outputs(_ manifest: JSONValue, _ report: WrittenReport) -> [Finding] {
    var findings: [Finding] = []
    var named: Set<String> = [ReportManifest.path]
    for output in manifest["outputs"]?.items ?? [] {
      guard let path = output["path"]?.text, let hash = output["sha256"]?.text else { continue }
      named.insert(path)
      guard let file = report.file(path) else {
        findings.append(Finding(subject: .output, kind: .missing, name: path, detail: ""))
        continue
      }
      if SHA256.hexadecimal(of: file.bytes) != hash {
        findings.append(Finding(subject: .output, kind: .changed, name: path, detail: ""))
      }
    }
    findings += report.files.filter { !named.contains($0.path) }.map {
      Finding(subject: .output, kind: .added, name: $0.path, detail: "the manifest does not name it")
    }
    return findings
  }

  private static func study(_ manifest: JSONValue, _ path: String) -> [Finding] {
    guard let hash = manifest["studyFile"]?["sha256"]?.text else { return [] }
    guard let record = try? FileDigest.record(.file(path)) else {
      return [
        Finding(subject: .study, kind: .missing, name: path, detail: "the copy in the report was checked")
      ]
    }
    return record.sha256 == hash
      ? []
      : [
        Finding(
          subject: .study, kind: .changed, name: path, detail: "the report holds the one it was made from")
      ]
  }

  /// - Parameter hashes: by the name of the input, from the private notes, for those that the report does not give.
  private static func inputs(
    _ inputs: [JSONValue], folder: String, hashes: [String: String]
  ) -> (findings: [Finding], notChecked: [String]) {
    var findings: [Finding] = []
    var notChecked: [String] = []
    for input in inputs {
      guard let written = input["path"]?.text, let shown = input["sha256"]?.text else { continue }
      let path = written.hasPrefix("/") || folder == "." ? written : folder + "/" + written
      do throws(DataError) {
        let record = try FileDigest.record(.file(path))
        guard let hash = InputHash.isPlain(shown) ? shown : input["name"]?.text.flatMap({ hashes[$0] }) else {
          notChecked.append(
            "input \(PlainText.line(written)): the report does not give its hash, which stands in the private notes of the office"
          )
          continue
        }
        if record.sha256 != hash {
          findings.append(Finding(subject: .input, kind: .changed, name: written, detail: ""))
        }
      } catch {
        findings.append(Finding(subject: .input, kind: .missing, name: written, detail: error.problem))
      }
    }
    return (findings, notChecked)
  }

  private static func program(_ manifest: JSONValue) -> [Finding] {
    let program = manifest["program"]
    let version = program?["version"]?.text ?? ""
    if version != Program.version {
      return [
        Finding(
          subject: .program, kind: .changed, name: Program.name,
          detail: "the report was made by version \(version), this is \(Program.version)")
      ]
    }
    guard let build = program?["build"]?.text, build != ProgramBuild.fingerprint else { return [] }
    return [
      Finding(
        subject: .program, kind: .changed, name: Program.name,
        detail: "the report was made by another build of version \(version)")
    ]
  }

  /// The last run on file that made this edition.
  private static func run(of path: String) -> RunRegister.Entry? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard let name = parts.last else { return nil }
    let named = parts.dropLast().joined(separator: "/")
    let parent = parts.count == 1 ? "." : named.isEmpty ? "/" : named
    let edition = name == LatestLink.name ? LatestLink.target(in: parent) : String(name)
    guard ReportDirectory.folders(in: parent).contains(".state"),
      let folder = try? StateFolder(parent + "/.state")
    else { return nil }
    return RunRegister(folder).entries.last { $0.edition == edition }
  }

  private static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
  }
}
