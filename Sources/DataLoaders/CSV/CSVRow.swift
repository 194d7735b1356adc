/// The fields of one row as slices of the tokenizer's buffer, unquoted. It is good until the tokenizer moves on
/// and must not be kept.
package struct CSVRow {
  struct Slice {
    var start: UInt32
    var end: UInt32
  }

  let base: UnsafePointer<UInt8>
  let slices: UnsafePointer<Slice>
  /// The number of fields.
  package let count: Int
  /// The physical line on which the row starts, counted from 1.
  package let line: Int
  /// Whether the line holds no byte at all; `""` alone on a line is a field and not blank.
  package let isBlank: Bool

  /// The bytes of a field.
  package subscript(field: Int) -> UnsafeBufferPointer<UInt8> {
    precondition(field >= 0 && field < count, "a field of this row")
    let slice = slices[field]
    return UnsafeBufferPointer(start: base + Int(slice.start), count: Int(slice.end - slice.start))
  }

  /// The text of a field.
  package func text(_ field: Int) -> String {
    String(decoding: self[field], as: UTF8.self)
  }
}
