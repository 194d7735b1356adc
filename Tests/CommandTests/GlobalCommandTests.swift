import Foundation
import TestSupport
import Testing

private func data(_ name: String) -> String { Repository.path("Data/" + name) }

private func estimates(_ run: ProgramRun) throws -> [[String: Any]] {
  try #require(run.json["estimates"] as? [[String: Any]], "\(run.messages)")
}

private func codes(_ estimate: [String: Any]) -> [String] {
  (estimate["diagnostics"] as? [[String: Any]] ?? []).compactMap { $0["code"] as? String }
}

private func interval(_ estimate: [String: Any]) throws -> (lower: Double, upper: Double) {
  let interval = try #require(estimate["interval"] as? [String: Any])
  return (try #require(interval["lower"] as? Double), try #require(interval["upper"] as? Double))
}

/// Whether no two places of a report have one name.
private func hasUniqueAnchors(_ page: String) -> Bool {
  let names = page.components(separatedBy: " id=\"").dropFirst().map { $0.prefix { $0 != "\"" } }
  return !names.isEmpty && Set(names).count == names.count
}

@Suite("prevalence aggregate")
struct AggregateCommandTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func aggregate(_ text: String, _ arguments: [String] = []) throws -> ProgramRun {
    try folder.write(text, to: "parts.csv")
    return try ProgramRun(
      ["aggregate", folder.path("parts.csv"), "--draws", "1000", "--format", "json"] + arguments,
      in: folder.path)
  }

  @Test("what is invented says so under every table", arguments: ["markdown", "table"])
  func invented(format: String) throws {
    for arguments in [
      ["aggregate", data("example-countries/regions.csv"), "--draws", "1000"],
      ["combine", data("example-countries/estimates.csv"), "--only", "World"],
      [
        "extrapolate", data("example-countries/countries.csv"), "--population",
        data("example-countries/population.csv"), "--region", "region", "--method", "ratio",
      ],
    ] {
      let run = try ProgramRun(arguments + ["--format", format], in: folder.path)
      #expect(run.output.contains("SYNTHETIC DATA"), "\(arguments[0]): \(run.messages)")
    }
  }

  private let plain = """
    region,country,value,standard_error,population
    Africa,A,120,30,1000
    Africa,B,80,20,900
    Asia,C,300,60,5000
    Asia,D,50,10,700
    """

  @Test("the bundled regions, in all formats and as a report")
  func bundled() throws {
    let arguments = [
      "aggregate", data("example-countries/regions.csv"), "--sum", "--correlation", "0.5", "--draws", "2000",
    ]
    for format in ["table", "json", "csv", "markdown"] {
      let run = try ProgramRun(arguments + ["--format", format, "--output", folder.path(format)])
      #expect(run.status == 0, "\(run.messages)")
      #expect(run.output.contains("AGG-05"))
    }
    let one = try TemporaryFolder.contents(of: folder.path("table"))
    #expect(one.keys.contains("figures/regions.svg") && one.keys.contains("tables/correlations.csv"))
    // A12 and F55: the same bytes whatever is printed.
    #expect(try TemporaryFolder.contents(of: folder.path("json")) == one)
    #expect(hasUniqueAnchors(try folder.read("json/report.html")))
    let headline = try #require(try estimates(ProgramRun(arguments + ["--format", "json"])).first)
    #expect(Set(codes(headline)).isSuperset(of: ["MOD-01", "AGG-05", "AGG-07", "AGG-08"]))
  }

  @Test("A13: language, time zone, home and folder leave the bytes as they are")
  func surroundings() throws {
    let arguments = ["aggregate", data("example-countries/regions.csv"), "--draws", "1000"]
    let one = try ProgramRun(arguments)
    let two = try ProgramRun(
      arguments, in: folder.path,
      environment: [
        "LANG": "de_DE.UTF-8", "LC_ALL": "de_DE.UTF-8", "TZ": "Asia/Kathmandu", "HOME": "/nowhere",
      ])
    #expect(one.status == 0 && one.output == two.output)
  }

  @Test("A9: the words of a report in another language leave its numbers as they are")
  func language() throws {
    func numbers(_ subject: String) throws -> [String: [String]] {
      let output = folder.path(subject)
      let run = try ProgramRun(
        [
          "aggregate", data("example-countries/regions.csv"), "--draws", "1000", "--subject", subject,
          "--output",
          output,
        ], in: folder.path)
      #expect(run.status == 0, "\(run.messages)")
      var found: [String: [String]] = [:]
      for (name, bytes) in try TemporaryFolder.contents(of: output) where name.hasSuffix(".csv") {
        let text = String(decoding: bytes, as: UTF8.self)
        found[name] = text.split { ",\n".contains($0) }.map(String.init).filter { Double($0) != nil }
      }
      return found
    }
    let english = try numbers("children in child labour")
    #expect(english.values.reduce(0) { $0 + $1.count } > 40)
    #expect(try numbers("enfants astreints au travail") == english)
  }

  @Test("help teaches by example", arguments: ["aggregate", "extrapolate", "cases", "combine"])
  func help(command: String) throws {
    let run = try ProgramRun([command, "--help"])
    #expect(run.status == 0 && run.messages.isEmpty)
    #expect(run.output.contains("Examples:") && run.output.contains("prevalence \(command) "))
  }

  @Test("A1 and S25: rows and columns in another order give the same bytes of estimates")
  func order() throws {
    let one = try estimates(aggregate(plain))
    let turned = try estimates(
      aggregate(
        """
        population,standard_error,country,region,value
        700,10,D,Asia,50
        5000,60,C,Asia,300
        900,20,B,Africa,80
        1000,30,A,Africa,120
        """))
    #expect(one.map { $0["value"] as? Double } == turned.map { $0["value"] as? Double })
    #expect(try interval(one[0]) == interval(turned[0]))
    #expect(one.first?["value"] as? Double == 550)
    // A5, by the values of the nodes: total, Africa and Asia.
    #expect(
      one.compactMap { ($0["domain"] as? [Any])?.count == 1 ? $0["value"] as? Double : nil } == [200, 350])
  }

  @Test("A2: a country split into two with the same rates leaves the total as it is")
  func split() throws {
    let split = plain.replacingOccurrences(
      of: "Asia,C,300,60,5000", with: "Asia,C1,150,30,2500\nAsia,C2,150,30,2500")
    let one = try #require(try estimates(aggregate(plain, ["--correlation", "1"])).first)
    let two = try #require(try estimates(aggregate(split, ["--correlation", "1"])).first)
    #expect(two["value"] as? Double == 550)
    // Fully correlated halves are the whole; with less, two countries vary less than one.
    let (whole, halves) = (try interval(one), try interval(two))
    #expect(close(whole.upper, halves.upper, relative: 1e-9))
    let apart = try #require(try estimates(aggregate(split, ["--correlation", "0"])).first)
    #expect(try #require(apart["standardError"] as? Double) < (try #require(two["standardError"] as? Double)))
  }

  @Test("A8: the unit of rates in the file does not matter, and rates are totals over people")
  func units() throws {
    let header = "region,rate,se,population\n"
    let one = try estimates(
      aggregate(header + "N,12,3,1000\nS,30,4,500\n", ["--rate", "--rates-per", "1000"]))
    let two = try estimates(
      aggregate(header + "N,1200,300,1000\nS,3000,400,500\n", ["--rate", "--rates-per", "100000"]))
    let value = try #require(one.first?["value"] as? Double)
    #expect(close(value, 100 * (12.0 + 15) / 1500, relative: 1e-12))
    #expect(close(try #require(two.first?["value"] as? Double), value, relative: 1e-12))
    #expect(close(try interval(one[0]).upper, try interval(two[0]).upper, relative: 1e-9))
    // A4: nobody lives there.
    let more = try estimates(
      aggregate(header + "N,12,3,1000\nS,30,4,500\nX,5,1,0\n", ["--rate", "--rates-per", "1000"]))
    #expect(more.first?["value"] as? Double == value)
  }

  @Test("AGG-01, AGG-03 and AGG-04: what imputed parts do to a total")
  func imputed() throws {
    let header = "region,country,value,se,population,imputed\n"
    let rows = "R,A,10,2,100,no\nR,B,12,2,100,no\nR,C,11,2,100,no\nR,D,20,6,300,yes\n"
    let run = try estimates(aggregate(header + rows))
    let world = try #require(run.first)
    #expect(codes(world).contains("AGG-01"))
    let message = try #require(
      (world["diagnostics"] as? [[String: Any]])?.first { $0["code"] as? String == "AGG-01" })
    // 20 of 53, and 300 of 600 people.
    #expect((message["message"] as? String)?.contains("37.7 %") == true)
    #expect((message["message"] as? String)?.contains("50.0 %") == true)
    let thin = try aggregate(header + rows + "S,E,5,1,100,no\nS,F,9,3,100,yes\n")
    let south = try #require(
      try estimates(thin).first { ($0["domain"] as? [[String: Any]])?.last?["value"] as? String == "S" })
    #expect((south["refused"] as? [String: Any])?["code"] as? String == "AGG-03")
    #expect(south["value"] == nil && thin.status == 0)
    let without = try aggregate(
      header + "R,A,10,2,100,no\nR,B,12,2,100,no\nR,C,11,2,100,no\nR,D,20,,300,yes\n")
    #expect(without.status == 3 && without.messages.contains("AGG-04"))
    #expect(try estimates(without).first?["value"] == nil)
  }

  @Test("AGG-05, AGG-06 and AGG-09: double counting, mixed definitions, other years")
  func checks() throws {
    let twice = try estimates(aggregate("region,country,value,se\nN,A,10,2\nN,B,20,2\nS,A,10,2\nS,C,30,2\n"))
    #expect(codes(twice[0]).contains("AGG-05"))
    let shared = try estimates(aggregate("country,value,se,cross_border\nA,10,2,0.5\nB,20,2,0\n"))
    #expect(codes(shared[0]).contains("AGG-05"))
    let mixed = try aggregate("region,value,se,definition\nN,10,2,stock\nS,20,2,flow\n")
    #expect(mixed.status == 3 && mixed.messages.contains("AGG-06"))
    #expect(!mixed.output.contains("\"value\":30"))
    let ages = try aggregate("region,value,se,age\nN,10,2,under 18\nS,20,2,18 and under\n")
    #expect(ages.status == 3 && ages.messages.contains("AGG-06"))
    let years = try estimates(
      aggregate(
        "region,value,se,population,year,population_year\nN,10,2,100,2020,2020\nS,20,2,100,2012,2020\n"))
    #expect(codes(years[0]).contains("AGG-09"))
  }

  @Test("AGG-07 and AGG-08: printed sums and summed ends")
  func printed() throws {
    let fits = try estimates(aggregate("region,country,value,se\nN,,40,\nN,A,14,2\nN,B,23,2\nN,C,4,1\n"))
    #expect(codes(fits[0]).contains("AGG-07") && codes(fits[0]).contains("AGG-08"))
    let not = try estimates(aggregate("region,country,value,se\nN,,60,\nN,A,14,2\nN,B,23,2\nN,C,4,1\n"))
    let message = (not[0]["diagnostics"] as? [[String: Any]])?.first { $0["code"] as? String == "AGG-07" }
    #expect(message?["severity"] as? String == "warning")
    let more = try aggregate(plain, ["--significant", "5"])
    #expect(codes(try #require(try estimates(more).first)).contains("REP-01"))
  }

  @Test("children are made to agree with their parents", arguments: ["ratio", "least-squares"])
  func benchmark(method: String) throws {
    let run = try aggregate(
      "region,country,value,se\n,,600,50\nAfrica,A,120,30\nAfrica,B,80,20\nAsia,C,300,60\n",
      ["--benchmark", method])
    let all = try estimates(run)
    #expect(all.map { ($0["domain"] as? [Any])?.count ?? 0 } == [0, 1, 2, 2, 1, 2])
    let values = all.compactMap { $0["value"] as? Double }
    #expect(close(values[0], 600, relative: 1e-12))
    #expect(
      close(values[1] + values[4], 600, relative: 1e-12)
        && close(values[2] + values[3], values[1], relative: 1e-12))
  }

  @Test("a table raked to its margins, and a series to its years")
  func rakingAndDenton() throws {
    let raked = try aggregate(
      "region,age,value,se\nN,old,30,3\nN,young,20,2\nS,old,10,1\nS,young,40,4\nN,,60,0\nS,,60,0\n,old,48,0\n,young,72,0\n",
      ["--levels", "region,age", "--benchmark", "raking"])
    #expect(raked.status == 0, "\(raked.messages)")
    let leaf = try estimates(raked).filter { ($0["domain"] as? [Any])?.count == 2 }.compactMap {
      $0["value"] as? Double
    }
    #expect(close(leaf[0] + leaf[1], 60, relative: 1e-9) && close(leaf[0] + leaf[2], 48, relative: 1e-9))
    try folder.write("from,to,total\n1,4,500\n5,8,600\n", to: "sums.csv")
    let rows = (1...8).map { "\($0),\(100 + 5 * $0),4" }.joined(separator: "\n")
    let series = try aggregate(
      "quarter,value,se\n" + rows + "\n",
      ["--benchmark", "denton", "--period", "quarter", "--sums", folder.path("sums.csv")])
    #expect(series.status == 0, "\(series.messages)")
    let values = try estimates(series).compactMap { $0["value"] as? Double }
    #expect(close(values[0..<4].reduce(0, +), 500, relative: 1e-9))
    #expect(close(values[4..<8].reduce(0, +), 600, relative: 1e-9))
  }

  @Test("a tree by parents is the tree by levels")
  func parents() throws {
    let tree = try estimates(
      aggregate(
        "name,parent,value,se\nA,Africa,120,30\nB,Africa,80,20\nC,Asia,300,60\nAfrica,World,200,0\nAsia,World,300,0\n"
      ))
    #expect(tree.count == 6)
    #expect(tree.first?["value"] as? Double == 500)
    let loop = try aggregate("name,parent,value\nA,B,1\nB,A,1\n")
    #expect(loop.status == 65 && loop.output.isEmpty)
  }

  @Test(
    "damaged figures end with a sentence and never a number",
    arguments: [
      "", "region,value\n", "region\nN\n", "region,value\nN,-5\n", "region,value\nN,1e400\n",
      "region,value\nN,nan\n",
      "region,value\nN,x-canary\n", "region,value\nN,5\nN,6\n", "region,value,se\nN,1,50\n",
      "region,value,population\nN,50,10\n", "region,rate\nN,0.5\n", "region,rate,population\nN,12,100\n",
      "region,value,lower,upper\nN,5,6,7\n", "region,value,lower\nN,5,4\n",
      "region,value,se,identified\nN,5,1,900\n",
      "region,country,value\n,A,5\nN,B,6\n", "region,value\nN,1\nN\n", "region,region,value\nN,N,1\n",
    ])
  func damaged(text: String) throws {
    let run = try aggregate(text)
    #expect([65].contains(run.status), "\(run.status) \(run.messages)")
    #expect(run.output.isEmpty)
    #expect(!run.messages.contains("canary") && run.messages.hasPrefix("prevalence: error: "))
  }

  @Test(
    "F42: bad options end with 64",
    arguments: [
      ["--correlation", "2"], ["--correlation", "x"], ["--benchmark", "denton"], ["--draws", "5"],
      ["--level", "95"],
      ["--significant", "0"], ["--significant", "2", "--round-to", "10"], ["--cv", "9"], ["--per", "0"],
      ["--name", "a"], ["--error", "other"],
    ])
  func usage(arguments: [String]) throws {
    let run = try aggregate(plain, arguments)
    #expect(run.status == 64, "\(run.messages)")
    #expect(run.output.isEmpty)
  }
}

