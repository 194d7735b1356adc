internal import Glibc
internal import NumericKernel

/// For each set of lists, what its table contributes to the probability of the data.
struct MarginalLikelihoods {
  /// α + z for the cell "on none of these lists", z the people seen who are in it.
  let offsets: [Double]
  /// The logarithm of the factors that do not depend on the number missed.
  let constants: [Double]
  let observed: Double
  /// A, the pseudo-counts of all cells together.
  let concentration: Double
  let prior: PopulationPrior

  init(_ table: CaptureTable, pseudoCount: Double, prior: PopulationPrior) {
    let lists = table.listCount
    observed = Double(table.total)
    concentration = pseudoCount * Double(1 << lists)
    self.prior = prior
    var offsets: [Double] = []
    var constants: [Double] = []
    for mask in 0..<(1 << lists) {
      let set = ListSet(rawValue: UInt32(mask))
      let alpha = pseudoCount * Double(1 << (lists - set.count))
      var cells = [Int](repeating: 0, count: 1 << lists)
      for i in 0..<table.histories.count {
        cells[Int(table.histories[i].intersection(set).rawValue)] += table.counts[i]
      }
      var sum = -logGamma(alpha)
      for cell in 1..<(1 << lists) where cells[cell] > 0 {
        sum += logGamma(alpha + Double(cells[cell])) - logGamma(alpha)
      }
      offsets.append(alpha + Double(cells[0]))
      constants.append(sum + logGamma(concentration))
    }
    self.offsets = offsets
    self.constants = constants
  }

  /// The logarithm of the factor that all graphs share at a number of people missed: N!/m! · P(N) / Γ(A + N).
  func logShared(_ missing: Double) -> Double {
    let population = observed + missing
    return logGamma(population + 1) - logGamma(missing + 1) - logGamma(concentration + population)
      + prior.logDensity(population)
  }
}

/// A graph in the terms of the margins.
struct GraphTerms {
  let graph: DecomposableGraph
  let cliques: [Int]
  let separators: [Int]
  let constant: Double

  init(_ graph: DecomposableGraph, _ margins: MarginalLikelihoods) {
    self.graph = graph
    cliques = graph.cliques.map { Int($0.rawValue) }
    separators = graph.separators.map { Int($0.rawValue) }
    var sum = 0.0
    for set in cliques { sum += margins.constants[set] }
    for set in separators { sum -= margins.constants[set] }
    constant = sum
  }
}

/// Weights added up over graphs at each point, and over points for each graph; the scale is free.
struct GraphSums {
  var points: [Double]
  var mass: [Double]
  var moment: [Double]

  init(points: Int, graphs: Int) {
    self.points = [Double](repeating: 0, count: points)
    mass = [Double](repeating: 0, count: graphs)
    moment = [Double](repeating: 0, count: graphs)
  }
}
