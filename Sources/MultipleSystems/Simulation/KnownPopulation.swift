package import NumericKernel

/// A population of known size, from which lists can be drawn again and again.
package struct KnownPopulation: Sendable {
  /// How the lists hang together, or what goes wrong with their records.
  package enum Structure: Sendable, Equatable {
    case independent
    case dependentPairs([PairDependence])
    /// The same log odds ratio between every two lists, given the others.
    case everyPair(logOddsRatio: Double)
    /// The standard deviation over people of the logit of being on any list.
    case heterogeneous(standardDeviation: Double)
    /// Every list sends this share of its people to the next.
    case referring(share: Double)
    /// Independent lists, with this share of the links between records of one person missed, in the sense of
    /// `LinkageError.missedLinks`.
    case missedLinks(share: Double)
    /// Independent lists, of whose records this share, each on one list, is of nobody in the population.
    case erroneousInclusions(share: Double)
    /// This share of the people leaves halfway through the lists and as many come then.
    case passing(share: Double)
  }

  /// N.
  package let size: Int
  /// p_j, the share of the population that list j holds.
  package let captures: [Double]
  package let structure: Structure
  private let cells: Multinomial
  private let lists: [String]

  /// - Throws: `NumericError.domain` unless the size is from 1 to 2^52, there are 2 to 10 lists, and every probability
  ///   lies strictly between 0 and 1.
  package init(
    size: Int, captures: [Double], structure: Structure
  ) throws(NumericError) {
    guard size >= 1, size <= RandomStream.largestCount else {
      throw .domain("a known population has 1 to 2^52 people, not \(size)")
    }
    guard (2...CaptureTable.denseListCount).contains(captures.count) else {
      throw .domain(
        "a known population is on 2 to \(CaptureTable.denseListCount) lists, not \(captures.count)")
    }
    for capture in captures where !(capture > 0 && capture < 1) {
      throw .domain("the probability of being on a list lies between 0 and 1, and \(capture) does not")
    }
    self.size = size
    self.captures = captures
    self.structure = structure
    lists = captures.indices.map { "list \($0 + 1)" }
    cells = try Multinomial(weights: Self.probabilities(captures, structure).cells)
  }

  static func probabilities(_ captures: [Double], _ structure: Structure) -> HistoryProbabilities {
    switch structure {
    case .independent, .missedLinks, .erroneousInclusions: return .independent(captures)
    case .dependentPairs(let pairs): return .interacting(captures, pairs)
    case .everyPair(let logOddsRatio):
      let pairs = captures.indices.flatMap { second in
        (0..<second).map { PairDependence($0, second, logOddsRatio: logOddsRatio) }
      }
      return .interacting(captures, pairs)
    case .heterogeneous(let spread): return .heterogeneous(captures, standardDeviation: spread)
    case .referring(let share): return .referring(captures, share: share)
    case .passing(let share): return .passing(captures, share: share)
    }
  }

  /// The lists of one draw; `nil` when nobody is on any.
  package func draw(from stream: inout RandomStream) throws -> CaptureTable? {
    var counts = try cells.draw(trials: size, from: &stream)
    counts[0] = 0
    switch structure {
    case .missedLinks(let share): Self.missLinks(&counts, share, &stream)
    case .erroneousInclusions(let share):
      for list in 0..<captures.count {
        counts[1 << list] += try stream.poisson(mean: Double(size) * captures[list] * share / (1 - share))
      }
    case .independent, .dependentPairs, .everyPair, .heterogeneous, .referring, .passing: break
    }
    guard counts.contains(where: { $0 > 0 }) else { return nil }
    return try CaptureTable(
      lists: lists, histories: counts.indices.dropFirst().map { ListSet(rawValue: UInt32($0)) },
      counts: Array(counts.dropFirst()))
  }

  /// Each person's records hang together in a chain of random order, of which every link may be missed.
  private static func missLinks(_ counts: inout [Int], _ share: Double, _ stream: inout RandomStream) {
    let whole = counts
    for history in 1..<whole.count where history.nonzeroBitCount > 1 {
      var records = ListSet(rawValue: UInt32(history)).lists
      counts[history] -= whole[history]
      for _ in 0..<whole[history] {
        stream.shuffle(&records)
        var piece = 1 << records[0]
        for record in records.dropFirst() {
          if stream.uniform() < share {
            counts[piece] += 1
            piece = 0
          }
          piece |= 1 << record
        }
        counts[piece] += 1
      }
    }
  }
}
