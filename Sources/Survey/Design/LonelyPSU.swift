/// What a stratum with one sampled PSU contributes to the variance, when its population has more.
///
/// No rule is right without knowledge of the sample; the default is to refuse.
package enum LonelyPSU: String, Sendable, CaseIterable {
  /// Refuse, naming the strata.
  case fail
  /// The PSU was taken with certainty and contributes nothing at this stage.
  case certainty
  /// Its total is compared with the mean total of all PSUs instead of that of its stratum (conservative).
  case centreOnGrandMean = "centred"
  /// It contributes the average of the strata that have a variance.
  case average
  /// The stratum is joined to the one before it in label order (the first to the one after it), and
  /// the sampling fraction of the joined stratum is the smaller of the two (Wolter 2007, 2.5).
  case collapse
}
