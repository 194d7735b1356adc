import TestSupport
import Testing

/// Where something in a row stops an estimator, its country, file and line are said.
@Suite("Messages of the global commands")
struct GlobalMessageTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let surveys =
    "country,region,rate,standard_error\n"
    + (1...9).map { "c\($0),N,0.\($0),0.01\n" }.joined()
  private static let people =
    "country,region,population\n" + (1...12).map { "c\($0),N,1000\n" }.joined()

  @Test(
    "extrapolate names the country, the file and the line",
    arguments: [
      ("c10,N,0.2,0\n", "regression"), ("c10,N,0.2,1e-200\n", "fay-herriot"), ("c10,N,0.2,\n", "regression"),
      ("c10,N,0,0.01\n", "fay-herriot"), ("c10,N,1,0.01\n", "hierarchical"),
    ])
  func countries(row: String, method: String) throws {
    try folder.write(Self.surveys + row, to: "countries.csv")
    try folder.write(Self.people, to: "people.csv")
    let run = try ProgramRun(
      [
        "extrapolate", folder.path("countries.csv"), "--population", folder.path("people.csv"), "--method",
        method,
      ], in: folder.path)
    #expect(run.status == 65 && run.output.isEmpty)
    #expect(run.messages.contains("countries.csv:11: ") && run.messages.contains("'c10'"), "\(run.messages)")
    #expect(!run.messages.contains("area 1"))
  }

  @Test("aggregate names the part, the file and the line")
  func parts() throws {
    try folder.write("region,value,standard_error\nA,10,1\nB,5,100\n", to: "parts.csv")
    let run = try ProgramRun(["aggregate", folder.path("parts.csv")], in: folder.path)
    #expect(run.status == 65 && run.messages.contains("parts.csv:3: 'B'"), "\(run.messages)")
    try folder.write(
      "region,country,value,standard_error\nA,,5,\nA,x,10,0\nA,y,2,1\nB,z,1,1\n", to: "wholes.csv")
    let whole = try ProgramRun(
      ["aggregate", folder.path("wholes.csv"), "--benchmark", "least-squares"], in: folder.path)
    #expect(whole.status == 65 && whole.messages.contains("wholes.csv:2: 'A'"), "\(whole.messages)")
    try folder.write(
      "region,age,value\nN,old,0\nN,young,0\nS,old,1\nS,young,2\nN,,5\nS,,3\n", to: "cells.csv")
    let cells = try ProgramRun(
      ["aggregate", folder.path("cells.csv"), "--levels", "region,age", "--benchmark", "raking"],
      in: folder.path)
    #expect(cells.status == 65 && cells.messages.contains("cells.csv:6: "), "\(cells.messages)")
    try folder.write("quarter,value,standard_error\nq1,5,1\nq2,6,60\n", to: "quarters.csv")
    try folder.write("from,to,total\nq1,q2,12\n", to: "sums.csv")
    let quarters = try ProgramRun(
      [
        "aggregate", folder.path("quarters.csv"), "--benchmark", "denton", "--period", "quarter", "--sums",
        folder.path("sums.csv"),
      ], in: folder.path)
    #expect(
      quarters.status == 65 && quarters.messages.contains("quarters.csv:3: 'q2'"), "\(quarters.messages)")
  }

  @Test("combine names the estimate, the file and the line")
  func estimates() throws {
    try folder.write("name,value,standard_error\nsurvey,10,1\nlists,12,1e-200\n", to: "estimates.csv")
    let run = try ProgramRun(["combine", folder.path("estimates.csv")], in: folder.path)
    #expect(run.status == 65 && run.messages.contains("estimates.csv:3: estimate 'lists'"), "\(run.messages)")
    try folder.write("name,value,standard_error\nsurvey,10,1\nsurvey,12,1\n", to: "twice.csv")
    let twice = try ProgramRun(["combine", folder.path("twice.csv")], in: folder.path)
    #expect(twice.status == 65 && twice.messages.contains("twice.csv:3: "), "\(twice.messages)")
  }

  @Test("cases names the file and the line, and no key")
  func cases() throws {
    try folder.write("case,victims\nsecret-1,2\nsecret-2,3\n", to: "a.csv")
    try folder.write("case,victims\nsecret-1,2\nsecret-1,3\n", to: "b.csv")
    let run = try ProgramRun(["cases", folder.path("a.csv"), folder.path("b.csv")], in: folder.path)
    #expect(run.status == 65 && run.messages.contains("b.csv:3: "), "\(run.messages)")
    #expect(!run.messages.contains("secret"))
  }

  @Test("series reads a decimal comma and another delimiter")
  func decimals() throws {
    try folder.write(
      "indicator;age_group;definition;vintage;year;quantity;value;unit\nx;5-17;d;v;2000;number;1,5;million\n"
        + "x;5-17;d;v;2010;number;2,5;million\n", to: "series.csv")
    let file = folder.path("series.csv")
    let run = try ProgramRun(
      [
        "series", file, "--indicator", "x", "--decimal", ",", "--from", "2000", "--to", "2010", "--format",
        "json",
      ],
      in: folder.path)
    #expect(run.status == 0, "\(run.messages)")
    let estimates = run.json(at: "estimates")
    #expect(estimates.first?["value"] as? Double == 1e6)
    #expect(try ProgramRun(["series", file, "--indicator", "x"], in: folder.path).status == 65)
  }

  @Test("an interval is no number: a '<5' is refused where one is needed, in words of its own")
  func intervals() throws {
    try folder.write("region,value,standard_error\nA,<5,1\nB,10,1\n", to: "parts.csv")
    let run = try ProgramRun(["aggregate", folder.path("parts.csv")], in: folder.path)
    #expect(run.status == 65 && run.messages.contains("parts.csv:2: column 'value': the cell is an interval"))
    try folder.write(
      "DATAFLOW,REF_AREA,TIME_PERIOD,OBS_VALUE,UNIT_MEASURE\nUNICEF:PT(1.0),AFG,2019,<1,PCNT\n",
      to: "unicef.csv")
    let tidy = try ProgramRun(["data", "convert", folder.path("unicef.csv")], in: folder.path)
    #expect(tidy.status == 0, "\(tidy.messages)")
    #expect(tidy.output.contains(",2019,,0,1,,PCNT,"), "\(tidy.output)")
    // Nor is it nothing: the country is not predicted behind the user's back.
    try folder.write(
      Self.surveys.replacing("standard_error\n", with: "standard_error,lower,upper\n")
        .replacing("0.01\n", with: "0.01,,\n") + "c10,N,,,0,0.01\n", to: "countries.csv")
    try folder.write(Self.people, to: "people.csv")
    let unknown = try ProgramRun(
      [
        "extrapolate", folder.path("countries.csv"), "--population", folder.path("people.csv"), "--method",
        "ratio",
      ],
      in: folder.path)
    #expect(unknown.status == 65 && unknown.messages.contains("countries.csv:11: "), "\(unknown.messages)")
  }
}

extension ProgramRun {
  fileprivate func json(at key: String) -> [[String: Any]] {
    (try? json[key] as? [[String: Any]]) ?? []
  }
}
