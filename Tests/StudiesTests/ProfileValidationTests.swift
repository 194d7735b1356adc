import DataLoaders
import Studies
import Tables
import Testing

@Suite("A survey file against a profile")
struct ProfileValidationTests {
  private static let profile = Result { try SurveyProfile.named("mics6") }

  private static func validation(_ rows: [[String: String]]) throws -> ProfileValidation {
    let profile = try profile.get()
    return try ProfileValidation(profile, SurveyTexts.children(rows, profile: profile))
  }

  private static func two(_ answers: [String: String]) -> [[String: String]] {
    [ProfileRulesTests.mics6(answers), ProfileRulesTests.mics6(["HH1": "2"])]
  }

  @Test("without fault has notes at most")
  func faultless() throws {
    let validation = try Self.validation(Self.two(["CL1A": "1", "CL3": "98"].merging(Self.hazards) { $1 }))
    #expect(validation.isFaultless, "\(validation.findings)")
    #expect(validation.findings.contains { $0.column == "CL3" && $0.severity == .note && $0.rows == 1 })
    // The breakdowns that these children have no columns for.
    #expect(validation.findings.contains { $0.problem.contains("results by 'wealth'") })
  }

  private static let hazards = Dictionary(
    uniqueKeysWithValues: ["CL4", "CL5", "CL6A", "CL6B", "CL6C", "CL6D", "CL6E", "CL6X"].map { ($0, "2") })

  struct Fault: Sendable {
    let answers: [String: String]
    let column: String
    let says: String

    init(_ answers: [String: String], _ column: String, _ says: String) {
      self.answers = answers
      self.column = column
      self.says = says
    }
  }

  @Test(
    "with a fault says which, in which column and row, and not what stands there",
    arguments: [
      Fault(["fsweight": ""], "fsweight", "weight is missing"),
      Fault(["fsweight": "-4321"], "fsweight", "negative"),
      Fault(["fsweight": "heavy4321"], "fsweight", "text"),
      Fault(["stratum": ""], "stratum", "stratum is missing"),
      Fault(["HH1": ""], "HH1", "cluster is missing"), Fault(["CB3": ""], "CB3", "age is missing"),
      Fault(["CB3": "4321"], "CB3", "no age"), Fault(["CB3": "7.5"], "CB3", "no age"),
      Fault(["CL1A": "4321"], "CL1A", "none that the profile knows"),
      Fault(["CL1A": ""], "CL1A", "although the question was asked"),
      Fault(["CL1A": "1"], "CL3", "although the question was asked"),
      Fault(["CL4": "1"], "CL4", "although the question was not asked"),
      Fault(["CL7": "1", "CL8": "4321"], "CL8", "outside 0 to 96"),
      Fault(["CL3": "5"], "CL3", "although the question was not asked"),
    ])
  func faults(_ fault: Fault) throws {
    let validation = try Self.validation(Self.two(fault.answers))
    let found = validation.findings.first { $0.column == fault.column && $0.severity == .wrong }
    #expect(found?.problem.contains(fault.says) == true, "\(validation.findings)")
    #expect(found?.firstRows == [1])
    #expect(!validation.isFaultless)
    #expect(!validation.findings.contains { $0.problem.contains("4321") })
  }

  @Test("a column that is missing is named, with the name that was probably meant")
  func missingColumn() throws {
    let profile = try Self.profile.get()
    let rows = Self.two([:]).map { row in
      var row = row
      row["fsweigth"] = row.removeValue(forKey: "fsweight")
      return row
    }
    let validation = try ProfileValidation(profile, SurveyTexts.children(rows, profile: profile))
    let found = validation.findings.first { $0.column == "fsweight" }
    #expect(found?.severity == .wrong)
    #expect(found?.problem.contains("did you mean 'fsweigth'?") == true)
    #expect(throws: DataError.self) { try profile.apply(to: SurveyTexts.children(rows, profile: profile)) }
  }

