@testable internal import DataLoaders
internal import Foundation
internal import Tables
internal import TestSupport
internal import Testing

private struct Expected: Decodable {
  enum Value: Decodable, Equatable {
    case number(Double), text(String), none

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        self = .none
      } else if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else {
        self = .text(try container.decode(String.self))
      }
    }
  }

  let columns: [String: [Value]]
  let when: [String: [Double?]]

  static func read() throws -> Expected {
    try JSONDecoder().decode(Self.self, from: Data(contentsOf: URL(filePath: fixture("expected.json"))))
  }
}

private func fixture(_ name: String) -> String { Oracle.path("survey-files/" + name) }

private func values(_ column: SurveyColumn?) -> [Expected.Value] {
  switch column?.values {
  case .numbers(let numbers): numbers.map { $0.isNaN ? .none : .number($0) }
  case .texts(let texts): texts.map { $0.map { .text($0) } ?? .none }
  case nil: []
  }
}

@Suite struct SurveyArchiveTests {
  @Test(arguments: ["plain.sav", "rows.sav", "zlib.zsav"])
  func spss(_ name: String) throws {
    let expected = try Expected.read()
    let table = try SurveyFile.read(fixture(name))
    #expect(table.names == ["HH1", "hours", "region", "story", "weight", "code", "when"])
    #expect(table.rowCount == 7 && table.record.rowCount == 7)
    for (column, wanted) in expected.columns { #expect(values(table.column(column)) == wanted, "\(column)") }
    #expect(values(table.column("when")) == expected.when["seconds"]?.map { $0.map { .number($0) } ?? .none })
    #expect(table.record.notes.contains { $0.contains("'when'") && $0.contains("1582-10-14") })
    let hours = try #require(table.column("hours"))
    #expect(hours.label == "Hours of work")
    #expect(
      hours.valueLabels == [
        SurveyColumn.ValueLabel(value: .number(97), label: "inconsistent"),
        SurveyColumn.ValueLabel(value: .number(98), label: "does not know"),
      ])
    #expect(hours.declaredMissing == [2, 3, 6], "97 to 99 and 14.5 are declared missing")
    let code = try #require(table.column("code"))
    #expect(code.declaredMissing == [2] && code.valueLabels.count == 2)
  }

