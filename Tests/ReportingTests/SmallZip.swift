import Testing

/// Reads the entries of a ZIP file by its central directory, with an inflater of its own (RFC 1951): a check
/// of workbooks by code that did not write them.
struct SmallZip {
  private(set) var names: [String] = []
  private var entries: [String: [UInt8]] = [:]
  /// MS-DOS date and time of each entry.
  private(set) var times: [UInt32] = []

  init?(_ bytes: [UInt8]) {
    func number(_ place: Int, _ size: Int) -> Int {
      (0..<size).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
    }
    guard bytes.count > 22,
      let end = stride(from: bytes.count - 22, through: 0, by: -1).first(where: {
        number($0, 4) == 0x0605_4B50
      })
    else { return nil }
    var place = number(end + 16, 4)
    for _ in 0..<number(end + 10, 2) {
      guard number(place, 4) == 0x0201_4B50 else { return nil }
      let method = number(place + 10, 2)
      let size = number(place + 20, 4)
      let nameLength = number(place + 28, 2)
      let name = String(decoding: bytes[place + 46..<place + 46 + nameLength], as: UTF8.self)
      let local = number(place + 42, 4)
      let start = local + 30 + number(local + 26, 2) + number(local + 28, 2)
      let packed = Array(bytes[start..<start + size])
      names.append(name)
      times.append(UInt32(number(place + 12, 4)))
      var inflater = Inflater(packed)
      entries[name] = method == 0 ? packed : inflater.output()
      place += 46 + nameLength + number(place + 30, 2) + number(place + 32, 2)
    }
  }

  func xml(_ name: String) throws -> ParsedXML.Node {
    let source = try #require(text(name), "there is no \(name)")
    return try #require(ParsedXML.root(source), "\(name) is not well-formed")
  }

  func text(_ name: String) -> String? { entries[name].map { String(decoding: $0, as: UTF8.self) } }
}

private struct Inflater {
  private let bytes: [UInt8]
  private var place = 0
  private var bit = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  private mutating func take(_ count: Int) -> Int {
    var value = 0
    for index in 0..<count {
      if place < bytes.count { value |= Int(bytes[place] >> UInt8(bit) & 1) << index }
      bit += 1
      if bit == 8 {
        bit = 0
        place += 1
      }
    }
    return value
  }

  /// A canonical Huffman code: symbols by code length and value.
  private struct Code {
    var counts = [Int](repeating: 0, count: 16)
    var symbols: [Int] = []

    init(_ lengths: [Int]) {
      for length in lengths where length > 0 { counts[length] += 1 }
      for length in 1...15 {
        for (symbol, other) in lengths.enumerated() where other == length { symbols.append(symbol) }
      }
    }
  }

  private mutating func symbol(_ code: Code) -> Int {
    var value = 0
    var first = 0
    var index = 0
    for length in 1...15 {
      value |= take(1)
      let count = code.counts[length]
      if value - first < count { return code.symbols[index + value - first] }
      index += count
      first = (first + count) << 1
      value <<= 1
    }
    return 256
  }

  mutating func output() -> [UInt8] {
    var result: [UInt8] = []
    let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
    let lengthBase = [
      3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
      227, 258,
    ]
    let lengthBits = [
      0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
    ]
    var isLast = false
    while !isLast, place < bytes.count {
      isLast = take(1) == 1
      let kind = take(2)
      if kind == 0 {
        if bit > 0 {
          bit = 0
          place += 1
        }
        let count = Int(bytes[place]) | Int(bytes[place + 1]) << 8
        result += bytes[place + 4..<place + 4 + count]
        place += 4 + count
        continue
      }
      var literals = Code(
        (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 })
      var distances = Code([Int](repeating: 5, count: 30))
      if kind == 2 {
        let literalCount = take(5) + 257
        let distanceCount = take(5) + 1
        var lengths = [Int](repeating: 0, count: 19)
        for index in 0..<(take(4) + 4) { lengths[order[index]] = take(3) }
        let lengthCode = Code(lengths)
        var all: [Int] = []
        while all.count < literalCount + distanceCount {
          let next = symbol(lengthCode)
          switch next {
          case 16: all += [Int](repeating: all.last ?? 0, count: 3 + take(2))
          case 17: all += [Int](repeating: 0, count: 3 + take(3))
          case 18: all += [Int](repeating: 0, count: 11 + take(7))
          default: all.append(next)
          }
        }
        literals = Code(Array(all[..<literalCount]))
        distances = Code(Array(all[literalCount..<literalCount + distanceCount]))
      }
      while true {
        let next = symbol(literals)
        if next == 256 { break }
        if next < 256 {
          result.append(UInt8(next))
          continue
        }
        let length = lengthBase[next - 257] + take(lengthBits[next - 257])
        let step = symbol(distances)
        let more = max(step / 2 - 1, 0)
        let base = step < 4 ? step + 1 : (2 + step % 2) << more + 1
        let distance = base + take(more)
        for _ in 0..<length { result.append(result[result.count - distance]) }
      }
    }
    return result
  }
}
