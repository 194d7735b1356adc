import GlobalEstimates
import Testing

@Suite("Printed numbers, their rounding, and verdicts")
struct PrintedNumberTests {
  @Test(
    "the coarsest rounding that the digits allow",
    arguments: [(250, 10), (550, 10), (200, 100), (5500, 100), (3, 1), (30, 10), (1200, 100), (1001, 1)])
  func coarsest(value: Int, step: Int) {
    #expect(PrintedNumber(Double(value), roundedTo: 1).coarsest.roundedTo == Double(step))
  }

  @Test func zeroKeepsItsStep() {
    #expect(PrintedNumber(0, roundedTo: 1).coarsest.roundedTo == 1)
    #expect(PrintedNumber(10, roundedTo: 0).coarsest.roundedTo == 0)
  }

  @Test func boundsOfASumAddUp() {
    let sum = BoundedNumber.sum([250, 550, 200, 200].map { BoundedNumber(PrintedNumber($0, roundedTo: 1)) })
    #expect(sum.value == 1200)
    #expect(sum.bounds == 1198...1202)
  }

  @Test func quotientTakesTheWorstEnds() throws {
    let number = BoundedNumber(PrintedNumber(100, roundedTo: 10))
    let base = BoundedNumber(PrintedNumber(50, roundedTo: 2))
    let quotient = try #require(number.divided(by: base))
    #expect(quotient.value == 2)
    #expect(quotient.bounds == (95.0 / 51)...(105.0 / 49))
    #expect(number.divided(by: BoundedNumber(PrintedNumber(0, roundedTo: 1))) == nil)
  }

  /// Published figure, step, recomputed value with bounds, verdict.
  @Test(arguments: [
    (1200.0, 100.0, 1200.0, 1198.0...1202.0, Verdict.exactly),
    (5700, 100, 5713, 5711...5715, .withinRounding),
    (5700, 100, 5750, 5748...5752, .withinRounding),
    (5700, 100, 5760, 5758...5762, .notReproduced),
    (210.8, 0.1, 211.0, 210.3...211.7, .withinRounding),
    (211.0, 1, 127.3 + 17.4 + 48 + 13.4 + 2.5 + 2.4, 210.3...211.7, .exactly),
  ])
  func verdict(
    published: Double, step: Double, recomputed: Double, bounds: ClosedRange<Double>, verdict: Verdict
  ) {
    #expect(
      Verdict(
        published: PrintedNumber(published, roundedTo: step),
        recomputed: BoundedNumber(recomputed, bounds: bounds))
        == verdict)
  }
}
