import Foundation
import Testing

@testable import Reporting

@Suite("Standard output")
struct StandardOutputTests {
  @Test func `every byte arrives, however slowly it is read`() async throws {
    let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    for isBlocking in [true, false] {
      var ends: [Int32] = [0, 0]
      #expect(pipe(&ends) == 0)
      let (reader, writer) = (ends[0], ends[1])
      if !isBlocking { _ = fcntl(writer, F_SETFL, O_NONBLOCK) }
      let reading = Task.detached {
        var found: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 7_000)
        while true {
          let count = read(reader, &buffer, buffer.count)
          if count <= 0 { return found }
          found += buffer[..<count]
        }
      }
      try StandardOutput.write(bytes, to: writer)
      close(writer)
      #expect(await reading.value == bytes)
      close(reader)
    }
  }

  @Test func `a reader that has gone is quiet and distinct (F48)`() throws {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    close(ends[0])
    defer { close(ends[1]) }
    #expect(throws: BrokenPipe()) { try StandardOutput.write([1, 2, 3], to: ends[1]) }
    #expect(BrokenPipe.exitCode == 128 + SIGPIPE)
  }

  @Test func `a full device is an error with code 74 (F43)`() throws {
    let full = open("/dev/full", O_WRONLY)
    defer { close(full) }
    let error = #expect(throws: FileOutputError.self) { try StandardOutput.write([1], to: full) }
    #expect(error?.kind.exitCode == 74)
    #expect(error?.description.contains("No space left on device") == true)
  }

  @Test func `a closed descriptor is an error and not a crash`() {
    let error = #expect(throws: FileOutputError.self) { try StandardOutput.write([1], to: 9_999) }
    #expect(error?.kind == .io)
  }

  @Test func `the process survives a broken pipe with the signal at its default`() async {
    await #expect(processExitsWith: .exitCode(141)) {
      signal(SIGPIPE, SIG_DFL)
      var ends: [Int32] = [0, 0]
      pipe(&ends)
      close(ends[0])
      do { try StandardOutput.write([1], to: ends[1]) } catch is BrokenPipe { exit(BrokenPipe.exitCode) }
      exit(1)
    }
  }

  @Test func `standard output and standard error of a process`() async throws {
    let result = try #require(
      await #expect(processExitsWith: .success, observing: [\.standardOutputContent, \.standardErrorContent])
      {
        // Standard output is a pipe here, which has no width.
        if StandardOutput.terminalWidth != nil { exit(1) }
        try StandardOutput.write("a\u{1B}b\n")
        StandardError.write("word\u{1B}[2J")
      })
    #expect(String(decoding: result.standardOutputContent, as: UTF8.self).hasSuffix("a\u{1B}b\n"))
    #expect(String(decoding: result.standardErrorContent, as: UTF8.self).contains("word[2J\n"))
  }
}
