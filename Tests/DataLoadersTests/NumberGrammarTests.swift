internal import DataLoaders
internal import Foundation
internal import Testing

@Suite struct NumberGrammarTests {
  func number(_ text: String, _ mark: DecimalMark = .point) throws(NumberFault) -> Double {
    let bytes = Array(text.utf8)
    return try bytes.withUnsafeBufferPointer { buffer throws(NumberFault) in
      try NumberGrammar(decimalMark: mark).number(buffer)
    }
  }

  func integer(_ text: String, _ mark: DecimalMark = .point) throws(NumberFault) -> Int {
    let bytes = Array(text.utf8)
    return try bytes.withUnsafeBufferPointer { buffer throws(NumberFault) in
      try NumberGrammar(decimalMark: mark).integer(buffer)
    }
  }

  /// Against the bits of Python's `float()`, with no tolerance.
  @Test func literalsAreRoundedToTheNearestDouble() throws {
    let lines = try String(contentsOf: oracle("csv/numbers.csv"), encoding: .utf8).split(separator: "\n")
      .dropFirst()
    #expect(lines.count > 500)
    for line in lines {
      let parts = line.split(separator: ",")
      let expected = try #require(UInt64(parts[1], radix: 16))
      #expect(try number(String(parts[0])).bitPattern == expected, "\(parts[0])")
      let comma = parts[0].replacing(".", with: ",")
      #expect(try number(String(comma), .comma).bitPattern == expected, "\(comma)")
    }
  }

  @Test func longLiteralsAreRoundedRight() throws {
    // 1 + 2⁻⁵³ lies half-way between two doubles and goes to the even one, 1; a digit far behind decides.
    let half = "1.00000000000000011102230246251565404236316680908203125"
    #expect(try number(half + String(repeating: "0", count: 500)) == 1)
    #expect(try number(half + String(repeating: "0", count: 500) + "1") == 1.0.nextUp)
    #expect(throws: NumberFault.tooLong) { try number(half + String(repeating: "1", count: 1000)) }
  }

  @Test func zeroIsPlainZero() throws {
    for text in ["0", "-0", "+0.000", "0e999", "-0e-999"] {
      #expect(try number(text).bitPattern == 0, "\(text)")
    }
  }

  /// F14, and F13 with a decimal point.
  static let hostile: [(String, NumberFault)] = [
    ("nan", .undeclaredMarker), ("-NaN", .notFinite), ("inf", .notFinite), ("Infinity", .notFinite),
    ("0x10", .hexadecimal), ("1e400", .tooLarge), ("-1e400", .tooLarge), ("1e-400", .tooSmall),
    ("1.7976931348623159e308", .tooLarge), ("2e-324", .tooSmall), ("1d3", .notANumber), ("--1", .notANumber),
    ("+-1", .notANumber), ("1e", .notANumber), ("1e+", .notANumber), ("1e1000", .notANumber),
    ("e5", .notANumber),
    ("1e1.5", .notANumber), ("1,5", .otherDecimalMark), ("1.234,5", .groupedDigits),
    ("1,234.5", .groupedDigits),
    ("1 234", .groupedDigits), ("1\u{A0}234", .groupedDigits), ("1\u{202F}234", .groupedDigits),
    ("1'234", .groupedDigits), ("1.2.3", .groupedDigits), ("１２", .foreignDigits), ("١٢", .foreignDigits),
    ("1٫5", .notANumber), ("½", .foreignDigits), ("−5", .notANumber), (" 1", .surroundingSpaces),
    ("1 ", .surroundingSpaces), ("\t1", .surroundingSpaces), ("1.", .bareDecimalMark),
    (".5", .bareDecimalMark),
    ("-.5", .bareDecimalMark), ("", .empty), ("  ", .empty), ("+", .notANumber), ("-", .undeclaredMarker),
    (".", .undeclaredMarker), ("NA", .undeclaredMarker), ("12%", .notANumber), ("$5", .notANumber),
    ("true", .notANumber), ("1\u{0}", .notANumber),
  ]

  @Test(arguments: hostile) func F14_hostileNumbersAreRefused(text: String, fault: NumberFault) {
    #expect(throws: fault) { try number(text) }
    #expect(throws: fault) { try integer(text) }
  }

  @Test func F13_decimalCommaIsReadOnlyWhenDeclared() throws {
    #expect(try number("1,5", .comma) == 1.5)
    #expect(try number("-0,25e1", .comma) == -2.5)
    for (text, fault) in [
      ("1.5", NumberFault.otherDecimalMark), ("1.234,5", .groupedDigits), ("1,234,567", .groupedDigits),
      ("1 234,5", .groupedDigits), ("1,", .bareDecimalMark), (",5", .bareDecimalMark),
    ] {
      #expect(throws: fault, "\(text)") { try number(text, .comma) }
    }
  }

  @Test func integersAreExact() throws {
    #expect(try integer("9223372036854775807") == Int.max)
    #expect(try integer("-9223372036854775808") == Int.min)
    #expect(try integer("+007") == 7)
    #expect(throws: NumberFault.tooLarge) { try integer("9223372036854775808") }
    #expect(throws: NumberFault.tooLarge) { try integer("-9223372036854775809") }
    #expect(throws: NumberFault.tooLarge) { try integer("99999999999999999999999999") }
  }

  @Test func F16_fractionsAndExponentsAreNoWholeNumbers() {
    #expect(throws: NumberFault.fraction) { try integer("1.0") }
    #expect(throws: NumberFault.fraction) { try integer("1,0", .comma) }
    #expect(throws: NumberFault.exponent) { try integer("1e3") }
  }
}
