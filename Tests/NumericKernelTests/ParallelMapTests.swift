import NumericKernel
import Synchronization
import Testing

@Suite struct ParallelMapTests {
  /// S24, F56: whole fits side by side, bit for bit the same for any number of threads.
  @Test func resultsDoNotDependOnThreads() throws {
    let fit: @Sendable (Int) throws -> [UInt64] = { index in
      var numbers = PatternlessNumbers(seed: UInt64(index))
      let rows = 40 + index
      let design = numbers.matrix(rows, 4)
      let fit = try LeastSquares(design: design, response: numbers.vector(rows))
      return (fit.coefficients + fit.residuals + fit.unscaledCovariance.elements).map(\.bitPattern)
    }
    let alone = try (0..<60).map(fit)
    for threads in [1, 2, 8] {
      #expect(try parallelMap(count: 60, threads: threads, fit) == alone)
    }
  }

  @Test func everyIndexOnceAndInOrder() {
    let calls = Mutex([Int](repeating: 0, count: 1000))
    let squares = parallelMap(count: 1000, threads: 8) { index in
      calls.withLock { $0[index] += 1 }
      return index * index
    }
    #expect(squares == (0..<1000).map { $0 * $0 })
    #expect(calls.withLock { $0 } == [Int](repeating: 1, count: 1000))
  }

  /// The last indices are quick and fail first on the clock; the error reported is still that of the lowest.
  @Test(arguments: [1, 2, 3, 8], 0..<5)
  func errorOfTheLowestIndex(threads: Int, round: Int) {
    #expect(throws: Failure(index: 17)) {
      try parallelMap(count: 200, threads: threads) { index in
        if index == 17 { spin(milliseconds: 2) }
        if index >= 17 { throw Failure(index: index) }
        return index
      }
    }
  }

  @Test func typedErrorsStayTyped() {
    do {
      _ = try parallelMap(count: 3, threads: 2) { (_) throws(NumericError) -> Int in
        throw .notPositiveDefinite
      }
      Issue.record("nothing was thrown")
    } catch {
      #expect(error == .notPositiveDefinite)
    }
  }

  @Test func nestsAndHandlesFewIndices() {
    #expect(parallelMap(count: 0, threads: 4) { $0 }.isEmpty)
    #expect(parallelMap(count: 1, threads: 4) { $0 } == [0])
    let table = parallelMap(count: 4, threads: 2) { i in parallelMap(count: 3, threads: 2) { j in 10 * i + j }
    }
    #expect(table == [[0, 1, 2], [10, 11, 12], [20, 21, 22], [30, 31, 32]])
    #expect(onlineCores >= 1)
  }

  /// Results that own memory are released, also those that an error leaves unread.
  @Test(arguments: [nil, 30])
  func releasesResults(failing: Int?) throws {
    let counter = Counter()
    do {
      let results = try parallelMap(count: 50, threads: 4) { index in
        if index == failing { throw Failure(index: index) }
        return Counted(counter)
      }
      #expect(counter.alive == 50)
      withExtendedLifetime(results) {}
    } catch is Failure {
      #expect(failing != nil)
    }
    #expect(counter.alive == 0)
  }
}

private final class Counter: Sendable {
  private let count = Mutex(0)
  var alive: Int { count.withLock { $0 } }
  func add(_ change: Int) { count.withLock { $0 += change } }
}

private final class Counted: Sendable {
  private let counter: Counter
  init(_ counter: Counter) {
    self.counter = counter
    counter.add(1)
  }
  deinit { counter.add(-1) }
}

private struct Failure: Error, Equatable { let index: Int }

private func spin(milliseconds: Int) {
  let clock = ContinuousClock()
  let end = clock.now + .milliseconds(milliseconds)
  while clock.now < end {}
}
