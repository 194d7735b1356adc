internal import Glibc
internal import Synchronization

/// The processors that this machine has online; at least 1.
package let onlineCores = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))

/// Calls `body` with 0, 1, …, count − 1 on several threads and returns the results in that order.
///
/// The results cannot depend on the number of threads as long as `body(i)` depends on `i` alone, which for
/// random numbers means a stream of its own for each index. Threads take the next index when they are free,
/// so that calls of different lengths share out evenly; a call should last well over a microsecond. The
/// calling thread takes part, and should the system refuse a thread the others do its work.
///
/// - Throws: the error of the lowest index that throws. Indices not yet begun are then left out.
package func parallelMap<Element: Sendable, Failure: Error>(
  count: Int, threads: Int = onlineCores, _ body: @escaping @Sendable (Int) throws(Failure) -> Element
) throws(Failure) -> [Element] {
  precondition(count >= 0 && threads >= 1, "A parallel map needs a count and at least one thread.")
  BLASThreads.requireSingle()
  let work = SharedWork(count: count, body: body)
  var others: [pthread_t] = []
  for _ in 1..<max(1, min(threads, count)) {
    guard let thread = startThread(work) else { break }
    others.append(thread)
  }
  work.run()
  for thread in others { pthread_join(thread, nil) }
  return try work.results()
}

/// What a thread can run without knowing the types involved.
private class Runnable: @unchecked Sendable {
  func run() {}
}

/// The indices still to do and a slot for each result. Safe to share: an index is handed out once, so that a
/// slot is written by one thread, and slots are read after all threads were joined.
private final class SharedWork<Element: Sendable, Failure: Error>: Runnable, @unchecked Sendable {
  private let next = Atomic<Int>(0)
  private let failed = Atomic<Bool>(false)
  private let slots: UnsafeMutableBufferPointer<Result<Element, Failure>?>
  private let body: @Sendable (Int) throws(Failure) -> Element

  init(count: Int, body: @escaping @Sendable (Int) throws(Failure) -> Element) {
    slots = .allocate(capacity: count)
    slots.initialize(repeating: nil)
    self.body = body
  }

  deinit {
    slots.deinitialize()
    slots.deallocate()
  }

  override func run() {
    // Indices are handed out in ascending order and one handed out is finished: every index below one that
    // failed has a result, so that the lowest error is the same in every run.
    while !failed.load(ordering: .relaxed) {
      let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard index < slots.count else { return }
      do {
        slots[index] = .success(try body(index))
      } catch {
        slots[index] = .failure(error)
        failed.store(true, ordering: .relaxed)
      }
    }
  }

  func results() throws(Failure) -> [Element] {
    var elements: [Element] = []
    elements.reserveCapacity(slots.count)
    for slot in slots {
      // A slot is empty only behind one that failed, which throws before.
      if let slot { elements.append(try slot.get()) }
    }
    return elements
  }
}

private func startThread(_ work: Runnable) -> pthread_t? {
  var thread = pthread_t()
  let context = Unmanaged.passRetained(work)
  let status = pthread_create(
    &thread, nil,
    { context in
      if let context { Unmanaged<Runnable>.fromOpaque(context).takeRetainedValue().run() }
      return nil
    }, context.toOpaque())
  guard status == 0 else {
    context.release()
    return nil
  }
  return thread
}
