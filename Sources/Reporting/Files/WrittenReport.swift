internal import Glibc

/// A report that stands in a folder, as it is now.
package struct WrittenReport: Sendable {
  package let path: String
  /// Every file below the folder with its bytes, sorted by path. What is neither file nor folder has no bytes.
  package let files: [ReportFile]

  /// - Throws: `FileOutputError` where there is no such folder or a file cannot be read.
  package init(_ path: String) throws(FileOutputError) {
    let system = FileSystem()
    let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else {
      throw FileOutputError("cannot open the report", path: path, errorNumber: errno)
    }
    defer { _ = close(folder) }
    var files: [ReportFile] = []
    for name in try ReportTree.paths(in: folder, of: path, system) {
      files.append(ReportFile(path: name, bytes: try Self.bytes(of: name, in: folder, system)))
    }
    self.path = path
    self.files = files
  }

  package func file(_ path: String) -> ReportFile? { files.first { $0.path == path } }

  private static func bytes(
    of path: String, in folder: Int32, _ system: FileSystem
  ) throws(FileOutputError) -> [UInt8] {
    let parts = path.split(separator: "/").map(String.init)
    guard let name = parts.last, parts.count <= 2, !path.hasSuffix("/") else { return [] }
    let place = parts.count == 2 ? try system.openFolder(parts[0], in: folder) : folder
    defer { if place != folder { _ = close(place) } }
    guard let status = try system.status(name, in: place), status.isFile else { return [] }
    return try system.read(name, in: place)
  }
}

extension ReportDirectory {
  /// The names of the folders in `path`, sorted; empty where there is no such folder.
  package static func folders(in path: String) -> [String] {
    let system = FileSystem()
    let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return [] }
    defer { _ = close(folder) }
    return ((try? system.names(in: folder, path: path)) ?? []).filter {
      (try? system.status($0, in: folder))?.isFolder ?? false
    }
  }

  /// Removes what dead runs left half done in `path`, for any target; whoever calls this holds the lock of the
  /// folder.
  package static func sweep(_ path: String) {
    let system = FileSystem()
    let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return }
    defer { _ = close(folder) }
    for name in (try? system.names(in: folder, path: path)) ?? [] {
      guard name.hasPrefix("."), name.hasSuffix(".partial") else { continue }
      let parts = name.dropLast(".partial".count).split(separator: ".")
      guard parts.count >= 2, parts.last.flatMap({ Int32($0) }) != nil,
        let status = try? system.status(name, in: folder), status.st_uid == geteuid()
      else { continue }
      if status.isFolder { system.removeTree(name, in: folder) } else { _ = unlinkat(folder, name, 0) }
    }
  }
}

extension ReportDirectory {
  /// Whether a folder holds a report of this program: it has a manifest that names the program.
  package static func isReport(_ path: String) -> Bool {
    let folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard folder >= 0 else { return false }
    defer { _ = close(folder) }
    guard let bytes = try? FileSystem().read(ReportManifest.path, in: folder) else { return false }
    return ReportManifest(bytes) != nil
  }
}
