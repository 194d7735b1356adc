import Foundation

/// A folder for one test, removed when the test is done.
final class TemporaryFolder: @unchecked Sendable {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "reporting-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Everything below, files with their bytes as text, folders with a slash.
  func contents(_ name: String = "") -> [String: String] {
    var result: [String: String] = [:]
    let root = name.isEmpty ? path : path + "/" + name
    for entry in (try? FileManager.default.subpathsOfDirectory(atPath: root)) ?? [] {
      let whole = root + "/" + entry
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: whole, isDirectory: &isFolder)
      if isFolder.boolValue {
        result[entry + "/"] = ""
      } else {
        result[entry] =
          FileManager.default.contents(atPath: whole).map { String(decoding: $0, as: UTF8.self) } ?? "?"
      }
    }
    return result
  }

  func write(_ text: String, to name: String) throws {
    let url = URL(filePath: path + "/" + name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }
}
