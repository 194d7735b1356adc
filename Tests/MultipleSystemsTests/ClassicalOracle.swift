import Foundation
import MultipleSystems
import TestSupport

/// The rows of a file of Tests/Oracles, split at commas, without comments.
enum OracleRows {
  static func of(_ path: String) throws -> [[String]] {
    try PublishedTables.lines("Tests/Oracles/\(path)").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  /// The numbers of a row from a column on; `NA` is NaN.
  static func numbers(_ row: [String], from first: Int) -> [Double] {
    row[first...].map { Double($0) ?? .nan }
  }
}
