internal import ArgumentParser
internal import Glibc
internal import Reporting
internal import Synchronization

/// What happens to a run of a study when somebody stops it (SIGINT, SIGTERM): it ends with 130 or 143, soon, and never in
/// the middle of putting a report in place.
///
/// The handler does nothing but write the signal's number into a pipe, from which a thread of its own reads: no other code
/// runs where a signal found it. A computation that keeps
/// checkpoints is told and ends by itself; one that does not is cut short after a while, or at the second signal.
/// Putting in place takes moments and is waited for.
enum OrderlyEnd {
  /// The run was told to end, and did.
  struct Interrupted: Error {
    let signal: Int32
  }

  private static let placing = Mutex(())
  private static let received = Atomic<Int32>(0)
  /// How long a computation has to notice.
  private static let patience: Int32 = 5

  /// The signal that came, if one did.
  static var signal: Int32? {
    let number = received.load(ordering: .acquiring)
    return number == 0 ? nil : number
  }

  /// The end of the pipe that the handler writes to.
  private static let entrance = Atomic<Int32>(-1)

  /// From here on the signals end the process in an orderly way.
  /// - Parameter announce: says so, where people or programs read it.
  static func watch(announce: @escaping @Sendable (String) -> Void) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    entrance.store(ends[1], ordering: .releasing)
    var thread = pthread_t()
    let waiting = Unmanaged.passRetained(Waiting(exit: ends[0], announce: announce))
    let status = pthread_create(
      &thread, nil,
      { context in
        if let context { Unmanaged<Waiting>.fromOpaque(context).takeRetainedValue().wait() }
        return nil
      }, waiting.toOpaque())
    guard status == 0 else {
      waiting.release()
      return
    }
    pthread_detach(thread)
    // A handler and not a mask: libraries have threads of their own that no mask set here reaches.
    for number in [SIGINT, SIGTERM] {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { number in
        let before = errno
        var byte = UInt8(truncatingIfNeeded: number)
        _ = write(OrderlyEnd.entrance.load(ordering: .acquiring), &byte, 1)
        errno = before
      }
      action.sa_flags = SA_RESTART
      sigaction(number, &action, nil)
    }
  }

  /// Runs what must be whole or not at all, unless the run was told to end before.
  static func shielding(_ body: () throws -> Void) throws {
    try placing.withLock { _ in
      if let signal { throw Interrupted(signal: signal) }
      try body()
    }
  }

  /// Runs the body; whatever it throws after a signal came is taken for the end that it asked for.
  static func interruptible<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch {
      if let signal { throw ExitCode(128 + signal) }
      throw error
    }
  }

  private final class Waiting: Sendable {
    private let exit: Int32
    private let announce: @Sendable (String) -> Void

    init(exit: Int32, announce: @escaping @Sendable (String) -> Void) {
      self.exit = exit
      self.announce = announce
    }

    func wait() {
      var byte: UInt8 = 0
      while read(exit, &byte, 1) != 1 {}
      let number = Int32(byte)
      received.store(number, ordering: .releasing)
      announce("Told to end by \(number == SIGINT ? "SIGINT" : "SIGTERM"); what is finished is kept.")
      // Until a second signal comes, or patience ends.
      var request = pollfd(fd: exit, events: Int16(POLLIN), revents: 0)
      _ = poll(&request, 1, patience * 1_000)
      placing.withLock { _ in _exit(128 + number) }
    }
  }
}
