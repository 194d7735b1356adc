internal import Glibc

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
