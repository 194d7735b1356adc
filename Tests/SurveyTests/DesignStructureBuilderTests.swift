internal import Survey
internal import Testing

@Suite("Units and strata are numbered as they first occur")
struct DesignStructureBuilderTests {
  private struct Pair: Hashable {
    let stratum: Int32
    let cluster: Int32
  }

  /// Rows of made-up codes, in which clusters come back in other strata and in their own.
  private func rows(_ count: Int, strata: UInt64, clusters: UInt64) -> [Pair] {
    var state: UInt64 = 20_261_124
    func below(_ bound: UInt64) -> Int32 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int32((state >> 33) % bound)
    }
    return (0..<count).map { _ in Pair(stratum: below(strata), cluster: below(clusters)) }
  }

  @Test(arguments: [(1, 40), (7, 40), (30, 600), (400, 3)] as [(UInt64, UInt64)])
  func numbers(strata: UInt64, clusters: UInt64) {
    var builder = DesignStructureBuilder(stageCount: 2)
    var known: [Pair: Int] = [:]
    var first: [Int32: Int32] = [:]
    var crosses = false
    for pair in rows(9_000, strata: strata, clusters: clusters) {
      let expected = known[pair] ?? known.count
      known[pair] = expected
      crosses = crosses || first[pair.cluster, default: pair.stratum] != pair.stratum
      first[pair.cluster] = first[pair.cluster] ?? pair.stratum
      let unit = builder.unit(
        stage: 0, parent: 0, stratum: pair.stratum, cluster: pair.cluster, size: .nan)
      #expect(unit == expected)
      // A stratum of the second stage lies within a unit of the first.
      let later = builder.unit(
        stage: 1, parent: expected, stratum: 0, cluster: pair.cluster % 2, size: .nan)
      #expect(later == expected)
    }
    #expect(builder.clusterCrossesStrata == crosses)
  }

  @Test("A stream finds the leaves of rows that the builder finds one by one", arguments: [64, 1_000])
  func stream(batch: Int) throws {
    let rows = rows(6_000, strata: 9, clusters: 300)
    var builder = DesignStructureBuilder(stageCount: 1)
    let expected = rows.compactMap {
      builder.unit(stage: 0, parent: 0, stratum: $0.stratum, cluster: $0.cluster, size: .nan)
    }
    var design = StreamedDesign(hasClusters: true, isNested: true)
    var found: [Int32] = []
    for start in stride(from: 0, to: rows.count, by: batch) {
      let part = rows[start..<min(rows.count, start + batch)]
      var blocks: [Int32] = []
      try design.add(
        weight: part.map { _ in 1 }, stratum: part.map(\.stratum), cluster: part.map(\.cluster), size: nil,
        blocks: &blocks)
      found += blocks
    }
    #expect(found.map { Int($0) } == expected)
    #expect(design.blockCount == Set(rows).count)
  }
}