  @Test("a stratum with a single cluster is a fault of each of its rows")
  func lonely() throws {
    let validation = try Self.validation(
      Self.two([:]) + [ProfileRulesTests.mics6(["stratum": "2", "HH1": "9"])])
    let found = validation.findings.first { $0.problem.contains("single cluster") }
    #expect(found?.firstRows == [3])
  }

  @Test("the first rows are shown, and the rest are counted")
  func limit() throws {
    let rows = (0..<30).map { ProfileRulesTests.mics6(["HH1": "\($0)", "CL1A": "7", "CL1B": "7"]) }
    let validation = try Self.validation(rows)
    #expect(validation.faultCount == 60)
    let report = ProfileValidationReport(validation, lines: 5)
    let details = try #require(report.tables.last)
    #expect(details.rows.count == 5)
    #expect(details.notes.contains("55 more are not shown (--lines shows more)."))
    #expect(ProfileValidationReport(validation, lines: 0).tables.count == 1)
  }

  @Test("the bundled synthetic survey fits, and is marked")
  func synthetic() throws {
    let bytes = try #require(BundledData.file("synthetic-survey/children.csv")?.bytes)
    let profile = try Self.profile.get()
    let table = try SurveyTexts.table(String(decoding: bytes, as: UTF8.self), profile: profile)
    #expect(SyntheticSurvey.isMarked(table.names))
    let validation = try ProfileValidation(profile, table)
    #expect(validation.isFaultless)
    #expect(validation.fileRowCount == 3400)
    // Weights add up to the number of completed interviews.
    let survey = try profile.apply(to: table)
    #expect(abs(survey.weights.reduce(0, +) - Double(survey.rows.count)) < 0.01)
    #expect(Set(survey.absences.map(\.name)).isEmpty)
  }
}

@Suite("What a profile refuses to make of a file")
struct ProfileRefusalTests {
  private static func apply(_ rows: [[String: String]]) throws -> ProfiledSurvey {
    let profile = try SurveyProfile.named("mics6")
    return try profile.apply(to: SurveyTexts.children(rows, profile: profile))
  }

  @Test("F17: a weight that is missing, negative or text, with its row")
  func weights() throws {
    for weight in ["", "-1", "x"] {
      let error = #expect(throws: DataError.self) {
        try Self.apply([ProfileRulesTests.mics6([:]), ProfileRulesTests.mics6(["fsweight": weight])])
      }
      #expect(error?.description.contains("fsweight") == true)
      if weight != "x" { #expect(error?.description.contains("row 2") == true) }
    }
    #expect(throws: DataError.self) { try Self.apply([ProfileRulesTests.mics6(["fsweight": "0"])]) }
    // Their sum is more than a number can hold.
    #expect(throws: DataError.self) {
      try Self.apply([
        ProfileRulesTests.mics6(["fsweight": "1e308"]), ProfileRulesTests.mics6(["fsweight": "1e308"]),
      ])
    }
  }

  @Test("a file in which nobody takes part or has an age")
  func nobody() {
    #expect(throws: DataError.self) { try Self.apply([ProfileRulesTests.mics6(["FS17": "2"])]) }
    #expect(throws: DataError.self) { try Self.apply([ProfileRulesTests.mics6(["CB3": "44"])]) }
    #expect(throws: DataError.self) { try Self.apply([ProfileRulesTests.mics6(["CB3": "ten"])]) }
  }

  @Test("a design without stratum or cluster, and a row without them")
  func design() {
    for name in ["stratum", "HH1"] {
      #expect(throws: DataError.self) {
        try Self.apply([ProfileRulesTests.mics6([name: ""]), ProfileRulesTests.mics6([:])])
      }
      var row = ProfileRulesTests.mics6([:])
      row[name] = nil
      #expect(throws: DataError.self) { try Self.apply([row]) }
    }
  }

  @Test("answers as texts where the profile has numbers")
  func texts() {
    #expect(throws: DataError.self) { try Self.apply([ProfileRulesTests.mics6(["CL1A": "yes"])]) }
    #expect(throws: DataError.self) {
      try Self.apply([ProfileRulesTests.mics6(["CL1A": "1", "CL3": "many"])])
    }
  }
}
