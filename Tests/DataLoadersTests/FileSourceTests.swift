@testable internal import DataLoaders
internal import Foundation
internal import Tables
internal import Testing

/// The faults of files and standard input in the acceptance list: F29 and F30.
@Suite struct FileSourceTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func refusal(_ path: String) -> DataError? {
    #expect(throws: DataError.self) {
      _ = try CSVReader.read(ByteSource(argument: path), schema: texts("a", "b"))
    }
  }

  @Test func aFileIsReadWithItsRecord() throws {
    let path = try folder.write("a,b\n1,2\n", to: "data.csv")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/link.csv", withDestinationPath: "data.csv")
    let (table, record) = try CSVReader.readRecorded(.file(path), schema: texts("a", "b"))
    #expect(table.name == path)
    // The digest is that of `printf 'a,b\n1,2\n' | sha256sum`.
    #expect(
      record
        == ReadRecord(
          name: "data.csv", byteCount: 8,
          sha256: "492d5ea496056f1a6a6592241032fab764c321596317930b4fa0e1e8bc3b7470", rowCount: 1, notes: []))
    let linked = try CSVReader.readRecorded(.file(folder.path + "/link.csv"), schema: texts("a", "b"))
    #expect(linked.table.columns == table.columns)
    #expect(linked.record.sha256 == record.sha256)
  }

  @Test func F29_foldersPipesAndDevicesAreRefused() throws {
    let pipe = folder.path + "/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    for (path, problem) in [
      (folder.path, "this is a folder, not a file"), (pipe, "this is a pipe, not a file"),
      ("/dev/null", "this is a device, not a file"),
    ] {
      let error = refusal(path)
      #expect(error?.kind == .noInput)
      #expect(error?.problem == problem)
    }
    #expect(refusal(pipe)?.remedy.contains("pass -") == true)
  }

  @Test func F29_absentFilesAreRefusedWithTheNearestName() throws {
    _ = try folder.write("", to: "survey.csv")
    let error = refusal(folder.path + "/surevy.csv")
    #expect(error?.kind == .noInput)
    #expect(error?.remedy == "did you mean 'survey.csv' in the same folder?")
    #expect(refusal(folder.path + "/quite-another")?.remedy == "check the name and the folder")
    #expect(refusal(folder.path + "/none/survey.csv")?.problem == "there is no such file, nor its folder")
    #expect(refusal(folder.path + "/survey.csv/x")?.problem == "a part of the path is not a folder")
    #expect(refusal("")?.kind == .noInput)
    #expect(refusal(folder.path + "/survey.csv\u{0}x")?.kind == .noInput)
    #expect(refusal(folder.path + "/" + String(repeating: "x", count: 300))?.kind == .noInput)
    let circle = folder.path + "/circle"
    try FileManager.default.createSymbolicLink(atPath: circle, withDestinationPath: circle)
    #expect(refusal(circle)?.kind == .noInput)
  }

  @Test func F29_forbiddenFilesAreNotPermitted() {
    #expect(FileSource.openingFailed("x.csv", code: EACCES).kind == .notPermitted)
    #expect(FileSource.openingFailed("x.csv", code: EPERM).kind == .notPermitted)
    #expect(FileSource.openingFailed("x.csv", code: EMFILE).kind == .readFailed)
  }

  @Test(.enabled(if: geteuid() != 0, "root may read everything")) func F29_unreadableFilesAreNotPermitted()
    throws
  {
    let path = try folder.write("a,b\n1,2\n", to: "data.csv")
    chmod(path, 0)
    #expect(refusal(path)?.kind == .notPermitted)
  }

  enum Change: CaseIterable {
    case grown
    case cut
    case touched
    case replaced
    case removed
  }

  @Test(arguments: Change.allCases) func F29_aFileThatChangesIsRefused(change: Change) throws {
    let row = "1,2\n"
    let path = try folder.write("a,b\n" + String(repeating: row, count: 100), to: "data.csv")
    var rows = try CSVRowStream(.file(path), options: options(64))
    _ = try rows.next()
    switch change {
    case .grown:
      let handle = try #require(FileHandle(forWritingAtPath: path))
      try handle.seekToEnd()
      try handle.write(contentsOf: Data(row.utf8))
      try handle.close()
    case .cut: #expect(truncate(path, 200) == 0)
    case .touched:
      try FileManager.default.setAttributes([.modificationDate: Date.distantPast], ofItemAtPath: path)
    case .replaced:
      let other = try folder.write("a,b\n" + String(repeating: row, count: 100), to: "other.csv")
      #expect(rename(other, path) == 0)
    case .removed: #expect(unlink(path) == 0)
    }
    var error: DataError?
    do throws(DataError) {
      while try rows.next() {}
    } catch let caught {
      error = caught
    }
    #expect(error?.problem == "the file changed while it was being read")
    #expect(error?.kind == .badData)
    let record = rows.record
    #expect(record == nil)
  }

  @Test func F30_closedStandardInputIsRefused() {
    let error = #expect(throws: DataError.self) { _ = try ByteInput(standardInput: 987) }
    #expect(error?.description == "standard input: it is closed; pipe a table in or name a file")
    #expect(error?.kind == .noInput)
  }

  @Test func F30_aTerminalIsRefused() throws {
    let terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    try #require(terminal >= 0)
    defer { close(terminal) }
    let error = #expect(throws: DataError.self) { _ = try ByteInput(standardInput: terminal) }
    #expect(error?.problem == "it is a terminal")
  }

  @Test func F30_aPipeIsReadToItsEnd() throws {
    let pipe = Pipe()
    try pipe.fileHandleForWriting.write(contentsOf: Data("a,b\n1,2\n3,4\n".utf8))
    try pipe.fileHandleForWriting.close()
    var rows = try CSVRowStream(
      ByteInput(standardInput: pipe.fileHandleForReading.fileDescriptor), options: options(3))
    while try rows.next() {}
    let record = rows.record
    #expect(record?.name == "standard input")
    #expect(record?.rowCount == 2)
  }

  /// The writer never closes, so that only the limits can end the reading.
  @Test func F30_endlessInputMeetsTheLimits() throws {
    let pipe = Pipe()
    try pipe.fileHandleForWriting.write(
      contentsOf: Data(("a,b\n1," + String(repeating: "2", count: 500)).utf8))
    var limits = CSVLimits()
    limits.fieldBytes = 100
    var rows = try CSVRowStream(
      ByteInput(standardInput: pipe.fileHandleForReading.fileDescriptor), options: options(64, limits: limits)
    )
    var error: DataError?
    do throws(DataError) { _ = try rows.next() } catch let caught { error = caught }
    #expect(error?.description.hasPrefix("standard input:2: column 'b': the field") == true)
    try pipe.fileHandleForWriting.close()
  }

  @Test func F30_waitsForASlowWriter() throws {
    let pipe = Pipe()
    let descriptor = pipe.fileHandleForReading.fileDescriptor
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    let writer = Thread {
      usleep(20_000)
      try? pipe.fileHandleForWriting.write(contentsOf: Data("a,b\n1,2\n".utf8))
      try? pipe.fileHandleForWriting.close()
    }
    writer.start()
    var rows = try CSVRowStream(ByteInput(standardInput: descriptor), options: CSVOptions())
    let hasRow = try rows.next()
    #expect(hasRow)
  }

  @Test func readErrorsAreSaidToBeThat() throws {
    let descriptor = open(folder.path, O_RDONLY)
    defer { close(descriptor) }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 8, alignment: 1)
    defer { buffer.deallocate() }
    let error = #expect(throws: DataError.self) {
      _ = try FileSource.read(descriptor, into: buffer, name: "x")
    }
    #expect(error?.kind == .readFailed)
  }

  @Test func argumentsNameSources() {
    #expect(ByteSource(argument: "-") == .standardInput)
    #expect(ByteSource(argument: "a.csv") == .file("a.csv"))
  }
}
