import DataLoaders
import Glibc
import MultipleSystems
import Tables

/// The figures of Data/mse, whatever the working folder.
func captureTable(_ name: String) throws -> CaptureTable {
  let folder = #filePath.split(separator: "/").dropLast(5).joined(separator: "/")
  var lists: [String] = []
  let read = try CSVReader.readRecorded(.file("/\(folder)/Data/mse/\(name).csv")) {
    header throws(DataError) in
    lists = Array(header.dropLast())
    return Schema(lists.map { ColumnRule($0, .integer(nil)) } + [ColumnRule("count", .number(nil))])
  }
  return try CaptureTable(reading: read.table, as: .tabulated(lists: lists, count: "count"))
}

func bootstrap(_ rule: ModelRule, _ table: CaptureTable) throws {
  let bootstrap = try SelectionBootstrap(
    rule, of: table, plan: BootstrapPlan(replicates: 1000, seed: 1, threads: 1))
  _ = try bootstrap.bcaInterval(level: 0.95)
}

let kosovo = try captureTable("kosovo-1999")
let five = try captureTable("uk-2013-five")
let six = try captureTable("uk-2013")

let benchmarks = [
  Benchmark(name: "stepwise BCa 1000, Kosovo 4 lists", runs: 5) { try bootstrap(.stepwise(), kosovo) },
  Benchmark(name: "stepwise BCa 1000, UK 6 lists", runs: 5) { try bootstrap(.stepwise(), six) },
  Benchmark(name: "all hierarchical models with existence, UK 5 lists", runs: 5) {
    _ = try ModelRule.best(by: .bic, maximumOrder: 4).choose(from: five)
  },
  Benchmark(name: "BIC over pairs BCa 1000, UK 5 lists", runs: 3) {
    try bootstrap(.best(by: .bic, maximumOrder: 2), five)
  },
  Benchmark(name: "graph averaging, UK 5 lists", runs: 5) {
    _ = try GraphAveragingEstimator().estimate(five, level: 0.95)
  },
]

let arguments = CommandLine.arguments.dropFirst()
let once = arguments.first == "--once"
let wanted = arguments.last { $0 != "--once" } ?? ""
if arguments.first == "--latent-classes" {
  try LatentClassRates.print(wanted: wanted == "--latent-classes" ? "" : wanted, sweeps: 20_000, seeds: 1...3)
  exit(0)
}
if arguments.first == "--calibration" {
  // A thousand people and ten classes; a perfect sampler has p-values that are uniform.
  let calibration = LatentClassCalibration(
    listCount: 4, people: 1000, classCount: 10, draws: 63, warmUp: 1000, thinning: 10)
  let ranks = try calibration.ranks(simulations: 600, seed: 21, threads: 2)
  for (name, values) in [
    ("share missed", ranks.map(\.missedShare)), ("population", ranks.map(\.population)),
    ("concentration", ranks.map(\.concentration)),
  ] {
    print("\(name): p \(calibration.uniformity(values, bins: 16)) over 16 bins")
  }
  exit(0)
}
for benchmark in benchmarks where wanted.isEmpty || benchmark.name.contains(wanted) {
  if once {
    try benchmark.body()
  } else {
    let seconds = try benchmark.measure()
    print("\(benchmark.name): min \(seconds[0]) s, median \(seconds[seconds.count / 2]) s")
  }
}
