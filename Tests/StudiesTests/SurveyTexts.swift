import DataLoaders
import Foundation
import Studies

/// Surveys and profiles written down in tests.
enum SurveyTexts {
  /// A survey file with these lines, read as `prevalence mics` reads it.
  static func table(_ text: String, profile: SurveyProfile) throws -> SurveyTable {
    try withFile(text) { try SurveyInput.read($0, profile: profile, options: InputOptions()) }
  }

  /// Made-up children, each a column → answer; columns that none has are left out of the file, and what a child
  /// does not have is empty.
  static func children(_ rows: [[String: String]], profile: SurveyProfile) throws -> SurveyTable {
    let names = Set(rows.flatMap(\.keys)).sorted()
    let lines = rows.map { row in names.map { row[$0] ?? "" }.joined(separator: ",") }
    return try table(
      (["\(names.joined(separator: ","))"] + lines).joined(separator: "\n") + "\n", profile: profile)
  }

  static func profile(_ text: String) throws -> SurveyProfile {
    try ProfileReader.read(.bytes(Array(text.utf8), name: "profile.toml"))
  }

  /// The text of a bundled profile, to change.
  static func bundled(_ name: String) -> String {
    BundledData.file("survey-profiles/\(name).toml").map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
  }

  private static func withFile<Result>(_ text: String, _ body: (String) throws -> Result) throws -> Result {
    let path = NSTemporaryDirectory() + "prevalence-test-" + UUID().uuidString + ".csv"
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }
}
