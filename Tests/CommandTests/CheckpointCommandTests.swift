import Foundation
import TestSupport
import Testing

@Suite("prevalence mse --checkpoint")
struct CheckpointCommandTests {
  private let folder: TemporaryFolder
  private let arguments: [String]

  init() throws {
    folder = try TemporaryFolder()
    // Strata, because nothing but bootstraps is done for them.
    let lines = try String(contentsOfFile: Repository.path("Data/mse/kosovo-1999.csv"), encoding: .utf8)
      .split(separator: "\n")
    var text = "sex," + lines[0] + "\n"
    for sex in ["f", "m"] { text += lines.dropFirst().map { "\(sex),\($0)\n" }.joined() }
    try folder.write(text, to: "lists.csv")
    arguments = [
      "mse", folder.path("lists.csv"), "--strata", "sex", "--format", "json", "--bootstrap", "3000", "--seed",
      "9",
      "--threads", "2",
    ]
  }

  private func keeping(_ name: String = "kept") -> [String] {
    arguments + ["--checkpoint", folder.path(name)]
  }

  /// Runs the program and ends it by a signal after a while.
  /// - Returns: how it ended: its code, or minus the signal that it did not catch.
  private func run(_ arguments: [String], signal: Int32, after seconds: Double) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: ProgramRun.program)
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    Thread.sleep(forTimeInterval: seconds)
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    return process.terminationReason == .uncaughtSignal
      ? -process.terminationStatus : process.terminationStatus
  }

  @Test("M20: killed at any moment and run again, the bytes are those of a run that was left alone")
  func killed() throws {
    let whole = try ProgramRun(arguments)
    #expect(whole.status == 0)
    for seconds in [0.05, 0.4, 0.9] { _ = try run(keeping(), signal: SIGKILL, after: seconds) }
    let stopped = try run(keeping(), signal: SIGTERM, after: 0.7)
    #expect([0, 143, -SIGTERM].contains(stopped))
    if FileManager.default.fileExists(atPath: folder.path("kept")) {
      let attributes = try FileManager.default.attributesOfItem(atPath: folder.path("kept"))
      #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
    }
    let resumed = try ProgramRun(keeping())
    #expect(resumed.status == 0)
    #expect(resumed.output == whole.output)
    #expect(!FileManager.default.fileExists(atPath: folder.path("kept")))
    #expect(!FileManager.default.fileExists(atPath: folder.path("kept.part")))
  }

  @Test("a checkpoint of another run, a damaged one and another file are refused and left alone")
  func refused() throws {
    // An empty checkpoint as a run leaves it that is killed at once.
    var last: Int32 = 0
    for seconds in [0.02, 0.04, 0.06, 0.09, 0.13, 0.2, 0.3, 0.6, 1.2, 2.4]
    where !FileManager.default.fileExists(atPath: folder.path("kept")) {
      last = try run(keeping(), signal: SIGKILL, after: seconds)
    }
    try #require(FileManager.default.fileExists(atPath: folder.path("kept")), "ended with \(last)")
    let text = try folder.read("kept")
    #expect(!text.contains("EXH") && !text.contains("lists.csv"))
    let other = try ProgramRun(keeping() + ["--p-value", "0.1"])
    #expect(other.status == 65)
    #expect(other.messages.contains("p-value") && other.output.isEmpty)
    #expect(try folder.read("kept") == text)
    try folder.write(text.replacingOccurrences(of: "bootstrap: 3000", with: "bootstrap: 3001"), to: "damaged")
    #expect(try ProgramRun(keeping("damaged")).status == 65)
    #expect(try ProgramRun(keeping("lists.csv")).status == 65)
    #expect(try folder.read("lists.csv").contains(","))
    #expect([73, 77].contains(try ProgramRun(keeping("nowhere/kept")).status))
  }
}
