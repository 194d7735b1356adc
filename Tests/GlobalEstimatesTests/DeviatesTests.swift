@testable internal import GlobalEstimates
internal import Foundation
internal import NumericKernel
internal import TestSupport
internal import Testing

@Suite("Draws by the hundred million")
struct DeviatesTests {
  private static let seed: UInt64 = 0x1234_5678_9ABC_DEF0

  /// The words of `RandomStream`, which pass the vectors of Philox's authors, by Box and Muller's formula and the C
  /// library's functions.
  @Test func pairsAgainstTheFormula() throws {
    let size = Deviates.blockSize
    let row = Deviates.row(2 * size, seed: Self.seed, purpose: .posterior, replicate: 77)
    var stream = RandomStream(seed: Self.seed, purpose: .posterior, replicate: 77)
    for block in 0..<2 {
      for i in 0..<size / 2 {
        let (first, second) = (stream.nextUInt64(), stream.nextUInt64())
        let radius = (-2 * log((Double(first >> 12) + 0.5) * 0x1p-52)).squareRoot()
        let angle = ((Double(second >> 12) + 0.5) * 0x1p-52 - 0.5) * 0.5 * Double.pi
        var (a, b) = (radius * cos(angle), radius * sin(angle))
        if second & 1 == 1 { swap(&a, &b) }
        if second & 2 == 2 { (a, b) = (-a, -b) }
        // Two roundings of the angle and of the radius.
        #expect(abs(row[block * size + i] - a) <= 4e-15 * radius)
        #expect(abs(row[block * size + size / 2 + i] - b) <= 4e-15 * radius)
      }
    }
  }

  @Test("they are normal: moments and Kolmogorov's distance of a million")
  func distribution() throws {
    let n = 1 << 20
    let row = Deviates.row(n, seed: 11, purpose: .simulation, replicate: 3)
    var sums = [0.0, 0, 0, 0]
    for z in row {
      sums[0] += z
      sums[1] += z * z
      sums[2] += z * z * z
      sums[3] += z * z * z * z
    }
    // Powers 1 to 4 have means 0, 1, 0, 3 and variances 1, 2, 15, 96; four standard errors.
    for (sum, (mean, variance)) in zip(sums, [(0.0, 1.0), (1, 2), (0, 15), (3, 96)]) {
      #expect(abs(sum / Double(n) - mean) < 4 * (variance / Double(n)).squareRoot())
    }
    var distance = 0.0
    for (k, z) in row.sorted().enumerated() {
      let below = NormalDistribution.standard.cumulative(z)
      distance = max(distance, abs(below - Double(k) / Double(n)), abs(below - Double(k + 1) / Double(n)))
    }
    // Exceeded once in a thousand seeds.
    #expect(distance < 1.95 / Double(n).squareRoot())
    // Pairs of neighbours have no correlation.
    var product = 0.0
    for k in 0..<n / 2 { product += row[2 * k] * row[2 * k + 1] }
    #expect(abs(product / Double(n / 2)) < 4 / Double(n / 2).squareRoot())
  }

  @Test("the first draws do not depend on their number")
  func prefix() {
    let long = Deviates.row(5000, seed: 1, purpose: .bootstrap, replicate: 0)
    #expect(Deviates.row(1500, seed: 1, purpose: .bootstrap, replicate: 0) == Array(long.prefix(1500)))
  }

  /// Relative to `value(at:)`, which the tests of `PartDistribution` check against SciPy.
  @Test("parts in their fast form are the parts")
  func transforms() throws {
    let parts = [
      try PartDistribution(shape: .logNormal, value: 1e6, standardDeviation: 4e5, name: "a"),
      try PartDistribution(shape: .logNormal, value: 1e-9, standardDeviation: 3e-9, name: "a"),
      try PartDistribution(shape: .logNormal, value: 100, standardDeviation: 90, lower: 80, name: "a"),
      try PartDistribution(shape: .truncatedNormal, value: 1000, standardDeviation: 50, name: "a"),
      try PartDistribution(shape: .truncatedNormal, value: 40, standardDeviation: 30, upper: 120, name: "a"),
      try PartDistribution(shape: .truncatedNormal, value: 100, standardDeviation: 80, lower: 90, name: "a"),
      try PartDistribution(shape: .logNormal, value: 1e-290, standardDeviation: 1e-290, name: "a"),
      try PartDistribution(shape: .logNormal, value: 5, standardDeviation: 0, name: "a"),
    ]
    let own = stride(from: -8.5, through: 8.5, by: 0.01).map { $0 }
    let shared = [Double](repeating: 0.25, count: own.count)
    for part in parts {
      var sums = [Double](repeating: 0, count: own.count)
      sums.withUnsafeMutableBufferPointer { sums in
        PartTransform(part).add(
          SplitDeviates(
            own: own.withUnsafeBufferPointer { $0.baseAddress! },
            shared: shared.withUnsafeBufferPointer { $0.baseAddress! }, factor: 0.5, count: own.count),
          to: sums.baseAddress!)
      }
      let spread = max(part.standardDeviation, 1e-300)
      for (k, z) in own.enumerated() {
        let exact = part.value(at: 0.5 * z + 0.25)
        #expect(abs(sums[k] - exact) <= 1e-8 * spread + 1e-13 * exact)
      }
    }
  }

