import Estimates
import Reporting
@testable import Studies
import Testing

@Suite("GATHER statement")
struct GatherStatementTests {
  private static func result() throws -> StudyResult {
    let estimate = try Estimate(
      quantity: "population", unit: "people", method: "a method",
      outcome: .estimated(
        value: 1_234,
        uncertainty: .intervalOnly(try Interval(kind: .logNormal, level: 0.95, lower: 900, upper: 1_900))),
      diagnostics: [Diagnostic(.fewLists, "two lists"), Diagnostic(.missedLinks, "not assessed")],
      provenance: Provenance(notes: ["the model is [A,B]", "list C holds nobody and was left out"]))
    return StudyResult(
      study: "mse", title: "Estimation", settings: [],
      inputs: [
        InputRecord(name: "lists.csv", sha256: String(repeating: "a", count: 64), byteCount: 10, rowCount: 7)
      ], estimates: [estimate], verdicts: [], document: Document(title: "t", subtitle: "", sections: []),
      summary: [])
  }

  private static let written: [String: String] = Dictionary(
    uniqueKeysWithValues: GatherItem.all.compactMap(\.key).map { ($0, "Words for \($0).") })

  @Test func `there are eighteen items, and those of a person have a key`() {
    #expect(GatherItem.all.map(\.number) == Array(1...18))
    #expect(GatherItem.all.filter(\.needsPerson).allSatisfy { $0.key != nil })
    #expect(Set(GatherItem.all.map(\.statement)).count == 18)
  }

  @Test func `what nobody wrote says so and is refused where strict`() throws {
    let statement = GatherStatement(
      results: [try Self.result()], written: ["funding": " - ", "access": "Asked."])
    #expect(statement.missing.map(\.number) == [1, 2, 4, 5, 6, 7, 8, 17, 18])
    let text = MarkdownWriter.text(Document(title: "t", subtitle: "", sections: [statement.section]))
    for item in statement.missing { #expect(text.contains("NOT PROVIDED (GATHER \(item.number))")) }
    #expect(!text.contains("NOT PROVIDED (GATHER 3)") && text.contains("Asked."))
    do {
      try statement.requireComplete()
      Issue.record("an incomplete statement was let through")
    } catch {
      #expect(error.missing == statement.missing && error.description.contains("2 (funding)"))
    }
  }

  @Test func `the run fills what it knows`() throws {
    let statement = GatherStatement(
      results: [try Self.result()], written: Self.written, repository: "https://example.org/x",
      previous: "2026-11")
    #expect(statement.missing.isEmpty)
    #expect(throws: Never.self) { try statement.requireComplete() }
    func words(_ item: Int) -> String { statement.answers[item - 1].sentences.joined(separator: " ") }
    #expect(words(1).contains("Population (people).") && words(1).hasPrefix("Words for indicator."))
    #expect(words(4).contains("was left out"))
    #expect(words(5).contains("lists.csv: 7 rows, SHA-256 aaa"))
    #expect(words(6).contains("MSE-04"))
    #expect(words(11).contains("The model is [A,B]."))
    #expect(words(13).contains("log-normal") && words(13).contains("MSE-18"))
    #expect(words(14).contains("https://example.org/x"))
    #expect(words(16) == "1 of 1 estimates have an interval.")
    #expect(words(17).contains("2026-11"))
    #expect(!words(18).isEmpty)
    #expect(statement.table.rows.count == 18)
  }

  @Test func `an earlier edition alone answers no item of a person`() throws {
    let statement = GatherStatement(results: [], written: [:], previous: "2026-11")
    #expect(statement.missing.map(\.number) == [1, 2, 3, 4, 5, 6, 7, 8, 18])
  }
}
