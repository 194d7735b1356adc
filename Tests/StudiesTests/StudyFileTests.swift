import DataLoaders
import Reporting
import Studies
import Testing

private let valid = """
  [study]
  name = "lists"
  title = "Lists"
  [[input]]
  name = "lists"
  file = "lists-{edition}.csv"
  [[estimation]]
  name = "population"
  kind = "mse"
  input = "lists"
  """

private func study(_ text: String) throws -> StudyFile {
  try StudyFile(.bytes(Array(text.utf8), name: "study.toml"), path: "study.toml")
}

private func message(_ text: String) -> String {
  do {
    _ = try study(text)
    return "accepted"
  } catch {
    return "\(error)"
  }
}

@Suite("A study file")
struct StudyFileTests {
  @Test("a short one is enough, and the rest has defaults")
  func shortest() throws {
    let study = try study(valid)
    #expect(study.defaults.suppression.threshold == 11)
    #expect(study.defaults.level == 0.95 && study.wording.language == .english && study.schedule == nil)
    #expect(study.estimations.map(\.inputs) == [["lists"]])
    let edition = try #require(EditionName("2026-12"))
    #expect(study.inputs[0].resolved(edition: edition, folder: "data").writtenPath == "lists-2026-12.csv")
    #expect(
      study.inputs[0].resolved(edition: edition, folder: "data").source == .file("data/lists-2026-12.csv"))
  }

  /// F33: exit 78, with the line and what was probably meant.
  @Test(
    "F33: what is not understood is refused with its line and a suggestion",
    arguments: [
      (
        "title = \"Lists\"", "titel = \"Lists\"",
        "study.toml:3: study.titel: the key is not known here; did you mean 'title'?"
      ),
      ("[study]", "[studdy]", "study.toml:1: studdy: the key is not known here; did you mean 'study'?"),
      (
        "kind = \"mse\"", "kind = \"mce\"",
        "study.toml:9: estimation[1].kind: the word is none of those allowed; did you mean 'mse'?"
      ),
      (
        "input = \"lists\"", "input = \"list\"",
        "study.toml:10: estimation[1].input: there is no [[input]] of this name; did you mean 'lists'?"
      ),
      (
        "name = \"lists\"\nfile", "name = \"Lists\"\nfile",
        "study.toml:5: [[input]] name: a name has lower-case letters, digits and hyphens, at most 80; write one such as \"lists\""
      ),
      (
        "file =", "bundled =",
        "study.toml:6: [[input]] bundled: the program holds no such file; see 'prevalence data list'"
      ),
    ])
  func slips(old: String, new: String, expected: String) {
    #expect(message(valid.replacing(old, with: new, maxReplacements: 1)) == expected)
  }

  @Test("F27: a key that stands twice is refused, and so is a study without estimation")
  func duplicates() {
    #expect(message(valid + "\ninput = \"lists\"").contains("twice"))
    #expect(message("[study]\nname = \"a\"\ntitle = \"b\"").contains("estimation"))
    #expect(message("").contains("'study' is missing"))
    #expect(
      message(valid + "\n" + valid.split(separator: "\n").suffix(4).joined(separator: "\n")).contains("name"))
  }

  @Test(
    "options that exclude each other are refused by name",
    arguments: [
      ("method = \"aic\"\nmodel = \"[12,3]\"", "model"), ("order = 2", "order"),
      ("strata = [\"sex\"]\ncovariates = [\"age\"]", "covariates"), ("id = \"person\"", "id"),
      ("times = \"arrests\"", "times"), ("bootstrap = 7", "bootstrap"), ("level = 1", "level"),
      ("p-value = 2", "p-value"), ("seed = -1", "seed"), ("degree = { year = 2 }", "degree"),
    ])
  func conflicts(lines: String, key: String) {
    let found = message(valid + "\n" + lines)
    #expect(found.hasPrefix("study.toml:") && found.contains(key), "\(found)")
  }

  @Test("seeds have 64 bits, as a number or a text, and a whole number is a number")
  func numbers() throws {
    let top = "[study]\nname = \"lists\"\ntitle = \"Lists\"\n"
    func defaults(_ line: String) throws -> StudyDefaults {
      try study(valid.replacing("[study]\nname = \"lists\"\ntitle = \"Lists\"\n", with: top + line + "\n"))
        .defaults
    }
    #expect(try defaults("seed = 9223372036854775807").seed == 9_223_372_036_854_775_807)
    #expect(try defaults("seed = \"18446744073709551615\"").seed == .max)
    #expect(message(valid + "\nseed = \"18446744073709551616\"").contains("seed"))
    #expect(try defaults("level = 0.9").level == 0.9)
    #expect(try study(valid + "\np-value = 1").estimations.count == 1)
  }

  @Test("a threshold below five has to be accepted")
  func threshold() throws {
    #expect(message(valid + "\n[suppression]\nthreshold = 3").contains("accept-disclosure-risk"))
    let accepted = try study(valid + "\n[suppression]\nthreshold = 3\naccept-disclosure-risk = true")
    #expect(accepted.defaults.suppression == SuppressionRule(threshold: 3, acceptsRisk: true))
  }

  @Test("no damage to the file crashes the reader, and each is an error of the file")
  func damage() throws {
    let bytes = Array(valid.utf8)
    var state: UInt64 = 7
    for _ in 0..<400 {
      var damaged = bytes
      for _ in 0..<3 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        damaged[Int(state >> 33) % damaged.count] = UInt8(truncatingIfNeeded: state >> 24)
      }
      do {
        _ = try StudyFile(.bytes(damaged, name: "study.toml"), path: "study.toml")
      } catch {
        #expect(error is StudyFileError, "\(error)")
      }
    }
  }

  @Test("every example is accepted, and has its data beside it")
  func examples() throws {
    for example in StudyExample.all {
      let files = try example.files()
      let text = try #require(files.first { $0.path == StudyExample.fileName })
      let study = try StudyFile(.bytes(text.bytes, name: "study.toml"), path: "study.toml")
      for input in study.inputs {
        if let file = input.file { #expect(files.contains { $0.path == file }, "\(example.name): \(file)") }
      }
    }
  }

  @Test("the schema names every key of every kind, and nothing else may stand there")
  func schema() throws {
    let schema = StudySchema.json
    #expect(schema["properties"]?.object.keys.sorted().first == "comparison")
    let kinds = schema["properties"]?["estimation"]?["items"]?["oneOf"]?.items ?? []
    #expect(
      kinds.compactMap { $0["properties"]?["kind"]?["const"]?.text } == EstimationKinds.all.map { $0.name })
    for (kind, described) in zip(EstimationKinds.all, kinds) {
      #expect(described["additionalProperties"] == .flag(false))
      #expect(
        Set(described["properties"]?.object.keys.map { $0 } ?? [])
          == Set(kind.keys.map(\.name) + ["name", "kind", "title"]))
    }
  }
}
