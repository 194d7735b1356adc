/// One file of a report before it is written: where it goes below the report's folder, and its bytes.
package struct ReportFile: Sendable, Equatable {
  /// A relative path of `[A-Za-z0-9-.]` components, at most two deep ("tables/totals.csv").
  package let path: String
  package let bytes: [UInt8]

  package init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }

  package init(path: String, text: String) {
    self.init(path: path, bytes: Array(text.utf8))
  }
}
