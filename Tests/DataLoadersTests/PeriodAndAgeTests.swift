internal import DataLoaders
internal import Testing

@Suite struct TimePeriodTests {
  @Test(
    arguments: [
      ("2024", 2024, .annual), ("2024Q1", 2024, .quarterly), ("2024-Q4", 2024, .quarterly),
      ("2024q1", 2024, .quarterly), ("2024M01", 2024, .monthly), ("2024-12", 2024, .monthly),
      ("2024-S2", 2024, .semester), ("2024-W53", 2024, .weekly), ("2024-01-31", 2024, .daily),
      ("2024-A1", 2024, .annual), ("2024Q5", 2024, .other), ("2024-13", 2024, .other),
      ("2014-01-01/P1Y", 2014, .other), ("", nil, .other), ("20x4", nil, .other), ("2024-", 2024, .other),
      ("１９９９", nil, .other),
    ] as [(String, Int?, TimePeriod.Frequency)])
  func reads(text: String, year: Int?, frequency: TimePeriod.Frequency) {
    let period = TimePeriod(text)
    #expect((period.year, period.frequency) == (year, frequency))
  }
}

@Suite struct AgeBandTests {
  @Test(
    arguments: [
      ("AGE_CLDVERSION_Y5-17", 5, 17), ("AGE_CLDVERSION_Y05-17", 5, 17), ("Y5T17", 5, 17), ("5-17", 5, 17),
      ("0 to 17 years", 0, 17), ("18 years or over", 18, nil), ("AGE_YTHADULT_YGE15", 15, nil),
      ("Y_GE15", 15, nil),
      ("09--17", 9, 17), ("48+", 48, nil),
    ] as [(String, Int, Int?)]) func reads(code: String, from: Int, to: Int?)
  {
    #expect(AgeBand(code: code) == AgeBand(from, to))
  }

  @Test(arguments: ["Total", "_T", "", "Y", "17-5", "SEX_T", "-", "5-", "Unknown", "5-1777777", "--", "T"])
  func refuses(code: String) { #expect(AgeBand(code: code) == nil) }

  @Test func overlap() {
    #expect(AgeBand(5, 17).overlaps(AgeBand(15, 17)) && AgeBand(15, nil).overlaps(AgeBand(5, 17)))
    #expect(!AgeBand(5, 11).overlaps(AgeBand(12, 14)))
  }
}
