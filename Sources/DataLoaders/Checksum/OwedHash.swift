internal import CInstructions

/// Blocks that SHA-256 has yet to take.
///
/// Its instructions wait for one another, and leave most of the processor idle meanwhile: who looks at the same bytes
/// pays with the time that is left over.
struct OwedHash: ~Copyable {
  private let state: UnsafeMutablePointer<UInt32>
  private var next: UnsafePointer<UInt8>?
  private(set) var blockCount = 0
  /// Whether the digest is here and not with its owner.
  private(set) var isOpen = false

  init() {
    state = .allocate(capacity: 8)
    state.initialize(repeating: 0, count: 8)
  }

  deinit { state.deallocate() }

  /// Owes blocks that stay where they are until they are paid.
  /// - Precondition: nothing is owed, and the processor has the instructions.
  mutating func begin(_ digest: [UInt32], _ blocks: UnsafeRawBufferPointer) {
    precondition(!isOpen && digest.count == 8, "one piece is paid before the next is owed")
    isOpen = true
    for i in 0..<8 { state[i] = digest[i] }
    next = blocks.baseAddress?.assumingMemoryBound(to: UInt8.self)
    blockCount = next == nil ? 0 : blocks.count / 64
  }

  /// Takes one block when one is owed.
  @inline(__always)
  mutating func payBlock() {
    guard blockCount > 0, let block = next else { return }
    prevalence_sha256(state, block, 1)
    next = block + 64
    blockCount &-= 1
  }

  /// Goes on with a search for separators in plain text, and takes a block for each block of it.
  @inline(__always)
  mutating func pay(during search: inout prevalence_search) {
    guard blockCount > 0, let blocks = next else { return }
    let taken = prevalence_search_and_hash(&search, state, blocks, blockCount)
    next = blocks + 64 * taken
    blockCount -= taken
  }

  /// Takes all that is left, and gives the state of the digest.
  mutating func pay(into digest: inout [UInt32]) {
    if let next { prevalence_sha256(state, next, blockCount) }
    blockCount = 0
    next = nil
    isOpen = false
    for i in 0..<8 { digest[i] = state[i] }
  }
}