@Suite("prevalence extrapolate")
struct ExtrapolateCommandTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func bundled(_ arguments: [String], cells: Bool = false) throws -> ProgramRun {
    let suffix = cells ? "-by-age-sex" : ""
    return try ProgramRun(
      [
        "extrapolate", data("example-countries/countries\(suffix).csv"), "--population",
        data("example-countries/population\(suffix).csv"), "--draws", "400", "--bootstrap", "100",
      ] + arguments, in: folder.path)
  }

  @Test(
    "every method prints the world, regions and countries, and how well countries are predicted",
    arguments: [
      ["--method", "ratio"], ["--method", "regression", "--covariates", "log_income,farming"],
      ["--method", "fay-herriot", "--covariates", "log_income,farming", "--variance", "pr"],
      ["--method", "hierarchical", "--covariates", "log_income"],
    ])
  func methods(arguments: [String]) throws {
    let run = try bundled(arguments + ["--output", folder.path("report")])
    #expect(run.status == 0, "\(run.messages)")
    #expect(run.output.contains("predicted from the others") && run.output.contains("AGG-01"))
    let all = try estimates(bundled(arguments + ["--format", "json"]))
    #expect(all.count == 66)
    let values = all.compactMap { $0["value"] as? Double }
    // A5: countries add up to regions and regions to the world.
    #expect(close(values[1...5].reduce(0, +), values[0], relative: 1e-9))
    #expect(close(values[6...].reduce(0, +), values[0], relative: 1e-9))
    let ends = try interval(all[0])
    #expect(ends.lower < values[0] && values[0] < ends.upper)
    let files = try TemporaryFolder.contents(of: folder.path("report"))
    for name in [
      "figures/regions.svg", "figures/country-intervals.svg", "figures/leave-one-out-intervals.svg",
      "tables/countries.csv",
    ] {
      #expect(files.keys.contains(name), "\(name)")
    }
    #expect(try folder.read("report/tables/countries.csv").contains("predicted, no data"))
    #expect(hasUniqueAnchors(try folder.read("report/report.html")))
  }

  @Test("by age and sex, for the ratio and for models, with any number of threads")
  func cells() throws {
    for method in ["ratio", "fay-herriot"] {
      let one = try bundled(
        ["--cells", "age,sex", "--method", method, "--format", "json", "--threads", "1"], cells: true)
      let two = try bundled(
        ["--cells", "age,sex", "--method", method, "--format", "json", "--threads", "2"], cells: true)
      #expect(one.status == 0, "\(one.messages)")
      #expect(one.output == two.output)
      let values = try estimates(one).compactMap { $0["value"] as? Double }
      #expect(close(values[1...5].reduce(0, +), values[0], relative: 1e-9))
      // Errors that are shared over groups do not average out.
      let apart = try estimates(
        bundled(
          ["--cells", "age,sex", "--method", method, "--format", "json", "--cell-errors", "independent"],
          cells: true))
      let shared = try estimates(one)
      #expect(
        try #require(apart[0]["standardError"] as? Double)
          < (try #require(shared[0]["standardError"] as? Double)))
    }
  }

  private func extrapolate(_ rows: String, _ people: String, _ arguments: [String]) throws -> ProgramRun {
    try folder.write(
      "country,region,rate,standard_error,year,definition,sample\n" + rows, to: "countries.csv")
    try folder.write("country,region,population,year,x\n" + people, to: "people.csv")
    return try ProgramRun(
      [
        "extrapolate", folder.path("countries.csv"), "--population", folder.path("people.csv"), "--draws",
        "400",
        "--bootstrap", "100", "--format", "json",
      ] + arguments, in: folder.path)
  }

  private let surveys = (1...12).map { i in
    "c\(i),\(i <= 6 ? "N" : "S"),0.\(10 + (i * 7) % 11),0.01,2020,stock,500\n"
  }.joined()
  private let people = (1...14).map { i in
    "c\(i),\(i <= 6 || i == 13 ? "N" : "S"),\(1000 + 50 * i),2020,\(Double((i * 5) % 9) / 10)\n"
  }.joined()

  @Test("AGG-02: a country outside the covariates is named")
  func hull() throws {
    let far = people + "far,N,1000,2020,99\n"
    let run = try extrapolate(surveys, far, ["--covariates", "x"])
    #expect(run.status == 0, "\(run.messages)")
    let world = try #require(try estimates(run).first)
    let message = (world["diagnostics"] as? [[String: Any]])?.first { $0["code"] as? String == "AGG-02" }
    #expect((message?["message"] as? String)?.contains("far") == true)
  }

  @Test("AGG-03 and F75: a region with too few countries with data has no number, and pooling gives it one")
  func donors() throws {
    let more = people + "t1,T,800,2020,0.3\nt2,T,900,2020,0.4\n"
    let thin = surveys + "t1,T,0.2,0.01,2020,stock,500\n"
    let model = try extrapolate(thin, more, ["--method", "fay-herriot"])
    let region = try #require(
      try estimates(model).first {
        ($0["domain"] as? [[String: Any]])?.map { $0["value"] as? String } == ["T"]
      })
    #expect((region["refused"] as? [String: Any])?["code"] as? String == "AGG-03")
    #expect(codes(try estimates(model)[0]).contains("AGG-03"))
    let ratio = try extrapolate(thin, more, ["--method", "ratio"])
    #expect(ratio.status == 3 && ratio.messages.contains("AGG-03"))
    #expect(try estimates(ratio).first?["value"] == nil)
    let pooled = try extrapolate(thin, more, ["--method", "ratio", "--pool", "South and T=S,T"])
    #expect(pooled.status == 0, "\(pooled.messages)")
    let none = try extrapolate("c1,N,0.1,0.01,2020,stock,500\n", people, ["--method", "regression"])
    #expect(none.status == 3 && none.messages.contains("AGG-03"))
  }

  @Test("AGG-06, F76: rates by two definitions are refused unless mapped or chosen; AGG-09: other years")
  func definitions() throws {
    let mixed = surveys.replacingOccurrences(
      of: "c3,N,0.20,0.01,2020,stock", with: "c3,N,0.20,0.01,2012,flow")
    let refused = try extrapolate(mixed, people, ["--method", "ratio"])
    #expect(refused.status == 3 && refused.messages.contains("AGG-06"))
    #expect(try estimates(refused).first?["value"] == nil)
    let mapped = try extrapolate(mixed, people, ["--method", "ratio", "--map-definition", "flow=stock"])
    #expect(mapped.status == 0, "\(mapped.messages)")
    #expect(codes(try estimates(mapped)[0]).contains("AGG-09"))
    let chosen = try extrapolate(mixed, people, ["--method", "ratio", "--definition", "stock"])
    #expect(chosen.status == 0 && chosen.output.contains("1 rates of other definitions"))
  }

  /// With one country in each region the two spreads cannot be told apart, and chains of a hundred draws without
  /// warm-up do not get along.
  @Test("F70: chains that disagree are refused with HBM-01 and no number")
  func chains() throws {
    var rows = ""
    var all = ""
    for i in 0..<24 {
      rows += "c\(i),R\(i),0.\(10 + (i * 37) % 83),0.0005,2020,stock,500\n"
      all += "c\(i),R\(i),1000,2020,0\n"
    }
    var refused = 0
    for seed in 1...4 where refused == 0 {
      let run = try extrapolate(
        rows, all, ["--method", "hierarchical", "--warm-up", "0", "--chains", "4", "--seed", "\(seed)"])
      guard run.status == 3 else { continue }
      refused += 1
      #expect(run.messages.contains("HBM-01"))
      #expect(try estimates(run).allSatisfy { $0["value"] == nil && $0["interval"] == nil })
    }
    #expect(refused == 1)
  }

  @Test("A6: where every country has data nothing is imputed")
  func complete() throws {
    let own = people.split(separator: "\n").prefix(12).joined(separator: "\n") + "\n"
    let run = try extrapolate(surveys, own, ["--method", "ratio"])
    let world = try #require(try estimates(run).first)
    #expect(!codes(world).contains("AGG-01"))
    var sum = 0.0
    for i in 1...12 { sum += (0.1 + Double((i * 7) % 11) / 100) * Double(1000 + 50 * i) }
    #expect(close(try #require(world["value"] as? Double), sum, relative: 1e-9))
  }

  @Test(
    "what does not fit together is said with its line",
    arguments: [
      ("zz,N,0.1,0.01,2020,stock,500\n", "countries.csv:14"),
      ("c1,N,0.1,0.01,2020,stock,500\n", "countries.csv:14"),
      ("c13,N,7,0.01,2020,stock,500\n", "rates-per"),
      ("c13,N,0.2,x-canary,2020,stock,5\n", "countries.csv:14"),
      ("c13,N,0.2,0.01,2020,stock,999999\n", "smaller than the sample"),
    ])
  func mistakes(row: String, place: String) throws {
    let run = try extrapolate(surveys + row, people, ["--method", "ratio"])
    #expect(run.status == 65)
    #expect(run.output.isEmpty && run.messages.contains(place), "\(run.messages)")
    #expect(!run.messages.contains("canary"))
  }

  @Test func unknownColumnsAndOptions() throws {
    let column = try extrapolate(surveys, people, ["--covariates", "wealth"])
    #expect(column.status == 65 && column.messages.contains("wealth"))
    #expect(try extrapolate(surveys, people, ["--method", "ratio", "--covariates", "x"]).status == 64)
    #expect(try extrapolate(surveys, people, ["--method", "regression", "--pool", "A=N,S"]).status == 64)
    #expect(try extrapolate(surveys, people, ["--method", "nonsense"]).status == 64)
    #expect(try extrapolate("", people, []).status == 65)
  }
}

