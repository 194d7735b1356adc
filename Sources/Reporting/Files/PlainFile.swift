internal import Glibc

/// A file that others are to read, such as a unit for the system: written whole or not at all.
package enum PlainFile {
  /// Writes or replaces a file with the mode 0644.
  /// - Throws: `FileOutputError` with the system's words; then an old file is as it was.
  package static func write(_ text: String, to name: String, in path: String) throws(FileOutputError) {
    let system = FileSystem()
    let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else {
      throw FileOutputError("cannot open the folder", path: path, errorNumber: errno)
    }
    defer { _ = close(folder) }
    let partial = ".\(name).\(getpid()).partial"
    _ = unlinkat(folder, partial, 0)
    let descriptor = try system.createFile(partial, in: folder)
    do {
      try system.write(Array(text.utf8), to: descriptor, name: name)
      _ = fchmod(descriptor, 0o644)
      try system.synchronise(descriptor, name: name)
    } catch {
      _ = close(descriptor)
      _ = unlinkat(folder, partial, 0)
      throw error
    }
    do {
      try system.close(descriptor, name: name)
      try system.rename(partial, to: name, in: folder)
      try system.synchronise(folder, name: path)
    } catch {
      _ = unlinkat(folder, partial, 0)
      throw error
    }
  }
}
