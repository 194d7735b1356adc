internal import CXLSXWriter
internal import Glibc

/// One run of another program: fixed environment, input and output in memory, an end after a time.
struct ToolCall: Sendable {
  static let mostSeconds = 120
  private static let mostBytes = 512 << 20

  enum Outcome: Sendable, Equatable {
    case finished([UInt8])
    case failed(Int32)
    case timedOut
  }

  let place: String
  let arguments: [String]
  let input: [UInt8]
  /// A folder that exists where the program needs one; else one that does not, so that no settings of a user
  /// change what it makes.
  var home = "/nonexistent"
  var seconds = ToolCall.mostSeconds

  /// Nothing of the caller's environment but where programs are found: the same bytes whoever calls.
  private var environment: [String] {
    [
      "PATH=\(Environment.path ?? "/usr/bin:/bin")", "HOME=\(home)", "LANG=C.UTF-8", "LC_ALL=C.UTF-8",
      "TZ=UTC",
      "SOURCE_DATE_EPOCH=946684800", "PYTHONHASHSEED=0", "PYTHONDONTWRITEBYTECODE=1",
    ]
  }

  func run() throws(FileOutputError) -> Outcome {
    let source = try ToolCall.memoryFile()
    defer { close(source) }
    try FileSystem().write(input, to: source, name: "input")
    guard lseek(source, 0, SEEK_SET) == 0 else { throw ToolCall.fault(errno, place) }
    let sink = try ToolCall.memoryFile()
    defer { close(sink) }
    let process = try start(reading: source, writing: sink)
    guard let status = ToolCall.wait(for: process, seconds: seconds) else { return .timedOut }
    guard status == 0 else { return .failed(status) }
    return .finished(try ToolCall.contents(of: sink))
  }

  private func start(reading source: Int32, writing sink: Int32) throws(FileOutputError) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, source, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, sink, STDOUT_FILENO)
    // What other programs say could hold words of the data.
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    var defaults = sigset_t()
    sigemptyset(&defaults)
    for signal in [SIGPIPE, SIGINT, SIGTERM, SIGHUP] { sigaddset(&defaults, signal) }
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    posix_spawnattr_setpgroup(&attributes, 0)
    let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP
    posix_spawnattr_setflags(&attributes, Int16(flags))
    var arguments: [UnsafeMutablePointer<CChar>?] = ([place] + arguments).map { strdup($0) } + [nil]
    var environment: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
    defer { for pointer in arguments + environment { free(pointer) } }
    var process: pid_t = 0
    let result = posix_spawn(&process, place, &actions, &attributes, &arguments, &environment)
    guard result == 0 else { throw ToolCall.fault(result, place) }
    return process
  }

  /// The exit status, 128 and the number where a signal ended the process, `nil` after the time, when the
  /// process and all that it started are ended.
  private static func wait(for process: pid_t, seconds: Int) -> Int32? {
    let deadline = ContinuousClock.now + .seconds(seconds)
    var pause: useconds_t = 1_000
    while true {
      var status: Int32 = 0
      let result = waitpid(process, &status, WNOHANG)
      if result == process { return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + (status & 0x7F) }
      if result < 0, errno != EINTR { return 127 }
      if ContinuousClock.now >= deadline {
        kill(-process, SIGKILL)
        _ = waitpid(process, &status, 0)
        return nil
      }
      usleep(pause)
      pause = min(pause * 2, 50_000)
    }
  }

  private static func memoryFile() throws(FileOutputError) -> Int32 {
    let descriptor = memfd_create("prevalence", 1)  // closed on exec
    guard descriptor >= 0 else { throw fault(errno, "memory") }
    return descriptor
  }

  private static func contents(of descriptor: Int32) throws(FileOutputError) -> [UInt8] {
    let size = lseek(descriptor, 0, SEEK_END)
    guard size >= 0, size <= mostBytes else { throw fault(EFBIG, "memory") }
    var bytes = [UInt8](repeating: 0, count: Int(size))
    var start = 0
    while start < bytes.count {
      let count = bytes.count - start
      let got = bytes.withUnsafeMutableBytes { buffer in
        buffer.baseAddress.map { pread(descriptor, $0 + start, count, off_t(start)) } ?? 0
      }
      guard got > 0 else { throw fault(EIO, "memory") }
      start += got
    }
    return bytes
  }

  private static func fault(_ number: Int32, _ place: String) -> FileOutputError {
    FileOutputError("cannot run another program", path: place, errorNumber: number)
  }
}

/// What the process knows of the system.
package enum Environment {
  package static var path: String? { getenv("PATH").map { String(cString: $0) } }

  static var isSuperuser: Bool { geteuid() == 0 }

  /// The first file of that name in the folders of `path` that may be run. Folders that are not absolute are
  /// passed over: what they hold depends on where the process stands.
  static func executable(_ name: String, in path: String?) -> String? {
    for folder in (path ?? "").split(separator: ":") where folder.hasPrefix("/") {
      let place = folder + "/" + name
      var status = stat()
      guard stat(String(place), &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
      if access(String(place), X_OK) == 0 { return String(place) }
    }
    return nil
  }
}

/// A folder for its owner alone below the system's folder for temporary files, removed after use.
struct ScratchFolder {
  let path: String

  init() throws(FileOutputError) {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array((parent + "/prevalence-XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else {
      throw FileOutputError("cannot make a temporary folder", path: parent, errorNumber: errno)
    }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  func write(_ bytes: [UInt8], to name: String) throws(FileOutputError) {
    let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw FileOutputError("cannot open", path: path, errorNumber: errno) }
    defer { close(folder) }
    let files = FileSystem()
    let descriptor = try files.createFile(name, in: folder)
    do {
      try files.write(bytes, to: descriptor, name: name)
    } catch {
      close(descriptor)
      throw error
    }
    try files.close(descriptor, name: name)
  }

  func read(_ name: String) -> [UInt8]? {
    let descriptor = open(path + "/" + name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let got = Glibc.read(descriptor, &buffer, buffer.count)
      if got < 0 { return nil }
      if got == 0 { return bytes }
      bytes += buffer[..<got]
    }
  }

  /// Everything in the folder, then the folder. Symbolic links are removed and not followed.
  func remove() {
    ScratchFolder.remove(path)
  }

  private static func remove(_ path: String) {
    if let folder = opendir(path) {
      while let entry = readdir(folder) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name == "." || name == ".." { continue }
        let place = path + "/" + name
        var status = stat()
        guard lstat(place, &status) == 0 else { continue }
        if status.st_mode & S_IFMT == S_IFDIR { remove(place) } else { unlink(place) }
      }
      closedir(folder)
    }
    rmdir(path)
  }
}
