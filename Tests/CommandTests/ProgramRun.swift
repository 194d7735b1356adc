import Foundation

/// One run of the real program: what it printed and how it ended.
struct ProgramRun {
  let status: Int32
  let output: String
  let messages: String

  /// The program under test: the one that `PREVALENCE_PROGRAM` names, or the one built beside these tests.
  static let program: String = {
    if let named = ProcessInfo.processInfo.environment["PREVALENCE_PROGRAM"] { return named }
    let tests = URL(fileURLWithPath: CommandLine.arguments[0])
    return tests.deletingLastPathComponent().appendingPathComponent("prevalence").path
  }()

  /// - Parameter outputPath: a file or device that takes the place of standard output.
  init(
    _ arguments: [String], in folder: String? = nil, environment: [String: String] = [:],
    outputPath: String? = nil, program: String = ProgramRun.program
  ) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    // Files and not pipes: a pipe that nobody reads while the program runs can fill up.
    let scratch = try TemporaryFolder()
    let messagesPath = scratch.path("messages")
    let capturePath = outputPath ?? scratch.path("output")
    for path in [messagesPath, capturePath] where !path.hasPrefix("/dev/") {
      _ = FileManager.default.createFile(atPath: path, contents: nil)
    }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: capturePath))
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: messagesPath))
    try process.run()
    process.waitUntilExit()
    status =
      process.terminationReason == .uncaughtSignal
      ? 128 + process.terminationStatus : process.terminationStatus
    output = outputPath == nil ? try String(contentsOfFile: capturePath, encoding: .utf8) : ""
    messages = try String(contentsOfFile: messagesPath, encoding: .utf8)
  }

  var json: [String: Any] {
    get throws {
      try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any] ?? [:]
    }
  }
}

/// A folder that goes away with the value that holds it.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "prevalence-test-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func path(_ name: String) -> String { path + "/" + name }

  func write(_ text: String, to name: String) throws {
    try text.write(toFile: path(name), atomically: false, encoding: .utf8)
  }

  func read(_ name: String) throws -> String {
    try String(contentsOfFile: path(name), encoding: .utf8)
  }

  /// Every file below a folder, by its path there.
  static func contents(of folder: String) throws -> [String: Data] {
    var contents: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: folder + "/" + name, isDirectory: &isFolder)
      if !isFolder.boolValue {
        contents[name] = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name))
      }
    }
    return contents
  }
}

/// The text of everything within a workbook or document, which are archives; read by Python, which the tests need anyway.
/// - Throws: `Unreadable` where it is no archive.
func unpackedText(of path: String) throws -> String {
  struct Unreadable: Error { let messages: String }
  let script = """
    import sys, zipfile
    archive = zipfile.ZipFile(sys.argv[1])
    for name in archive.namelist():
        print(name, archive.read(name).decode("utf-8", "replace"))
    """
  let run = try ProgramRun(
    ["-c", script, path], environment: ["PYTHONIOENCODING": "utf-8"], program: "/usr/bin/python3")
  guard run.status == 0, !run.output.isEmpty else { throw Unreadable(messages: run.messages) }
  return run.output
}
