import Foundation
import Testing

/// Compares output with a file that somebody has read and committed.
enum Golden {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")

  /// With `RECORD_GOLDEN=1` in the environment the file is written anew, and the test fails, so that nobody
  /// commits a recording unread.
  static func expect(_ text: String, is name: String, sourceLocation: SourceLocation = #_sourceLocation) {
    let file = folder.appending(path: name)
    if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] == "1" {
      do {
        try Data(text.utf8).write(to: file)
        Issue.record(
          "recorded \(name): read it, then run again without RECORD_GOLDEN", sourceLocation: sourceLocation)
      } catch {
        Issue.record("cannot record \(name): \(error)", sourceLocation: sourceLocation)
      }
      return
    }
    guard let expected = try? Data(contentsOf: file) else {
      Issue.record(
        "there is no \(name): run with RECORD_GOLDEN=1 and read it", sourceLocation: sourceLocation)
      return
    }
    guard Data(text.utf8) != expected else { return }
    let old = String(decoding: expected, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    let new = text.split(separator: "\n", omittingEmptySubsequences: false)
    let line = zip(old, new).enumerated().first { $1.0 != $1.1 }?.offset ?? min(old.count, new.count)
    Issue.record(
      """
      \(name) differs from line \(line + 1):
      expected: \(line < old.count ? old[line] : "(end)")
      found:    \(line < new.count ? new[line] : "(end)")
      """, sourceLocation: sourceLocation)
  }
}
