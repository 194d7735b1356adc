package import Reporting

extension Dataset {
  /// The files of the data set with a manifest, as a folder for a user to correct or confirm.
  package func copy() throws -> [ReportFile] {
    let prefix = name + "/"
    let files = BundledData.files.filter { $0.path.hasPrefix(prefix) }.map {
      ReportFile(path: String($0.path.dropFirst(prefix.count)), bytes: $0.bytes)
    }
    let manifest = CopyManifest(dataset: name, files: files.map(FileRecord.init))
    return files + [ReportFile(path: Manifest.fileName, text: try JSONWriter.text(manifest))]
  }
}

/// What was copied, so that a later reader can tell which rows were changed since.
private struct CopyManifest: Encodable {
  let schemaVersion = 1
  let program = ProgramRecord()
  let dataset: String
  let files: [FileRecord]
}
