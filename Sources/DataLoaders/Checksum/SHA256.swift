internal import CInstructions

/// The SHA-256 digest of FIPS 180-4, fed piece by piece; with the instructions for it where the processor has them.
package struct SHA256: Sendable {
  private var state: [UInt32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]
  /// The bytes that do not yet fill a block of 64.
  private var pending: [UInt8] = []
  private var byteCount = 0
  private let usesInstructions: Bool

  /// - Parameter usesInstructions: whether the processor's own instructions may be used, which a test denies.
  package init(usesInstructions: Bool = true) {
    pending.reserveCapacity(128)
    self.usesInstructions = usesInstructions && hasInstructions
  }

  package mutating func update(_ bytes: UnsafeRawBufferPointer) { compress(wholeBlocks(of: bytes)) }

  /// The same, but leaves the whole blocks to be paid where the processor has the instructions.
  ///
  /// Until `settle(_:)` nothing else may be done with the digest, and the bytes stay where they are.
  mutating func update(_ bytes: UnsafeRawBufferPointer, owing owed: inout OwedHash) {
    guard usesInstructions else { return update(bytes) }
    let blocks = wholeBlocks(of: bytes)
    if !blocks.isEmpty { owed.begin(state, blocks) }
  }

  /// Takes what is still owed.
  mutating func settle(_ owed: inout OwedHash) {
    if owed.isOpen { owed.pay(into: &state) }
  }

  /// The blocks of a piece that are whole once those before it are taken; the bytes behind them are kept.
  private mutating func wholeBlocks(of bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    byteCount += bytes.count
    var bytes = bytes[...]
    if !pending.isEmpty {
      let missing = bytes.prefix(64 - pending.count)
      pending += missing
      bytes = bytes.dropFirst(missing.count)
      guard pending.count == 64 else { return UnsafeRawBufferPointer(start: nil, count: 0) }
      compress(pending)
      pending.removeAll(keepingCapacity: true)
    }
    let whole = bytes.count & ~63
    pending += bytes.dropFirst(whole)
    return UnsafeRawBufferPointer(rebasing: bytes.prefix(whole))
  }

  private mutating func compress(_ bytes: [UInt8]) { bytes.withUnsafeBytes { compress($0) } }

  private mutating func compress(_ blocks: UnsafeRawBufferPointer) {
    guard usesInstructions, let start = blocks.baseAddress else {
      compressPortably(blocks, into: &state)
      return
    }
    state.withUnsafeMutableBufferPointer { prevalence_sha256($0.baseAddress, start, blocks.count / 64) }
  }

  /// The digest of all bytes so far as 64 lower-case hexadecimal digits; more bytes may follow.
  package func hexadecimal() -> String {
    var tail = pending + [0x80]
    while tail.count % 64 != 56 { tail.append(0) }
    let bitCount = UInt64(byteCount) * 8
    for shift in stride(from: 56, through: 0, by: -8) {
      tail.append(UInt8(truncatingIfNeeded: bitCount >> shift))
    }
    var last = self
    last.compress(tail)
    var text = ""
    for word in last.state {
      let digits = String(word, radix: 16)
      text += String(repeating: "0", count: 8 - digits.count) + digits
    }
    return text
  }
}

private let hasInstructions = prevalence_has_sha256()

/// Runs the compression function (FIPS 180-4, section 6.2.2) over whole blocks.
private func compressPortably(_ blocks: UnsafeRawBufferPointer, into state: inout [UInt32]) {
  withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { w in
    roundConstants.withUnsafeBufferPointer { k in
      for block in stride(from: 0, to: blocks.count, by: 64) {
        for t in 0..<16 {
          w[t] = UInt32(bigEndian: blocks.loadUnaligned(fromByteOffset: block + 4 * t, as: UInt32.self))
        }
        for t in 16..<64 {
          let x = w[t - 15]
          let y = w[t - 2]
          let sigma0 = rotate(x, 7) ^ rotate(x, 18) ^ (x >> 3)
          let sigma1 = rotate(y, 17) ^ rotate(y, 19) ^ (y >> 10)
          w[t] = w[t - 16] &+ sigma0 &+ w[t - 7] &+ sigma1
        }
        var (a, b, c, d) = (state[0], state[1], state[2], state[3])
        var (e, f, g, h) = (state[4], state[5], state[6], state[7])
        // Eight rounds at a time, so that the letters change places by name and not by copying.
        for t in stride(from: 0, to: 64, by: 8) {
          step(a, b, c, &d, e, f, g, &h, k[t] &+ w[t])
          step(h, a, b, &c, d, e, f, &g, k[t + 1] &+ w[t + 1])
          step(g, h, a, &b, c, d, e, &f, k[t + 2] &+ w[t + 2])
          step(f, g, h, &a, b, c, d, &e, k[t + 3] &+ w[t + 3])
          step(e, f, g, &h, a, b, c, &d, k[t + 4] &+ w[t + 4])
          step(d, e, f, &g, h, a, b, &c, k[t + 5] &+ w[t + 5])
          step(c, d, e, &f, g, h, a, &b, k[t + 6] &+ w[t + 6])
          step(b, c, d, &e, f, g, h, &a, k[t + 7] &+ w[t + 7])
        }
        let words = [a, b, c, d, e, f, g, h]
        for i in 0..<8 { state[i] &+= words[i] }
      }
    }
  }
}

@inline(__always)
private func rotate(_ x: UInt32, _ n: UInt32) -> UInt32 { (x &>> n) | (x &<< (32 &- n)) }

/// One round: `d` and `h` become the new `e` and `a`.
@inline(__always)
private func step(
  _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32, _ e: UInt32, _ f: UInt32, _ g: UInt32,
  _ h: inout UInt32, _ constantAndWord: UInt32
) {
  let choice = (e & f) ^ (~e & g)
  let majority = (a & b) ^ (a & c) ^ (b & c)
  let first = h &+ (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) &+ choice &+ constantAndWord
  d = d &+ first
  h = first &+ (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) &+ majority
}

/// FIPS 180-4, section 4.2.2.
private let roundConstants: [UInt32] = [
  0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
  0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
  0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
  0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
  0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
  0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
  0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
  0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
]

extension SHA256 {
  /// The digest of bytes held in memory.
  package static func hexadecimal(of bytes: [UInt8]) -> String {
    var digest = SHA256()
    bytes.withUnsafeBytes { digest.update($0) }
    return digest.hexadecimal()
  }
}
