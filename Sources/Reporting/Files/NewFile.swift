internal import Glibc

/// One file that is written piece by piece and is there whole or not at all.
///
/// The pieces go into a file of another name in the same folder, for its owner alone (0600); `finish()` brings it
/// to the disk and puts it in place in one step. A file that is let go of before is removed.
package final class NewFile {
  private let path: String
  private let name: String
  private let partialName: String
  private let folder: Int32
  private let descriptor: Int32
  private let isReplacing: Bool
  private let system = FileSystem()
  private var isOpen = true

  /// - Parameter input: a file that is read meanwhile and must not be the one that is written.
  /// - Throws: `FileOutputError` when something stands there and is not to be replaced, or is no plain file, or is
  ///   the input.
  package init(_ path: String, replacing: Bool, input: String? = nil) throws(FileOutputError) {
    func refused(_ problem: String, _ remedy: String) -> FileOutputError {
      FileOutputError(.cannotCreate, path: path, problem: problem, remedy: remedy)
    }
    let slash = path.lastIndex(of: "/")
    let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
    guard !name.isEmpty, name != ".", name != "..", !path.utf8.contains(0) else {
      throw refused("this is no name for a file", "name a file that does not exist yet")
    }
    let parent = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let folder = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else {
      throw FileOutputError("cannot open the folder above", path: path, errorNumber: errno).with(
        remedy: "make that folder first")
    }
    do throws(FileOutputError) {
      if let status = try system.status(name, in: folder) {
        guard status.isFile else {
          throw refused("something stands there that is no file", "choose another name")
        }
        var inputStatus = stat()
        if let input, stat(input, &inputStatus) == 0, inputStatus.isSame(as: status) {
          throw refused("this is the file that is read", "choose another name")
        }
        guard replacing else {
          throw refused("there is a file already", "pass --overwrite to replace it, or choose another name")
        }
      }
      partialName = ".\(name.prefix(100)).\(getpid()).partial"
      _ = unlinkat(folder, partialName, 0)
      descriptor = try system.createFile(partialName, in: folder)
    } catch {
      _ = Glibc.close(folder)
      throw error.at(path)
    }
    self.path = path
    self.name = name
    self.folder = folder
    isReplacing = replacing
  }

  /// - Throws: `FileOutputError` when the disk takes no more; the file is then removed.
  package func write(_ bytes: [UInt8]) throws(FileOutputError) {
    do {
      try system.write(bytes, to: descriptor, name: name)
    } catch {
      throw error.at(path)
    }
  }

  /// Puts the file in its place.
  /// - Throws: `FileOutputError`; then nothing stands there that did not stand there before.
  package func finish() throws(FileOutputError) {
    do throws(FileOutputError) {
      try system.synchronise(descriptor, name: name)
      if isReplacing {
        try system.rename(partialName, to: name, in: folder)
      } else {
        // A link is not made over a file that has come into being meanwhile.
        _ = try system.perform(.rename, name, "cannot put the file in its place") {
          linkat(folder, partialName, folder, name, 0)
        }
        _ = unlinkat(folder, partialName, 0)
      }
      try system.synchronise(folder, name: name)
    } catch {
      abandon()
      throw error.at(path)
    }
    close()
  }

  deinit { abandon() }

  private func abandon() {
    guard isOpen else { return }
    _ = unlinkat(folder, partialName, 0)
    close()
  }

  private func close() {
    isOpen = false
    _ = Glibc.close(descriptor)
    _ = Glibc.close(folder)
  }
}
