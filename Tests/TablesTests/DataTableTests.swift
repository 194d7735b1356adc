import Tables
import Testing

@Suite struct DataTableTests {
  let table = DataTable(
    name: "survey.csv",
    columns: [
      Column(name: "region", values: .text(["north", nil])),
      Column(name: "weight", values: .number([1.5, 2])),
      Column(name: "age", values: .integer([12, nil])),
    ], lines: [2, 4])

  @Test func columnsAreFoundByNameAndType() throws {
    #expect(table.rowCount == 2)
    #expect(try table.text("region") == ["north", nil])
    #expect(try table.numbers("weight") == [1.5, 2])
    #expect(try table.integers("age") == [12, nil])
    #expect(try table.numbers("age") == [12, nil], "whole numbers are numbers too")
  }

  @Test func anAbsentColumnIsRefusedWithThoseThatAreThere() {
    let error = #expect(throws: DataError.self) { try table.numbers("wt") }
    #expect(
      error?.description
        == "survey.csv: column 'wt': there is no such column; the columns are 'region', 'weight', 'age'")
  }

  @Test func aColumnOfAnotherTypeIsRefused() {
    #expect(throws: DataError.self) { try table.numbers("region") }
    #expect(throws: DataError.self) { try table.text("weight") }
    #expect(throws: DataError.self) { try table.integers("weight") }
  }

  @Test func anErrorNamesThePhysicalLine() {
    let error = table.error(row: 1, column: "age", problem: "the age is missing", remedy: "fill it in")
    #expect(error.description == "survey.csv:4: column 'age': the age is missing; fill it in")
  }
}
