import Estimates
import Testing

/// The codes of this target stand in the catalogue with their severity and threshold.
@Test func warningsOfGlobalEstimates() {
  for code in WarningCode.allCases { #expect(code.entry.code == code) }
  let refusals: [WarningCode] = [
    .extrapolationTooFewDonors, .extrapolationWithoutBetweenVariance, .aggregationMethodChanged,
    .reportedCasesWithoutOverlap, .chainsNotMixed,
  ]
  for code in refusals { #expect(code.entry.severity == .refusal) }
  #expect(WarningCode.aggregationImputedShare.entry.condition.contains("50 %"))
  #expect(WarningCode.extrapolationTooFewDonors.entry.condition.contains("3"))
  #expect(WarningCode.chainsNotMixed.entry.condition.contains("1.05"))
}
