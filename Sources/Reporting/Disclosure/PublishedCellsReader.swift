internal import FoundationEssentials

enum PublishedCellsReader {
  static func decoded(_ bytes: [UInt8]) throws(PublishedCellsError) -> PublishedCells {
    let record: PublishedCells
    do {
      record = try JSONDecoder().decode(PublishedCells.self, from: Data(bytes))
    } catch {
      throw PublishedCellsError(problem: "is not a record of published cells")
    }
    guard record.schemaVersion == PublishedCells.currentSchemaVersion else {
      throw PublishedCellsError(
        problem: "has version \(record.schemaVersion), which this program does not read")
    }
    let isSound = record.cells.allSatisfy { cell in
      cell.lower >= 0 && cell.lower <= DisclosureLimits.largestCount
        && cell.upper.map { $0 >= cell.lower && $0 <= DisclosureLimits.largestCount } ?? true
    }
    guard isSound, record.threshold >= 1, record.threshold <= DisclosureLimits.largestCount else {
      throw PublishedCellsError(problem: "holds counts that no edition can have")
    }
    return record
  }
}