  @Test func theRecordIsOfTheWholeFile() throws {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: fixture("stata15.dta"))))
    let table = try SurveyFile.read(fixture("stata15.dta"), columns: ["HH1"])
    #expect(table.record.sha256 == SHA256.hexadecimal(of: bytes))
    #expect(table.record.byteCount == bytes.count && table.columns.map(\.name) == ["HH1"])
  }

  @Test func portable() throws {
    let table = try SurveyFile.read(fixture("portable.por"), columns: ["HOURS", "REGION", "WEIGHT"])
    let expected = try Expected.read()
    #expect(values(table.column("HOURS")) == expected.columns["hours"])
    #expect(values(table.column("WEIGHT")) == expected.columns["weight"])
    #expect(values(table.column("REGION"))[5] == .text("omega"))
    #expect(table.rowCount == 7)
  }

  @Test func stataKeepsWhichAnswersAreDeclaredMissing() throws {
    let table = try SurveyFile.read(fixture("stata15.dta"))
    let expected = try Expected.read()
    for name in ["HH1", "region", "story", "weight", "code"] {
      #expect(values(table.column(name)) == expected.columns[name], "\(name)")
    }
    #expect(
      values(table.column("when")) == expected.when["milliseconds"]?.map { $0.map { .number($0) } ?? .none })
    let hours = try #require(table.column("hours"))
    #expect(values(hours) == [12, 0, nil, nil, 43, 7, 14].map { $0.map { .number($0) } ?? .none })
    #expect(hours.declaredMissing == [2, 3])
    #expect(table.column("HH1")?.valueLabels.first?.label == "first cluster")
  }

  @Test func aWrongCharacterSetCanBeOverruled() throws {
    #expect(values(try SurveyFile.read(fixture("stata12.dta")).column("region"))[2] == .text("sÃ¼d"))
    let table = try SurveyFile.read(fixture("stata12.dta"), encoding: "UTF-8")
    #expect(values(table.column("region"))[2] == .text("süd"))
  }

  @Test func sas() throws {
    let table = try SurveyFile.read(fixture("sas.sas7bdat"))
    let hours = try #require(table.column("hours"))
    #expect(values(hours) == [12, 0, nil, 98, 43, nil, 14.5].map { $0.map { .number($0) } ?? .none })
    #expect(hours.declaredMissing == [2] && hours.label == "Hours of work")
    #expect(values(table.column("region")) == (try Expected.read()).columns["region"])
    #expect(values(table.column("day"))[0] == .number(21915))
    #expect(table.record.notes.contains { $0.contains("'day'") && $0.contains("days since 1960") })
  }

  @Test(arguments: ["plain.sav", "zlib.zsav", "stata15.dta"], [1, 2, 3, 7, 100])
  func batchesOfAnySizeGiveTheSame(_ name: String, _ batchRows: Int) throws {
    var weights: [Double] = []
    var regions: [String?] = []
    var clusters: [Int32] = []
    let requests = [
      SurveyRequest("region", .codes), SurveyRequest("weight", .numbers), SurveyRequest("HH1", .codes),
      SurveyRequest("HH1", .numbers),
    ]
    let result = try SurveyFile.forEachBatch(fixture(name), columns: requests, batchRows: batchRows) {
      batch throws(DataError) in
      #expect(batch.firstRow == weights.count && batch.rowCount <= batchRows)
      weights += batch.numbers(1)
      clusters += batch.codes(2)
      #expect(zip(batch.codes(2), batch.numbers(3)).allSatisfy { Double($0.0 + 1) == $0.1 })
      for code in batch.codes(0) {
        guard code >= 0, case .text(let text) = batch.answer(0, code: code) else {
          regions.append(nil)
          continue
        }
        regions.append(text)
      }
    }
    #expect(weights == [0.5, 1.25, 0.1, 2, 1e-3, 3.75, 1])
    #expect(regions == ["north", "north", "süd", nil, "süd", "Ωmega", "north"])
    #expect(clusters == [0, 0, 1, 1, 2, 2, 2])
    #expect(result.answers[2] == [.number(1), .number(2), .number(3)] && result.answers[1].isEmpty)
    #expect(result.record.rowCount == 7 && result.columns[2].label == "Cluster number")
  }

  @Test func whatTheFileCannotGiveIsRefused() throws {
    func problem(_ request: SurveyRequest) -> String? {
      do throws(DataError) {
        _ = try SurveyFile.forEachBatch(fixture("plain.sav"), columns: [request]) { _ throws(DataError) in }
        return nil
      } catch {
        return "\(error)"
      }
    }
    #expect(problem(SurveyRequest("region", .numbers))?.contains("holds texts") == true)
    #expect(problem(SurveyRequest("hourss", .numbers))?.contains("did you mean 'hours'") == true)
  }

  /// What a reading gives: rows, or the kind of error.
  private func outcome(_ bytes: [UInt8], _ path: String) throws -> String {
    try Data(bytes).write(to: URL(filePath: path))
    do throws(DataError) {
      return "\(try SurveyFile.read(path).rowCount) rows"
    } catch {
      return error.kind == .badData && !error.problem.isEmpty ? "refused" : "\(error)"
    }
  }

  @Test(
    "damaged files are refused with a sentence",
    arguments: [
      "plain.sav", "rows.sav", "zlib.zsav", "portable.por", "stata15.dta", "stata12.dta", "sas.sas7bdat",
    ])
  func truncated(_ name: String) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: fixture(name))))
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: name).path(percentEncoded: false)
    for length in stride(from: 0, to: bytes.count, by: 37) {
      let found = try outcome(Array(bytes.prefix(length)), path)
      // After the rows of a Stata file come its value labels, and the padding of the others' last block.
      let allowed = length > bytes.count / 2 ? ["refused", "7 rows"] : ["refused"]
      #expect(allowed.contains(found), "\(length) of \(bytes.count) bytes: \(found)")
    }
  }

  /// Three hundred mutants of each, the same in every run: what is read, or a sentence without a cell of the file.
  @Test(
    "changed bytes end in a table or a sentence",
    arguments: ["plain.sav", "zlib.zsav", "portable.por", "stata15.dta", "stata12.dta", "sas.sas7bdat"])
  func mutants(_ name: String) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: fixture(name))))
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: name).path(percentEncoded: false)
    var state: UInt64 = 871
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    for mutant in 0..<300 {
      var changed = bytes
      for _ in 0...next(4) {
        // Half of them where the header is.
        let place = next(next(2) == 0 ? min(changed.count, 2000) : changed.count)
        switch next(4) {
        case 0: changed[place] = UInt8(next(256))
        case 1: changed[place] ^= 1 << UInt8(next(8))
        case 2:
          changed.insert(contentsOf: [UInt8](repeating: UInt8(next(256)), count: 1 + next(8)), at: place)
        default: changed.removeSubrange(place..<min(changed.count, place + 1 + next(8)))
        }
      }
      try Data(changed).write(to: URL(filePath: path))
      do throws(DataError) {
        _ = try SurveyFile.read(path)
      } catch {
        #expect(!error.problem.isEmpty && !error.description.contains("xxxx"), "\(mutant): \(error)")
      }
    }
  }
}
