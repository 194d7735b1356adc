internal import Glibc

/// Numbers that start at 0 and grow in place: where they are moved, pages are, and not bytes.
///
/// It is a value like an array, whose contents are copied when one of two owners writes.
struct SumRoom: Sendable {
  /// Written by its only owner alone, and then shared unwritten.
  private final class Storage: @unchecked Sendable {
    var start: UnsafeMutablePointer<Double>?
    var count = 0
    var capacity = 0

    deinit { free(start) }

    func grow(to count: Int) {
      if count > capacity {
        // Pages that are not written to take no memory.
        capacity = max(count, capacity + capacity / 2, 1024)
        let (bytes, overflows) = capacity.multipliedReportingOverflow(by: MemoryLayout<Double>.stride)
        let moved = overflows ? nil : realloc(start, bytes)
        precondition(moved != nil, "no memory for the sums")
        start = moved?.assumingMemoryBound(to: Double.self)
      }
      start?.advanced(by: self.count).update(repeating: 0, count: count - self.count)
      self.count = count
    }
  }

  private var storage = Storage()

  var count: Int { storage.count }

  subscript(place: Int) -> Double {
    precondition(place >= 0 && place < storage.count, "a place that was not reserved")
    return storage.start.map { $0[place] } ?? 0
  }

  /// Makes room for that many numbers.
  mutating func grow(to count: Int) {
    guard count > storage.count else { return }
    own()
    storage.grow(to: count)
  }

  /// Gives the numbers to write to.
  mutating func write(_ body: (UnsafeMutableBufferPointer<Double>) -> Void) {
    own()
    body(UnsafeMutableBufferPointer(start: storage.start, count: storage.count))
  }

  private mutating func own() {
    guard !isKnownUniquelyReferenced(&storage) else { return }
    let copy = Storage()
    copy.grow(to: storage.count)
    if let from = storage.start { copy.start?.update(from: from, count: storage.count) }
    storage = copy
  }
}
