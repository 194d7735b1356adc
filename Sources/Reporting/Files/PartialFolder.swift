internal import CSystemCalls
internal import Glibc

/// The folder in which a report is put together, beside its target and under a lock.
final class PartialFolder {
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
