import Foundation
import Synchronization
import Testing

@testable import Reporting

@Suite("A report's folder")
struct ReportDirectoryTests {
  /// A report of two files, one in a subfolder, and its manifest.
  static func report(_ text: String) -> [ReportFile] {
    let manifest =
      #"{"program": {"name": "prevalence"}, "files": [{"path": "report.md"}, {"path": "tables/a.csv"}]}"#
    return [
      ReportFile(path: "manifest.json", text: manifest), ReportFile(path: "report.md", text: text),
      ReportFile(path: "tables/a.csv", text: text + ",1\n"),
    ]
  }

  static func contents(_ text: String) -> [String: String] {
    Dictionary(
      uniqueKeysWithValues: report(text).map { ($0.path, String(decoding: $0.bytes, as: UTF8.self)) }
    )
    .merging(["tables/": ""]) { $1 }
  }

  private let folder: TemporaryFolder
  private var target: String { folder.path + "/out" }

  init() throws { folder = try TemporaryFolder() }

  /// Everything in the folder is the report `text`, if any, and nothing else.
  private func expectOnly(_ text: String?, sourceLocation: SourceLocation = #_sourceLocation) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    #expect(names == (text == nil ? [] : ["out"]), sourceLocation: sourceLocation)
    if let text { #expect(folder.contents("out") == Self.contents(text), sourceLocation: sourceLocation) }
  }

  @Test func `a new report is there whole and for its owner alone (F39)`() throws {
    #expect(try ReportDirectory.write(files: Self.report("one"), to: target) == .created)
    expectOnly("one")
    func mode(_ path: String) throws -> Int? {
      (try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber)?.intValue
    }
    #expect(try mode(target) == 0o700)
    #expect(try mode(target + "/tables") == 0o700)
    #expect(try mode(target + "/report.md") == 0o600)
    #expect(try mode(target + "/tables/a.csv") == 0o600)
  }

  @Test func `the same report again changes nothing`() throws {
    try ReportDirectory.write(files: Self.report("one"), to: target)
    let before = try FileManager.default.attributesOfItem(atPath: target)[.systemFileNumber] as? NSNumber
    #expect(try ReportDirectory.write(files: Self.report("one"), to: target) == .unchanged)
    #expect(
      try ReportDirectory.write(files: Self.report("one").reversed(), to: target + "/", replacing: true)
        == .unchanged)
    #expect(
      try FileManager.default.attributesOfItem(atPath: target)[.systemFileNumber] as? NSNumber == before)
    expectOnly("one")
  }

  @Test func `another report is replaced only when told to (F36)`() throws {
    try ReportDirectory.write(files: Self.report("one"), to: target)
    let error = #expect(throws: FileOutputError.self) {
      try ReportDirectory.write(files: Self.report("two"), to: target)
    }
    #expect(error?.kind == .cannotCreate)
    #expect(error?.kind.exitCode == 73)
    #expect(error?.description.contains("--overwrite") == true)
    expectOnly("one")
    #expect(try ReportDirectory.write(files: Self.report("two"), to: target, replacing: true) == .replaced)
    expectOnly("two")
  }

  @Test func `an empty folder is filled`() throws {
    try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: false)
    #expect(try ReportDirectory.write(files: Self.report("one"), to: target) == .created)
    expectOnly("one")
  }

  @Test(arguments: ["mine.txt", "tables/mine.txt", "tables/deep/mine.txt", ".hidden"])
  func `what this program did not write is not replaced`(_ stranger: String) throws {
    try ReportDirectory.write(files: Self.report("one"), to: target)
    try folder.write("mine", to: "out/" + stranger)
    let before = folder.contents("out")
    let error = #expect(throws: FileOutputError.self) {
      try ReportDirectory.write(files: Self.report("two"), to: target, replacing: true)
    }
    #expect(error?.kind == .cannotCreate)
    #expect(error?.problem.contains(stranger) == true)
    #expect(folder.contents("out") == before)
  }

  @Test(arguments: ["", "{}", "not JSON", #"{"name": "my-web-app", "files": ["report.md"]}"#])
  func `a folder without our manifest is not replaced`(_ manifest: String) throws {
    try folder.write("mine", to: "out/report.md")
    if !manifest.isEmpty { try folder.write(manifest, to: "out/manifest.json") }
    let before = folder.contents("out")
    #expect(throws: FileOutputError.self) {
      try ReportDirectory.write(files: Self.report("two"), to: target, replacing: true)
    }
    #expect(folder.contents("out") == before)
  }

  @Test func `a symbolic link at the target is not followed (F37)`() throws {
    try folder.write("mine", to: "elsewhere/report.md")
    try FileManager.default.createSymbolicLink(
      atPath: target, withDestinationPath: folder.path + "/elsewhere")
    let error = #expect(throws: FileOutputError.self) {
      try ReportDirectory.write(files: Self.report("one"), to: target, replacing: true)
    }
    #expect(error?.problem == "a symbolic link stands there")
    #expect(folder.contents("elsewhere") == ["report.md": "mine"])
  }

  @Test func `a symbolic link at the partial name is not followed (F37)`() throws {
    try folder.write("mine", to: "elsewhere/report.md")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/.out.\(getpid()).partial", withDestinationPath: folder.path + "/elsewhere")
    let error = #expect(throws: FileOutputError.self) {
      try ReportDirectory.write(files: Self.report("one"), to: target)
    }
    #expect(error?.kind == .cannotCreate)
    #expect(folder.contents("elsewhere") == ["report.md": "mine"])
  }

  @Test func `a symbolic link within a report leads nowhere`() throws {
    try ReportDirectory.write(files: Self.report("one"), to: target)
    try folder.write("mine", to: "elsewhere/a.csv")
    try FileManager.default.removeItem(atPath: target + "/tables")
    try FileManager.default.createSymbolicLink(
      atPath: target + "/tables", withDestinationPath: folder.path + "/elsewhere")
    #expect(throws: FileOutputError.self) {
      try ReportDirectory.write(files: Self.report("two"), to: target, replacing: true)
    }
    #expect(folder.contents("elsewhere") == ["a.csv": "mine"])
  }

  @Test func `a file at the target is not replaced`() throws {
    try folder.write("mine", to: "out")
    let error = #expect(throws: FileOutputError.self) {
      try ReportDirectory.write(files: Self.report("one"), to: target, replacing: true)
    }
    #expect(error?.problem == "a file stands there")
    #expect(folder.contents() == ["out": "mine"])
  }

  @Test(arguments: ["", ".", "..", "/", "//", "a/..", "./.", "a\0b"])
  func `a target that is no name of its own is refused (F34)`(_ path: String) {
    let error = #expect(throws: FileOutputError.self) {
      try ReportDirectory.write(files: Self.report("one"), to: path, replacing: true)
    }
    #expect(error?.kind == .cannotCreate)
  }

  @Test func `the working folder and those above it are refused`() throws {
    let here = FileManager.default.currentDirectoryPath
    let error = #expect(throws: FileOutputError.self) {
      try ReportDirectory.write(files: Self.report("one"), to: here, replacing: true)
    }
    #expect(error?.problem.contains("working folder") == true)
  }

  @Test(arguments: [
    "../x", "/etc/x", "a/b/c", "a//b", "", "a/", "/", ".", "..", "a/..", ".hidden", "a\0b", "~", "%2e%2e/x",
    "..\\x",
    "A", "a b", "é", "CON", "a/.x", String(repeating: "a", count: 201),
  ])
  func `a file's path stays within the rules (F34)`(_ path: String) {
    let files = [
      ReportFile(path: "manifest.json", text: #"["prevalence", "x"]"#), ReportFile(path: path, text: "x"),
    ]
    let error = #expect(throws: FileOutputError.self) { try ReportDirectory.write(files: files, to: target) }
    #expect(error?.kind == .cannotCreate)
    expectOnly(nil)
  }

  @Test func `two files of one name, and a file that is a folder too, are refused`() {
    for names in [["a", "a"], ["a", "a/b"]] {
      let files =
        [ReportFile(path: "manifest.json", text: #"["prevalence", "a", "a/b"]"#)]
        + names.map { ReportFile(path: $0, text: "x") }
      #expect(throws: FileOutputError.self) { try ReportDirectory.write(files: files, to: target) }
    }
    expectOnly(nil)
  }

  @Test(arguments: [nil, #"{"program": "prevalence"}"#, #"{"files": ["a.csv"]}"#])
  func `a report has a manifest that names the program and all files`(_ manifest: String?) {
    let files =
      (manifest.map { [ReportFile(path: "manifest.json", text: $0)] } ?? []) + [
        ReportFile(path: "a.csv", text: "x")
      ]
    #expect(throws: FileOutputError.self) { try ReportDirectory.write(files: files, to: target) }
    expectOnly(nil)
  }

  @Test func `a manifest may name its files as keys`() throws {
    let files = [
      ReportFile(
        path: "manifest.json", text: #"{"program": "prevalence", "outputs": {"a.csv": {"sha256": "0"}}}"#),
      ReportFile(path: "a.csv", text: "x"),
    ]
    #expect(try ReportDirectory.write(files: files, to: target) == .created)
  }

  @Test func `a missing folder above is an error with the system's words (F47)`() {
    let error = #expect(throws: FileOutputError.self) {
      try ReportDirectory.write(files: Self.report("one"), to: folder.path + "/missing/out")
    }
    #expect(error?.kind == .cannotCreate)
    #expect(error?.description.contains("No such file or directory; make that folder first") == true)
  }

  @Test func `a name too long is an error (F47)`() {
    let error = #expect(throws: FileOutputError.self) {
      try ReportDirectory.write(
        files: Self.report("one"), to: folder.path + "/" + String(repeating: "x", count: 250))
    }
    #expect(error?.kind == .cannotCreate)
    #expect(error?.problem.contains("File name too long") == true)
    expectOnly(nil)
  }

  @Test func `a relative target lies in the working folder`() throws {
    // Beside the test's own folder, because the working folder is everybody's.
    let target = try ReportTarget("some-name-of-a-test", FileSystem())
    defer { target.close() }
    #expect(target.parentPath == "." && target.name == "some-name-of-a-test")
  }

  @Test(arguments: [
    (EACCES, FileOutputError.Kind.permission, 77 as Int32), (EPERM, .permission, 77), (ENOSPC, .io, 74),
    (EDQUOT, .io, 74),
    (EIO, .io, 74), (EFBIG, .io, 74), (EMFILE, .io, 74), (ENOENT, .cannotCreate, 73),
    (EEXIST, .cannotCreate, 73),
    (EROFS, .cannotCreate, 73), (ENAMETOOLONG, .cannotCreate, 73), (ELOOP, .cannotCreate, 73),
  ])
  func `errors of the system have their exit codes (F47)`(
    _ number: Int32, _ kind: FileOutputError.Kind, _ code: Int32
  ) {
    #expect(FileOutputError.Kind(errorNumber: number) == kind)
    #expect(kind.exitCode == code)
  }

  // MARK: faults at every step

  /// The calls of one undisturbed write, in order.
  private func steps(replacing: Bool) throws -> [FileSystem.Step] {
    let recorded = Mutex<[FileSystem.Step]>([])
    var system = FileSystem()
    system.intercept = { step in
      recorded.withLock { $0.append(step) }
      return 0
    }
    if replacing { try ReportDirectory.write(files: Self.report("old"), to: target) }
    _ = try ReportDirectory.write(
      files: Self.report("new"), to: target, replacing: replacing, through: system)
    return recorded.withLock { $0 }
  }

  @Test(arguments: [false, true])
  func `files reach the disk before their folder, and the folder before its name (F49)`(_ replacing: Bool)
    throws
  {
    let steps = try steps(replacing: replacing)
    let partial = ".out.\(getpid()).partial"
    func file(_ path: String) -> [FileSystem.Step] {
      let name = path.split(separator: "/").last.map(String.init) ?? path
      return [
        .init(operation: .openFile, name: name), .init(operation: .write, name: path),
        .init(operation: .synchronise, name: path), .init(operation: .close, name: path),
      ]
    }
    let head: [FileSystem.Step] = [
      .init(operation: .makeFolder, name: partial), .init(operation: .makeFolder, name: "tables"),
    ]
    let body =
      file("tables/a.csv") + [.init(operation: .synchronise, name: "tables")] + file("report.md")
      + file("manifest.json")
    let tail: [FileSystem.Step] = [
      .init(operation: .synchronise, name: partial),
      .init(operation: replacing ? .exchange : .rename, name: "out"),
      .init(operation: .synchronise, name: folder.path),
    ]
    #expect(steps == head + body + tail)
  }

  @Test(arguments: [false, true], [ENOSPC, EIO, EACCES])
  func `a fault at any step leaves the old report or none, and no rest (F43)`(
    _ replacing: Bool, _ number: Int32
  ) throws {
    let count = try steps(replacing: replacing).count
    for failing in 0..<count {
      try? FileManager.default.removeItem(atPath: target)
      if replacing { try ReportDirectory.write(files: Self.report("old"), to: target) }
      let calls = Mutex(0)
      var system = FileSystem()
      system.intercept = { _ in
        calls.withLock { calls in
          defer { calls += 1 }
          return calls == failing ? number : 0
        }
      }
      let error = #expect(throws: FileOutputError.self) {
        try ReportDirectory.write(
          files: Self.report("new"), to: target, replacing: replacing, through: system)
      }
      #expect(error?.kind == (number == EACCES ? .permission : .io))
      #expect(error?.path.hasPrefix(target) == true)
      #expect(error?.problem.hasSuffix(String(cString: strerror(number))) == true)
      expectOnly(replacing ? "old" : nil)
    }
  }

  @Test func `interrupted and short writes are carried on`() throws {
    let calls = Mutex(0)
    var system = FileSystem()
    system.mostBytesPerWrite = 3
    system.intercept = { step in
      calls.withLock { calls in
        calls += 1
        return step.operation != .close && calls.isMultiple(of: 2) ? EINTR : 0
      }
    }
    #expect(
      try ReportDirectory.write(
        files: Self.report("a longer text"), to: target, replacing: false, through: system)
        == .created)
    expectOnly("a longer text")
  }

  @Test func `a second report appearing meanwhile is not overwritten`() throws {
    let path = target
    var system = FileSystem()
    system.intercept = { step in
      if step.operation == .rename { _ = try? ReportDirectoryTests.plant(at: path) }
      return 0
    }
    #expect(throws: FileOutputError.self) {
      try ReportDirectory.write(files: Self.report("new"), to: target, replacing: false, through: system)
    }
    #expect(folder.contents("out") == ["theirs.txt": "theirs"])
  }

  private static func plant(at path: String) throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    try Data("theirs".utf8).write(to: URL(filePath: path + "/theirs.txt"))
  }

  // MARK: what dead runs leave behind

  /// A process number that no process has: Linux hands out none above 2^22.
  private static let deadProcess = 1 << 22 + 1

  @Test func `partial folders of dead runs are swept, others are not (F45)`() throws {
    let stale = ".out.\(Self.deadProcess).partial"
    try folder.write("half", to: stale + "/tables/a.csv")
    let kept = [
      ".other.\(Self.deadProcess).partial", ".out.1.partial", ".out.x.partial", ".out.-5.partial",
      ".out.partial",
      "out.\(Self.deadProcess).partial",
    ]
    for name in kept { try folder.write("half", to: name + "/report.md") }
    try ReportDirectory.write(files: Self.report("one"), to: target)
    let names = Set(try FileManager.default.contentsOfDirectory(atPath: folder.path))
    #expect(names == Set(kept + ["out"]))
  }

  @Test func `a partial folder under a lock is not swept`() throws {
    let stale = ".out.\(Self.deadProcess).partial"
    try folder.write("half", to: stale + "/report.md")
    let holder = open(folder.path + "/" + stale, O_RDONLY)
    defer { close(holder) }
    #expect(flock(holder, LOCK_EX) == 0)
    try ReportDirectory.write(files: Self.report("one"), to: target)
    #expect(folder.contents(stale) == ["report.md": "half"])
  }

  @Test func `a symbolic link that looks like a partial folder is not followed`() throws {
    try folder.write("mine", to: "elsewhere/report.md")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/.out.\(Self.deadProcess).partial",
      withDestinationPath: folder.path + "/elsewhere")
    try ReportDirectory.write(files: Self.report("one"), to: target)
    #expect(folder.contents("elsewhere") == ["report.md": "mine"])
  }
}

