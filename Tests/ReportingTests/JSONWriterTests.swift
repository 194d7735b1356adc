import Foundation
import Testing

@testable import Reporting

@Suite("JSON")
struct JSONWriterTests {
  private struct Sample: Encodable {
    var zeta = 1_200_000.0
    var alpha = 0.1
    var path = "a/b"
    var tiny = Double.leastNonzeroMagnitude
    var large = 1.7976931348623157e308
    var whole = 1e21
    var minus = -2.5
    var list = [1.0, 2]

    enum CodingKeys: String, CodingKey { case zeta, alpha, path, tiny, large, whole, minus, list, nothing }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(zeta, forKey: .zeta)
      try container.encode(alpha, forKey: .alpha)
      try container.encode(path, forKey: .path)
      try container.encode(tiny, forKey: .tiny)
      try container.encode(large, forKey: .large)
      try container.encode(whole, forKey: .whole)
      try container.encode(minus, forKey: .minus)
      try container.encode(list, forKey: .list)
      try container.encode(nil as Double?, forKey: .nothing)
    }
  }

  @Test func `keys are sorted, numbers short, nothing is null, slashes bare, one line end last`() throws {
    #expect(
      try JSONWriter.text(Sample()) == """
        {
          "alpha" : 0.1,
          "large" : 1.7976931348623157e+308,
          "list" : [
            1,
            2
          ],
          "minus" : -2.5,
          "nothing" : null,
          "path" : "a/b",
          "tiny" : 5e-324,
          "whole" : 1e+21,
          "zeta" : 1200000
        }

        """)
  }

  @Test func `keys are in the order of their code points`() throws {
    let text = try JSONWriter.text(["b": 1, "B": 2, "a10": 3, "a9": 4, "ä": 5, "_": 6])
    let order = text.split(separator: "\"").enumerated().filter { !$0.offset.isMultiple(of: 2) }.map {
      String($0.element)
    }
    #expect(order == ["B", "_", "a10", "a9", "b", "ä"])
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity]) func `what is not finite is an error with its place`(
    _ value: Double
  ) {
    let error = #expect(throws: JSONWriterError.self) {
      try JSONWriter.bytes(["estimates": [["value": 1.0], ["value": value]]])
    }
    #expect(error?.place == "estimates[1].value")
    #expect(error?.description.contains("not a finite number") == true)
  }

  @Test func `an encoder's own error is passed on as a sentence`() {
    struct Broken: Encodable {
      func encode(to encoder: any Encoder) throws { throw CancellationError() }
    }
    #expect(throws: JSONWriterError(place: "", isNumber: false)) { try JSONWriter.bytes(Broken()) }
  }

  @Test func `nothing in a string acts on a terminal`() throws {
    let text = "a\u{1B}[2J\u{9B}2J\u{202E}\u{7F}\u{2028}\u{E0041}b😀é"
    let bytes = try JSONWriter.bytes([text])
    let source = String(decoding: bytes, as: UTF8.self)
    #expect(
      source.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) }
    )
    #expect(!source.unicodeScalars.contains("\u{202E}"))
    #expect(try JSONDecoder().decode([String].self, from: Data(bytes)) == [text])
  }

  @Test func `a table's cells say what they are`() throws {
    let mark = Mark("†", "note")
    let table = Table(
      "t", title: "T",
      columns: [TableColumn("a", "A"), TableColumn("b", "B"), TableColumn("c", "C"), TableColumn("d", "D")],
      rows: [
        TableRow(
          group: "g", role: .total,
          [
            .number(0.1, .count), .range(1, nil, .count), .absent(.suppressed),
            .number(2, .count, marks: [mark]),
          ])
      ], source: "")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(try JSONWriter.bytes(table))) as? [String: Any])
    let row = try #require((object["rows"] as? [[String: Any]])?.first)
    let cells = try #require(row["cells"] as? [String: Any])
    #expect(row["group"] as? String == "g")
    #expect(row["isTotal"] as? Bool == true)
    #expect(cells["a"] as? Double == 0.1)
    #expect((cells["b"] as? [String: Any])?["lower"] as? Double == 1)
    #expect((cells["b"] as? [String: Any])?["upper"] is NSNull)
    #expect(cells["c"] as? [String: String] == ["absent": "[c]"])
    #expect((cells["d"] as? [String: Any])?["marks"] as? [String] == ["†"])
  }
}
