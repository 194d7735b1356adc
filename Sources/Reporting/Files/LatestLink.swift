internal import Glibc

/// The symbolic link `latest` beside editions, which names the newest one and changes in one step.
package enum LatestLink {
  package static let name = "latest"

  /// The name that the link holds; `nil` where there is no link.
  package static func target(in folder: String) -> String? {
    var buffer = [UInt8](repeating: 0, count: 4_096)
    let count = buffer.withUnsafeMutableBytes { bytes in
      bytes.baseAddress.map {
        readlink(folder + "/" + name, $0.assumingMemoryBound(to: CChar.self), bytes.count)
      } ?? -1
    }
    return count > 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : nil
  }

  /// Lets the link name `edition`. A reader sees the old edition or the new one, never neither.
  /// - Throws: `FileOutputError` where something that is no link stands there, or the system refuses.
  package static func point(to edition: String, in folder: String) throws(FileOutputError) {
    try point(to: edition, in: folder, through: FileSystem())
  }

  static func point(
    to edition: String, in folder: String, through system: FileSystem
  ) throws(FileOutputError) {
    if target(in: folder) == edition { return }
    let parent = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard parent >= 0 else {
      throw FileOutputError("cannot open the folder", path: folder, errorNumber: errno)
    }
    defer { _ = close(parent) }
    if let standing = try system.status(name, in: parent), !standing.isLink {
      throw FileOutputError(
        .cannotCreate, path: folder + "/" + name, problem: "what stands there is no link",
        remedy: "move it away; this program keeps a link to the newest edition there")
    }
    let partial = ".\(name).\(getpid()).partial"
    _ = unlinkat(parent, partial, 0)
    do {
      _ = try system.perform(.openFile, partial, "cannot make the link") {
        symlinkat(edition, parent, partial)
      }
      try system.rename(partial, to: name, in: parent)
      try system.synchronise(parent, name: folder)
    } catch {
      _ = unlinkat(parent, partial, 0)
      throw error
    }
  }
}
