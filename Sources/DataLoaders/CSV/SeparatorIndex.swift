internal import CInstructions

/// The places of delimiters and line ends outside quotes in a piece of CSV text, found 64 bytes at a time.
///
/// It knows the regular case only: rows of one number of fields, quotes around whole fields, line ends LF or
/// CRLF outside quotes. What else occurs is an anomaly, about which `CSVTokenizer` has to decide.
struct SeparatorIndex: ~Copyable {
  enum Outcome {
    /// Whole rows were found; the text ends within a row, or with one.
    case rows
    case anomaly
  }

  /// Where each field ends, as its separator's place; the entry before the first is −1, so that a field starts
  /// one behind the entry before its own.
  private(set) var ends: UnsafeMutablePointer<UInt32>
  private var storage: UnsafeMutablePointer<UInt32>
  private let capacity: Int
  private(set) var rowCount = 0
  /// What the rows found hold beside plain text.
  private(set) var hasQuotes = false
  private(set) var hasCarriageReturns = false
  /// Whether a byte is NUL or not ASCII, so that the text has to be checked.
  private(set) var hasOtherBytes = false

  /// - Parameter size: the most bytes that `find` will be given.
  init(size: Int) {
    capacity = size + 64
    storage = .allocate(capacity: capacity + 72)
    storage[0] = .max
    ends = storage + 1
  }

  deinit { storage.deallocate() }

  /// Finds the rows in the first `count` bytes, which begin with a row, and pays what is owed for them.
  /// - Precondition: 64 bytes after them can be written.
  mutating func find(
    _ text: UnsafeMutablePointer<UInt8>, count: Int, delimiter: UInt8, fieldCount: Int, longestRow: Int,
    paying owed: inout OwedHash
  ) -> Outcome {
    for i in count..<count + 64 { text[i] = 0x61 }
    hasQuotes = false
    hasCarriageReturns = false
    hasOtherBytes = false
    var state = QuoteState()
    var search = prevalence_search(
      text: UnsafePointer(text), place: 0, end: count, found: ends, foundCount: 0, lineFeedCount: 0,
      delimiter: delimiter, afterSeparator: true)
    // Where one block is special, the next mostly is.
    var isSpecial = false
    while search.place < count {
      if !isSpecial, state.isPlain {
        owed.pay(during: &search)
        if search.place >= count { break }
        state.afterBreak = search.afterSeparator ? 1 : 0
      }
      let block = text + search.place
      var separators = prevalence_find_separators(block, delimiter)
      isSpecial = separators.isSpecial
      if isSpecial || !state.isPlain {
        let left = count &- search.place
        let valid = left >= 64 ? UInt64.max : (1 &<< UInt64(left)) &- 1
        let masks = prevalence_find_bytes(block, delimiter)
        guard state.take(masks, valid: valid, &separators) else { return .anomaly }
        hasQuotes = hasQuotes || masks.quote != 0
        hasCarriageReturns = hasCarriageReturns || masks.carriageReturn != 0
        hasOtherBytes = hasOtherBytes || masks.other != 0
        owed.payBlock()
        prevalence_take_block(&search, separators)
      } else {
        prevalence_take_block(&search, separators)
        state.afterBreak = search.afterSeparator ? 1 : 0
      }
    }
    rowCount = search.lineFeedCount
    guard rowCount > 0, search.foundCount >= rowCount * fieldCount else { return .anomaly }
    return isRegular(text, fieldCount: fieldCount, longestRow: longestRow) ? .rows : .anomaly
  }

  /// Whether every row has its number of fields: as many line feeds as rows, each at the end of one.
  private func isRegular(_ text: UnsafePointer<UInt8>, fieldCount: Int, longestRow: Int) -> Bool {
    var before = -1
    var place = fieldCount &- 1
    var isRegular = true
    for _ in 0..<rowCount {
      let end = Int(ends[place])
      isRegular = isRegular && text[end] == 0x0A && end &- before <= longestRow
      // A blank line is no row, or, in a file of one column, in doubt.
      if fieldCount == 1, end &- before < 2 || (end &- before == 2 && text[end &- 1] == 0x0D) { return false }
      before = end
      place &+= fieldCount
    }
    return isRegular
  }

  /// The bytes of the rows found.
  func byteCount(fieldCount: Int) -> Int { Int(ends[rowCount * fieldCount - 1]) + 1 }
}

/// What one block of 64 bytes has to know of those before it.
private struct QuoteState {
  /// All ones within quotes.
  var inside: UInt64 = 0
  /// 1 where the last byte was a closing quote, a separator or closing quote, a carriage return.
  var afterClosing: UInt64 = 0
  var afterBreak: UInt64 = 1
  var afterReturn: UInt64 = 0

  @inline(__always)
  var isPlain: Bool { inside | afterClosing | afterReturn == 0 }

  /// Takes separators within quotes out; `false` at an anomaly.
  mutating func take(
    _ masks: prevalence_byte_masks, valid: UInt64, _ found: inout prevalence_separators
  ) -> Bool {
    var within = masks.quote
    for distance: UInt64 in [1, 2, 4, 8, 16, 32] { within ^= within &<< distance }
    within ^= inside
    let opening = masks.quote & within
    let closing = masks.quote & ~within
    found.delimiter = masks.delimiter & ~within
    found.lineFeed = masks.lineFeed & ~within
    let separators = found.delimiter | found.lineFeed
    let breaks = separators | closing
    var anomaly = opening & ~((breaks &<< 1) | afterBreak)
    anomaly |= ((closing &<< 1) | afterClosing) & ~(separators | masks.quote | masks.carriageReturn)
    anomaly |= masks.carriageReturn & within
    anomaly |= ((masks.carriageReturn &<< 1) | afterReturn) & ~masks.lineFeed
    inside = 0 &- (within &>> 63)
    afterClosing = closing &>> 63
    afterBreak = breaks &>> 63
    afterReturn = masks.carriageReturn &>> 63
    return anomaly & valid == 0
  }
}
