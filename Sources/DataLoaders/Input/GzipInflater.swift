internal import CZlib

/// Inflates a gzip stream (RFC 1952) piece by piece; the check sums and sizes in it are compared.
///
/// Several members one after another are one text, as `gzip` itself reads them. Anything else after a member
/// is a fault, and so is a text that grows beyond the limits: a file of a few kilobytes can unpack to
/// terabytes. It is a class because zlib keeps the address of its state; it is called once for 64 KiB.
final class GzipInflater {
  enum Fault: Error, Equatable {
    /// The compressed bytes, or a check sum among them, are wrong.
    case damaged
    /// The file ends within a member.
    case truncated
    /// Bytes that are no further member.
    case trailingBytes
    case ratioTooLarge(Int)
    case tooLarge(Int)
    case outOfMemory
  }

  /// The first two bytes of a gzip stream, which no UTF-8 text begins with.
  static let magic: [UInt8] = [0x1F, 0x8B]

  private let limits: CSVLimits
  private let stream: UnsafeMutablePointer<z_stream>
  private let input: UnsafeMutablePointer<UInt8>
  private var isMemberOpen = true
  private var hasInputEnded = false
  private(set) var inputCount = 0
  private(set) var outputCount = 0

  static let pieceSize = 1 << 16

  init(limits: CSVLimits) throws(Fault) {
    self.limits = limits
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    input = .allocate(capacity: Self.pieceSize)
    // 16 more than the largest window asks for a gzip header and its check sum.
    let code = inflateInit2_(stream, 16 + MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard code == Z_OK else { throw .outOfMemory }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    input.deallocate()
  }

  /// Whether `read` can go on without more input.
  var needsInput: Bool { stream.pointee.avail_in == 0 && !hasInputEnded }

  /// Room for the next compressed bytes, of which `commit(_:)` says how many there are.
  var space: UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(start: input, count: Self.pieceSize)
  }

  /// Takes the first bytes of the space; none means that the file has ended.
  func commit(_ count: Int) {
    hasInputEnded = count == 0
    inputCount += count
    stream.pointee.next_in = input
    stream.pointee.avail_in = UInt32(count)
  }

  /// Inflates into the buffer, which is not empty.
  /// - Returns: the bytes written; `nil` when more input is needed, and 0 at the end of the text.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(Fault) -> Int? {
    while true {
      if !isMemberOpen {
        if stream.pointee.avail_in == 0 { return hasInputEnded ? 0 : nil }
        guard stream.pointee.next_in.pointee == Self.magic[0] else { throw .trailingBytes }
        guard inflateReset(stream) == Z_OK else { throw .damaged }
        isMemberOpen = true
      }
      if stream.pointee.avail_in == 0 {
        if hasInputEnded { throw .truncated }
        return nil
      }
      let room = min(buffer.count, 1 << 30)
      stream.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
      stream.pointee.avail_out = UInt32(room)
      let code = inflate(stream, Z_NO_FLUSH)
      let written = room - Int(stream.pointee.avail_out)
      outputCount += written
      switch code {
      case Z_OK, Z_BUF_ERROR: break
      case Z_STREAM_END: isMemberOpen = false
      case Z_MEM_ERROR: throw .outOfMemory
      default: throw .damaged
      }
      try checkLimits()
      if written > 0 { return written }
    }
  }

  private func checkLimits() throws(Fault) {
    if outputCount > limits.inflatedBytes { throw .tooLarge(limits.inflatedBytes) }
    let consumed = inputCount - Int(stream.pointee.avail_in)
    if outputCount > limits.inflatedFreely, outputCount / limits.inflationRatio > consumed {
      throw .ratioTooLarge(limits.inflationRatio)
    }
  }
}

extension GzipInflater.Fault {
  var problem: String {
    switch self {
    case .damaged: "the compressed file is damaged"
    case .truncated: "the compressed file ends too early"
    case .trailingBytes: "there is something else after the compressed text"
    case .ratioTooLarge(let ratio): "the compressed file unpacks to more than \(ratio) times its size"
    case .tooLarge(let bytes): "the compressed file unpacks to more than \(bytes) bytes"
    case .outOfMemory: "there is no memory to unpack the compressed file"
    }
  }

  var remedy: String {
    switch self {
    case .damaged, .truncated: "download it again"
    case .trailingBytes: "unpack it, and look at what it holds"
    case .ratioTooLarge, .tooLarge: "unpack it yourself where you trust it, and read the unpacked file"
    case .outOfMemory: "close other programs and run again"
    }
  }
}
