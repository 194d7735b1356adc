internal import DataLoaders
internal import Tables
internal import Testing

/// The faults of column names in the acceptance list: F10, F11, F31.
@Suite struct CSVHeaderTests {
  @Test(arguments: [
    "a,b,a", "a,b, a ", "a,b,A", "caf\u{E9},b,cafe\u{301}", "É,b,e\u{301}", "a,b,\u{A0}a", "x\u{200D}y,b,xy",
  ])
  func F10_duplicateNamesAreRefused(header: String) {
    let error = refusal("\(header)\n1,2,3\n")
    #expect(error?.line == 1)
    #expect(
      error?.problem == "columns 1 and 3 have the same name"
        || error?.problem.contains("look the same") == true)
  }

  @Test func F31_lookAlikesAreRefused() {
    #expect(
      refusal("age,a,аgе\n1,2,3\n")?.problem
        == "columns 1 and 3 have names that look the same, in different letters")
  }

  @Test(arguments: ["a,,c", "a,b,", "a,\" \",c"]) func F11_emptyNamesAreRefused(header: String) {
    #expect(refusal("\(header)\n1,2,3\n")?.problem == "the column has no name")
  }

  @Test func F11_missingColumnsAreRefusedWithTheNearestName() {
    let error = refusal("a,wieght\n1,2\n", texts("a", "weight"))
    #expect(
      error?.description
        == "data.csv:1: column 'weight': there is no such column; is it the one called 'wieght'? Then rename that"
    )
    #expect(refusal("a\n1\n", texts("a", "weight"))?.remedy == "add it to the file")
  }

  @Test func F11_unknownColumnsAreRefusedWithTheNearestName() throws {
    let schema = Schema([ColumnRule("a", .text), ColumnRule("weight", .text, required: false)])
    #expect(
      refusal("a,wieght\n1,2\n", schema)?.description
        == "data.csv:1: column 'wieght': the column is not known; did you mean 'weight'?")
    #expect(
      refusal("a,q\n1,2\n", schema)?.remedy == "remove it, or rename it to one of 'a', 'weight'")
    let lenient = Schema(schema.columns, allowsOtherColumns: true)
    let table = try read("q,a\n1,2\n", lenient).table
    #expect(table.columns.map(\.name) == ["a"])
    #expect(try table.text("a") == ["2"])
  }

  @Test(arguments: ["1,2\n3,4\n", "1.5,\n3,4\n", "\"1,5\",7\n"]) func F11_aHeaderOfNumbersIsData(text: String)
  {
    #expect(refusal(text)?.problem == "the first line looks like data, not like column names")
  }

  @Test func F11_aFirstLineOfDataIsNotShown() {
    let error = refusal("\(canary),b2\n1,2\n", texts("name", "age"))
    #expect(error?.problem == "the first line has none of the columns that are needed")
    #expect(error?.remedy.contains("'name', 'age'") == true)
  }

  @Test func aColumnIsAskedForOnce() {
    let error = refusal("a,b\n1,2\n", Schema([ColumnRule("a", .text), ColumnRule("A", .text)]))
    #expect(error?.kind == .usage)
    #expect(error?.problem == "the column is asked for twice")
  }

  /// Surveys may have such columns; other files are refused by F10.
  @Test func namesThatDifferInCapitalsAreFoundAsTheyAreSpelled() throws {
    var options = CSVOptions()
    options.allowsNamesByCase = true
    let source = ByteSource.bytes(Array("y,Y,b\n1,2,3\n".utf8), name: "data.csv")
    var batches = try CSVBatchStream(
      source,
      columns: [CSVBatchColumn("Y", .number), CSVBatchColumn("y", .number), CSVBatchColumn("B", .number)],
      options: options)
    #expect(try batches.next())
    #expect(batches.numbers(0) == [2] && batches.numbers(1) == [1] && batches.numbers(2) == [3])
    let names = ByteSource.bytes(Array("ab,AB,b\n1,2,3\n".utf8), name: "data.csv")
    #expect(throws: DataError.self) {
      _ = try CSVBatchStream(names, columns: [CSVBatchColumn("Ab", .number)], options: options)
    }
    #expect(throws: DataError.self) {
      _ = try CSVRowStream(ByteSource.bytes(Array("y,b,y\n1,2,3\n".utf8), name: "data.csv"), options: options)
    }
  }

  @Test func F11_namesAreFoundWithoutCaseAndSpaces() throws {
    let table = try read(" Weight ,CAFE\u{301}\n1,2\n", texts("café", "weight")).table
    #expect(table.columns.map(\.name) == ["café", "weight"])
    #expect(try table.text("weight") == ["1"])
  }

  @Test(arguments: ["\u{1B}[2J", "\u{7}", "\u{202E}", "\u{200B}", "\u{9B}", "\u{7F}", "\u{2066}", "\u{AD}"])
  func F31_invisibleCharactersInNamesAreRefused(character: String) {
    let error = refusal("a,x\(character)y\n1,2\n")
    #expect(error?.problem == "the column name holds control or invisible characters")
    #expect(error?.column == "2")
  }

  @Test func F31_joinersAndLineFeedsInNamesAreKept() throws {
    let table = try read("نام\u{200C}ها,\"two\nlines\"\n1,2\n", texts("نام\u{200C}ها", "two\nlines")).table
    #expect(table.rowCount == 1)
  }

  @Test func F31_textsAreKeptAndWhatDoesNotShowIsNoted() throws {
    let schema = Schema([ColumnRule("a", .text), ColumnRule("b", .text)])
    let (table, record) = try read(
      "a,b\nRural,x\n Rural,x\nRu\u{200B}ral,\u{202E}x\nRural\u{A0},x\n\"two\nlines\",\u{1B}[2J\ncafé,x\n",
      schema)
    #expect(
      try table.text("a") == ["Rural", " Rural", "Ru\u{200B}ral", "Rural\u{A0}", "two\nlines", "café"])
    #expect(
      record.notes == [
        "column 'a': control or invisible characters were kept in 1 cell, first on line 4",
        "column 'a': spaces around the text were kept in 2 cells, first on line 3",
        "column 'b': control or invisible characters were kept in 2 cells, first on line 4",
      ])
  }
}
