@testable internal import DataLoaders
internal import Foundation
internal import Testing

@Suite struct TextCheckTests {
  /// Against Python's strict decoder, which also names where the wrong character begins.
  @Test func F04_wrongBytesAreFoundWhereTheyAre() throws {
    let lines = try String(contentsOf: oracle("csv/utf8.csv"), encoding: .utf8).split(separator: "\n")
      .dropFirst()
    #expect(lines.count > 150)
    for line in lines {
      let parts = line.split(separator: ",")
      let bytes = stride(from: 0, to: parts[0].count, by: 2).compactMap {
        UInt8(parts[0].dropFirst($0).prefix(2), radix: 16)
      }
      let expected = try #require(Int(parts[1]))
      for padding in [0, 5, 8] {
        let padded = [UInt8](repeating: 0x61, count: padding) + bytes
        let (checked, fault) = padded.withUnsafeBufferPointer {
          TextCheck.run($0.baseAddress!, from: 0, to: $0.count)
        }
        // A character that the end cuts off is no fault yet.
        let isWhole = fault == nil && checked == padded.count
        #expect(isWhole == (expected < 0), "\(parts[0])")
        if !isWhole { #expect(checked == padding + expected, "\(parts[0])") }
      }
    }
  }

  @Test(arguments: 0..<20) func F05_NULIsFoundAtAnyPlace(place: Int) {
    var bytes = Array("abcdefghijklmnopqrstuvwxyz".utf8)
    bytes[place] = 0
    let (checked, fault) = bytes.withUnsafeBufferPointer {
      TextCheck.run($0.baseAddress!, from: 0, to: $0.count)
    }
    #expect(checked == place)
    #expect(fault == .nul)
  }
}
