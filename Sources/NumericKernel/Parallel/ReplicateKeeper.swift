internal import Glibc
internal import Synchronization

/// Keeps the replicates of a run as they are finished, and has them saved every few seconds (`ReplicateCheckpoint`).
package final class ReplicateKeeper: Sendable {
  private let state: Mutex<State>
  private let identity: [String]
  private let pause: Double
  private let isInterrupted: @Sendable () -> Bool
  private let save: @Sendable (ReplicateCheckpoint) -> Void

  /// - Parameters:
  ///   - checkpoint: what an earlier run of the same identity left, or one without parts.
  ///   - seconds: how long to wait between two savings, at least; it is longer where saving takes long.
  ///   - isInterrupted: whether the run is to end. Asked before every batch; the maps then save and throw.
  ///   - save: called by one thread at a time. What goes wrong in it is for the caller to tell.
  package init(
    _ checkpoint: ReplicateCheckpoint, every seconds: Double = 2,
    isInterrupted: @escaping @Sendable () -> Bool = { false },
    save: @escaping @Sendable (ReplicateCheckpoint) -> Void
  ) {
    identity = checkpoint.identity
    pause = seconds
    self.isInterrupted = isInterrupted
    self.save = save
    state = Mutex(State(earlier: checkpoint.parts, next: Self.now() + seconds))
  }

  private struct State {
    /// Parts of the earlier run that no map asked for yet.
    var earlier: [ReplicateCheckpoint.Part]
    var parts: [Part] = []
    /// When to save next, and whether a thread is at it.
    var next: Double
    var isSaving = false
  }

  private struct Part {
    let name: String
    let count: Int
    let width: Int
    var isFinished: [Bool]
    var values: [Double]

    var kept: ReplicateCheckpoint.Part {
      let finished = (0..<count).filter { isFinished[$0] }
      var kept: [Double] = []
      kept.reserveCapacity(finished.count * width)
      for index in finished { kept += values[(index * width)..<((index + 1) * width)] }
      return ReplicateCheckpoint.Part(
        name: name, count: count, width: width, finished: finished, values: kept)
    }
  }

  fileprivate var hasToStop: Bool { isInterrupted() }

  /// Opens the next part, with what the earlier run finished of it.
  fileprivate func begin(_ name: String, count: Int, width: Int) -> Int {
    state.withLock { state in
      var part = Part(
        name: name, count: count, width: width, isFinished: [Bool](repeating: false, count: count),
        values: [Double](repeating: 0, count: count * width))
      if let earlier = state.earlier.first, earlier.name == name, earlier.count == count,
        earlier.width == width
      {
        state.earlier.removeFirst()
        for (place, index) in earlier.finished.enumerated() {
          part.isFinished[index] = true
          for k in 0..<width { part.values[index * width + k] = earlier.values[place * width + k] }
        }
      } else {
        // Another run than the one that was kept: from here on nothing of it fits.
        state.earlier = []
      }
      state.parts.append(part)
      return state.parts.count - 1
    }
  }

  fileprivate func isFinished(_ range: Range<Int>, of part: Int) -> Bool {
    state.withLock { state in range.allSatisfy { state.parts[part].isFinished[$0] } }
  }

  fileprivate func finish(_ range: Range<Int>, of part: Int, _ values: [Double]) {
    let isDue = state.withLock { state in
      let width = state.parts[part].width
      for (place, index) in range.enumerated() {
        state.parts[part].isFinished[index] = true
        for k in 0..<width { state.parts[part].values[index * width + k] = values[place * width + k] }
      }
      return !state.isSaving && Self.now() >= state.next
    }
    if isDue { saveNow() }
  }

  /// Saves what is finished, unless a thread is at it.
  fileprivate func saveNow() {
    let checkpoint: ReplicateCheckpoint? = state.withLock { state in
      if state.isSaving { return nil }
      state.isSaving = true
      return ReplicateCheckpoint(identity: identity, parts: state.parts.map(\.kept) + state.earlier)
    }
    guard let checkpoint else { return }
    let start = Self.now()
    save(checkpoint)
    let end = Self.now()
    state.withLock { state in
      state.isSaving = false
      state.next = end + max(pause, 20 * (end - start))
    }
  }

  fileprivate func values(of part: Int) -> [Double] {
    state.withLock { $0.parts[part].values }
  }

  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

/// Why a map of replicates ended early.
package enum ReplicateFailure<Failure: Error>: Error {
  /// The body threw.
  case body(Failure)
  /// The run was told to end; what is finished has been saved.
  case interrupted
}

extension ReplicateFailure: Equatable where Failure: Equatable {}

/// Calls `body` for replicates 0 ..< `count` in batches, on several threads, and returns their numbers in order. The
/// replicates that the keeper has already are not computed again.
///
/// - Parameters:
///   - part: what the replicates are of, for the checkpoint.
///   - width: the numbers that a replicate gives.
///   - batch: the replicates of one call, which can share memory of their own.
///   - keeper: keeps what is finished; `nil` keeps nothing.
///   - body: the numbers of the replicates of a range, `width` of each. They depend on the index alone.
/// - Throws: the error of the lowest batch that throws, or `interrupted`.
package func replicateMap<Failure: Error>(
  _ part: String, count: Int, width: Int = 1, batch: Int = 20, threads: Int = onlineCores,
  keeper: ReplicateKeeper? = nil, _ body: @escaping @Sendable (Range<Int>) throws(Failure) -> [Double]
) throws(ReplicateFailure<Failure>) -> [Double] {
  precondition(count >= 0 && width >= 1 && batch >= 1, "replicates have a count, a width and a batch")
  let number = keeper?.begin(part, count: count, width: width) ?? 0
  let batches = (count + batch - 1) / batch
  do throws(ReplicateFailure<Failure>) {
    let drawn = try parallelMap(count: batches, threads: threads) {
      (index) throws(ReplicateFailure<Failure>) -> [Double] in
      let range = (index * batch)..<min(count, (index + 1) * batch)
      guard let keeper else {
        do throws(Failure) { return try body(range) } catch { throw .body(error) }
      }
      if keeper.isFinished(range, of: number) { return [] }
      if keeper.hasToStop { throw .interrupted }
      do throws(Failure) { keeper.finish(range, of: number, try body(range)) } catch { throw .body(error) }
      return []
    }
    guard let keeper else { return drawn.flatMap { $0 } }
    keeper.saveNow()
    return keeper.values(of: number)
  } catch {
    keeper?.saveNow()
    throw error
  }
}
