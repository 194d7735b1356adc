/// The finished replicates of a run, from which a run that was killed goes on to the same bytes.
///
/// A replicate depends on its index alone (it has a random stream of its own), so that the values of some indices,
/// to the last bit, are all there is to keep. Nothing of the data is kept beside them.
///
/// How it is used, from the outside in:
///
///     let keeper = ReplicateKeeper(try ReplicateCheckpoint(bytes: old), isInterrupted: { … }, save: { write($0.bytes) })
///     let values = try replicateMap("headline", count: 100_000, threads: 2, keeper: keeper) { range in … }
///
/// `replicateMap` is `parallelMap` for replicates; without a keeper it keeps nothing. A run asks its keeper for its
/// maps always in the same order; each is a part of the checkpoint. Whoever keeps the bytes (a command with
/// `--checkpoint`, a study with a folder of its own) writes them in one step and refuses those of another `identity`.
package struct ReplicateCheckpoint: Sendable, Equatable {
  /// The replicates of one map.
  package struct Part: Sendable, Equatable {
    package let name: String
    /// The replicates that the map has in all, and the numbers that each gives.
    package let count: Int
    package let width: Int
    /// The indices that are finished, ascending, and the numbers of each, one after the other.
    package let finished: [Int]
    package let values: [Double]
  }

  /// What the replicates belong to, as lines of text: the program's version, the input's hash, the options.
  package let identity: [String]
  package let parts: [Part]

  package init(identity: [String], parts: [Part] = []) {
    self.identity = identity
    self.parts = parts
  }

  package var finishedCount: Int { parts.reduce(0) { $0 + $1.finished.count } }
}

/// Why bytes are no checkpoint.
package enum ReplicateCheckpointError: Error, Equatable, Sendable, CustomStringConvertible {
  case notACheckpoint
  case damaged

  package var description: String {
    switch self {
    case .notACheckpoint: "this is no checkpoint of this program; name another file"
    case .damaged: "the checkpoint is damaged and nothing of it can be used; remove it to start anew"
    }
  }
}

// MARK: the bytes

/// Lines of text, so that everybody can see what is kept: the identity, then of each part its name, count and width
/// and a line for each replicate with its index and the bits of its numbers; last the sum of all bytes before.
extension ReplicateCheckpoint {
  private static let title = "prevalence checkpoint of replicates, form 1"

  package var bytes: [UInt8] {
    var text = Writer()
    text.line(Self.title)
    for line in identity { text.line("identity " + Self.oneLine(line)) }
    for part in parts {
      text.line("part \(part.count) \(part.width) " + Self.oneLine(part.name))
      for (place, index) in part.finished.enumerated() {
        text.decimal(index)
        for k in 0..<part.width { text.bits(part.values[place * part.width + k].bitPattern) }
        text.end()
      }
    }
    let sum = Self.sum(text.bytes)
    text.bytes += Array("end".utf8)
    text.bits(sum)
    text.end()
    return text.bytes
  }

  /// - Throws: `ReplicateCheckpointError` for anything but what `bytes` wrote, whole.
  package init(bytes: [UInt8]) throws(ReplicateCheckpointError) {
    guard bytes.starts(with: Array((Self.title + "\n").utf8)) else { throw .notACheckpoint }
    let lastLength = "end 0123456789abcdef\n".utf8.count
    guard bytes.count > lastLength else { throw .damaged }
    let body = bytes.count - lastLength
    var last = Reader(bytes, from: body, to: bytes.count)
    guard last.take("end"), last.bits() == Self.sum(bytes[..<body]), last.isAtEndOfLine else {
      throw .damaged
    }

    var reader = Reader(bytes, from: Self.title.utf8.count + 1, to: body)
    var identity: [String] = []
    while reader.take("identity ") { identity.append(reader.restOfLine()) }
    var parts: [Part] = []
    while reader.take("part ") {
      guard let count = reader.decimal(), reader.take(" "), let width = reader.decimal(), reader.take(" "),
        (1...1_000_000).contains(width)
      else { throw .damaged }
      let name = reader.restOfLine()
      var finished: [Int] = []
      var values: [Double] = []
      while let index = reader.decimal() {
        guard index < count, index > finished.last ?? -1 else { throw .damaged }
        finished.append(index)
        for _ in 0..<width {
          guard let bits = reader.bits() else { throw .damaged }
          values.append(Double(bitPattern: bits))
        }
        guard reader.take("\n") else { throw .damaged }
      }
      parts.append(Part(name: name, count: count, width: width, finished: finished, values: values))
    }
    guard reader.isAtEnd else { throw .damaged }
    self.init(identity: identity, parts: parts)
  }

  private static func oneLine(_ text: String) -> String {
    String(text.unicodeScalars.map { $0.value < 32 ? " " : Character($0) })
  }

  /// FNV-1a, which finds what a disk or an editor did.
  private static func sum(_ bytes: some Sequence<UInt8>) -> UInt64 {
    var sum: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return sum
  }

  private struct Writer {
    var bytes: [UInt8] = []
    private static let digits = Array("0123456789abcdef".utf8)

    mutating func line(_ text: String) {
      bytes += Array(text.utf8)
      end()
    }

    mutating func end() { bytes.append(0x0a) }

    mutating func decimal(_ number: Int) { bytes += Array(String(number).utf8) }

    mutating func bits(_ bits: UInt64) {
      bytes.append(0x20)
      for shift in stride(from: 60, through: 0, by: -4) { bytes.append(Self.digits[Int(bits >> shift & 15)]) }
    }
  }

  private struct Reader {
    private let bytes: [UInt8]
    private var place: Int
    private let end: Int

    init(_ bytes: [UInt8], from place: Int, to end: Int) {
      self.bytes = bytes
      self.place = place
      self.end = end
    }

    var isAtEnd: Bool { place == end }
    var isAtEndOfLine: Bool { place + 1 == end && bytes[place] == 0x0a }

    mutating func take(_ text: String) -> Bool {
      let wanted = Array(text.utf8)
      guard place + wanted.count <= end, bytes[place..<(place + wanted.count)].elementsEqual(wanted) else {
        return false
      }
      place += wanted.count
      return true
    }

    mutating func restOfLine() -> String {
      let start = place
      while place < end, bytes[place] != 0x0a { place += 1 }
      let text = String(decoding: bytes[start..<place], as: UTF8.self)
      place = min(end, place + 1)
      return text
    }

    /// Up to eighteen digits.
    mutating func decimal() -> Int? {
      let start = place
      var number = 0
      while place < end, place < start + 18, (0x30...0x39).contains(bytes[place]) {
        number = 10 * number + Int(bytes[place] - 0x30)
        place += 1
      }
      return place > start ? number : nil
    }

    mutating func bits() -> UInt64? {
      guard place + 17 <= end, bytes[place] == 0x20 else { return nil }
      var bits: UInt64 = 0
      for byte in bytes[(place + 1)..<(place + 17)] {
        switch byte {
        case 0x30...0x39: bits = bits << 4 | UInt64(byte - 0x30)
        case 0x61...0x66: bits = bits << 4 | UInt64(byte - 0x61 + 10)
        default: return nil
        }
      }
      place += 17
      return bits
    }
  }
}
