import Estimates
import Reporting
import Studies
import Testing

@Suite("A result whose counts are rounded under a key")
struct RoundedReleaseTests {
  /// Not SHA-256: the laws here hold for any draw, and `KeyedRoundingTests` has the vectors of RFC 4231.
  private static func rounding(_ base: Int, _ key: UInt8) throws -> KeyedRounding {
    try KeyedRounding(base: base, key: [UInt8](repeating: key, count: 16)) { bytes in
      var state: UInt64 = 14_695_981_039_346_656_037
      return (0..<32).map { index in
        for byte in bytes { state = (state ^ UInt64(byte) &+ UInt64(index)) &* 1_099_511_628_211 }
        return UInt8(truncatingIfNeeded: state >> 32)
      }
    }
  }

  @Test(
    "estimates are coarse multiples of the base, and the interval covers the one that was computed",
    arguments: [10, 16, 20, 100], [UInt8(1), 2, 3])
  func coarse(base: Int, key: UInt8) throws {
    let file = try #require(BundledData.file("mse/uk-2013-five.csv"))
    let unpacked = try UnpackedInputs([
      StudyInput(name: "lists", source: .bytes(file.bytes, name: "uk-2013-five.csv"))
    ])
    defer { unpacked.remove() }
    let input = try CaptureInput(file: unpacked.inputs[0].path(), columns: CaptureColumns())
    let study = try OneMethodStudy(input, method: "chao", options: MultipleSystemsOptions())
    let exact = try #require(study.result().estimates.first)
    let result = try study.result(rounding: Self.rounding(base, key))
    let rounded = try #require(result.estimates.first)
    let numbers = [
      rounded.value, rounded.uncertainty?.interval?.lower, rounded.uncertainty?.interval?.finiteUpper,
    ]
    .compactMap(\.self)
    #expect(numbers.count == 3)
    for number in numbers { #expect(number.truncatingRemainder(dividingBy: Double(base)) == 0) }
    let inner = try #require(exact.uncertainty?.interval)
    let outer = try #require(rounded.uncertainty?.interval)
    #expect(outer.lower <= inner.lower)
    #expect(try #require(outer.finiteUpper) >= #require(inner.finiteUpper))
    let value = try #require(exact.value)
    #expect(abs(try #require(rounded.value) - value) <= 0.051 * value + Double(base))

    let cells = try #require(result.release).cells.cells
    #expect(cells.count == 1)
    // What is published of the people seen holds the truth, and is no narrower than the base allows.
    #expect(cells[0].lower <= input.whole.total && input.whole.total <= (cells[0].upper ?? .max))
    #expect((cells[0].upper ?? .max) - cells[0].lower == 2 * (base - 1))
    #expect(result.inputs.allSatisfy { $0.rowCount % 100 == 0 && $0.byteCount % 4_096 == 0 })
  }
}
