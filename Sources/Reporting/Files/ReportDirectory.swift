/// A report's folder, which is there whole or not at all.
///
/// Everything is written into a partial folder beside the target, brought to the disk, and moved into place
/// in one step. A crash or a kill at any time leaves the old report or the new one; a partial folder that it
/// leaves behind is swept by the next write to the same target.
package enum ReportDirectory {
  package enum Outcome: Sendable, Equatable {
    case created
    /// The old report stood there and is gone.
    case replaced
    /// The same bytes stood there already; nothing was touched.
    case unchanged
  }

  /// Writes the files as the folder `path`, for its owner alone (0700, 0600).
  ///
  /// One of the files is `manifest.json`, which names the program and every other file; see `ReportManifest`.
  /// An empty folder is filled. A folder with other content is replaced only when `replacing` is set and its
  /// own manifest names all that is in it: what this program did not write it does not delete.
  ///
  /// - Throws: `FileOutputError`; then nothing stands at the target that did not stand there before.
  @discardableResult
  package static func write(
    files: [ReportFile], to path: String, replacing: Bool = false
  ) throws(FileOutputError) -> Outcome {
    try write(files: files, to: path, replacing: replacing, through: FileSystem())
  }

  static func write(
    files: [ReportFile], to path: String, replacing: Bool, through system: FileSystem
  ) throws(FileOutputError) -> Outcome {
    try ReportTree.check(files, for: path)
    let target = try ReportTarget(path, system)
    defer { target.close() }
    let standing = try target.standing(files)
    switch standing {
    case .same: return .unchanged
    case .report where !replacing:
      throw FileOutputError(
        .cannotCreate, path: path, problem: "there is another report already",
        remedy: "pass --overwrite to replace it or choose another --output folder")
    case .nothing, .report: break
    }
    target.sweep()
    let partial = try PartialFolder(beside: target, system)
    defer { partial.abandon() }
    try partial.fill(files)
    if case .report = standing {
      try partial.exchange()
      return .replaced
    }
    try partial.move()
    return .created
  }
}