  @Test("the fast sort is the sort")
  func sorting() {
    var stream = RandomStream(seed: 5, purpose: .simulation)
    for count in [0, 1, 200, 257, 5000] {
      let numbers = (0..<count).map { _ -> Double in
        let z = stream.standardNormal()
        return stream.integer(below: 10) == 0 ? z.rounded() : z * exp(20 * stream.standardNormal())
      }
      #expect(sortedByRadix(numbers) == numbers.sorted())
    }
    #expect(sortedByRadix([Double](repeating: 3, count: 1000)) == [Double](repeating: 3, count: 1000))
    let wide = (0..<300).map { _ in [.infinity, -.infinity, 0, 0.25 * .leastNormalMagnitude, -5].randomElement() ?? 0 }
    #expect(sortedByRadix(wide) == wide.sorted())
  }

  @Test("exponentials and logistic values against the C library, and at the ends of their range")
  func functions() {
    var points = stride(from: -700.0, through: 700, by: 0.37).map { $0 }
    let plain = points
    points.withUnsafeMutableBufferPointer { RateScale.logarithm.transformToRates($0.baseAddress!, $0.count) }
    for (x, rate) in zip(plain, points) {
      #expect(close(rate, min(1, exp(x)), relative: 4e-16 * (1 + abs(x) / 300)))
    }
    points = plain + [-1e300, 1e300]
    points.withUnsafeMutableBufferPointer { RateScale.logit.transformToRates($0.baseAddress!, $0.count) }
    for (x, rate) in zip(plain, points) { #expect(close(rate, 1 / (1 + exp(-x)), relative: 1e-15)) }
    #expect(points[plain.count] >= 0 && points[plain.count] < 1e-300 && points[plain.count + 1] == 1)
  }
}

@Suite("Wholes drawn under several correlations at once")
struct WholeDrawsTests {
  private static let hierarchy = Result {
    try Hierarchy(
      paths: (0..<30).map { ["R\($0 % 3)", "C\($0 % 10)", "g\($0)"] }, levels: ["region", "country", "group"])
  }

  private static func parts(_ hierarchy: Hierarchy) throws -> [PartDistribution] {
    try hierarchy.leaves.indices.map { k in
      let value = 100.0 + 10 * Double(k)
      return try PartDistribution(
        shape: k % 5 == 0 ? .truncatedNormal : .logNormal, value: value,
        standardDeviation: k % 7 == 0 ? 0 : value * (0.1 + 0.05 * Double(k % 9)),
        lower: k % 5 == 0 ? 0.9 * value : 0, name: "part")
    }
  }

  /// Draw by draw: the same deviates, each part by its own function, added up node by node.
  @Test(arguments: [[0.5, 0, 1], [1, 0.3], [0.0]])
  func againstTheDefinition(correlations: [Double]) throws {
    let hierarchy = try Self.hierarchy.get()
    let parts = try Self.parts(hierarchy)
    let draws = 1500
    let streams = hierarchy.nodes.indices.map { 2 * $0 + 2 }
    let drawn = WholeDraws(
      hierarchy, parts: parts, streams: streams, correlations: correlations, keepsAll: true, draws: draws,
      seed: 9, threads: 1)
    let common = Deviates.row(draws, seed: 9, purpose: .errorPropagation, replicate: 0)
    for (r, correlation) in correlations.enumerated() {
      var sums = hierarchy.nodes.map { _ in [Double](repeating: 0, count: draws) }
      for (k, leaf) in hierarchy.leaves.enumerated() {
        let own = Deviates.row(draws, seed: 9, purpose: .errorPropagation, replicate: streams[leaf])
        var place: Int? = leaf
        let values = (0..<draws).map { d in
          parts[k].value(
            at: correlation.squareRoot() * common[d] + (1 - correlation).squareRoot() * own[d])
        }
        while let node = place {
          for d in 0..<draws { sums[node][d] += values[d] }
          place = hierarchy.nodes[node].parent
        }
      }
      for place in hierarchy.nodes.indices where !hierarchy.nodes[place].isLeaf {
        guard r == 0 || place == 0 else {
          #expect(drawn.tables[r][place].isEmpty)
          continue
        }
        for d in 0..<draws { #expect(close(drawn.tables[r][place][d], sums[place][d], relative: 1e-9)) }
      }
    }
  }

  @Test("any number of threads gives the same bits")
  func threads() throws {
    let hierarchy = try Self.hierarchy.get()
    let parts = try Self.parts(hierarchy)
    func tables(_ threads: Int) -> [[[Double]]] {
      WholeDraws(
        hierarchy, parts: parts, streams: hierarchy.nodes.indices.map { 2 * $0 + 2 }, correlations: [0.2, 1],
        keepsAll: true, draws: 9000, seed: 4, threads: threads
      ).tables
    }
    #expect(tables(1) == tables(3))
  }

  @Test("leaves of a node stand together")
  func ranges() throws {
    let hierarchy = try Self.hierarchy.get()
    for place in hierarchy.nodes.indices {
      let path = hierarchy.nodes[place].path
      let inside = hierarchy.leaves.indices.filter {
        Array(hierarchy.nodes[hierarchy.leaves[$0]].path.prefix(path.count)) == path
      }
      #expect(Array(hierarchy.leafRange(place)) == inside)
    }
  }
}
