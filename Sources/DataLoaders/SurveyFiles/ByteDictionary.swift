/// Gives each distinct run of bytes a code, in the order in which they first come: 0, 1, 2 ...
///
/// Keys lie one after the other in one buffer. The hash has a seed of its own for every dictionary, so that no
/// file can be made to be slow; codes do not depend on it.
struct ByteDictionary: ~Copyable {
  /// The codes that are given out.
  private(set) var count = 0
  private var slots: UnsafeMutablePointer<Int32>
  private var slotCount = 64
  private var bytes: UnsafeMutablePointer<UInt8>
  private var byteCapacity = 1024
  /// Where each key ends; a key begins where the one before ends.
  private var ends: UnsafeMutablePointer<Int>
  private var endCapacity = 64
  private let seed = UInt64.random(in: .min ... .max) | 1
  /// The latest key, which is often the next one too: clusters stand together.
  private var latest: Int32 = -1

  /// As many codes as are given out at most.
  static let limit = 1 << 27

  init() {
    slots = .allocate(capacity: slotCount)
    slots.initialize(repeating: -1, count: slotCount)
    bytes = .allocate(capacity: byteCapacity)
    ends = .allocate(capacity: endCapacity)
  }

  deinit {
    slots.deallocate()
    bytes.deallocate()
    ends.deallocate()
  }

  /// The key of a code; good until the next call of `code`.
  subscript(code: Int32) -> UnsafeBufferPointer<UInt8> {
    precondition(code >= 0 && Int(code) < count, "a code that was given out")
    let start = start(of: Int(code))
    return UnsafeBufferPointer(start: bytes + start, count: ends[Int(code)] - start)
  }

  /// The code of a key, a new one when it was not seen before; nil when there are `limit` keys already.
  mutating func code(of key: UnsafeBufferPointer<UInt8>) -> Int32? {
    if latest >= 0, isKey(latest, key) { return latest }
    var slot = Int(truncatingIfNeeded: hash(key)) & (slotCount - 1)
    while slots[slot] >= 0 {
      if isKey(slots[slot], key) {
        latest = slots[slot]
        return latest
      }
      slot = (slot + 1) & (slotCount - 1)
    }
    guard count < Self.limit else { return nil }
    latest = Int32(count)
    slots[slot] = latest
    append(key)
    if 2 * count > slotCount { grow() }
    return latest
  }

  @inline(__always)
  private func start(of code: Int) -> Int { code == 0 ? 0 : ends[code - 1] }

  @inline(__always)
  private func isKey(_ code: Int32, _ key: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = start(of: Int(code))
    guard ends[Int(code)] - start == key.count else { return false }
    for i in 0..<key.count where bytes[start + i] != key[i] { return false }
    return true
  }

  private func hash(_ key: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var state = seed ^ UInt64(key.count)
    for byte in key {
      state = (state ^ UInt64(byte)) &* 0x9E37_79B9_7F4A_7C15
      state ^= state >> 29
    }
    state = (state ^ seed) &* 0xBF58_476D_1CE4_E5B9
    return state ^ (state >> 32)
  }

  private mutating func append(_ key: UnsafeBufferPointer<UInt8>) {
    let start = start(of: count)
    if start + key.count > byteCapacity {
      byteCapacity = max(2 * byteCapacity, start + key.count)
      bytes = moved(bytes, start, byteCapacity)
    }
    if count == endCapacity {
      endCapacity *= 2
      ends = moved(ends, count, endCapacity)
    }
    for i in 0..<key.count { bytes[start + i] = key[i] }
    ends[count] = start + key.count
    count += 1
  }

  private mutating func grow() {
    slots.deallocate()
    slotCount *= 2
    slots = .allocate(capacity: slotCount)
    slots.initialize(repeating: -1, count: slotCount)
    for code in 0..<count {
      var slot = Int(truncatingIfNeeded: hash(self[Int32(code)])) & (slotCount - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slotCount - 1) }
      slots[slot] = Int32(code)
    }
  }
}

private func moved<T: BitwiseCopyable>(
  _ old: UnsafeMutablePointer<T>, _ count: Int, _ capacity: Int
) -> UnsafeMutablePointer<T> {
  let new = UnsafeMutablePointer<T>.allocate(capacity: capacity)
  new.update(from: old, count: count)
  old.deallocate()
  return new
}
