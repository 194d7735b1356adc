import DataLoaders
import Estimates
import Reporting
import Studies
import Testing

private let head = """
  [study]
  name = "survey"
  title = "Survey"
  [[input]]
  name = "children"
  bundled = "synthetic-survey/children.csv"
  [[estimation]]
  name = "work"
  input = "children"

  """

private func study(_ text: String) throws -> StudyFile {
  try StudyFile(.bytes(Array((head + text).utf8), name: "study.toml"), path: "study.toml")
}

private func message(_ text: String) -> String {
  do {
    _ = try study(text)
    return "accepted"
  } catch {
    return "\(error)"
  }
}

/// The result of the only estimation.
private func result(_ text: String) throws -> StudyResult {
  let study = try study(text)
  let edition = try #require(EditionName("2026"))
  let inputs = study.inputs.map { $0.resolved(edition: edition, folder: study.folder) }
  let unpacked = try UnpackedInputs(inputs)
  defer { unpacked.remove() }
  let context = EstimationContext(inputs: unpacked.inputs)
  _ = try study.estimations[0].method.check(context)
  return try study.estimations[0].method.result(context)
}

private let design = """
  weight = "fsweight"
  stratum = ["stratum"]
  cluster = ["PSU"]

  """

@Suite("Surveys in a study file")
struct SurveyKindTests {
  /// The program's own oracle tests cover the numbers; here the study file has to ask for the same as the options do.
  @Test("kind survey: shares by a column, with the design, from a file of the program")
  func survey() throws {
    let found = try result("kind = \"survey\"\nproportion = [\"CL1A=1\"]\nby = [\"HL4\"]\n" + design)
    #expect(found.estimates.count >= 3 && found.estimates.allSatisfy { $0.refusal == nil })
    var options = SurveyOptions()
    options.weight = .column("fsweight")
    options.strata = ["stratum"]
    options.clusters = ["PSU"]
    options.by = ["HL4"]
    options.requests = [.proportion(try #require(SurveyOperand("CL1A=1")))]
    let file = try #require(BundledData.file("synthetic-survey/children.csv"))
    let folder = try UnpackedInputs([
      StudyInput(name: "a", source: .bytes(file.bytes, name: "children.csv"))
    ])
    defer { folder.remove() }
    let direct = try SurveyStudy(files: [folder.inputs[0].path()], options: options).result()
    #expect(direct.estimates.map(\.value) == found.estimates.map(\.value))
    #expect(direct.inputs == found.inputs)
  }

  @Test("a profile brings the design, and the study's standard is the survey's")
  func profile() throws {
    let found = try result(
      "kind = \"survey\"\nprofile = \"mics6\"\nindicators = [\"child-labour\"]\n[suppression]\nstandard = \"nchs\"\n"
    )
    #expect(found.estimates.first?.value != nil)
    #expect(found.settings.contains { $0.name == "standard" && $0.value == .text("nchs") })
  }

  @Test("kind regress: coefficients with the design")
  func regression() throws {
    let found = try result(
      """
      kind = "regress"
      formula = "(CL1A == 1) ~ CB3 + factor(HL4)"
      family = "logit"
      weight = "fsweight"
      stratum = ["stratum"]
      cluster = ["PSU"]
      """)
    #expect(found.estimates.count >= 3 && found.estimates.allSatisfy { $0.refusal == nil })
  }

  @Test(
    "F33: what does not go together is refused before anything is read",
    arguments: [
      ("kind = \"survey\"\nmean = [\"CB3\"]", "it does not say how rows are weighted"),
      ("kind = \"survey\"\nmean = [\"CB3\"]\nequal-weights = true\nweight = \"w\"", "'weight' is given too"),
      ("kind = \"survey\"\nequal-weights = true", "nothing is asked for"),
      ("kind = \"survey\"\nequal-weights = true\nratio = [\"hours\"]", "such as \"hours/days\""),
      ("kind = \"survey\"\nprofile = \"mics6\"\nmean = [\"CB3\"]", "the statistics are its indicators"),
      ("kind = \"survey\"\nprofile = \"mics6\"\nweight = \"w\"", "a profile brings its weights"),
      (
        "kind = \"survey\"\nequal-weights = true\nmean = [\"CB3\"]\nreplicate-weights = [\"rep*\"]",
        "how replicates are made"
      ),
      ("kind = \"regress\"\nequal-weights = true\nformula = \"y ~\"", "formula"),
      ("kind = \"regress\"\nformula = \"y ~ x\"", "it does not say how rows are weighted"),
      (
        "kind = \"survey\"\nequal-weights = true\nmean = [\"CB3\"]\nbounds = [0.3]\ncalibrate = \"children\"",
        "two numbers"
      ),
      (
        "kind = \"regress\"\nequal-weights = true\nformula = \"y ~ x\"\nbounds = [0.3, 3]",
        "there is no 'calibrate'"
      ),
      ("kind = \"regress\"", "the key 'formula' is missing"),
    ])
  func conflicts(text: String, expected: String) {
    let found = message(text)
    #expect(found.contains(expected), "\(found)")
    #expect(found.hasPrefix("study.toml:"), "\(found)")
  }
}
