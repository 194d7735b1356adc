internal import Glibc
internal import Reporting
internal import Synchronization

/// What happens to a run when somebody stops it (SIGINT, SIGTERM): it ends at once with 130 or 143, but never in the
/// middle of putting a report in place.
///
/// A thread of its own waits for the signals, so that no code runs where a signal found it. Computing is cut short;
/// what had been computed is in the checkpoints. Putting in place takes moments and is waited for.
enum OrderlyEnd {
  private static let placing = Mutex(())

  /// From here on the signals end the process in an orderly way.
  /// - Parameter announce: says so, where people or programs read it.
  static func watch(announce: @escaping @Sendable (String) -> Void) {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGTERM)
    // Threads inherit the mask, so that only the one that waits below ever takes these signals.
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    var thread = pthread_t()
    let waiting = Unmanaged.passRetained(Waiting(signals: signals, announce: announce))
    let status = pthread_create(
      &thread, nil,
      { context in
        if let context { Unmanaged<Waiting>.fromOpaque(context).takeRetainedValue().wait() }
        return nil
      }, waiting.toOpaque())
    if status == 0 {
      pthread_detach(thread)
    } else {
      waiting.release()
      pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }
  }

  /// Runs what must be whole or not at all.
  static func shielding(_ body: () throws -> Void) throws {
    try placing.withLock { _ in try body() }
  }

  private final class Waiting: Sendable {
    private let signals: sigset_t
    private let announce: @Sendable (String) -> Void

    init(signals: sigset_t, announce: @escaping @Sendable (String) -> Void) {
      self.signals = signals
      self.announce = announce
    }

    func wait() {
      var signals = signals
      var number: Int32 = 0
      while sigwait(&signals, &number) != 0 {}
      placing.withLock { _ in
        announce(
          number == SIGINT
            ? "Interrupted; no report was left half made." : "Ended by SIGTERM; no report was left half made."
        )
        _exit(128 + number)
      }
    }
  }
}
