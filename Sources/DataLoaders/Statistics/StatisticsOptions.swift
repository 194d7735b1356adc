/// How a file of statistics is to be read, where it does not say so itself.
package struct StatisticsOptions: Sendable {
  package var csv: CSVOptions
  /// Cell texts that mean "missing", beside the empty cell and what the format declares.
  package var missingMarkers: [String]

  package init(csv: CSVOptions = CSVOptions(), missingMarkers: [String] = []) {
    self.csv = csv
    self.missingMarkers = missingMarkers
  }
}