@Suite("prevalence cases")
struct CasesCommandTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private let lists = [data("synthetic-cases/team-a.csv"), data("synthetic-cases/team-b.csv")]

  @Test("the synthetic lists run end to end and hold the truth that they were drawn from")
  func endToEnd() throws {
    let run = try ProgramRun(
      ["cases"] + lists + ["--strata", "region,type", "--format", "json", "--output", folder.path("report")])
    #expect(run.status == 0, "\(run.messages)")
    let total = try #require(try estimates(run).first)
    let ends = try interval(total)
    // Data/synthetic-cases/truth.csv.
    #expect(ends.lower < 10_017 && 10_017 < ends.upper)
    #expect(codes(total).contains("CAS-04"))
    let files = try TemporaryFolder.contents(of: folder.path("report"))
    #expect(files.keys.contains("figures/victims-by-stratum.svg"))
    for (name, bytes) in files where name != "manifest.json" {
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(!text.contains("SYNTHETIC-0"), "\(name) names a case")
    }
    for name in ["report.html", "report.md"] {
      let text = try folder.read("report/" + name)
      #expect(text.contains("invented") && text.contains("not the ILO"), "\(name)")
    }
    #expect(hasUniqueAnchors(try folder.read("report/report.html")))
    let table = try ProgramRun(["cases"] + lists + ["--strata", "region,type"])
    #expect(table.output.contains("textbook estimator") && table.output.contains("synthetic data"))
  }

  @Test("a stock is the flow times duration over period")
  func stock() throws {
    let flow = try #require(try estimates(ProgramRun(["cases"] + lists + ["--format", "json"])).first)
    let stock = try #require(
      try estimates(
        ProgramRun(["cases"] + lists + ["--duration", "1.5", "--period", "10", "--format", "json"])
      ).first)
    #expect(
      close(
        try #require(stock["value"] as? Double), 0.15 * (try #require(flow["value"] as? Double)),
        relative: 1e-9))
    let byStratum = try ProgramRun(
      ["cases"] + lists + [
        "--strata", "region,type", "--durations", data("synthetic-cases/durations.csv"), "--period", "10",
      ])
    #expect(byStratum.status == 0, "\(byStratum.messages)")
  }

  private func cases(_ first: String, _ second: String, _ arguments: [String] = []) throws -> ProgramRun {
    try folder.write(first, to: "a.csv")
    try folder.write(second, to: "b.csv")
    return try ProgramRun(
      ["cases", folder.path("a.csv"), folder.path("b.csv"), "--draws", "1000", "--format", "json"]
        + arguments,
      in: folder.path)
  }

  private static func list(_ numbers: some Sequence<Int>, extra: String = "") -> String {
    "case,victims\n" + numbers.map { "Case  \($0),\(1 + $0 % 3)\n" }.joined() + extra
  }

  /// n₁ = 40, n₂ = 40, m = 20.
  @Test("Chapman and Lincoln-Petersen by hand, with a stated number of victims")
  func formulas() throws {
    let (a, b) = (
      "case\n" + (1...40).map { "c\($0)\n" }.joined(), "case\n" + (21...60).map { "c\($0)\n" }.joined()
    )
    let chapman = try #require(try estimates(cases(a, b)).first)
    #expect(close(try #require(chapman["value"] as? Double), 41.0 * 41 / 21 - 1, relative: 1e-12))
    let variance = 41.0 * 41 * 20 * 20 / (21 * 21 * 22)
    #expect(close(try #require(chapman["standardError"] as? Double), variance.squareRoot(), relative: 1e-12))
    #expect(chapman["unit"] as? String == "cases")
    let petersen = try #require(
      try estimates(
        cases(a, b, ["--estimator", "lincoln-petersen", "--victims-mean", "3", "--victims-error", "0.5"])
      ).first)
    #expect(close(try #require(petersen["value"] as? Double), 240, relative: 1e-12))
    #expect(petersen["unit"] as? String == "persons")
  }

  @Test("CAS-01 and CAS-02: no overlap is refused, a small one is warned of")
  func overlap() throws {
    let none = try cases(Self.list(1...30), Self.list(31...60))
    #expect(none.status == 3 && none.messages.contains("CAS-01"))
    #expect(try estimates(none).first?["value"] == nil)
    let small = try cases(Self.list(1...30), Self.list(27...60))
    #expect(codes(try estimates(small)[0]).contains("CAS-02"))
  }

  @Test(
    "CAS-03: repeated entries and incomplete keys are refused, or counted when asked; keys may differ in case"
  )
  func keys() throws {
    let (a, b) = (Self.list(1...40), Self.list(21...60))
    let doubled = Self.list(1...40, extra: "Case  7,2\n,4\n")
    let refused = try cases(doubled, b)
    #expect(refused.status == 65 && refused.output.isEmpty)
    let resolved = try cases(doubled, b, ["--resolve"])
    #expect(resolved.status == 0, "\(resolved.messages)")
    let total = try estimates(resolved)[0]
    #expect(codes(total).contains("CAS-03"))
    // One case and one entry are fewer than eleven.
    let message = (total["diagnostics"] as? [[String: Any]])?.first { $0["code"] as? String == "CAS-03" }
    #expect((message?["message"] as? String)?.contains("fewer than 11") == true)
    let shouted = b.replacingOccurrences(of: "Case  ", with: "CASE ")
    #expect(try cases(a, shouted).status == 3)
    let folded = try cases(a, shouted, ["--fold"])
    #expect(folded.status == 0)
    #expect(try estimates(folded)[0]["value"] as? Double == estimates(cases(a, b))[0]["value"] as? Double)
  }

  @Test("F62, A10: no small count is in any output, and more is not shown when the threshold rises")
  func privacy() throws {
    let (a, b) = (Self.list(1...33), Self.list(26...61))
    let run = try cases(a, b, ["--output", folder.path("report")])
    #expect(run.status == 0)
    for (name, bytes) in try TemporaryFolder.contents(of: folder.path("report")) where name.hasSuffix(".csv")
    {
      let text = String(decoding: bytes, as: UTF8.self)
      // n₁ = 33, n₂ = 36, m = 8.
      for line in text.split(separator: "\n") {
        let fields = line.split(separator: ",").map(String.init)
        #expect(!fields.contains("33") && !fields.contains("36") && !fields.contains("8"), "\(name)")
      }
    }
    #expect(try folder.read("report/tables/strata.csv").contains("[c]"))
    // (34 × 37)/9 − 1 tells 9 unless it is rounded.
    let value = try #require(try estimates(run)[0]["value"] as? Double)
    #expect(value == (value / 1).rounded())
    func hidden(_ threshold: String) throws -> Int {
      let run = try ProgramRun(
        ["cases"] + lists + ["--strata", "region,type", "--small-counts", threshold, "--draws", "1000"])
      return run.output.split(separator: "\n").count { $0.contains("[c]") }
    }
    #expect(try hidden("11") <= hidden("60"))
    #expect(try cases(a, b, ["--small-counts", "2"]).status == 64)
  }

  @Test func impossibleInputIsRefused() throws {
    let a = Self.list(1...40)
    let same = try ProgramRun(["cases", lists[0], lists[0]])
    #expect(same.status == 64 && same.output.isEmpty)
    #expect(try cases(a, "case,victims\n").status == 65)
    #expect(try cases(a, "x\n1\n").status == 65)
    #expect(try cases(a, "case,victims\nc1,-4\n").status == 65)
    #expect(try cases(a, Self.list(21...60), ["--period", "10"]).status == 64)
    #expect(try cases(a, Self.list(21...60), ["--duration", "1"]).status == 64)
    #expect(try cases(a, Self.list(21...60), ["--strata", "nowhere"]).status == 65)
  }
}

