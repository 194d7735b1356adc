internal import Glibc

/// The reader of a pipe has gone (`| head`): no fault, and nothing to say. The process ends with 141, as if
/// the signal had ended it.
package struct BrokenPipe: Error, Equatable {
  package static let exitCode: Int32 = 141
}

/// Standard output, written to the last byte or with an error; `print` loses both (its buffer is flushed when
/// nobody looks any more).
package enum StandardOutput {
  /// - Throws: `BrokenPipe` when nobody reads any more, `FileOutputError` for everything else (disk full,
  ///   closed).
  package static func write(_ text: String) throws {
    try write(Array(text.utf8))
  }

  /// - Throws: as for text.
  package static func write(_ bytes: [UInt8]) throws {
    try write(bytes, to: STDOUT_FILENO)
  }

  static func write(_ bytes: [UInt8], to descriptor: Int32) throws {
    try withoutPipeSignal { try writeAll(bytes, to: descriptor) }
  }

  /// The columns of the terminal that standard output is; `nil` where it is none.
  package static var terminalWidth: Int? {
    var size = winsize()
    guard isatty(STDOUT_FILENO) == 1, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0
    else {
      return nil
    }
    return Int(size.ws_col)
  }

  private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) throws {
    var start = 0
    while start < bytes.count {
      let written = bytes.withUnsafeBytes { buffer in
        buffer.baseAddress.map { Glibc.write(descriptor, $0 + start, buffer.count - start) } ?? 0
      }
      if written >= 0 {
        start += written
        continue
      }
      switch errno {
      case EINTR: continue
      case EAGAIN:
        // Somebody made the pipe non-blocking: wait until it takes more.
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&request, 1, -1)
      case EPIPE: throw BrokenPipe()
      case let number:
        throw FileOutputError(
          .io, path: "standard output", problem: "cannot write: \(String(cString: strerror(number)))",
          remedy: "the output is incomplete; make room or send it elsewhere, then run again")
      }
    }
  }

  /// Runs the body with the signal of a broken pipe held back in this thread, so that the write fails with an
  /// error instead, and without touching the process's signal handlers.
  private static func withoutPipeSignal(_ body: () throws -> Void) rethrows {
    var pipe = sigset_t()
    var old = sigset_t()
    sigemptyset(&pipe)
    sigaddset(&pipe, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &pipe, &old)
    defer {
      var now = timespec(tv_sec: 0, tv_nsec: 0)
      while sigtimedwait(&pipe, nil, &now) == -1, errno == EINTR {}
      pthread_sigmask(SIG_SETMASK, &old, nil)
    }
    try body()
  }
}

/// Standard error, for words to people; what cannot be written there is lost, because there is nowhere to say
/// it.
package enum StandardError {
  /// Writes the text, without control characters, and a line end where it has none.
  package static func write(_ text: String) {
    let clean = PlainText.lines(text)
    try? StandardOutput.write(Array((clean.hasSuffix("\n") ? clean : clean + "\n").utf8), to: STDERR_FILENO)
  }
}
