/// Codes for the texts of a column in the order in which they first occur, found by their bytes.
///
/// Small whole numbers, which most ids are, have a place each in a table; other texts of up to eight bytes are
/// their own keys in another; of longer ones the bytes are kept and compared. No text holds a NUL.
struct LabelCodes {
  /// The codes of small whole numbers by their value, −1 for those not met.
  private var numberCodes = [Int32](repeating: -1, count: 1024)
  private var short = KeyTable()
  private var long = KeyTable()
  /// By place in `long`: where the text is kept.
  private var longTexts: [(start: Int, count: Int, code: Int32)] = []
  private var longBytes: [UInt8] = []
  private(set) var count: Int32 = 0

  /// Whole numbers from here on are texts like others.
  private static let numberLimit = 1 << 20

  /// The code of the text in bytes `start` to `end`; 8 bytes after `start` can be read, whatever they hold.
  @inline(__always)
  mutating func code(_ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Int32 {
    let length = end &- start
    if length > 8 { return longCode(base, start, length) }
    if length == 0 { return shortCode(0) }
    let spare = UInt64(64 &- 8 &* length)
    let key =
      UnsafeRawPointer(base).loadUnaligned(fromByteOffset: start, as: UInt64.self).littleEndian
      & (UInt64.max &>> spare)
    // The text at the end of eight digits, zeros before it.
    let digits = (key &<< spare) | (0x3030_3030_3030_3030 & ~(UInt64.max &<< spare))
    let isNumber =
      (digits & 0xF0F0_F0F0_F0F0_F0F0) | (((digits &+ 0x0606_0606_0606_0606) & 0xF0F0_F0F0_F0F0_F0F0) &>> 4)
      == 0x3333_3333_3333_3333
    if isNumber, key & 0xFF != 0x30 || length == 1 {
      var value = digits & 0x0F0F_0F0F_0F0F_0F0F
      value = (value &* 10 &+ (value &>> 8)) & 0x00FF_00FF_00FF_00FF
      value = (value &* 100 &+ (value &>> 16)) & 0x0000_FFFF_0000_FFFF
      value = (value &* 10_000 &+ (value &>> 32)) & 0xFFFF_FFFF
      let place = Int(truncatingIfNeeded: value)
      if place < numberCodes.count {
        let code = numberCodes.withUnsafeBufferPointer { $0[place] }
        if code >= 0 { return code }
      }
      if place < Self.numberLimit { return newNumber(place) }
    }
    return shortCode(key)
  }

  private mutating func newNumber(_ value: Int) -> Int32 {
    if value >= numberCodes.count {
      var size = numberCodes.count
      while size <= value { size *= 2 }
      numberCodes += [Int32](repeating: -1, count: size - numberCodes.count)
    }
    numberCodes[value] = count
    count += 1
    return count - 1
  }

  @inline(__always)
  private mutating func shortCode(_ key: UInt64) -> Int32 {
    let code = short.find(key)
    if code >= 0 { return code }
    short.insert(key, code: count)
    count += 1
    return count - 1
  }

  private mutating func longCode(_ base: UnsafePointer<UInt8>, _ start: Int, _ length: Int) -> Int32 {
    let text = UnsafeBufferPointer(start: base + start, count: length)
    var key: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text { key = (key ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    // Texts of one key stand one behind the other under the keys that follow.
    while true {
      let place = long.find(key)
      if place < 0 { break }
      let kept = longTexts[Int(place)]
      if kept.count == length,
        longBytes[kept.start..<kept.start + kept.count].elementsEqual(text)
      {
        return kept.code
      }
      key &+= 1
    }
    long.insert(key, code: Int32(longTexts.count))
    longTexts.append((longBytes.count, length, count))
    longBytes += text
    count += 1
    return count - 1
  }

  /// The code of a text; −1 when it was not met.
  func code(of text: String) -> Int32 {
    var copy = self
    var bytes = Array(text.utf8)
    let count = bytes.count
    bytes += [UInt8](repeating: 0, count: 8)
    let code = bytes.withUnsafeBufferPointer { $0.baseAddress.map { copy.code($0, 0, count) } ?? -1 }
    return code < self.count ? code : -1
  }

  /// The texts by code.
  var labels: [String] {
    var labels = [String](repeating: "", count: Int(count))
    for (value, code) in numberCodes.enumerated() where code >= 0 { labels[Int(code)] = String(value) }
    for (key, code) in short.entries { labels[Int(code)] = Self.text(key) }
    for kept in longTexts { labels[Int(kept.code)] = text(kept) }
    return labels
  }

  /// The text of one code.
  func label(_ code: Int32) -> String {
    if let value = numberCodes.firstIndex(of: code) { return String(value) }
    if let entry = short.entries.first(where: { $0.code == code }) { return Self.text(entry.key) }
    return longTexts.first { $0.code == code }.map(text) ?? ""
  }

  private static func text(_ key: UInt64) -> String {
    withUnsafeBytes(of: key.littleEndian) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }

  private func text(_ kept: (start: Int, count: Int, code: Int32)) -> String {
    String(decoding: longBytes[kept.start..<kept.start + kept.count], as: UTF8.self)
  }
}

/// Codes by keys of 64 bits, in open addressing.
private struct KeyTable {
  private var keys = [UInt64](repeating: 0, count: 64)
  private var codes = [Int32](repeating: -1, count: 64)
  private var shift: UInt64 = 58
  private var count = 0

  @inline(__always)
  private static func hash(_ key: UInt64) -> UInt64 {
    let mixed = key &* 0xD6E8_FEB8_6659_FD93
    return (mixed ^ (mixed &>> 32)) &* 0xD6E8_FEB8_6659_FD93
  }

  /// −1 when the key is not there.
  @inline(__always)
  func find(_ key: UInt64) -> Int32 {
    keys.withUnsafeBufferPointer { keys in
      codes.withUnsafeBufferPointer { codes in
        let mask = keys.count &- 1
        var place = Int(truncatingIfNeeded: Self.hash(key) &>> shift)
        while true {
          let code = codes[place]
          if code < 0 || keys[place] == key { return code }
          place = (place &+ 1) & mask
        }
      }
    }
  }

  /// - Precondition: the key is not there.
  mutating func insert(_ key: UInt64, code: Int32) {
    count += 1
    if 2 * count > keys.count { grow() }
    place(key, code)
  }

  private mutating func place(_ key: UInt64, _ code: Int32) {
    var place = Int(truncatingIfNeeded: Self.hash(key) &>> shift)
    while codes[place] >= 0 { place = (place + 1) & (keys.count - 1) }
    keys[place] = key
    codes[place] = code
  }

  private mutating func grow() {
    let old = entries
    shift -= 1
    keys = [UInt64](repeating: 0, count: keys.count * 2)
    codes = [Int32](repeating: -1, count: keys.count)
    for entry in old { place(entry.key, entry.code) }
  }

  var entries: [(key: UInt64, code: Int32)] {
    keys.indices.compactMap { codes[$0] >= 0 ? (keys[$0], codes[$0]) : nil }
  }
}