@Suite("prevalence combine")
struct CombineCommandTests {
  private let file = data("example-countries/estimates.csv")
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("nothing is combined unless asked, and disagreement is said")
  func sideBySide() throws {
    let run = try ProgramRun(["combine", file, "--only", "World", "--format", "json"])
    #expect(run.status == 0, "\(run.messages)")
    let all = try estimates(run)
    #expect(all.compactMap { $0["value"] as? Double } == [9_800_000, 8_300_000, 6_900_000])
    #expect(codes(all[0]).contains("COM-01"))
    #expect(try ProgramRun(["combine", file]).status == 64)
  }

  /// Σ w log y/Σ w with w = (y/se)².
  @Test("inverse variance by hand; random effects are never narrower")
  func combined() throws {
    let plain = try estimates(
      ProgramRun(["combine", file, "--only", "World", "--method", "inverse-variance", "--format", "json"]))[0]
    let rows = [(9_800_000.0, 700_000.0), (8_300_000, 1_100_000), (6_900_000, 900_000)]
    var (weights, sum) = (0.0, 0.0)
    for (value, error) in rows {
      weights += (value / error) * (value / error)
      sum += (value / error) * (value / error) * log(value)
    }
    #expect(close(try #require(plain["value"] as? Double), exp(sum / weights), relative: 1e-10))
    let random = try estimates(
      ProgramRun(["combine", file, "--only", "World", "--method", "random-effects", "--format", "json"]))[0]
    #expect(try interval(random).upper > interval(plain).upper)
    #expect(codes(random).contains("COM-02"))
    let report = try ProgramRun(
      ["combine", file, "--only", "World", "--method", "random-effects", "--output", folder.path("report")])
    #expect(report.status == 0 && report.output.contains("Assumed"))
    #expect(hasUniqueAnchors(try folder.read("report/report.html")))
    #expect(
      try TemporaryFolder.contents(of: folder.path("report")).keys.contains("figures/estimates-by-method.svg")
    )
  }

  @Test("the relative-bias model has a benchmark")
  func relativeBias() throws {
    let run = try ProgramRun(
      ["combine", file, "--method", "relative-bias", "--benchmark", "household surveys", "--format", "json"])
    #expect(run.status == 0, "\(run.messages)")
    #expect(try estimates(run).count == 3 + 8)
    #expect(try ProgramRun(["combine", file, "--method", "relative-bias"]).status == 64)
    #expect(
      try ProgramRun(["combine", file, "--method", "relative-bias", "--benchmark", "nobody"]).status == 65)
  }

  @Test func mixedDefinitionsAndDamage() throws {
    func combine(_ text: String) throws -> ProgramRun {
      try folder.write(text, to: "e.csv")
      return try ProgramRun(["combine", folder.path("e.csv")])
    }
    let mixed = try combine("name,value,se,definition\na,5,1,stock\nb,6,1,flow\n")
    #expect(mixed.status == 3 && mixed.messages.contains("AGG-06"))
    for text in [
      "name,value,se\na,5,1\n", "name,value,se\na,5,1\na,6,1\n", "name,value,se\na,5,0\nb,6,1\n",
      "name,value\na,5\nb,6\n", "name,value,se\na,5,\nb,6,1\n", "name,value,se\na,-5,1\nb,6,1\n",
    ] {
      let run = try combine(text)
      #expect(run.status == 65, "\(text) \(run.messages)")
      #expect(run.output.isEmpty)
    }
  }
}
