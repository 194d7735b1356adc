internal import Glibc

/// Where a report goes: a name in a folder that is held open.
struct ReportTarget {
  /// What stands at the target before anything is written.
  enum Standing: Equatable {
    /// Nothing, or an empty folder.
    case nothing
    /// A report with the very bytes.
    case same
    /// Another report of this program.
    case report
  }

  let path: String
  /// The folder above, as a path; used only where the system has no call by descriptor.
  let parentPath: String
  let parent: Int32
  let name: String
  private let system: FileSystem

  init(_ path: String, _ system: FileSystem) throws(FileOutputError) {
    let trimmed = ReportTarget.withoutTrailingSlashes(path)
    let (parentPath, name) = ReportTarget.split(trimmed)
    guard !name.isEmpty, name != ".", name != "..", !path.utf8.contains(0) else {
      throw FileOutputError(
        .cannotCreate, path: path, problem: "this is no name for a folder of its own",
        remedy: "name a folder that does not exist yet")
    }
    let parent = open(parentPath, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard parent >= 0 else {
      let error = FileOutputError("cannot open the folder above", path: path, errorNumber: errno)
      throw error.kind == .cannotCreate ? error.with(remedy: "make that folder first") : error
    }
    self.path = path
    self.parentPath = parentPath
    self.parent = parent
    self.name = name
    self.system = system
  }

  func close() { _ = Glibc.close(parent) }

  /// - Throws: where something stands there that may not be replaced.
  func standing(_ files: [ReportFile]) throws(FileOutputError) -> Standing {
    guard let status = try system.status(name, in: parent) else { return .nothing }
    guard status.isFolder else {
      throw refusal(status.isLink ? "a symbolic link stands there" : "a file stands there")
    }
    try refuseWorkingFolder(status)
    let folder = try system.openFolder(name, in: parent)
    defer { _ = Glibc.close(folder) }
    let paths = try ReportTree.paths(in: folder, of: path, system)
    if paths.isEmpty { return .nothing }
    if try ReportTree.holds(files, in: folder, paths: paths, system) { return .same }
    let manifest =
      paths.contains(ReportManifest.path)
      ? ReportManifest(try system.read(ReportManifest.path, in: folder)) : nil
    guard let manifest else { throw refusal("the folder was not written by this program") }
    if let stranger = manifest.firstUnnamed(of: paths) {
      throw refusal("the folder holds '\(PlainText.line(stranger))', which this program did not write")
    }
    return .report
  }

  private func refusal(_ problem: String) -> FileOutputError {
    FileOutputError(.cannotCreate, path: path, problem: problem, remedy: "choose another --output folder")
  }

  /// The working folder, and every folder above it, would be moved from under the process.
  private func refuseWorkingFolder(_ target: stat) throws(FileOutputError) {
    var step = "."
    for _ in 0..<4_096 {
      var here = stat()
      var above = stat()
      guard stat(step, &here) == 0, stat(step + "/..", &above) == 0 else { return }
      if here.isSame(as: target) {
        throw refusal("the folder is the working folder or holds it")
      }
      if here.isSame(as: above) { return }
      step += "/.."
    }
  }

  // MARK: partial folders

  func partialName(process: Int32) -> String { ".\(name).\(process).partial" }

  /// Removes the partial folders that dead runs left beside this target.
  func sweep() {
    let prefix = ".\(name)."
    let suffix = ".partial"
    for entry in (try? system.names(in: parent, path: parentPath)) ?? [] {
      guard entry.hasPrefix(prefix), entry.hasSuffix(suffix) else { continue }
      let middle = entry.dropFirst(prefix.count).dropLast(suffix.count)
      guard let process = Int32(middle), process > 0, isDead(process), isAbandoned(entry) else { continue }
      system.removeTree(entry, in: parent)
    }
  }

  /// No process has the number, or this one has it by a second turn of the numbers.
  private func isDead(_ process: Int32) -> Bool {
    process == getpid() || (kill(process, 0) != 0 && errno == ESRCH)
  }

  /// Whether nobody holds the lock of the partial folder; process numbers alone mislead across containers.
  private func isAbandoned(_ entry: String) -> Bool {
    guard let status = try? system.status(entry, in: parent), status.isFolder, status.st_uid == geteuid(),
      let folder = try? system.openFolder(entry, in: parent)
    else { return false }
    defer { _ = Glibc.close(folder) }
    return flock(folder, LOCK_EX | LOCK_NB) == 0
  }

  private static func withoutTrailingSlashes(_ path: String) -> String {
    var path = path
    while path.utf8.count > 1, path.hasSuffix("/") { path.removeLast() }
    return path
  }

  private static func split(_ path: String) -> (parent: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    let parent = slash == path.startIndex ? "/" : String(path[..<slash])
    return (parent, String(path[path.index(after: slash)...]))
  }
}
