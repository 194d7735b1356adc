import Foundation
import Studies
import TestSupport
import Testing

@Suite("The data held in the program")
struct BundledDataTests {
  /// A file added to Data/ and forgotten in the list would be missing from an installed program.
  @Test("is every file of Data/, byte for byte, sorted")
  func matchesTheFolder() throws {
    let folder = Repository.path("Data")
    let onDisk = try FileManager.default.subpathsOfDirectory(atPath: folder).filter {
      $0.hasSuffix(".csv") || $0.hasSuffix(".md") || $0.hasSuffix(".toml")
    }
    #expect(BundledData.files.map(\.path) == onDisk.sorted())
    for file in BundledData.files {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + file.path))
      #expect(Array(bytes) == file.bytes, "\(file.path)")
    }
  }

  @Test("describes every data set with source, licence and state of verification")
  func descriptions() throws {
    let datasets = try Dataset.all()
    #expect(datasets.map(\.name) == BundledData.datasetNames)
    for dataset in datasets {
      #expect(!dataset.source.isEmpty && !dataset.citation.isEmpty && !dataset.licence.isEmpty)
      #expect(!dataset.verification.isEmpty)
    }
  }

  @Test("counts the figures by status")
  func statuses() throws {
    let figures = try #require(try Dataset("every-child-counts").files.first { $0.name == "figures.csv" })
    #expect(figures.statuses.map(\.rows).reduce(0, +) == figures.rowCount)
    #expect(figures.statuses.contains { $0.status == .unverified && $0.rows > 0 })
  }
}
