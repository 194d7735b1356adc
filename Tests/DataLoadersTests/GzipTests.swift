@testable internal import DataLoaders
internal import Foundation
internal import Tables
internal import Testing

/// Compressed tables, made by another program (`Tests/Oracles/gzip/make.py`), and what is wrong with some (F24).
@Suite struct GzipTests {
  let schema = Schema([ColumnRule("a", .integer(nil)), ColumnRule("b", .integer(nil))])

  func bytes(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: oracle("gzip/\(name)"))) }

  @Test(arguments: [1, 7, 1 << 18]) func reads(size: Int) throws {
    let (table, record) = try CSVReader.readRecorded(
      .file(oracle("gzip/table.csv.gz").path), schema: schema, options: options(size))
    #expect(try table.integers("b") == (0..<4_000).map { $0 * $0 })
    let stored = try bytes("table.csv.gz")
    // Count and sum are those of the file on the disk.
    #expect(record.byteCount == stored.count)
    #expect(record.sha256 == stored.withUnsafeBytes { SHA256.hexadecimal(of: Array($0)) })
    #expect(record.notes.count == 1)
  }

  @Test func membersAreOneText() throws {
    let (table, _) = try read(bytes("two-members.csv.gz"), schema)
    #expect(try table.integers("a") == [1, 3])
  }

  @Test func bombIsRefused() throws {
    let error = #expect(throws: DataError.self) { _ = try read(bytes("bomb.csv.gz"), schema) }
    #expect(error?.problem.contains("100 times") == true)
    var limits = CSVLimits()
    limits.inflationRatio = 100_000
    limits.inflatedBytes = 3 << 20
    let tooLarge = #expect(throws: DataError.self) {
      _ = try read(bytes("bomb.csv.gz"), schema, options(limits: limits))
    }
    #expect(tooLarge?.problem.contains("\(3 << 20) bytes") == true)
  }

  @Test func truncatedIsRefused() throws {
    let whole = try bytes("two-members.csv.gz")
    let first = whole.count - 23
    for length in 2..<whole.count where length != first {
      // Cut between the members it is a text of one member; that place aside, every cut is seen.
      let result = Result { try read(Array(whole[..<length]), schema) }
      if case .success(let (table, _)) = result { #expect(table.rowCount == 1, "cut at \(length)") }
    }
    #expect(throws: DataError.self) { _ = try read(Array(whole.dropLast()), schema) }
  }

  @Test func everyFlippedBitIsSeen() throws {
    let whole = try bytes("two-members.csv.gz")
    let (expected, _) = try read(whole, schema)
    for place in 0..<whole.count {
      for bit in 0..<8 {
        var damaged = whole
        damaged[place] ^= 1 << bit
        // A bit of the header's time or system changes nothing; elsewhere the check sum tells.
        if let (table, _) = try? read(damaged, schema) { #expect(table == expected, "byte \(place)") }
      }
    }
  }

  @Test func somethingBehindIsRefused() throws {
    let whole = try bytes("two-members.csv.gz")
    #expect(throws: DataError.self) { _ = try read(whole + [0], schema) }
    #expect(throws: DataError.self) { _ = try read(whole + Array("5,6\n".utf8), schema) }
    // Compressed twice: what comes out is no text.
    #expect(throws: DataError.self) { _ = try read([0x1F, 0x8B, 0x1F, 0x8B], schema) }
  }

  @Test(
    arguments: [
      ([0x50, 0x4B, 0x03, 0x04, 0x14], "Excel"), ([0xD0, 0xCF, 0x11, 0xE0, 0], "Excel"),
      ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "xz"), ([0x28, 0xB5, 0x2F, 0xFD, 0], "zstd"),
    ] as [([UInt8], String)]) func otherFormatsAreNamed(bytes: [UInt8], word: String)
  {
    let error = #expect(throws: DataError.self) { _ = try read(bytes, schema) }
    #expect(error?.problem.contains(word) == true)
  }

  /// A file that is read for its hash is neither unpacked nor taken for a table.
  @Test(arguments: ["table.csv.gz", "bomb.csv.gz"]) func storedBytesAreLeftAlone(name: String) throws {
    let stored = try bytes(name)
    let record = try FileDigest.record(.file(oracle("gzip/\(name)").path))
    #expect(record.byteCount == stored.count && record.sha256 == SHA256.hexadecimal(of: stored))
    let workbook: [UInt8] = [0x50, 0x4B, 0x03, 0x04, 0x14]
    let read = try FileDigest.bytes(.bytes(workbook, name: "w.xlsx"), limit: 100)
    #expect(read.bytes == workbook)
  }
}
