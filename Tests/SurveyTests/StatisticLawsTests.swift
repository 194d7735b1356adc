internal import Foundation
internal import NumericKernel
internal import Survey
internal import Tables
internal import TestSupport
internal import Testing

/// S1 to S24 of the standard, for every registered statistic.
@Suite("Laws of design-based statistics")
struct StatisticLawsTests {
  /// A stratified sample of clusters with unequal weights, kept as columns so that laws can change it.
  struct Sample {
    var strata: [String]
    var clusters: [Int]
    var weights: [Double]
    var y: [Double]
    var x: [Double]
    var sizes: [Double]?
    var domain: [Bool]

    static func made() -> Sample {
      var stream = RandomStream(seed: 20, purpose: .simulation)
      var sample = Sample(strata: [], clusters: [], weights: [], y: [], x: [], sizes: nil, domain: [])
      for h in 0..<4 {
        for c in 0..<(3 + h) {
          let effect = stream.uniform()
          for _ in 0..<(2 + stream.integer(below: 5)) {
            sample.strata.append("stratum \(h)")
            sample.clusters.append(100 * h + c)
            sample.weights.append(1 + 3 * stream.uniform())
            sample.y.append(effect + stream.uniform())
            sample.x.append(1 + stream.uniform())
            // The first cluster of each stratum has nobody of the domain.
            sample.domain.append(c > 0 && stream.uniform() < 0.6)
          }
        }
      }
      return sample
    }

    func design() throws -> SurveyDesign {
      var columns = [
        Column(name: "s", values: .text(strata)), Column(name: "c", values: .integer(clusters)),
        Column(name: "w", values: .number(weights)),
      ]
      if let sizes { columns.append(Column(name: "n", values: .number(sizes))) }
      let table = DataTable(name: "sample", columns: columns, lines: Array(1...strata.count))
      return try SurveyDesign(
        table,
        DesignVariables(
          weights: .column("w"),
          stages: [.init(stratum: "s", cluster: "c", populationSize: sizes == nil ? nil : "n")]))
    }

    func selecting(_ rows: [Int]) -> Sample {
      Sample(
        strata: rows.map { strata[$0] }, clusters: rows.map { clusters[$0] },
        weights: rows.map { weights[$0] },
        y: rows.map { y[$0] }, x: rows.map { x[$0] }, sizes: sizes.map { s in rows.map { s[$0] } },
        domain: rows.map { domain[$0] })
    }

    func estimate(_ family: StatisticFamily, inDomain: Bool = false, replicated: Bool = false) throws
      -> SurveyEstimate
    {
      let statistic = try family.make(SurveyVariable("y", y), SurveyVariable("x", x))
      let design = replicated ? try design().replicated(.jackknife) : try design()
      return try design.estimate(statistic, in: inDomain ? SurveyDomain([], members: domain) : nil)
    }
  }

  private static let names = StatisticFamily.all.map(\.name)

  private func family(_ name: String) throws -> StatisticFamily {
    try #require(StatisticFamily.all.first { $0.name == name })
  }

