extension WarningCatalogue {
  /// Models that have no estimate.
  static let regression: [WarningEntry] = [
    WarningEntry(
      code: .regressionSeparation, severity: .refusal,
      condition: "some combination of covariates tells the answers apart exactly: estimates are infinite",
      basis: "Albert and Anderson 1984, Biometrika 71; Correia, Guimarães and Zylkin 2019, arXiv 1903.01633"),
    WarningEntry(
      code: .regressionRankDeficient, severity: .refusal,
      condition: "a column of the model is determined by the others: its coefficient is not defined",
      basis: "linear algebra"),
    WarningEntry(
      code: .regressionNotConverged, severity: .refusal,
      condition: "the iterations of a fit did not settle: the last step is no estimate",
      basis: "this program's tolerance of 1e-11 on the linear predictor"),
    WarningEntry(
      code: .regressionCodesAsNumbers, severity: .warning,
      condition: "a covariate whose values have labels is taken as a number",
      basis: "codes of categories have no distances"),
  ]
}
