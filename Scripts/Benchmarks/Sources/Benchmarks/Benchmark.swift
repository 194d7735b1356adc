import Glibc

/// One piece of work and how often it is done.
struct Benchmark {
  let name: String
  let runs: Int
  let body: () throws -> Void

  /// User CPU seconds of each run, ascending; a first run is not counted.
  func measure() throws -> [Double] {
    try body()
    var seconds: [Double] = []
    for _ in 0..<runs {
      let start = Self.userSeconds()
      try body()
      seconds.append(Self.userSeconds() - start)
    }
    return seconds.sorted()
  }

  static func userSeconds() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Double(usage.ru_utime.tv_sec) + Double(usage.ru_utime.tv_usec) / 1e6
  }
}
