import Estimates
import MultipleSystems
import Tables
import Testing

@Suite("Reading capture tables")
struct CaptureReadingTests {
  private func table(_ columns: [(String, Column.Values)]) -> DataTable {
    let columns = columns.map { Column(name: $0, values: $1) }
    return DataTable(name: "cases.csv", columns: columns, lines: Array(2..<(2 + (columns.first?.count ?? 0))))
  }

  private func problem(_ table: DataTable, _ shape: CaptureShape, by strata: [String] = []) -> DataError? {
    do throws(DataError) {
      if strata.isEmpty {
        _ = try CaptureTable(reading: table, as: shape)
      } else {
        _ = try CaptureTable.strata(reading: table, as: shape, by: strata)
      }
      return nil
    } catch { return error }
  }

  private let persons: [String?] = ["p", "q", "p", "r", "s", "s"]
  private let names: [String?] = ["X", "Y", "Y", "X", "Y", "X"]

  @Test("M11: the three shapes give the same table")
  func shapesAgree() throws {
    let tabulated = table([
      ("X", .integer([1, 0, 1])), ("Y", .integer([0, 1, 1])), ("people", .number([1, 1, 2])),
    ])
    let rows = table([("X", .integer([1, 0, 1, 1])), ("Y", .number([1, 1, 0, 1]))])
    let long = table([("id", .text(persons)), ("source", .text(names))])
    let first = try CaptureTable(reading: tabulated, as: .tabulated(lists: ["X", "Y"], count: "people"))
    #expect(first.counts == [1, 1, 2])
    #expect(try CaptureTable(reading: rows, as: .caseRows(lists: ["X", "Y"])) == first)
    #expect(try CaptureTable(reading: long, as: .long(person: "id", list: "source")) == first)
    let reversed = try CaptureTable(
      reading: long, as: .long(person: "id", list: "source", lists: ["Y", "X"]))
    #expect(reversed.lists == ["Y", "X"])
  }

  @Test("F16, F18, F19, F20, F23, M12: faults are refused with their line and never with a value")
  func refused() {
    let tabulated = CaptureShape.tabulated(lists: ["X", "Y"], count: "n")
    func counts(_ values: Column.Values) -> DataError? {
      problem(
        table([("X", .integer([1, 0])), ("Y", .integer([0, 1])), ("n", values)]), tabulated)
    }
    #expect(counts(.integer([4711, -4711]))?.line == 3)
    #expect(counts(.number([4711, 0.4711]))?.problem.contains("not a whole number") == true)
    #expect(counts(.integer([4711, nil]))?.problem == "the count is missing")
    #expect(counts(.integer([4711, 1 << 53]))?.line == 3)
    #expect(counts(.integer([1 << 52, 1 << 52]))?.problem.contains("add up to 2^53") == true)
    #expect(counts(.integer([0, 0])) != nil)
    #expect(counts(.text(["1", "2"]))?.column == "n")
    for error in [counts(.integer([1, -4711])), counts(.number([4711.5, 1]))] {
      #expect(error.map { "\($0)".contains("4711") } == false)
    }

    let rows = CaptureShape.caseRows(lists: ["X", "Y"])
    let coded = problem(table([("X", .integer([0, 1, 7, nil])), ("Y", .integer([1, 0, 0, 1]))]), rows)
    #expect(coded?.line == 4)
    #expect(coded?.problem == "2 rows, this one first, are neither 0 nor 1 in this list")
    let swapped = problem(table([("X", .integer([1, 0, 0])), ("Y", .integer([1, 0, 1]))]), rows)
    #expect(swapped?.line == 3)
    #expect(swapped?.problem == "1 row, this one, is on no list")
    #expect(problem(table([("X", .integer([1]))]), rows)?.problem == "there is no such column")

    let long = CaptureShape.long(person: "id", list: "source")
    let twice = problem(
      table([("id", .text(persons + ["p"])), ("source", .text(names + ["Y"]))]), long)
    #expect(twice?.line == 8)
    #expect(twice?.problem == "this person is on this list already, in line 4")
    #expect(problem(table([("id", .text([nil])), ("source", .text(["X"]))]), long)?.line == 2)
    let many = problem(
      table([
        ("id", .integer(Array(1...21))), ("source", .text((1...21).map { "L\($0)" })),
      ]), long)
    #expect(many?.problem.contains("21 lists are more than the 20") == true)
    let chosen = CaptureShape.long(person: "id", list: "source", lists: ["X"])
    #expect(problem(table([("id", .text(persons)), ("source", .text(names))]), chosen)?.line == 3)
  }

  @Test("strata stand in the order of their labels, and add up")
  func strata() throws {
    let long = table([
      ("id", .text(persons)), ("source", .text(names)),
      ("sex", .text(["m", "f", "m", "f", "f", "f"])), ("year", .integer([2, 1, 2, 2, 1, 1])),
    ])
    let shape = CaptureShape.long(person: "id", list: "source")
    let strata = try CaptureTable.strata(reading: long, as: shape, by: ["sex", "year"])
    #expect(strata.map { $0.labels.map(\.value) } == [["f", "1"], ["f", "2"], ["m", "2"]])
    #expect(strata[0].labels[1] == DomainLabel(variable: "year", value: "1"))
    #expect(strata.map(\.table.total) == [2, 1, 1])
    #expect(strata.allSatisfy { $0.table.lists == ["X", "Y"] })
    let torn = table([
      ("id", .text(persons)), ("source", .text(names)), ("sex", .text(["m", "f", "f", "f", "f", "f"])),
    ])
    let error = problem(torn, shape, by: ["sex"])
    #expect(error?.line == 4)
    #expect(error?.problem == "this person stands in another stratum in line 2")
  }
}
