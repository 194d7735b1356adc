import Foundation
import Testing

@Suite("prevalence data")
struct DataCommandTests {
  @Test("list shows each data set with source, licence and state of verification")
  func list() throws {
    let run = try ProgramRun(["data", "list", "--format", "csv"])
    #expect(run.status == 0)
    #expect(run.output.hasPrefix("name,title,synthetic,citation,licence,verification\n"))
    #expect(run.output.contains("every-child-counts"))
  }

  @Test("names of data sets are not broken, as they are typed again")
  func names() throws {
    let run = try ProgramRun(["data", "list"])
    for name in ["child-labour-2020", "child-labour-series", "population-synthetic"] {
      #expect(run.output.contains(name + " "))
    }
  }

  @Test("show counts the figures by status and prints the source")
  func show() throws {
    let run = try ProgramRun(["data", "show", "every-child-counts"])
    #expect(run.status == 0)
    #expect(run.output.contains("ISBN 92-2-113113-0"))
    #expect(run.output.contains("unverified"))
  }

  @Test("an unknown data set ends with 66 and the names there are")
  func unknown() throws {
    let run = try ProgramRun(["data", "show", "no-such-set"])
    #expect(run.status == 66)
    #expect(run.messages.contains("every-child-counts"))
    #expect(run.output.isEmpty)
  }
}
