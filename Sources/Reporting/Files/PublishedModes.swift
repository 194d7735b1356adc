internal import Glibc

/// The one step that opens a report to others: files readable, folders readable and passable.
package enum PublishedModes {
  /// Opens the files first and the folder last, so that a reader never finds half of it; then lets others pass
  /// (but not list) the folders above that lead to it, as far as they are this user's.
  /// - Parameter parents: the folders above, outermost first.
  /// - Throws: `FileOutputError` where the system refuses.
  package static func open(_ path: String, parents: [String]) throws(FileOutputError) {
    let system = FileSystem()
    let folder = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard folder >= 0 else {
      throw FileOutputError("cannot open the folder", path: path, errorNumber: errno)
    }
    defer { _ = close(folder) }
    for name in try system.names(in: folder, path: path) {
      guard let status = try system.status(name, in: folder) else { continue }
      if status.isFolder {
        let child = try system.openFolder(name, in: folder)
        defer { _ = close(child) }
        for inner in try system.names(in: child, path: path) where try isFile(inner, child, system) {
          try change(inner, in: child, to: 0o644)
        }
        try change(".", in: child, to: 0o755)
      } else if status.isFile {
        try change(name, in: folder, to: 0o644)
      }
    }
    try change(".", in: folder, to: 0o755)
    for parent in parents {
      var status = stat()
      guard stat(parent, &status) == 0, status.st_uid == geteuid() else { continue }
      _ = chmod(parent, status.st_mode & 0o7777 | 0o011)
    }
  }

  /// Whether others may read the folder.
  package static func isOpen(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.isFolder && status.st_mode & 0o005 == 0o005
  }

  private static func isFile(
    _ name: String, _ folder: Int32, _ system: FileSystem
  ) throws(FileOutputError) -> Bool {
    try system.status(name, in: folder)?.isFile ?? false
  }

  private static func change(_ name: String, in folder: Int32, to mode: mode_t) throws(FileOutputError) {
    guard fchmodat(folder, name, mode, 0) == 0 else {
      throw FileOutputError("cannot open the report to others", path: name, errorNumber: errno)
    }
  }
}
