/// One reported case on the list of one team.
package struct ReportedCase: Sendable, Equatable {
  /// What a match is decided by: a report number alone, or several fields (country, date, victims). An empty
  /// field is a missing one.
  package let key: [String]
  /// The stratum in which the teams searched ("Africa, sexual exploitation").
  package let stratum: String
  /// The number of victims that the report gives; `nil` where it gives none.
  package let victims: Double?
  /// Physical line of its file, for messages.
  package let line: Int?

  package init(key: [String], stratum: String, victims: Double? = nil, line: Int? = nil) {
    self.line = line
    self.key = key
    self.stratum = stratum
    self.victims = victims
  }
}