/// Faults that only another process can have: it is killed, has no room, has no rights.
@Suite("A report's folder in a process of its own")
struct ReportDirectoryProcessTests {
  @Test(arguments: [false, true], [1, 8, 16, 17])
  func `a kill at any step leaves the old report or the new one (F45)`(_ replacing: Bool, _ last: Int)
    async throws
  {
    let folder = try TemporaryFolder()
    let path = folder.path
    if replacing { try ReportDirectory.write(files: ReportDirectoryTests.report("old"), to: path + "/out") }
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [path = path as String, replacing = replacing as Bool, last = last as Int] in
      let calls = Mutex(0)
      var system = FileSystem()
      system.intercept = { _ in
        calls.withLock { calls in
          if calls == last { kill(getpid(), SIGKILL) }
          calls += 1
        }
        return 0
      }
      _ = try ReportDirectory.write(
        files: ReportDirectoryTests.report("new"), to: path + "/out", replacing: replacing, through: system)
    }
    let found = folder.contents("out")
    // The rename is step 16 of 0 to 17.
    let expected = last > 16 ? "new" : replacing ? "old" : nil
    #expect(found == expected.map(ReportDirectoryTests.contents) ?? [:])
    // The next run sweeps what the dead one left.
    try ReportDirectory.write(files: ReportDirectoryTests.report("next"), to: path + "/out", replacing: true)
    #expect(try FileManager.default.contentsOfDirectory(atPath: path) == ["out"])
    #expect(folder.contents("out") == ReportDirectoryTests.contents("next"))
  }

  @Test func `a real limit of the file size is an error of the disk (F43)`() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path
    await #expect(processExitsWith: .exitCode(74)) { [path = path as String] in
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 4096, rlim_max: 4096)
      setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
      do {
        try ReportDirectory.write(
          files: ReportDirectoryTests.report(String(repeating: "x", count: 10_000)), to: path + "/out")
      } catch let error as FileOutputError {
        exit(error.problem.contains("File too large") ? error.kind.exitCode : 1)
      }
      exit(2)
    }
    #expect(folder.contents().isEmpty)
  }

  @Test func `a folder without the right to write is an error of rights (F47)`() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path
    chmod(path, 0o555)
    defer { chmod(path, 0o700) }
    await #expect(processExitsWith: .exitCode(77)) { [path = path as String] in
      // The superuser may write anywhere, so the process becomes nobody.
      if getuid() == 0, setuid(65_534) != 0 { exit(3) }
      do {
        try ReportDirectory.write(files: ReportDirectoryTests.report("one"), to: path + "/out")
      } catch let error as FileOutputError {
        exit(error.kind.exitCode)
      }
      exit(2)
    }
    #expect(folder.contents().isEmpty)
  }

  @Test func `the process's mask changes nothing (F39)`() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path
    await #expect(processExitsWith: .success) { [path = path as String] in
      umask(0o777)
      try ReportDirectory.write(files: ReportDirectoryTests.report("one"), to: path + "/out")
    }
    #expect(folder.contents("out") == ReportDirectoryTests.contents("one"))
    var status = stat()
    #expect(stat(path + "/out/report.md", &status) == 0 && status.st_mode & 0o7777 == 0o600)
    #expect(stat(path + "/out/tables", &status) == 0 && status.st_mode & 0o7777 == 0o700)
  }
}
