import DataLoaders
import Foundation
import Tables
import TestSupport
import Testing

@Suite("A survey profile in TOML")
struct ProfileReaderTests {
  private static func read(_ text: String) throws -> SurveyProfile {
    try ProfileReader.read(.bytes(Array(text.utf8), name: "profile.toml"))
  }

  /// A small profile that is right, to change.
  private static let small = """
    schema = 1
    name = "small"
    title = "Small"
    [[select]]
    column = "result"
    codes = [1]
    [age]
    column = "age"
    from = 5
    through = 17
    [design]
    weight = "w"
    stratum = ["s", ["region", "area"]]
    cluster = "psu"
    [[breakdown]]
    name = "sex"
    title = "Sex"
    column = ["sex", "b4"]
    labels = { 2 = "Girls", 1 = "Boys", 10 = "Other" }
    [[question]]
    name = "work"
    columns = ["a", "b"]
    yes = [1]
    no = [2]
    missing = [9, "dk"]
    [[hours]]
    name = "work"
    columns = ["h1", { column = "h2", asked-when = "work" }]
    unknown = [97, 98, 99]
    unknown-at-least = "zero"
    unknown-below = "hours"
    limit = 97
    [[indicator]]
    name = "long"
    title = "Long hours"
    question = "work"
    hours = "work"
    at-least = [{ ages = [5, 11], hours = 1 }, { ages = [12, 17], hours = 14.5 }]
    [[indicator]]
    name = "either"
    title = "Either"
    any = ["long"]
    [[table]]
    name = "T1"
    title = "Table"
    without = ["sex"]
    [[table.panel]]
    ages = [5, 17]
    columns = [{ indicator = "either", title = "Either" }]
    """

  @Test("holds roles, codes, hours, ages, rules and tables")
  func reads() throws {
    let profile = try Self.read(Self.small)
    #expect(profile.age.range == 5...17)
    #expect(profile.stratum?.alternatives == [["s"], ["region", "area"]])
    #expect(profile.stratum?.found(in: ["region", "area"]) == ["region", "area"])
    #expect(profile.breakdown("sex")?.labels.map(\.label) == ["Boys", "Girls", "Other"])
    #expect(profile.question("work")?.missing.contains(9) == true)
    #expect(profile.question("work")?.missing.contains("dk") == true)
    let hours = try #require(profile.hours("work"))
    #expect(hours.parts.map(\.askedWhen) == [nil, "work"])
    #expect(hours.unknownAtLeast == .zero && hours.unknownBelow == .hours && hours.limit == 97)
    #expect(
      profile.indicator("long")?.rule
        == .hours(
          question: "work", hours: "work", side: .atLeast,
          thresholds: [.init(ages: 5...11, hours: 1), .init(ages: 12...17, hours: 14.5)]))
    #expect(profile.table("t1")?.panels.first?.columns.first?.indicator == "either")
    #expect(profile.missingAnswers == .countAsNo)
    #expect(
      profile.columns(in: ["x", "b4", "w", "sex", "h2", "region", "s", "age"])
        == ["w", "sex", "h2", "s", "age"])
  }

  struct Fault: Sendable, CustomTestStringConvertible {
    let old: String
    let new: String
    let says: String
    var testDescription: String { new.isEmpty ? "without \(old)" : new }

    init(_ old: String, _ new: String, _ says: String) {
      self.old = old
      self.new = new
      self.says = says
    }
  }

  @Test(
    "is refused with line, key and remedy",
    arguments: [
      Fault("title = \"Small\"", "tilte = \"Small\"", "did you mean 'title'?"),
      Fault("through = 17", "thruogh = 17", "did you mean 'through'?"),
      Fault("unknown-below", "unknown-bellow", "did you mean 'unknown-below'?"),
      Fault("schema = 1", "schema = 2", "schema = 1"), Fault("schema = 1\n", "", "'schema' is missing"),
      Fault("name = \"small\"", "name = 3", "wrong type"), Fault("from = 5", "from = 18", "no ages"),
      Fault("from = 5", "from = \"5\"", "wrong type"), Fault("weight = \"w\"\n", "", "'weight' is missing"),
      Fault("yes = [1]", "yes = []", "no answer is yes"), Fault("yes = [1]", "yes = [true]", "no code"),
      Fault("asked-when = \"work\"", "asked-when = \"wrok\"", "did you mean 'work'?"),
      Fault("question = \"work\"\nhours", "question = \"wokr\"\nhours", "did you mean 'work'?"),
      Fault("any = [\"long\"]", "any = [\"either\"]", "no indicator above"),
      Fault("any = [\"long\"]", "any = []", "the list is empty"),
      Fault("any = [\"long\"]", "any = [\"long\"]\nall = [\"long\"]", "one rule"),
      Fault("any = [\"long\"]\n", "", "no rule"),
      Fault("hours = 14.5", "hours = 200", "a week has no such number"),
      Fault("ages = [12, 17]", "ages = [11, 17]", "an age has two thresholds"),
      Fault("ages = [12, 17]", "ages = [17, 12]", "no ages"),
      Fault("name = \"either\"", "name = \"long\"", "have this name"),
      Fault("name = \"either\"", "name = \"Either One\"", "small letters"),
      Fault("indicator = \"either\"", "indicator = \"eihter\"", "did you mean 'either'?"),
      Fault("without = [\"sex\"]", "without = [\"sxe\"]", "did you mean 'sex'?"),
      Fault("2 = \"Girls\"", "2 = \"Boys\"", "one label"),
      Fault("unknown-at-least = \"zero\"", "unknown-at-least = \"none\"", "\"missing\""),
      Fault("unknown = [97, 98, 99]", "unknown = [\"dk\"]", "hours are numbers"),
      Fault("\"h1\", {", "\"h2\", {", "stands twice"), Fault("limit = 97", "limit = -1", "not above 0"),
      Fault("[age]", "[age", "no TOML"), Fault("codes = [1]", "codes = 1", "no list of codes"),
      Fault("stratum = [\"s\", [\"region\", \"area\"]]", "stratum = [[]]", "names no columns"),
    ])
  func refused(_ fault: Fault) throws {
    let text = Self.small.replacingOccurrences(of: fault.old, with: fault.new)
    #expect(text != Self.small)
    let error = #expect(throws: DataError.self) { try Self.read(text) }
    #expect(error?.description.contains(fault.says) == true, "\(error?.description ?? "")")
    #expect(error?.description.hasPrefix("profile.toml") == true)
  }

  @Test("a question that waits for itself is refused")
  func circle() {
    let text = Self.small.replacingOccurrences(
      of: "missing = [9, \"dk\"]", with: "missing = [9, \"dk\"]\nasked-when = \"work\"")
    #expect(throws: DataError.self) { try Self.read(text) }
  }

  @Test("cut anywhere is refused or read, and never a fault of the program")
  func truncated() {
    let bytes = Array(Self.small.utf8)
    for length in stride(from: 0, to: bytes.count, by: 23) {
      do { _ = try ProfileReader.read(.bytes(Array(bytes[..<length]), name: "cut.toml")) } catch {
        #expect(!error.description.isEmpty)
      }
    }
  }

  @Test("every bundled profile is read", arguments: ["mics6", "mics6-early", "mics5", "country-example"])
  func bundled(_ name: String) throws {
    let profile = try ProfileReader.read(.file(Repository.path("Data/survey-profiles/\(name).toml")))
    #expect(profile.name == name)
    #expect(profile.indicator("child-labour") != nil)
  }
}
