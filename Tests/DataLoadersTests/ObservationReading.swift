@testable internal import DataLoaders
internal import Tables

/// Everything that a text of statistics holds.
struct ReadStatistics {
  let format: StatisticsFormat
  let dimensions: [String]
  let observations: [Observation]
  let datasets: [String]
  let remarks: [String]
  let deletions: Int
  let partialKeys: Int
  let bannerRows: Int

  init(_ text: String, _ options: StatisticsOptions = StatisticsOptions()) throws(DataError) {
    try self.init(Array(text.utf8), options)
  }

  init(_ bytes: [UInt8], _ options: StatisticsOptions = StatisticsOptions()) throws(DataError) {
    var table = try StatisticsTable(.bytes(bytes, name: "file.csv"), options: options)
    var observations: [Observation] = []
    var datasets: [String] = []
    if !table.format.holdsCases, table.format != .other {
      while let observation = try table.next() {
        observations.append(observation)
        datasets.append(table.dataset)
      }
    }
    format = table.format
    dimensions = table.dimensions.map(\.name)
    self.observations = observations
    self.datasets = datasets
    remarks = table.remarks
    deletions = table.deletionCount
    partialKeys = table.partialKeyCount
    bannerRows = table.bannerRows
  }

  var values: [Observation.Value] { observations.map(\.value) }
}

let decimalComma = StatisticsOptions(csv: CSVOptions(decimalMark: .comma))

/// The error with which a text is refused.
func statisticsRefusal(_ text: String, _ options: StatisticsOptions = StatisticsOptions()) -> DataError? {
  do throws(DataError) {
    _ = try ReadStatistics(text, options)
    return nil
  } catch {
    return error
  }
}
