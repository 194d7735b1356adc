import Estimates
import GlobalEstimates
import MultipleSystems
import Reporting
import Studies
import Testing

@Suite("Populations and cases with counts rounded under a key")
struct RoundedPopulationTests {
  /// Not SHA-256: what is asked here holds for any draw.
  private static func rounding(_ base: Int = 10, _ key: UInt8 = 7) throws -> KeyedRounding {
    try KeyedRounding(base: base, key: [UInt8](repeating: key, count: 16)) { bytes in
      var state: UInt64 = 14_695_981_039_346_656_037
      return (0..<32).map { index in
        for byte in bytes { state = (state ^ UInt64(byte) &+ UInt64(index)) &* 1_099_511_628_211 }
        return UInt8(truncatingIfNeeded: state >> 32)
      }
    }
  }

  private func input(_ rows: [String], header: String, strata: [String] = []) throws -> CaptureInput {
    let unpacked = try UnpackedInputs([
      StudyInput(
        name: "lists",
        source: .bytes(Array(([header] + rows).joined(separator: "\n").utf8 + [10]), name: "lists.csv"))
    ])
    defer { unpacked.remove() }
    return try CaptureInput(file: unpacked.inputs[0].path(), columns: CaptureColumns(strata: strata))
  }

  private static let three = ["1,0,0,151", "0,1,0,142", "0,0,1,133", "1,1,0,44", "1,0,1,25", "0,1,1,36"]

  private func numbers(_ document: Document, _ table: String) -> [Double] {
    let found = document.tables.first { $0.identifier == table }
    return (found?.rows ?? []).flatMap(\.cells).compactMap { cell in
      if case .number(let value, _) = cell.value { value } else { nil }
    }
  }

  @Test(
    "without small counts all is shown rounded; what is shown covers what is true",
    arguments: [UInt8(1), 2, 3])
  func large(key: UInt8) throws {
    let input = try input(Self.three + ["1,1,1,15"], header: "a,b,c,count")
    let options = try MultipleSystemsOptions(method: .independence, interval: .logNormal)
    let study = try MultipleSystemsStudy(input, name: "mse", options: options, isAlone: true)
    let exact = try #require(study.result().estimates.first)
    let result = try study.result(rounding: Self.rounding(10, key))
    let shown = try #require(result.estimates.first)
    let (inner, outer) = (
      try #require(exact.uncertainty?.interval), try #require(shown.uncertainty?.interval)
    )
    #expect(outer.lower <= inner.lower && (outer.finiteUpper ?? 0) >= (inner.finiteUpper ?? 1))
    #expect(try #require(shown.value).truncatingRemainder(dividingBy: 10) == 0)
    let counts = numbers(result.document, "histories")
    #expect(counts.count == 7 && counts.allSatisfy { $0.truncatingRemainder(dividingBy: 10) == 0 })
    let cells = try #require(result.release).cells
    for cell in cells.cells where cell.atoms.count == 1 {
      let index = try #require(
        input.whole.histories.firstIndex {
          $0.lists.map { input.whole.lists[$0] }.sorted().joined(separator: " + ") == cell.name
        })
      #expect(cell.lower <= input.whole.counts[index] && input.whole.counts[index] <= cell.upper ?? 0)
    }
    #expect(DisclosureAudit(cells).isSafe)
    // One estimate, and nothing that was computed beside it.
    #expect(result.estimates.count == 1 && result.document.figures.isEmpty)
  }

  @Test("a small count by itself does not stop an estimate from three lists, and one from two is held back")
  func small() throws {
    let options = try MultipleSystemsOptions(method: .independence, interval: .logNormal)
    let three = try MultipleSystemsStudy(
      input(Self.three + ["1,1,1,4"], header: "a,b,c,count"), name: "mse", options: options, isAlone: true
    ).result(rounding: Self.rounding())
    #expect(three.estimates.first?.value != nil)
    let two = try MultipleSystemsStudy(
      input(["1,0,100", "0,1,150", "1,1,8"], header: "a,b,count"), name: "mse", options: options,
      isAlone: true
    ).result(rounding: Self.rounding())
    #expect(two.estimates.first?.refusal?.code == .disclosureHeldBack)
    #expect(two.estimates.first?.diagnostics.isEmpty == true)
  }

  @Test("strata are shown, coarser, or held back one by one, and never with other digits")
  func strata() throws {
    let rows =
      (Self.three + ["1,1,1,15"]).map { "north,\($0)" } + (Self.three + ["1,1,1,2"]).map { "south,\($0)" }
    let input = try input(rows, header: "region,a,b,c,count", strata: ["region"])
    let options = try MultipleSystemsOptions(method: .independence, interval: .percentile, replicates: 200)
    let result = try PartsStudy(input, approach: .separate(whenMissing: .refuse), options: options)
      .result(rounding: Self.rounding())
    #expect(result.estimates.count == 3)
    for estimate in result.estimates {
      if let value = estimate.value { #expect(value.truncatingRemainder(dividingBy: 10) == 0) }
    }
    let cells = try #require(result.release).cells
    #expect(cells.cells.map(\.name) == ["people seen"] && cells.cells[0].upper != cells.cells[0].lower)
  }

  @Test("reported cases: the total with the counts of both lists rounded, without their strata")
  func cases() throws {
    let data = DataFolder.bundled("synthetic-cases")
    let options = try CaseOptions(draws: 1_000)
    let input = try CaseInput(
      first: "team-a.csv", second: "team-b.csv", durations: nil, in: data, strata: ["region"],
      options: options)
    let study = try CaseStudy(input, options: options)
    let result = try study.result(rounding: Self.rounding())
    let value = try #require(result.estimates.first?.value)
    #expect(value.truncatingRemainder(dividingBy: 10) == 0)
    let exact = try #require(study.estimate.value)
    #expect(abs(value - exact) <= 0.051 * exact + 10)
    let counts = numbers(result.document, "counts")
    #expect(counts.count == 3 && counts.allSatisfy { $0.truncatingRemainder(dividingBy: 10) == 0 })
    #expect(!result.document.tables.contains { $0.identifier == "strata" })
  }
}
