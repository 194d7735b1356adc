import Tables
import Testing

@Suite struct SchemaTests {
  @Test func countsReachFromZeroToTheLargestExactWholeNumber() {
    #expect(ColumnRule.ValueType.integer(0...) == .integer(0...9_007_199_254_740_992))
    #expect(Double(ColumnRule.ValueType.largestExactInteger) + 1 == 9_007_199_254_740_992)
  }

  @Test func weightsReachFromZeroToTheLargestFiniteNumber() {
    #expect(ColumnRule.ValueType.number(0...) == .number(0...Double.greatestFiniteMagnitude))
  }
}
