internal import DataLoaders
internal import Glibc
internal import Reporting

/// Inputs of which those that the program itself holds lie in a folder for the time of a run, so that loaders that open
/// files by their path read them like any other. They are public; nobody's data are ever copied.
package struct UnpackedInputs: Sendable {
  package let inputs: [StudyInput]
  /// `nil` where no input is the program's own.
  private let folder: String?
  private let files: [String]

  /// - Parameter place: the folder to make, where one of a run that was killed may lie; `nil` makes one for temporary
  ///   files.
  /// - Throws: `FileOutputError` where it cannot be written.
  package init(_ inputs: [StudyInput], in place: String? = nil) throws {
    guard inputs.contains(where: { if case .bytes = $0.source { true } else { false } }) else {
      self.inputs = inputs
      folder = nil
      files = []
      return
    }
    let folder = try place.map(Self.made) ?? Self.temporary()
    var files: [String] = []
    var unpacked: [StudyInput] = []
    do {
      for input in inputs {
        guard case .bytes(let bytes, let name) = input.source else {
          unpacked.append(input)
          continue
        }
        // Each in a folder of its own: two data sets may have files of one name.
        let own = try Self.made(folder + "/" + input.name)
        files.append(own)
        let path = own + "/" + name
        files.insert(path, at: files.count - 1)
        try PrivateFile.replace(path, with: bytes)
        unpacked.append(input.at(path))
      }
    } catch {
      // Where there is no room for all of them, none stays.
      for file in files { _ = Glibc.remove(file) }
      rmdir(folder)
      throw error
    }
    self.inputs = unpacked
    self.folder = folder
    self.files = files
  }

  /// Takes the copies away.
  package func remove() {
    for file in files { _ = Glibc.remove(file) }
    if let folder { rmdir(folder) }
  }

  private static func made(_ path: String) throws(FileOutputError) -> String {
    var status = stat()
    if mkdir(path, 0o700) == 0 { return path }
    let number = errno
    guard number == EEXIST, lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw FileOutputError(
        number == EACCES || number == EPERM ? .permission : .io, path: path,
        problem: "cannot make the folder: \(String(cString: strerror(number)))",
        remedy: "make room, or choose another folder for reports")
    }
    return path
  }

  private static func temporary() throws(FileOutputError) -> String {
    let root = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array((root + "/prevalence-data-XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else {
      throw FileOutputError(
        .io, path: root, problem: "cannot make a folder: \(String(cString: strerror(errno)))",
        remedy: "set TMPDIR to a folder that you may write")
    }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
