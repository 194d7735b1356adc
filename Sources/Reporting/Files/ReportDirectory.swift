internal import CSystemCalls
internal import Glibc

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

/// Reading and checking of a report's files as a tree.
enum ReportTree {
  /// - Throws: where a path breaks the rules or stands twice, or the manifest is missing or forgets a file.
  static func check(_ files: [ReportFile], for path: String) throws(FileOutputError) {
    func refused(_ problem: String) -> FileOutputError {
      FileOutputError(
        .cannotCreate, path: path, problem: problem,
        remedy: "this is an error of the program; please report it")
    }
    var taken: Set<String> = []
    var folders: Set<String> = []
    for file in files {
      guard let components = ReportPath.components(file.path) else {
        throw refused("a file name of the report breaks the rules for file names")
      }
      guard taken.insert(file.path).inserted else { throw refused("two files of the report have one name") }
      if components.count == 2 { folders.insert(components[0]) }
    }
    guard folders.isDisjoint(with: taken) else {
      throw refused("a file and a folder of the report have one name")
    }
    guard let bytes = files.first(where: { $0.path == ReportManifest.path })?.bytes,
      let manifest = ReportManifest(bytes)
    else { throw refused("the report has no manifest.json that names the program") }
    if let forgotten = manifest.firstUnnamed(of: files.map(\.path)) {
      throw refused("the manifest of the report does not name '\(forgotten)'")
    }
  }

  /// All files below a folder, as paths. A subfolder without files stands for itself, with a slash at the
  /// end, and so does whatever is neither file nor folder, with its name.
  static func paths(
    in folder: Int32, of path: String, _ system: FileSystem, depth: Int = 0
  ) throws(FileOutputError) -> [String] {
    var result: [String] = []
    for name in try system.names(in: folder, path: path) {
      guard let status = try system.status(name, in: folder), status.isFolder, depth < 8 else {
        result.append(name)
        continue
      }
      let child = try system.openFolder(name, in: folder)
      defer { _ = Glibc.close(child) }
      let below = try paths(in: child, of: path + "/" + name, system, depth: depth + 1)
      result += below.isEmpty ? [name + "/"] : below.map { name + "/" + $0 }
    }
    return result
  }

  /// Whether the folder holds exactly these files with these bytes.
  static func holds(
    _ files: [ReportFile], in folder: Int32, paths: [String], _ system: FileSystem
  ) throws(FileOutputError) -> Bool {
    guard Set(paths) == Set(files.map(\.path)) else { return false }
    for file in files {
      let components = ReportPath.components(file.path) ?? []
      guard let name = components.last else { return false }
      let place = components.count == 2 ? try system.openFolder(components[0], in: folder) : folder
      defer { if place != folder { _ = Glibc.close(place) } }
      guard let status = try system.status(name, in: place), status.isFile,
        status.st_size == file.bytes.count,
        try system.read(name, in: place) == file.bytes
      else { return false }
    }
    return true
  }
}

/// The folder in which a report is put together, beside its target and under a lock.
private final class PartialFolder {
  private let target: ReportTarget
  private let system: FileSystem
  private let name: String
  private let folder: Int32
  private var isOpen = true

  init(beside target: ReportTarget, _ system: FileSystem) throws(FileOutputError) {
    self.target = target
    self.system = system
    name = target.partialName(process: getpid())
    do {
      try system.makeFolder(name, in: target.parent)
    } catch {
      throw error.at(target.path)
    }
    do {
      folder = try system.openFolder(name, in: target.parent)
    } catch {
      system.removeTree(name, in: target.parent)
      throw error.at(target.path)
    }
    _ = flock(folder, LOCK_EX | LOCK_NB)
  }

  func fill(_ files: [ReportFile]) throws(FileOutputError) {
    var subfolders: [String] = []
    for file in files {
      let components = ReportPath.components(file.path) ?? []
      guard components.count == 2, !subfolders.contains(components[0]) else { continue }
      subfolders.append(components[0])
    }
    // The manifest comes last: a folder without it is no report.
    let ordered =
      files.filter { $0.path != ReportManifest.path } + files.filter { $0.path == ReportManifest.path }
    do {
      for subfolder in subfolders {
        try system.makeFolder(subfolder, in: folder)
        let place = try system.openFolder(subfolder, in: folder)
        defer { _ = Glibc.close(place) }
        for file in ordered where file.path.hasPrefix(subfolder + "/") { try write(file, in: place) }
        try system.synchronise(place, name: subfolder)
      }
      for file in ordered where !file.path.utf8.contains(UInt8(ascii: "/")) { try write(file, in: folder) }
      try system.synchronise(folder, name: name)
    } catch {
      throw error.at(target.path)
    }
  }

  private func write(_ file: ReportFile, in place: Int32) throws(FileOutputError) {
    guard let name = ReportPath.components(file.path)?.last else { return }
    let descriptor = try system.createFile(name, in: place)
    do {
      try system.write(file.bytes, to: descriptor, name: file.path)
      // A failed synchronisation is never tried again: the system may have dropped the pages it could not
      // write.
      try system.synchronise(descriptor, name: file.path)
    } catch {
      _ = Glibc.close(descriptor)
      throw error
    }
    try system.close(descriptor, name: file.path)
  }

  /// Puts the folder where nothing, or an empty folder, stands.
  func move() throws(FileOutputError) {
    do {
      try system.rename(name, to: target.name, in: target.parent)
    } catch {
      throw error.at(target.path)
    }
    do {
      try system.synchronise(target.parent, name: target.parentPath)
    } catch {
      _ = renameat(target.parent, target.name, target.parent, name)
      throw error.at(target.path)
    }
    finish()
  }

  /// Puts the folder in the place of another report, in one step, and removes that.
  func exchange() throws(FileOutputError) {
    let first = target.parentPath + "/" + name
    let second = target.parentPath + "/" + target.name
    do {
      _ = try system.perform(.exchange, target.name, "cannot put the report in its place") {
        prevalence_exchange_paths(first, second)
      }
    } catch {
      throw error.at(target.path)
    }
    do {
      try system.synchronise(target.parent, name: target.parentPath)
    } catch {
      // Where even the way back fails, both reports stay: what bears the partial name is the old one.
      if prevalence_exchange_paths(first, second) != 0 { finish() }
      throw error.at(target.path)
    }
    // What now bears the partial name is the old report.
    abandon()
  }

  private func finish() {
    guard isOpen else { return }
    isOpen = false
    _ = Glibc.close(folder)
  }

  /// Removes whatever bears the partial name, unless the work is done.
  func abandon() {
    guard isOpen else { return }
    system.removeTree(name, in: target.parent)
    finish()
  }
}

extension FileOutputError {
  fileprivate func with(remedy: String) -> FileOutputError {
    FileOutputError(kind, path: path, problem: problem, remedy: remedy)
  }

  /// The same error at the path that the user knows, with the part below it that failed.
  fileprivate func at(_ target: String) -> FileOutputError {
    let isPartial = path.hasPrefix(".") || target.hasSuffix(path)
    return FileOutputError(
      kind, path: isPartial ? target : target + "/" + path, problem: problem, remedy: remedy)
  }
}