  private func same(
    _ first: SurveyEstimate, _ second: SurveyEstimate, value: Double = 1, error: Double? = nil,
    relative: Double = 1e-12,
    _ law: String
  ) {
    #expect(close(first.value * value, second.value, relative: relative, absolute: 1e-14), "\(law)")
    #expect(
      close(first.standardError * (error ?? abs(value)), second.standardError, relative: relative),
      "\(law) error")
  }

  @Test(arguments: names, [false, true])
  func rowsAndLabels(name: String, inDomain: Bool) throws {
    let family = try family(name)
    let sample = Sample.made()
    let own = try sample.estimate(family, inDomain: inDomain)
    #expect(own.standardError > 0)

    var stream = RandomStream(seed: 3, purpose: .permutation)
    var order = Array(sample.y.indices)
    stream.shuffle(&order)
    same(own, try sample.selecting(order).estimate(family, inDomain: inDomain), relative: 1e-12, "S1")

    var relabelled = sample
    relabelled.strata = sample.strata.map { "z" + String($0.reversed()) }
    relabelled.clusters = sample.clusters.map { 9999 - 7 * $0 }
    #expect(try relabelled.estimate(family, inDomain: inDomain) == own, "S5")

    var nested = sample
    nested.clusters = sample.clusters.map { $0 % 100 }
    #expect(try nested.estimate(family, inDomain: inDomain) == own, "S6")

    var padded = sample.selecting(Array(sample.y.indices) + [0, 5, 11])
    for i in sample.y.count..<padded.y.count {
      padded.weights[i] = 0
      padded.y[i] = 0.5
    }
    same(own, try padded.estimate(family, inDomain: inDomain), relative: 1e-12, "S7")
  }

  @Test(arguments: names)
  func weights(name: String) throws {
    let family = try family(name)
    let sample = Sample.made()
    let own = try sample.estimate(family)
    var scaled = sample
    scaled.weights = sample.weights.map { $0 * 7.5 }
    same(own, try scaled.estimate(family), value: pow(7.5, Double(family.weightDegree)), "S2")

    // The variance statistic counts rows, in n/(n − 1).
    if family.name != "variance" {
      var split = sample.selecting(sample.y.indices.flatMap { [$0, $0] })
      split.weights = split.weights.map { $0 / 2 }
      same(own, try split.estimate(family), "S3")

      var doubled = sample.selecting(Array(sample.y.indices) + Array(sample.y.indices))
      for i in doubled.y.indices {
        doubled.weights[i] /= 2
        if i >= sample.y.count { doubled.strata[i] += " again" }
      }
      same(own, try doubled.estimate(family), value: 1, error: 0.5.squareRoot(), "S22")
    }
  }

  @Test(arguments: names)
  func values(name: String) throws {
    let family = try family(name)
    let sample = Sample.made()
    let own = try sample.estimate(family)
    for b in [2.5, -1.0] where family.name != "proportion" {
      var changed = sample
      changed.y = sample.y.map { b * $0 }
      same(own, try changed.estimate(family), value: pow(b, Double(family.scaleDegree)), "S8 scale")
    }
    if family.isLocated || family.name == "variance" {
      var shifted = sample
      shifted.y = sample.y.map { $0 + 3 }
      let moved = try shifted.estimate(family)
      #expect(close(moved.value, own.value + (family.isLocated ? 3 : 0), relative: 1e-12), "S8 location")
      #expect(close(moved.standardError, own.standardError, relative: 1e-11), "S8 location")
    }
    if family.name == "proportion" {
      let middle = (sample.y.min() ?? 0) / 2 + (sample.y.max() ?? 0) / 2
      let complement = SurveyVariable("not", sample.y.map { $0 > middle ? 0 : 1 })
      let other = try sample.design().estimate(Proportion(complement))
      #expect(close(other.value, 1 - own.value, absolute: 1e-12), "S4")
      #expect(close(other.standardError, own.standardError, relative: 1e-12), "S4")
    }
  }

  /// The law that makes linearisation right, and the domain a mask.
  @Test("Influence is the derivative by the weight", arguments: names)
  func influence(name: String) throws {
    let sample = Sample.made()
    let statistic = try family(name).make(SurveyVariable("y", sample.y), SurveyVariable("x", sample.x))
    let weights = sample.weights.indices.map { sample.domain[$0] ? sample.weights[$0] : 0 }
    let influence = try statistic.influence(weights: weights)
    for i in weights.indices where weights[i] > 0 {
      var (up, down) = (weights, weights)
      up[i] += 1e-5
      down[i] -= 1e-5
      let slope = (try statistic.value(weights: up) - statistic.value(weights: down)) / 2e-5
      #expect(close(influence[i], slope, relative: 1e-6, absolute: 1e-8))
    }
  }

  @Test("S21: the jackknife is near", arguments: names)
  func jackknife(name: String) throws {
    let sample = Sample.made()
    let own = try sample.estimate(family(name))
    let replicated = try sample.estimate(family(name), replicated: true)
    let ratio = replicated.standardError / own.standardError
    // 5 % on samples of hundreds of PSUs; here there are 18.
    #expect(ratio > 0.9 && ratio < 1.1, "\(ratio)")
  }

  @Test(
    "S12: a very large population is no correction; S11b: filtering first is another answer", arguments: names
  )
  func populationAndFilter(name: String) throws {
    let family = try family(name)
    let sample = Sample.made()
    var finite = sample
    finite.sizes = [Double](repeating: 1e12, count: sample.y.count)
    same(try sample.estimate(family), try finite.estimate(family), relative: 1e-9, "S12")

    let filtered = sample.selecting(sample.y.indices.filter { sample.domain[$0] })
    let first = try sample.estimate(family, inDomain: true)
    let second = try filtered.estimate(family)
    // The middle of the range is another one in the filtered sample.
    if family.name != "proportion" { #expect(close(first.value, second.value, relative: 1e-12)) }
    // A domain without members in a PSU still has that PSU in a total.
    if family.name == "total" { #expect(abs(first.standardError / second.standardError - 1) > 0.01) }
  }

  @Test("S9, S10: domain totals add to the total, weighted domain means to the mean")
  func domainsAdd() throws {
    let sample = Sample.made()
    let design = try sample.design()
    let y = SurveyVariable("y", sample.y)
    let inside = SurveyDomain([], members: sample.domain)
    let outside = SurveyDomain([], members: sample.domain.map { !$0 })
    let totals = try design.estimate([SurveyTerm(Total(y), in: inside), SurveyTerm(Total(y), in: outside)])
    let sum = totals.contrast([1, 1], label: "sum")
    let whole = try design.estimate(Total(y))
    #expect(close(sum.value, whole.value, relative: 1e-13))
    #expect(close(sum.standardError, whole.standardError, relative: 1e-12))
    let means = try design.estimate([SurveyTerm(Mean(y), in: inside), SurveyTerm(Mean(y), in: outside)])
    let sizes = means.details.compactMap(\.populationSize)
    let mean = (means.values[0] * sizes[0] + means.values[1] * sizes[1]) / (sizes[0] + sizes[1])
    #expect(close(mean, try design.estimate(Mean(y)).value, relative: 1e-13))
    // S11: a domain mean is the ratio of two totals.
    let indicator = SurveyVariable("in", sample.domain.map { $0 ? 1 : 0 })
    let product = SurveyVariable("y in", zip(sample.y, sample.domain).map { $1 ? $0 : 0 })
    let ratio = try design.estimate(Ratio(product, over: indicator))
    #expect(close(ratio.value, means.values[0], relative: 1e-13))
    #expect(close(ratio.standardError, means.standardErrors[0], relative: 1e-12))
  }

  @Test("S13, S18: a simple random sample has s/√n and a design effect of 1")
  func simpleRandomSample() throws {
    let y = Sample.made().y
    let n = Double(y.count)
    let table = DataTable(name: "t", columns: [], lines: Array(1...y.count))
    let design = try SurveyDesign(table, DesignVariables(weights: .equal))
    let estimate = try design.estimate(Mean(SurveyVariable("y", y)))
    let mean = y.reduce(0, +) / n
    let s = (y.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)).squareRoot()
    #expect(close(estimate.standardError, s / n.squareRoot(), relative: 1e-12))
    #expect(close(estimate.designEffect ?? 0, 1, relative: 1e-9))
    #expect(close(estimate.effectiveSampleSize ?? 0, n, relative: 1e-9))
    #expect(estimate.degreesOfFreedom == n - 1)
  }

  @Test("S23: a higher level encloses")
  func levels() throws {
    let estimate = try Sample.made().estimate(family("mean"))
    let (inner, outer) = (try estimate.interval(level: 0.9), try estimate.interval(level: 0.95))
    #expect(outer.lower < inner.lower && inner.finiteUpper ?? 0 < outer.finiteUpper ?? 0)
  }
}
