/// The delimiter of a file whose header names it, or has it behind a name that is known.
enum DelimiterGuess {
  /// SDMX-CSV: the character behind `DATAFLOW`, or behind `STRUCTURE` and its brackets. UNODC's workbook: the
  /// character behind `Iso3_code`, which stands below the banner. Otherwise `nil`: the header line decides.
  static func delimiter(_ opening: UnsafeBufferPointer<UInt8>) -> CSVDelimiter? {
    var text = opening[...]
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
    for word in ["DATAFLOW", "STRUCTURE"] {
      if let rest = after(word, text) {
        let rest = rest.first == UInt8(ascii: "[") ? rest.drop { $0 != UInt8(ascii: "]") }.dropFirst() : rest
        return delimiter(startOf: rest)
      }
    }
    for start in text.indices.prefix(1 << 14) where text[start] | 0x20 == UInt8(ascii: "i") {
      if let rest = after("Iso3_code", text[start...]) { return delimiter(startOf: rest) }
    }
    return nil
  }

  /// What follows a word at the start of a text, whatever its case and whether or not a quote stands before.
  private static func after(
    _ word: String, _ text: Slice<UnsafeBufferPointer<UInt8>>
  ) -> Slice<UnsafeBufferPointer<UInt8>>? {
    let text = text.first == UInt8(ascii: "\"") ? text.dropFirst() : text
    let length = word.utf8.count
    guard text.count >= length, zip(text, word.utf8).allSatisfy({ $0 | 0x20 == $1 | 0x20 }) else {
      return nil
    }
    return text.dropFirst(length)
  }

  private static func delimiter(startOf rest: Slice<UnsafeBufferPointer<UInt8>>) -> CSVDelimiter? {
    let rest = rest.first == UInt8(ascii: "\"") ? rest.dropFirst() : rest
    return rest.first.flatMap { byte in CSVDelimiter.allCases.first { $0.byte == byte } }
  }
}
