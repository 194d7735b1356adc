internal import Glibc
internal import Tables

/// Opens files for reading and says what stands in the way.
enum FileSource {
  /// Opens a regular file; nothing else is opened for good, and a pipe without a writer does not block.
  ///
  /// - Returns: a descriptor that the caller closes.
  /// - Throws: `DataError`, `.noInput` for what is absent or no regular file, `.notPermitted` for what may not
  ///   be read, `.readFailed` for the rest.
  static func open(_ path: String) throws(DataError) -> Int32 {
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw DataError(
        .noInput, file: path, problem: path.isEmpty ? "the file name is empty" : "the file name holds a NUL",
        remedy: "name a file")
    }
    let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY
    var descriptor = Glibc.open(path, flags)
    while descriptor < 0, errno == EINTR { descriptor = Glibc.open(path, flags) }
    guard descriptor >= 0 else { throw openingFailed(path, code: errno) }
    do throws(DataError) {
      let status = try FileStatus(of: descriptor, name: path)
      if let kind = status.kindIfNotRegular {
        throw DataError(
          .noInput, file: path, problem: "this is \(kind), not a file",
          remedy: kind == "a folder"
            ? "name a file in it" : "save its content to a file, or pipe it in and pass -")
      }
    } catch {
      close(descriptor)
      throw error
    }
    return descriptor
  }

  /// Checks that standard input, or another open descriptor, can be read as a table.
  static func checkStandardInput(_ descriptor: Int32) throws(DataError) {
    let name = ByteSource.standardInput.name
    guard fcntl(descriptor, F_GETFL) >= 0 else {
      throw DataError(
        .noInput, file: name, problem: "it is closed", remedy: "pipe a table in or name a file")
    }
    if isatty(descriptor) == 1 {
      throw DataError(
        .noInput, file: name, problem: "it is a terminal", remedy: "pipe a table in or name a file")
    }
    if try FileStatus(of: descriptor, name: name).kindIfNotRegular == "a folder" {
      throw DataError(
        .noInput, file: name, problem: "it is a folder", remedy: "pipe a table in or name a file")
    }
  }

  /// Reads up to `buffer.count` bytes, waits where it has to, and goes on after a signal; 0 at the end.
  static func read(
    _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, name: String
  ) throws(DataError) -> Int {
    while true {
      let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      switch errno {
      case EINTR: continue
      case EAGAIN:
        var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        _ = poll(&wanted, 1, -1)
      default:
        throw DataError(
          .readFailed, file: name, problem: "reading failed (\(message(errno)))",
          remedy: "check the disk or the program that feeds the pipe, and run again")
      }
    }
  }

  /// The error for a path that `open` refused with the given `errno`.
  static func openingFailed(_ path: String, code: Int32) -> DataError {
    switch code {
    case ENOENT:
      let (folder, name) = split(path)
      guard access(folder, F_OK) == 0 else {
        return DataError(
          .noInput, file: path, problem: "there is no such file, nor its folder", remedy: "check the path")
      }
      let suggestion = NearestName.to(name, among: names(in: folder))
      return DataError(
        .noInput, file: path, problem: "there is no such file",
        remedy: suggestion.map { "did you mean '\($0)' in the same folder?" }
          ?? "check the name and the folder")
    case ENOTDIR:
      return DataError(
        .noInput, file: path, problem: "a part of the path is not a folder", remedy: "check the path")
    case ELOOP:
      return DataError(
        .noInput, file: path, problem: "the symbolic links of the path go in a circle",
        remedy: "name the file itself")
    case ENAMETOOLONG:
      return DataError(.noInput, file: path, problem: "the file name is too long", remedy: "check the path")
    case ENXIO:
      return DataError(
        .noInput, file: path, problem: "this is a socket or a device, not a file", remedy: "name a file")
    case EACCES, EPERM:
      return DataError(
        .notPermitted, file: path, problem: "the file may not be read",
        remedy: "ask for the right to read it and to enter its folders")
    default:
      return DataError(
        .readFailed, file: path, problem: "the file cannot be opened (\(message(code)))",
        remedy: "see to the cause and run again")
    }
  }

  /// The last component of a path, without trailing slashes.
  static func lastComponent(_ path: String) -> String { split(path).name }

  private static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    let folder = path[..<slash]
    return (folder.isEmpty ? "/" : String(folder), String(path[path.index(after: slash)...]))
  }

  /// The names in a folder in their byte order, up to ten thousand; none when it cannot be listed.
  private static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while names.count < 10_000, let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != "..", !name.unicodeScalars.contains(where: \.isInvisible) { names.append(name) }
    }
    return names.sorted()
  }

  private static func message(_ code: Int32) -> String { String(cString: strerror(code)) }
}

/// What identifies a file and its state, to notice that it changed.
struct FileStatus: Equatable {
  private let device: UInt
  private let inode: UInt
  private let mode: UInt32
  let size: Int
  private let modifiedSeconds: Int
  private let modifiedNanoseconds: Int

  init(of descriptor: Int32, name: String) throws(DataError) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw DataError(
        .readFailed, file: name, problem: "its state cannot be read (\(String(cString: strerror(errno))))",
        remedy: "see to the cause and run again")
    }
    self.init(status)
  }

  /// The state of what the path leads to now; `nil` when there is nothing.
  init?(at path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  private init(_ status: stat) {
    device = UInt(status.st_dev)
    inode = UInt(status.st_ino)
    mode = status.st_mode & S_IFMT
    size = Int(status.st_size)
    modifiedSeconds = status.st_mtim.tv_sec
    modifiedNanoseconds = status.st_mtim.tv_nsec
  }

  var isRegular: Bool { mode == S_IFREG }

  /// What it is, in words, when it is no regular file.
  var kindIfNotRegular: String? {
    switch mode {
    case S_IFREG: nil
    case S_IFDIR: "a folder"
    case S_IFIFO: "a pipe"
    case S_IFSOCK: "a socket"
    default: "a device"
    }
  }
}
