/// Codes for the texts of a column in the order in which they first occur, found by their bytes.
///
/// A text of up to sixteen bytes is its own key; of longer ones the bytes are kept and compared.
struct LabelCodes {
  private struct Slot {
    var first: UInt64 = 0
    /// The rest of a short text, or where a long one is kept.
    var second: UInt64 = 0
    var length: Int32 = 0
    var code: Int32 = -1
  }

  private var slots = [Slot](repeating: Slot(), count: 64)
  private var shift: UInt64 = 58
  private(set) var count: Int32 = 0
  private var longTexts: [UInt8] = []
  private var last = Slot()

  /// The code of the text in bytes `start` to `end`; 16 bytes after `start` can be read, whatever they hold.
  @inline(__always)
  mutating func code(_ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Int32 {
    let length = end &- start
    if length > 16 { return longCode(base, start, end) }
    let raw = UnsafeRawPointer(base)
    var first: UInt64 = 0
    var second: UInt64 = 0
    if length > 8 {
      first = raw.loadUnaligned(fromByteOffset: start, as: UInt64.self)
      second = raw.loadUnaligned(fromByteOffset: start &+ 8, as: UInt64.self)
      second &= UInt64.max &>> UInt64(128 &- 8 &* length)
    } else if length > 0 {
      first = raw.loadUnaligned(fromByteOffset: start, as: UInt64.self)
      first &= UInt64.max &>> UInt64(64 &- 8 &* length)
    }
    if first == last.first, second == last.second, length == Int(last.length), last.code >= 0 {
      return last.code
    }
    return find(first, second, Int32(truncatingIfNeeded: length))
  }

  @inline(__always)
  private static func hash(_ first: UInt64, _ second: UInt64) -> UInt64 {
    var mixed = (first ^ (second &* 0x9E37_79B9_7F4A_7C15)) &* 0xD6E8_FEB8_6659_FD93
    mixed ^= mixed &>> 32
    return mixed &* 0xD6E8_FEB8_6659_FD93
  }

  private mutating func find(_ first: UInt64, _ second: UInt64, _ length: Int32) -> Int32 {
    let mask = slots.count &- 1
    var place = Int(truncatingIfNeeded: Self.hash(first, second) &>> shift)
    let found: Int = slots.withUnsafeBufferPointer { slots in
      while true {
        let slot = slots[place]
        if slot.code < 0 { return -1 }
        if slot.first == first, slot.second == second, slot.length == length { return place }
        place = (place &+ 1) & mask
      }
    }
    if found >= 0 {
      last = slots[found]
      return last.code
    }
    last = Slot(first: first, second: second, length: length, code: count)
    insert(last, at: place)
    return last.code
  }

  private mutating func insert(_ slot: Slot, at place: Int) {
    slots[place] = slot
    count += 1
    if Int(count) * 2 > slots.count { grow() }
  }

  private mutating func grow() {
    var wider = [Slot](repeating: Slot(), count: slots.count * 2)
    shift -= 1
    let mask = wider.count - 1
    for slot in slots where slot.code >= 0 {
      let second = slot.length > 16 ? 0 : slot.second
      var place = Int(truncatingIfNeeded: Self.hash(slot.first, second) &>> shift)
      while wider[place].code >= 0 { place = (place + 1) & mask }
      wider[place] = slot
    }
    slots = wider
  }

  private mutating func longCode(_ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Int32 {
    let length = Int32(truncatingIfNeeded: end - start)
    let text = UnsafeBufferPointer(start: base + start, count: end - start)
    var key: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text { key = (key ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    let mask = slots.count - 1
    var place = Int(truncatingIfNeeded: Self.hash(key, 0) &>> shift)
    while slots[place].code >= 0 {
      let slot = slots[place]
      if slot.first == key, slot.length == length, kept(slot).elementsEqual(text) { return slot.code }
      place = (place + 1) & mask
    }
    let slot = Slot(first: key, second: UInt64(longTexts.count), length: length, code: count)
    longTexts += text
    insert(slot, at: place)
    return slot.code
  }

  private func kept(_ slot: Slot) -> ArraySlice<UInt8> {
    longTexts[Int(slot.second)..<Int(slot.second) + Int(slot.length)]
  }

  /// The texts by code.
  var labels: [String] {
    var labels = [String](repeating: "", count: Int(count))
    for slot in slots where slot.code >= 0 { labels[Int(slot.code)] = text(slot) }
    return labels
  }

  /// The text of one code.
  func label(_ code: Int32) -> String {
    slots.first { $0.code == code }.map(text) ?? ""
  }

  private func text(_ slot: Slot) -> String {
    if slot.length > 16 { return String(decoding: kept(slot), as: UTF8.self) }
    return withUnsafeBytes(of: (slot.first.littleEndian, slot.second.littleEndian)) {
      String(decoding: $0.prefix(Int(slot.length)), as: UTF8.self)
    }
  }
}
