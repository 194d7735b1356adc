internal import Glibc

extension ReportDirectory {
  /// Removes a report, if its manifest names all that is in it: what this program did not write it does not delete.
  ///
  /// Nobody finds half of it: it is moved out of sight first. Deleted files may stay on the medium (flash, copies on
  /// write, backups); removing is not erasing.
  /// - Throws: `FileOutputError` where the folder is no report of this program or holds something else.
  package static func remove(_ path: String) throws(FileOutputError) {
    let report = try WrittenReport(path)
    guard let bytes = report.file(ReportManifest.path)?.bytes, let manifest = ReportManifest(bytes) else {
      throw FileOutputError(
        .cannotCreate, path: path, problem: "this is no report of this program",
        remedy: "name the folder of an edition, such as reports/STUDY/2026-12")
    }
    if let other = manifest.firstUnnamed(of: report.files.map(\.path)) {
      throw FileOutputError(
        .cannotCreate, path: path, problem: "there is '\(PlainText.line(other))', which is not of the report",
        remedy: "move it away; only what this program wrote is deleted")
    }
    let parts = path.split(separator: "/", omittingEmptySubsequences: true)
    guard let name = parts.last.map(String.init), name != ".", name != ".." else {
      throw FileOutputError(
        .cannotCreate, path: path, problem: "this is no name of a folder",
        remedy: "name the folder of an edition")
    }
    let above = (path.hasPrefix("/") ? "/" : "") + parts.dropLast().joined(separator: "/")
    let system = FileSystem()
    let folder = open(above.isEmpty ? "." : above, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else {
      throw FileOutputError("cannot open the folder", path: path, errorNumber: errno)
    }
    defer { _ = close(folder) }
    let partial = ".\(name).\(getpid()).partial"
    try system.rename(name, to: partial, in: folder)
    system.removeTree(partial, in: folder)
    try system.synchronise(folder, name: path)
  }
}

extension LatestLink {
  /// Takes the link away.
  package static func remove(in folder: String) { _ = unlink(folder + "/" + name) }
}

extension StateFolder {
  /// Removes the files of such a folder whose names are wanted; others stay.
  /// - Returns: the names that are gone.
  package static func remove(_ isWanted: (String) -> Bool, in path: String) throws(FileOutputError)
    -> [String]
  {
    var gone: [String] = []
    for name in try names(in: path) where isWanted(name) {
      if unlink(path + "/" + name) == 0 { gone.append(name) }
    }
    return gone
  }
}
