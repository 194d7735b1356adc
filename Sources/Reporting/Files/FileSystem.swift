internal import Glibc

/// The calls by which files are written, each checked, interrupted ones repeated.
///
/// Folders are held by descriptor and names are single components, so that no symbolic link on the way is
/// followed.
struct FileSystem: Sendable {
  /// One call, as a test sees it.
  struct Step: Equatable, Sendable {
    enum Operation: Sendable {
      case makeFolder, openFile, write, synchronise, close, rename, exchange
    }

    let operation: Operation
    let name: String
  }

  /// Called before every call that writes; an answer other than 0 is the error number with which it fails.
  /// Only tests set it.
  var intercept: @Sendable (Step) -> Int32 = { _ in 0 }
  /// The most bytes that one `write` is asked to take. Only tests lower it.
  var mostBytesPerWrite = 1 << 20

  // MARK: writing

  /// A new folder for its owner alone, whatever the process's mask says.
  func makeFolder(_ name: String, in folder: Int32) throws(FileOutputError) {
    _ = try perform(.makeFolder, name, "cannot make the folder") { mkdirat(folder, name, 0o700) }
    _ = fchmodat(folder, name, 0o700, 0)
  }

  /// A new file for its owner alone, whatever the process's mask says; the name must not exist in any form.
  func createFile(_ name: String, in folder: Int32) throws(FileOutputError) -> Int32 {
    let descriptor = try perform(.openFile, name, "cannot make the file") {
      openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    }
    guard fchmod(descriptor, 0o600) == 0 else {
      let number = errno
      _ = Glibc.close(descriptor)
      throw FileOutputError("cannot set the file's rights", path: name, errorNumber: number)
    }
    return descriptor
  }

  func write(_ bytes: [UInt8], to descriptor: Int32, name: String) throws(FileOutputError) {
    var start = 0
    while start < bytes.count {
      let count = min(bytes.count - start, mostBytesPerWrite)
      start += try perform(.write, name, "cannot write") {
        bytes.withUnsafeBytes { buffer in
          buffer.baseAddress.map { Glibc.write(descriptor, $0 + start, count) } ?? 0
        }
      }
    }
  }

  func synchronise(_ descriptor: Int32, name: String) throws(FileOutputError) {
    _ = try perform(.synchronise, name, "cannot bring to the disk") { fsync(descriptor) }
  }

  /// Closes the descriptor in any case; a repeated close could hit another file, so none is repeated.
  func close(_ descriptor: Int32, name: String) throws(FileOutputError) {
    let fault = intercept(Step(operation: .close, name: name))
    let result = Glibc.close(descriptor)
    let number = fault != 0 ? fault : result != 0 && errno != EINTR ? errno : 0
    if number != 0 { throw FileOutputError("cannot close", path: name, errorNumber: number) }
  }

  /// Moves a folder to a name that is free or an empty folder.
  func rename(_ name: String, to target: String, in folder: Int32) throws(FileOutputError) {
    _ = try perform(.rename, target, "cannot put the report in its place") {
      renameat(folder, name, folder, target)
    }
  }

  /// The result of one call, repeated while it is interrupted.
  func perform<Result: SignedInteger>(
    _ operation: Step.Operation, _ name: String, _ attempt: String, _ call: () -> Result
  ) throws(FileOutputError) -> Result {
    while true {
      let fault = intercept(Step(operation: operation, name: name))
      let result = fault == 0 ? call() : -1
      if result >= 0 { return result }
      let number = fault == 0 ? errno : fault
      if number != EINTR { throw FileOutputError(attempt, path: name, errorNumber: number) }
    }
  }

  // MARK: looking

  /// A folder by its own name, never through a symbolic link.
  func openFolder(_ name: String, in folder: Int32) throws(FileOutputError) -> Int32 {
    let descriptor = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw FileOutputError("cannot open the folder", path: name, errorNumber: errno)
    }
    return descriptor
  }

  /// The names in a folder, sorted, without `.` and `..`.
  func names(in folder: Int32, path: String) throws(FileOutputError) -> [String] {
    // `fdopendir` takes the descriptor over, so it gets one of its own that starts at the beginning.
    let own = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard own >= 0 else { throw FileOutputError("cannot list the folder", path: path, errorNumber: errno) }
    guard let stream = fdopendir(own) else {
      let number = errno
      _ = Glibc.close(own)
      throw FileOutputError("cannot list the folder", path: path, errorNumber: number)
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
  }

  /// What a name is, without following a link; `nil` where there is nothing.
  func status(_ name: String, in folder: Int32) throws(FileOutputError) -> stat? {
    var status = stat()
    if fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 { return status }
    let number = errno
    if number == ENOENT { return nil }
    throw FileOutputError("cannot look at the target", path: name, errorNumber: number)
  }

  func read(_ name: String, in folder: Int32) throws(FileOutputError) -> [UInt8] {
    let descriptor = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileOutputError("cannot read", path: name, errorNumber: errno) }
    defer { _ = Glibc.close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count == 0 { return bytes }
      if count > 0 {
        bytes += buffer[..<count]
      } else if errno != EINTR {
        throw FileOutputError("cannot read", path: name, errorNumber: errno)
      }
    }
  }

  // MARK: removing

  /// Removes a tree as far as it can, following no link. What stays behind is swept by a later run.
  func removeTree(_ name: String, in folder: Int32) {
    if let descriptor = try? openFolder(name, in: folder) {
      for child in (try? names(in: descriptor, path: name)) ?? [] {
        if unlinkat(descriptor, child, 0) != 0 { removeTree(child, in: descriptor) }
      }
      _ = Glibc.close(descriptor)
    }
    _ = unlinkat(folder, name, AT_REMOVEDIR)
  }
}

extension stat {
  var isFolder: Bool { st_mode & S_IFMT == S_IFDIR }
  var isFile: Bool { st_mode & S_IFMT == S_IFREG }
  var isLink: Bool { st_mode & S_IFMT == S_IFLNK }
  func isSame(as other: stat) -> Bool { st_dev == other.st_dev && st_ino == other.st_ino }
}
