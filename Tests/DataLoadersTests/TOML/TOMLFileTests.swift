import Tables
import Testing

@testable import DataLoaders

@Suite("TOML files")
struct TOMLFileTests {
  func root(_ text: String) throws(DataError) -> TOMLSection {
    try TOMLFile.read(.bytes(Array(text.utf8), name: "study.toml")).root
  }

  func message(_ text: String, _ read: (TOMLSection) throws(DataError) -> Void = { _ in }) -> String {
    do throws(DataError) {
      try read(try root(text))
      return "accepted"
    } catch {
      return error.description
    }
  }

  @Test("whole numbers are numbers, and seeds have 64 bits")
  func numbers() throws {
    let root = try root("level = 1\nseed = 7\nlarge = \"18446744073709551615\"\nends = [0, 0.5]\nwide = 1e3")
    #expect(try root.number("level") == 1)
    #expect(try root.unsigned("seed") == 7)
    #expect(try root.unsigned("large") == .max)
    #expect(try root.numbers("ends") == [0, 0.5])
    #expect(try root.number("wide") == 1000)
    #expect(try root.number("absent") == nil)
  }

  @Test("F: an unknown key is refused with its line and the name that was meant")
  func unknownKeys() {
    let text = """
      # a study
      title = \"\"\"
      levle = 1 in a text
      \"\"\"

      [[inputs]]
      file = "a.csv"
      [[inputs]]
      options = { delimiter = ";", fiel = "b.csv" }
      levle = 0.9
      """
    #expect(
      message(text) { root throws(DataError) in try root.sections("inputs")[1].expect(["level", "options"]) }
        == "study.toml:10: column 'inputs[2].levle': the key is not known here; did you mean 'level'?")
    #expect(
      message(text) { root throws(DataError) in
        try root.sections("inputs")[1].section("options")?.expect(["delimiter", "file"])
      } == "study.toml:9: column 'inputs[2].options.fiel': the key is not known here; did you mean 'file'?")
  }

  @Test(
    "what is no TOML is refused with its line, and its text is not repeated",
    arguments: [
      ("a = 1\na = 2", ":2", "a key stands twice"),
      ("a = 1\n[a]", ":2", "a key stands twice"),
      ("x = \"open", ":1", "not closed"),
      ("ok = 1\n= 3", ":2", "TOML"),
      ("x = secret", ":1", "TOML"),
    ])
  func faults(_ text: String, _ place: String, _ words: String) {
    let message = message(text)
    #expect(message.hasPrefix("study.toml\(place):"), "\(message)")
    #expect(message.contains(words), "\(message)")
    #expect(!message.contains("secret") && !message.contains("open"))
  }

  @Test("wrong types are named", arguments: ["title = 3", "title = true", "title = ['a']"])
  func wrongTypes(_ text: String) {
    let message = message(text) { root throws(DataError) in _ = try root.text("title") }
    #expect(message == "study.toml:1: column 'title': the value has the wrong type; write a text in quotes")
  }

  @Test("a number beyond 64 bits is told apart")
  func tooLarge() {
    let message = message("seed = 99999999999999999999") { root throws(DataError) in
      _ = try root.unsigned("seed")
    }
    #expect(message.contains("in quotes"))
  }

  @Test("infinity and NaN are no numbers", arguments: ["inf", "nan", "-inf"])
  func notFinite(_ word: String) {
    #expect(message("x = \(word)") { root throws(DataError) in _ = try root.number("x") }.contains("finite"))
  }

  @Test("damaged bytes never crash", arguments: 0..<200)
  func damaged(_ seed: Int) {
    let text = """
      title = "a"
      'quoted.key' = [1, [2, 3], {a = 1, b.c = "x"}]
      [table.inner]
      when = 2026-12-01T00:00:00Z
      long = '''a
      b'''
      [[list]]
      x = 0.5 # note
      """
    var bytes = Array(text.utf8)
    var state = UInt64(seed) &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    for _ in 0..<3 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      bytes[Int(state >> 33) % bytes.count] = Array("[]{}\"'=.,#\n\0ÿ5".utf8)[Int(state >> 20 & 15) % 14]
    }
    do throws(DataError) {
      _ = try TOMLFile.read(.bytes(bytes, name: "x")).root.keys
    } catch {
      #expect(error.kind == .badData)
    }
  }
}
