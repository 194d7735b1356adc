import Reporting
import Testing

@Suite("Numbers as text")
struct NumberTextTests {
  /// Python 3.11: `format(value, ",.<decimals>f")`, which rounds with its own code.
  static let python: [(Double, Int, String)] = [
    (0, 0, "0"), (1.5, 0, "2"), (2.5, 0, "2"), (0.15, 1, "0.1"), (0.25, 1, "0.2"), (2.675, 2, "2.67"),
    (1.005, 2, "1.00"), (1234567.891, 1, "1,234,567.9"), (999.95, 1, "1,000.0"), (999999.5, 0, "1,000,000"),
    (123456789012345680, 0, "123,456,789,012,345,680"), (1e22, 0, "10,000,000,000,000,000,000,000"),
    (0.1, 20, "0.10000000000000000555"), (0.3333333333333333, 6, "0.333333"), (4.35, 1, "4.3"),
    (8.345, 2, "8.35"), (-1234.5, 0, "-1,234"), (-1235.5, 0, "-1,236"), (-0.05, 1, "-0.1"),
  ]

  @Test(arguments: python) func `rounds and groups as Python does`(
    _ value: Double, _ decimals: Int, _ text: String
  ) {
    #expect(NumberStyle(decimals: decimals).text(value) == text)
  }

  @Test func `grouping can be left out`() {
    #expect(NumberStyle(grouped: false).text(1_234_567) == "1234567")
    #expect(NumberStyle().text(123) == "123")
    #expect(NumberStyle().text(-123) == "-123")
  }

  @Test func `what is not zero is never printed as zero`() {
    #expect(NumberStyle.decimal(1).text(0.04) == "<0.1")
    #expect(NumberStyle.decimal(1).text(-0.04) == ">-0.1")
    #expect(NumberStyle.decimal(1).text(-0.04, minus: .typographic) == ">−0.1")
    #expect(NumberStyle.count.text(0.5) == "<1")
    #expect(NumberStyle.percent.text(0.001) == "<0.1 %")
    #expect(NumberStyle.decimal(2).text(Double.leastNonzeroMagnitude) == "<0.01")
    #expect(NumberStyle.decimal(1).text(0) == "0.0")
    #expect(NumberStyle.decimal(1).text(-0.0) == "0.0")
  }

  @Test func `signs and suffixes`() {
    let style = NumberStyle(decimals: 1, signed: true, suffix: " %")
    #expect(style.text(1234.5) == "+1,234.5 %")
    #expect(style.text(-3) == "-3.0 %")
    #expect(style.text(-3, minus: .typographic) == "−3.0 %")
    #expect(style.text(0) == "0.0 %")
    #expect(style.text(0.01) == "<+0.1 %")
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity]) func `what is not finite says so`(_ value: Double) {
    #expect(NumberStyle.count.text(value) == "not a number")
    #expect(ShortestNumber.text(value) == "not a number")
  }

  @Test func `ranges`() {
    #expect(NumberStyle.count.text(lower: 800, upper: 1600) == "800–1,600")
    #expect(NumberStyle.count.text(lower: 800, upper: nil) == "800 or more")
    #expect(NumberStyle.count.text(lower: -3, upper: 5) == "-3 to 5")
    #expect(NumberStyle.percent.text(lower: 0.01, upper: 7) == "<0.1–7.0 %")
    #expect(NumberStyle.percent.text(lower: 5, upper: nil) == "5.0 % or more")
  }

  @Test func `the largest double has all its digits`() {
    let text = NumberStyle(grouped: false).text(.greatestFiniteMagnitude)
    #expect(text.count == 309)
    #expect(text.hasPrefix("179769313486231570"))
  }

  /// Python 3.11: `float("%.*e" % (figures - 1, value))`.
  static let significant: [(Double, Int, Double)] = [
    (1_234_567, 3, 1_230_000), (1_234_567, 2, 1_200_000), (1_234_567, 1, 1_000_000),
    (1_235_000, 3, 1_240_000),
    (0.045678, 3, 0.0457), (0.045678, 2, 0.046), (5, 3, 5), (0.5, 2, 0.5), (999_500, 3, 1_000_000),
    (999_499, 3, 999_000), (1e-7, 3, 1e-7), (99_950, 3, 100_000), (123.456, 3, 123), (123.456, 2, 120),
    (-1_234_567, 3, -1_230_000), (12.34, 3, 12.3), (1e15, 3, 1e15), (2.5e-5, 1, 3e-5),
  ]

  @Test(arguments: significant) func `significant figures`(_ value: Double, _ figures: Int, _ rounded: Double)
  {
    #expect(Headline.rounded(value, figures: figures) == rounded)
  }

  @Test func `headlines have no more than three figures (F77)`() {
    #expect(Headline.rounded(1_234_567, figures: 6) == 1_230_000)
    #expect(Headline.text(1_234_567) == "1,230,000")
    #expect(Headline.text(0.045678) == "0.0457")
    #expect(Headline.text(5) == "5")
    #expect(Headline.text(0.5, suffix: " %") == "0.5 %")
    #expect(Headline.text(12.345, figures: 2) == "12")
    #expect(Headline.text(0) == "0")
    #expect(Headline.text(-1_234_567, minus: .typographic) == "−1,230,000")
    #expect(Headline.text(1e-7) == "0.0000001")
  }

  @Test(arguments: [
    0.1, 1.0 / 3, 1e-300, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1_200_000, -5,
    9_007_199_254_740_992, 1e16,
  ])
  func `machine numbers read back exactly`(_ value: Double) {
    #expect(Double(ShortestNumber.text(value)) == value)
  }

  @Test func `machine numbers are short`() {
    #expect(ShortestNumber.text(1_200_000) == "1200000")
    #expect(ShortestNumber.text(-0.0) == "0")
    #expect(ShortestNumber.text(0.1) == "0.1")
  }
}

@Suite("Significant figures of a style")
struct SignificantFigureTests {
  @Test(
    "are no more than asked for, and digits that are not significant are zeros",
    arguments: [
      (674_423.2, "674,000"), (2_031_351, "2,030,000"), (999_950, "1,000,000"), (-123_456, "-123,000"),
    ])
  func rounded(value: Double, text: String) {
    #expect(NumberStyle.estimatedCount.text(value) == text)
  }
}
