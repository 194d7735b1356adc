@testable internal import DataLoaders
internal import Foundation
internal import Tables
internal import Testing

@Suite struct SurveyCSVTests {
  /// Writes the text to a file of its own and gives its path.
  private func file(_ text: String, name: String = "data.csv") throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appending(path: name)
    try Data(text.utf8).write(to: file)
    return file.path(percentEncoded: false)
  }

  @Test func numbersAndTexts() throws {
    let path = try file("id,age,weight,code,region\n1,7,0.5,01,north\n2,,1.250,2,\n3,11,2,10,\"süd\"\n")
    let table = try SurveyFile.read(path)
    #expect(table.names == ["id", "age", "weight", "code", "region"])
    #expect(table.rowCount == 3 && table.record.rowCount == 3)
    #expect(table.record.sha256.count == 64 && table.record.byteCount == 72)
    guard case .numbers(let age)? = table.column("age")?.values else {
      Issue.record("age holds numbers")
      return
    }
    #expect(age[0] == 7 && age[1].isNaN && age[2] == 11)
    guard case .texts(let region)? = table.column("region")?.values else {
      Issue.record("region holds texts")
      return
    }
    #expect(region == ["north", nil, "süd"])
  }

  @Test func aColumnWithOneTextKeepsTheSpellingOfItsNumbers() throws {
    let table = try SurveyFile.read(try file("code,x\n01,1\n2.50,1\n-7,1\n,1\nx,1\n+3,1\n"))
    guard case .texts(let code)? = table.column("code")?.values else {
      Issue.record("code holds texts")
      return
    }
    #expect(code == ["01", "2.50", "-7", nil, "x", "+3"])
    #expect(table.record.notes.contains { $0.contains("'code'") && $0.contains("line 6") })
  }

  @Test func onlyTheColumnsAskedForInTheOrderOfTheFile() throws {
    let path = try file("a,b,c\n1,x,3\n")
    #expect(try SurveyFile.read(path, columns: ["c", "a", "c"]).columns.map(\.name) == ["a", "c"])
    let chosen = try SurveyFile.read(path, columns: .chosen { names in names.filter { $0 > "a" } })
    #expect(chosen.columns.map(\.name) == ["b", "c"])
    #expect(throws: DataError.self) { try SurveyFile.read(path, columns: ["A"]) }
    do {
      _ = try SurveyFile.read(try file("weight,psu\n1,2\n"), columns: ["wieght"])
      Issue.record("an unknown column is refused")
    } catch let error as DataError {
      #expect(error.kind == .badData)
      #expect(error.description.contains("did you mean 'weight'?"))
    }
  }

  @Test func declaredMarkersAreMissing() throws {
    let table = try SurveyFile.read(try file("a\n1\nNA\n3\n"), missingMarkers: ["NA"])
    guard case .numbers(let a)? = table.column("a")?.values else {
      Issue.record("a holds numbers")
      return
    }
    #expect(a[0] == 1 && a[1].isNaN && a[2] == 3)
  }

  @Test("F29: the content decides the format, and what cannot be read is named")
  func otherContent() throws {
    func problem(_ text: String, _ name: String) throws -> String? {
      do {
        _ = try SurveyFile.read(try file(text, name: name))
        return nil
      } catch let error as DataError {
        return error.problem
      }
    }
    #expect(try problem("", "data.csv")?.contains("no records") == true)
    #expect(try problem("a,b\n1,2\n", "data.sav")?.contains("does not begin as SPSS") == true)
    #expect(try problem("$FL2 damaged", "data.csv")?.contains("the content SPSS") == true)
    #expect(try problem("PK\u{3}\u{4}", "data")?.contains("workbook") == true)
  }
}
