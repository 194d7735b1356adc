internal import Reporting

/// Takes editions of a study away, and the private notes and checkpoints that belong to them (standard 4.3.12).
///
/// What was published is not forgotten: the register of publications stays, because a later edition is held against what
/// others may have kept.
package struct Purge: Sendable {
  private let folder: EditionFolder

  /// - Parameter path: the folder of a study's editions, such as `reports/my-study`.
  /// - Throws: `FileOutputError` where there is no such folder.
  package init(_ path: String) throws {
    var path = path
    while path.utf8.count > 1, path.hasSuffix("/") { path.removeLast() }
    guard !ReportDirectory.folders(in: path).isEmpty else {
      throw FileOutputError(
        .cannotCreate, path: path, problem: "there are no editions in it",
        remedy: "name the folder of a study's editions, such as reports/my-study")
    }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    let reports = parts.dropLast().joined(separator: "/")
    folder = EditionFolder(
      reports: parts.count == 1 ? "." : reports.isEmpty ? "/" : reports, study: String(parts.last ?? ""))
  }

  /// The editions that would go: those that are named, and all slots before one.
  package func editions(named: [EditionName], before slot: Slot?) -> [EditionName] {
    folder.editions.filter { edition in
      if named.contains(edition) { return true }
      guard let slot, let own = edition.slot, own.period == slot.period else { return false }
      return own < slot
    }
  }

  package func path(of edition: EditionName) -> String { folder.path(of: edition) }

  /// Removes editions, and lets `latest` name the newest that is left.
  /// - Returns: what is gone.
  /// - Throws: `FolderLock.Held` where a run is under way; `FileOutputError`.
  package func remove(_ editions: [EditionName]) throws -> [String] {
    let lock = try lock()
    defer { withExtendedLifetime(lock) {} }
    var gone: [String] = []
    for edition in editions {
      try ReportDirectory.remove(folder.path(of: edition))
      gone.append(folder.path(of: edition))
      let prefix = edition.text + "."
      gone += try StateFolder.remove(
        { $0.hasPrefix(prefix) && $0.hasSuffix(".checkpoint") }, in: folder.state
      )
      .map { folder.state + "/" + $0 }
    }
    try forget(editions)
    if let target = LatestLink.target(in: folder.path),
      !folder.editions.contains(where: { $0.text == target })
    {
      if let newest = newest {
        try LatestLink.point(to: newest.text, in: folder.path)
      } else {
        LatestLink.remove(in: folder.path)
      }
    }
    return gone
  }

  /// Removes what runs that were stopped have kept: replicates and unpacked files.
  /// - Throws: as `remove`.
  package func removeCheckpoints() throws -> [String] {
    let lock = try lock()
    defer { withExtendedLifetime(lock) {} }
    ReportDirectory.sweep(folder.path)
    return try StateFolder.remove({ $0.hasSuffix(".checkpoint") || $0.hasSuffix(".part") }, in: folder.state)
      .map { folder.state + "/" + $0 }
  }

  private func lock() throws -> FolderLock { try FolderLock(folder.prepare().path + "/lock") }

  private var newest: EditionName? {
    let all = folder.editions
    let slots = all.filter { $0.slot != nil }
    return slots.max { first, second in
      guard let a = first.slot, let b = second.slot, a.period == b.period else {
        return first.text < second.text
      }
      return a < b
    } ?? all.last
  }

  /// The notes of runs hold the hashes of what was read.
  private func forget(_ editions: [EditionName]) throws {
    let path = folder.state + "/" + RunRegister.name
    guard let bytes = try PrivateFile.read(path) else { return }
    let names = Set(editions.map(\.text))
    let kept = String(decoding: bytes, as: UTF8.self).split(separator: "\n").filter { line in
      JSONValue(Array(line.utf8))?["edition"]?.text.map { !names.contains($0) } ?? false
    }
    try PrivateFile.replace(path, with: Array(kept.map { $0 + "\n" }.joined().utf8))
  }
}
