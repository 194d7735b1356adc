import Foundation
import Reporting
import Testing

@Suite("One file, whole or not at all")
struct NewFileTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  private func path(_ name: String) -> String { folder.path + "/" + name }

  @Test func isWrittenInPieces() throws {
    let file = try NewFile(path("a.csv"), replacing: false)
    try file.write(Array("one\n".utf8))
    #expect(!FileManager.default.fileExists(atPath: path("a.csv")))
    try file.write(Array("two\n".utf8))
    try file.finish()
    #expect(try String(contentsOfFile: path("a.csv"), encoding: .utf8) == "one\ntwo\n")
    #expect(try names() == ["a.csv"])
    let rights = try FileManager.default.attributesOfItem(atPath: path("a.csv"))[.posixPermissions] as? Int
    #expect(rights == 0o600)
  }

  @Test func isRemovedWhenLetGoOf() throws {
    do {
      let file = try NewFile(path("a.csv"), replacing: false)
      try file.write([65])
    }
    #expect(try names().isEmpty)
  }

  /// F36, F35, F37: nothing is replaced unasked, the input never, and no link is followed.
  @Test func whatStandsThereStays() throws {
    try "old".write(toFile: path("a.csv"), atomically: false, encoding: .utf8)
    #expect(throws: FileOutputError.self) { _ = try NewFile(path("a.csv"), replacing: false) }
    #expect(throws: FileOutputError.self) {
      _ = try NewFile(path("a.csv"), replacing: true, input: path("a.csv"))
    }
    try FileManager.default.createSymbolicLink(atPath: path("link"), withDestinationPath: path("a.csv"))
    #expect(throws: FileOutputError.self) { _ = try NewFile(path("link"), replacing: true) }
    #expect(throws: FileOutputError.self) { _ = try NewFile(folder.path, replacing: true) }
    #expect(throws: FileOutputError.self) { _ = try NewFile(path("no/a.csv"), replacing: true) }
    #expect(throws: FileOutputError.self) { _ = try NewFile("", replacing: true) }
    #expect(try String(contentsOfFile: path("a.csv"), encoding: .utf8) == "old")
    let file = try NewFile(path("a.csv"), replacing: true)
    try file.write(Array("new".utf8))
    try file.finish()
    #expect(try String(contentsOfFile: path("a.csv"), encoding: .utf8) == "new")
    #expect(try names() == ["a.csv", "link"])
  }

  /// A file that comes into being meanwhile is not overwritten.
  @Test func aLateComerStays() throws {
    let file = try NewFile(path("a.csv"), replacing: false)
    try "other".write(toFile: path("a.csv"), atomically: false, encoding: .utf8)
    #expect(throws: FileOutputError.self) { try file.finish() }
    #expect(try String(contentsOfFile: path("a.csv"), encoding: .utf8) == "other")
    #expect(try names() == ["a.csv"])
  }
}
