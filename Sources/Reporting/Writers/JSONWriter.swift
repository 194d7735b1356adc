internal import FoundationEssentials

/// Any encodable value as JSON: sorted keys, two-space indentation, shortest numbers that read back exactly,
/// a line end at the end. The same value gives the same bytes.
package enum JSONWriter {
  /// - Throws: `JSONWriterError` where a number is not finite or the value cannot encode itself.
  package static func bytes(_ value: some Encodable) throws(JSONWriterError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      return escaped(Array(try encoder.encode(value))) + [UInt8(ascii: "\n")]
    } catch EncodingError.invalidValue(let refused, let context) {
      throw JSONWriterError(place: path(context.codingPath), isNumber: refused is any BinaryFloatingPoint)
    } catch {
      throw JSONWriterError(place: "", isNumber: false)
    }
  }

  /// - Throws: as `bytes`.
  package static func text(_ value: some Encodable) throws(JSONWriterError) -> String {
    String(decoding: try bytes(value), as: UTF8.self)
  }

  /// Characters that the standard allows bare but that could act on a terminal or reorder a line are written
  /// as `\uXXXX`. They can only stand within strings, so the value is the same.
  private static func escaped(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.contains(where: { $0 >= 0x7F }) else { return bytes }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      if scalar.value >= 0x7F, PlainText.isRemoved(scalar) || scalar.value == 0x2028 || scalar.value == 0x2029
      {
        for unit in UTF16.encode(scalar) ?? .init() {
          let hex = String(unit, radix: 16)
          result +=
            Array("\\u".utf8) + Array(String(repeating: "0", count: 4 - hex.count).utf8) + Array(hex.utf8)
        }
      } else {
        result += UTF8.encode(scalar).map(Array.init) ?? []
      }
    }
    return result
  }

  private static func path(_ keys: [any CodingKey]) -> String {
    var result = ""
    for key in keys {
      if let index = key.intValue {
        result += "[\(index)]"
      } else {
        result += (result.isEmpty ? "" : ".") + key.stringValue
      }
    }
    return result
  }
}

/// A value that JSON has no way to write. It holds the place and never the value.
package struct JSONWriterError: Error, Equatable, CustomStringConvertible {
  /// Keys and positions from the top, such as `estimates[3].value`; empty where the top itself is meant.
  package let place: String
  package let isNumber: Bool

  package var description: String {
    let place = place.isEmpty ? "the value" : "'\(place)'"
    return isNumber
      ? "\(place) is not a finite number, which JSON cannot hold; this is an error of the program"
      : "\(place) cannot be written as JSON"
  }
}
