internal import DataLoaders
internal import Reporting

/// One written file as a manifest lists it.
struct FileRecord: Encodable {
  let path: String
  let sha256: String
  let byteCount: Int

  init(_ file: ReportFile) {
    path = file.path
    sha256 = SHA256.hexadecimal(of: file.bytes)
    byteCount = file.bytes.count
  }
}
