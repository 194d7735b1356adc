import Foundation
import Synchronization
import Testing

@testable import NumericKernel

/// A replicate of two numbers that no other index gives.
private func values(_ range: Range<Int>) -> [Double] {
  range.flatMap { index -> [Double] in
    var stream = RandomStream(seed: 7, purpose: .bootstrap, replicate: index)
    return [stream.uniform(), index % 5 == 0 ? .infinity : -Double(index) / 3]
  }
}

/// What was saved last, and how often.
private final class Saved: Sendable {
  let state = Mutex<(last: ReplicateCheckpoint?, count: Int)>((nil, 0))
  var last: ReplicateCheckpoint? { state.withLock { $0.last } }
  func save(_ checkpoint: ReplicateCheckpoint) { state.withLock { $0 = (checkpoint, $0.count + 1) } }
}

@Suite("Checkpoints of replicates")
struct ReplicateCheckpointTests {
  private static let identity = ReplicateCheckpoint(identity: ["input: abc", "seed: 7"])

  @Test("bytes come back to the last bit, infinities and all")
  func bytes() throws {
    let checkpoint = ReplicateCheckpoint(
      identity: ["input: abc", "name: a b\nc"],
      parts: [
        ReplicateCheckpoint.Part(
          name: "first", count: 9, width: 2, finished: [0, 7],
          values: [0.1, -.infinity, .leastNonzeroMagnitude, 1.797_693_134_862_315_7e308]),
        ReplicateCheckpoint.Part(name: "none yet", count: 3, width: 1, finished: [], values: []),
      ])
    let read = try ReplicateCheckpoint(bytes: checkpoint.bytes)
    #expect(read.parts == checkpoint.parts)
    #expect(read.identity == ["input: abc", "name: a b c"])
    #expect(read.bytes == checkpoint.bytes)
    #expect(read.finishedCount == 2)
  }

  @Test("every damage is found: a byte changed, cut short, added, and what is no checkpoint")
  func damage() throws {
    let good = ReplicateCheckpoint(
      identity: ["seed: 7"],
      parts: [
        ReplicateCheckpoint.Part(
          name: "p", count: 40, width: 2, finished: Array(0..<20), values: values(0..<20))
      ]
    ).bytes
    for place in good.indices {
      var bad = good
      bad[place] ^= 1
      #expect(throws: ReplicateCheckpointError.self) { try ReplicateCheckpoint(bytes: bad) }
    }
    for length in 0..<good.count {
      #expect(throws: ReplicateCheckpointError.self) {
        try ReplicateCheckpoint(bytes: Array(good[..<length]))
      }
    }
    #expect(throws: ReplicateCheckpointError.self) { try ReplicateCheckpoint(bytes: good + [10]) }
    #expect(throws: ReplicateCheckpointError.notACheckpoint) {
      try ReplicateCheckpoint(bytes: Array("A,B,count\n".utf8))
    }
  }

  @Test(
    "M20: interrupted anywhere and gone on with, on other threads, it ends with the same numbers",
    arguments: 0..<12)
  func resume(stop: Int) throws {
    let whole = try replicateMap("r", count: 503, width: 2, threads: 1) { values($0) }
    let saved = Saved()
    let asked = Atomic<Int>(0)
    let first = ReplicateKeeper(
      Self.identity, every: 0,
      isInterrupted: { asked.wrappingAdd(1, ordering: .relaxed).oldValue >= stop }, save: saved.save)
    #expect(throws: ReplicateFailure<Never>.interrupted) {
      try replicateMap("r", count: 503, width: 2, threads: 2, keeper: first) { values($0) }
    }
    let kept = try ReplicateCheckpoint(bytes: try #require(saved.last).bytes)
    #expect(kept.finishedCount >= min(stop, 1) * 20 && kept.finishedCount < 503)
    let computed = Atomic<Int>(0)
    let second = ReplicateKeeper(kept, save: saved.save)
    let resumed = try replicateMap("r", count: 503, width: 2, threads: 2, keeper: second) { range in
      computed.wrappingAdd(range.count, ordering: .relaxed)
      return values(range)
    }
    #expect(resumed.map(\.bitPattern) == whole.map(\.bitPattern))
    #expect(computed.load(ordering: .relaxed) == 503 - kept.finishedCount)
    #expect(saved.last?.finishedCount == 503)
  }

  @Test("several maps, of which the first are finished; a part of another shape is not taken")
  func parts() throws {
    let saved = Saved()
    let first = ReplicateKeeper(Self.identity, save: saved.save)
    let one = try replicateMap("one", count: 30, width: 2, threads: 2, keeper: first) { values($0) }
    let kept = try #require(saved.last)
    let second = ReplicateKeeper(kept, save: saved.save)
    let again = try replicateMap("one", count: 30, width: 2, threads: 1, keeper: second) { _ in [.nan] }
    let two = try replicateMap("two", count: 20, width: 2, threads: 1, keeper: second) { values($0) }
    #expect(again == one)
    #expect(Array(two.prefix(4)) == Array(one.prefix(4)))
    #expect(saved.last?.parts.map(\.name) == ["one", "two"])
    let other = ReplicateKeeper(kept, save: saved.save)
    let changed = try replicateMap("one", count: 31, width: 2, threads: 1, keeper: other) { values($0) }
    #expect(Array(changed.prefix(60)) == one)
  }

  @Test("an error of the body comes out, with what was finished before it saved")
  func failure() throws {
    struct Broken: Error, Equatable {}
    let saved = Saved()
    let keeper = ReplicateKeeper(Self.identity, save: saved.save)
    #expect(throws: ReplicateFailure.body(Broken())) {
      try replicateMap("r", count: 100, width: 2, threads: 1, keeper: keeper) { range throws(Broken) in
        if range.contains(50) { throw Broken() }
        return values(range)
      }
    }
    #expect(saved.last?.parts.first?.finished == Array(0..<40))
  }
}
