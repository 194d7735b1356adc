internal import DataLoaders
internal import Tables
internal import Testing

/// The faults of cells in the acceptance list: F13 to F18, as far as a column's type decides them.
@Suite struct TypedCellTests {
  func problem(
    _ type: ColumnRule.ValueType, _ cell: String, missing: [String] = [], mark: DecimalMark = .point
  )
    -> String?
  {
    let error = refusal(
      "a,b\nx,\"\(cell)\"\n", Schema([ColumnRule("a", .text), ColumnRule("b", type, missing: missing)]),
      CSVOptions(decimalMark: mark))
    #expect(error?.kind == .badData)
    #expect(error?.line == 2)
    #expect(error?.column == "b")
    return error?.problem
  }

  @Test func F13_commasAreRefusedUnlessDeclared() throws {
    #expect(problem(.number(nil), "1,5") == "the decimal mark of the number is not the declared one")
    #expect(
      problem(.number(nil), "1.234,5", mark: .comma)
        == "the number has thousands separators, or a mark that may be one")
    let schema = Schema([ColumnRule("a", .number(nil)), ColumnRule("b", .integer(nil))])
    let table = try read("a;b\n1,5;3\n-2,25;-4\n", schema, CSVOptions(decimalMark: .comma)).table
    #expect(try table.numbers("a") == [1.5, -2.25])
    #expect(try table.integers("b") == [3, -4])
  }

  @Test(arguments: ["nan", "inf", "0x10", "1e400", "1e-400", "1d3", "--1", " 1", "１", canary])
  func F14_hostileNumbersAreRefused(cell: String) {
    #expect(problem(.number(nil), cell) != nil)
    #expect(problem(.integer(nil), cell) != nil)
  }

  @Test func F15_onlyDeclaredMarkersAreMissing() throws {
    let schema = Schema([
      ColumnRule("n", .integer(0...), missing: ["-99", "NA"]),
      ColumnRule("w", .number(0...), missing: ["", "."]),
      ColumnRule("t", .text, missing: ["NA"]), ColumnRule("c", .category(["boy", "girl"]), missing: ["9"]),
    ])
    let table = try read("n,w,t,c\n-99,,NA,9\nNA,.,-99,girl\n3,1.5,.,boy\n", schema).table
    #expect(try table.integers("n") == [nil, nil, 3])
    #expect(try table.numbers("w") == [nil, nil, 1.5])
    #expect(try table.text("t") == [nil, "-99", "."])
    #expect(try table.text("c") == [nil, "girl", "boy"])
  }

  @Test func F15_undeclaredMarkersAreRefused() {
    #expect(problem(.integer(0...), "-99") == "the number is negative")
    #expect(problem(.integer(0...), "na", missing: ["NA"])?.contains("not declared") == true)
    #expect(problem(.number(nil), ".", missing: ["NA"])?.contains("not declared") == true)
    for type in [ColumnRule.ValueType.text, .category(["x"]), .number(nil), .integer(nil)] {
      #expect(problem(type, "") == "the cell is empty")
    }
  }

  @Test func F16_countsAreWholeAndNotNegative() throws {
    let count = ColumnRule.ValueType.integer(0...)
    #expect(problem(count, "-1") == "the number is negative")
    #expect(problem(count, "1.5") == "the number has a decimal mark, but a whole number is needed")
    #expect(problem(count, "1e3") == "the number has an exponent, but a whole number is needed")
    #expect(problem(count, "9007199254740993") == "the number is more than 9007199254740992")
    #expect(problem(count, "99999999999999999999") == "the number is too large to be held")
    let schema = Schema([ColumnRule("n", count), ColumnRule("m", count)])
    #expect(try read("n,m\n9007199254740992,0\n", schema).table.integers("n") == [1 << 53])
  }

  @Test func F17_weightsAreFiniteAndNotNegative() throws {
    let weight = ColumnRule.ValueType.number(0...)
    #expect(problem(weight, "-0.5") == "the number is negative")
    #expect(problem(weight, "NaN")?.contains("not declared") == true)
    #expect(problem(weight, "") == "the cell is empty")
    let schema = Schema([ColumnRule("w", weight), ColumnRule("m", weight)])
    #expect(try read("w,m\n0,-0\n", schema).table.numbers("w") == [0])
  }

  @Test func F18_indicatorsAreZeroOrOne() {
    #expect(problem(.integer(0...1), "2") == "the number is more than 1")
    #expect(problem(.integer(0...1), "1.0") != nil)
    #expect(problem(.integer(1...5), "0") == "the number is less than 1")
    #expect(problem(.number(0...1), "1.5") == "the number is more than 1")
    #expect(problem(.number(-0.5...0), "0.1") == "the number is more than 0")
    #expect(problem(.number(-0.5...0), "-0.7") == "the number is less than -0.5")
  }

  @Test func categoriesAreWordsExactly() {
    let error = refusal(
      "a,b\nx,\(canary)\n", Schema([ColumnRule("a", .text), ColumnRule("b", .category(["boy", "girl"]))]))
    #expect(
      error?.description
        == "data.csv:2: column 'b': the cell holds none of the allowed words; "
        + "write one of 'boy', 'girl' exactly, without spaces around it")
    for cell in ["Boy", "boy ", "bo"] { #expect(problem(.category(["boy", "girl"]), cell) != nil) }
  }

  @Test func F06_S25_theDressOfAFileMakesNoDifference() throws {
    let schema = Schema([
      ColumnRule("n", .integer(0...)), ColumnRule("w", .number(nil)),
      ColumnRule("c", .category(["é", "x"]), missing: [""]),
    ])
    let expected = try read("n,w,c\n1,2.5,é\n3,4,\n", schema).table
    for text in [
      "n,w,c\r\n1,2.5,é\r\n3,4,\r\n", "\u{FEFF}n,w,c\n1,2.5,é\n3,4,", "c;w;n\né;2.5;1\n;4;3\n",
      "\"n\",\"w\",\"c\"\n\"1\",\"2.5\",\"é\"\n\"3\",\"4\",\"\"\n", "n\tw\tc\n1\t2.5\té\n3\t4\t\n",
    ] {
      #expect(try read(text, schema).table == expected, "\(text.debugDescription)")
    }
  }

  @Test func rowsCanBeSummedUpWithoutATable() throws {
    let schema = Schema(
      [
        ColumnRule("w", .number(0...)), ColumnRule("c", .category(["boy", "girl"]), missing: [""]),
        ColumnRule("absent", .integer(nil), required: false),
      ], allowsOtherColumns: true)
    // Column "junk" is never parsed.
    let text = "junk,c,w\n1e999,boy,1.5\nx,girl,2\n\u{1B},,4\n"
    var rows = try TypedRowStream(.bytes(Array(text.utf8), name: "data/s.csv"), schema: schema)
    var sums = [0.0, 0]
    var missing = 0
    while try rows.next() {
      let weight = try rows.number(0) ?? 0
      if let word = try rows.category(1) { sums[word] += weight } else { missing += 1 }
      let absent = try rows.integer(2)
      #expect(absent == nil)
    }
    #expect(sums == [1.5, 2])
    #expect(missing == 1)
    let (record, hasAbsent) = (rows.record, rows.has(2))
    #expect(!hasAbsent)
    #expect(record?.name == "s.csv")
    #expect(record?.rowCount == 3)
    let hasMore = try rows.next()
    #expect(!hasMore, "the end stays the end")
  }

  @Test func aSchemaCanFollowTheHeader() throws {
    let text = "count,police,ngo\n3,0,1\n"
    let (table, _) = try CSVReader.readRecorded(.bytes(Array(text.utf8), name: "lists.csv")) { names in
      Schema(names.map { ColumnRule($0, $0 == "count" ? .integer(0...) : .integer(0...1)) })
    }
    #expect(table.columns.map(\.name) == ["count", "police", "ngo"])
  }
}
