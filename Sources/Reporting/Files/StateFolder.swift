internal import Glibc

/// A folder of this program's own notes beside reports: for its owner alone, and never part of a report.
package struct StateFolder: Sendable {
  package let path: String

  /// Makes the folder where it is missing.
  /// - Throws: `FileOutputError` with the system's words.
  package init(_ path: String) throws(FileOutputError) {
    try ParentFolder.make(path)
    self.path = path
  }

  /// Adds whole lines at the end of a file, in one write, and brings them to the disk.
  /// - Throws: `FileOutputError` with the system's words.
  package func append(_ text: String, to name: String) throws(FileOutputError) {
    let system = FileSystem()
    let place = path + "/" + name
    let descriptor = open(place, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw FileOutputError("cannot open the file", path: place, errorNumber: errno)
    }
    _ = fchmod(descriptor, 0o600)
    do {
      try system.write(Array(text.utf8), to: descriptor, name: place)
      try system.synchronise(descriptor, name: place)
    } catch {
      _ = close(descriptor)
      throw error
    }
    try system.close(descriptor, name: place)
  }

  /// The text of a file; `nil` where there is none or it cannot be read.
  package func text(_ name: String) -> String? {
    let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return nil }
    defer { _ = close(folder) }
    return (try? FileSystem().read(name, in: folder)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The names of the files in such a folder, sorted; none where there is no folder.
  /// - Throws: `FileOutputError` where it cannot be looked into.
  package static func names(in path: String) throws(FileOutputError) -> [String] {
    let folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    if folder < 0, errno == ENOENT { return [] }
    guard folder >= 0 else {
      throw FileOutputError("cannot open the folder", path: path, errorNumber: errno)
    }
    defer { _ = close(folder) }
    return try FileSystem().names(in: folder, path: path).sorted()
  }
}
