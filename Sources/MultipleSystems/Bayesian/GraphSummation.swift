internal import Glibc
internal import NumericKernel

/// The weights of all graphs on a grid of even steps, added up over graphs at each point and over points for each graph.
///
/// Between two numbers of people missed the weight of a graph is a smooth function. The grid is halved into pieces until
/// no graph of any weight changes by more than e³ over half a piece, and no piece is longer than its distance from 0,
/// where the gamma functions have their poles. In a piece the weights are worked out at 20 Chebyshev points and are
/// there a polynomial, to some 1e-14 of the largest in the piece: the error of e^{3x} is 1.5²⁰/20!. So sums over the points
/// of the piece are sums over the Chebyshev points with weights of their own, and log gamma functions are needed for
/// each set of lists at those alone, whatever the number of graphs.
struct GraphSummation {
  /// Chebyshev points of a piece.
  private static let nodes = 20
  /// The same in pairs, as the processor adds them.
  private static let lanes = nodes / 2
  /// Pieces that are not halved any more: their points are worked out one by one.
  private static let shortest = nodes
  /// The largest change of a logarithm over half a piece.
  private static let largestChange = 3.0
  /// The logarithm of what is negligible of the largest weight in one graph, times points and graphs.
  private static let negligible = -16 * log(10.0)

  private typealias Lane = SIMD2<Double>

  private let graphs: [GraphTerms]
  private let margins: MarginalLikelihoods
  private let first: Double
  private let step: Double
  private(set) var sums: GraphSums
  /// The sets of lists of each graph in turn, where each begins, and where its separators do.
  private var sets: [Int32] = []
  private var begins: [Int] = []
  private var middles: [Int] = []
  /// The largest logarithm met at the first look, from which all are reckoned, and the one below which a graph is left
  /// out of a piece.
  private var largest = -Double.infinity
  private var threshold = -Double.infinity
  private var rules: [Int: PieceRule] = [:]
  /// By set of lists and by Chebyshev point the log gamma functions; the factors that graphs share.
  private var tables: [Lane]
  private var shared: [Lane]
  private var totals: [Lane]

  /// The distance between the points of a grid, if it is the same everywhere and the grid long enough to be worth it.
  static func steps(of grid: [Double]) -> Double? {
    guard grid.count >= 2 * nodes else { return nil }
    let step = grid[1] - grid[0]
    guard step > 0, step.rounded() == step, grid[0].rounded() == grid[0] else { return nil }
    for i in 0..<grid.count where grid[i] != grid[0] + Double(i) * step { return nil }
    return step
  }

  /// - Parameter isExhaustive: whether no graph is left out anywhere.
  init(
    _ graphs: [GraphTerms], _ margins: MarginalLikelihoods, first: Double, step: Double, count: Int,
    isExhaustive: Bool
  ) {
    self.graphs = graphs
    self.margins = margins
    self.first = first
    self.step = step
    sums = GraphSums(points: count, graphs: graphs.count)
    for terms in graphs {
      begins.append(sets.count)
      sets += terms.cliques.map(Int32.init)
      middles.append(sets.count)
      sets += terms.separators.map(Int32.init)
    }
    begins.append(sets.count)
    tables = [Lane](repeating: .zero, count: margins.offsets.count * Self.lanes)
    shared = [Lane](repeating: .zero, count: Self.lanes)
    totals = [Lane](repeating: .zero, count: Self.lanes)

    let pieces = Self.pieces(count)
    var looks: [[Double]] = []
    let all = Array(0..<graphs.count)
    for piece in pieces { looks.append(look(at: piece, all)) }
    for values in looks { for value in values { largest = max(largest, value) } }
    if !isExhaustive {
      threshold = largest + Self.negligible - log(Double(count) * Double(graphs.count))
    }
    for (piece, values) in zip(pieces, looks) { add(piece, all, values) }
  }

  /// Pieces that double in length, and at the end what is left.
  private static func pieces(_ count: Int) -> [Range<Int>] {
    var pieces: [Range<Int>] = []
    var start = 0
    var length = shortest
    while start < count {
      let end = min(count, start + length)
      pieces.append(start..<end)
      length = min(1024, max(length, end))
      start = end
    }
    return pieces
  }

  private func missing(_ index: Int) -> Double { first + step * Double(index) }

  /// The logarithms of some graphs at the first, the middle and the last point of a piece.
  private func look(at piece: Range<Int>, _ active: [Int]) -> [Double] {
    let places = [piece.lowerBound, (piece.lowerBound + piece.upperBound - 1) / 2, piece.upperBound - 1]
    var gammas: [Double] = []
    gammas.reserveCapacity(3 * margins.offsets.count)
    for offset in margins.offsets { for place in places { gammas.append(logGamma(offset + missing(place))) } }
    let common = places.map { margins.logShared(missing($0)) }
    var values: [Double] = []
    values.reserveCapacity(3 * active.count)
    gammas.withUnsafeBufferPointer { gammas in
      sets.withUnsafeBufferPointer { sets in
        for g in active {
          let constant = graphs[g].constant
          var (a, b, c) = (constant + common[0], constant + common[1], constant + common[2])
          for s in begins[g]..<middles[g] {
            let row = 3 &* Int(sets[s])
            a += gammas[row]
            b += gammas[row + 1]
            c += gammas[row + 2]
          }
          for s in middles[g]..<begins[g + 1] {
            let row = 3 &* Int(sets[s])
            a -= gammas[row]
            b -= gammas[row + 1]
            c -= gammas[row + 2]
          }
          values.append(a)
          values.append(b)
          values.append(c)
        }
      }
    }
    return values
  }

  /// Adds what graphs have in a piece, given what a look at it showed of them.
  private mutating func add(_ piece: Range<Int>, _ graphs: [Int], _ values: [Double]) {
    var active: [Int] = []
    var change = 0.0
    for (i, g) in graphs.enumerated() {
      let (a, b, c) = (values[3 * i], values[3 * i + 1], values[3 * i + 2])
      let own = max(abs(b - a), abs(c - b))
      // A peak between two of the places is no higher above them than the slope beside it reaches.
      if max(a, max(b, c)) + own < threshold { continue }
      active.append(g)
      change = max(change, own)
    }
    if active.isEmpty { return }
    if piece.count > Self.shortest,
      change > Self.largestChange || step * Double(piece.count) > max(step, missing(piece.lowerBound))
    {
      let middle = piece.lowerBound + (piece.count + 1) / 2
      for half in [piece.lowerBound..<middle, middle..<piece.upperBound] {
        add(half, active, look(at: half, active))
      }
      return
    }
    let rule = rules[piece.count] ?? PieceRule(points: piece.count, nodes: Self.nodes)
    rules[piece.count] = rule
    addAtNodes(piece, active, rule)
  }

  /// Adds the weights at the Chebyshev points and spreads their sum over the points of the piece.
  private mutating func addAtNodes(_ piece: Range<Int>, _ active: [Int], _ rule: PieceRule) {
    let lanes = Self.lanes
    let places = rule.places.map { first + step * (Double(piece.lowerBound) + $0) }
    let (offsets, margins) = (margins.offsets, margins)
    tables.withUnsafeMutableBufferPointer { tables in
      for s in 0..<offsets.count {
        for l in 0..<lanes {
          tables[s &* lanes + l] = Lane(
            Self.logGammaOfLarge(offsets[s] + places[2 * l]),
            Self.logGammaOfLarge(offsets[s] + places[2 * l + 1]))
        }
      }
    }
    for l in 0..<lanes {
      shared[l] = Lane(margins.logShared(places[2 * l]), margins.logShared(places[2 * l + 1]))
      totals[l] = .zero
    }
    let start = Double(piece.lowerBound)
    withUnsafeTemporaryAllocation(of: Lane.self, capacity: lanes) { logs in
      tables.withUnsafeBufferPointer { tables in
        sets.withUnsafeBufferPointer { sets in
          totals.withUnsafeMutableBufferPointer { totals in
            for g in active {
              let constant = Lane(repeating: graphs[g].constant - largest)
              for l in 0..<lanes { logs[l] = shared[l] + constant }
              for s in begins[g]..<middles[g] {
                let row = lanes &* Int(sets[s])
                for l in 0..<lanes { logs[l] += tables[row + l] }
              }
              for s in middles[g]..<begins[g + 1] {
                let row = lanes &* Int(sets[s])
                for l in 0..<lanes { logs[l] -= tables[row + l] }
              }
              var mass = Lane.zero
              var moment = Lane.zero
              for l in 0..<lanes {
                let weight = fastExponential(logs[l])
                totals[l] += weight
                mass += weight * rule.sums[l]
                moment += weight * rule.moments[l]
              }
              let people = mass[0] + mass[1]
              sums.mass[g] += people
              sums.moment[g] += (first + step * start) * people + step * (moment[0] + moment[1])
            }
          }
        }
      }
    }
    for i in 0..<piece.count {
      var sum = Lane.zero
      for l in 0..<lanes { sum += totals[l] * rule.polynomials[i &* lanes + l] }
      sums.points[piece.lowerBound + i] = max(0, sum[0] + sum[1])
    }
  }

  /// log Γ by Stirling's series, of which the first term left out is below 1e-16 from 16 on.
  private static func logGammaOfLarge(_ x: Double) -> Double {
    guard x >= 16 else { return logGamma(x) }
    let inverse = 1 / x
    let y = inverse * inverse
    let series = 1.0 / 12 + y * (-1.0 / 360 + y * (1.0 / 1260 + y * (-1.0 / 1680 + y * (1.0 / 1188))))
    return (x - 0.5) * log(x) - x + 0.918_938_533_204_672_741_78 + inverse * series
  }
}

/// Interpolation at Chebyshev points over so many whole numbers from 0.
private struct PieceRule {
  /// The Chebyshev points, between 0 and one less than the number of points.
  let places: [Double]
  /// For each whole number the polynomials that are 1 at one Chebyshev point and 0 at the others, in pairs.
  let polynomials: [SIMD2<Double>]
  /// Of each polynomial the sum over the whole numbers, and that of number times polynomial.
  let sums: [SIMD2<Double>]
  let moments: [SIMD2<Double>]

  /// With no more points than nodes, each point is a node, and the nodes that are left over have no weight.
  init(points: Int, nodes: Int) {
    var places: [Double] = []
    for j in 0..<nodes {
      places.append(
        points <= nodes
          ? Double(min(j, points - 1))
          : Double(points - 1) / 2 * (1 - cos(Double.pi * Double(j) / Double(nodes - 1))))
    }
    var polynomials = [SIMD2<Double>](repeating: .zero, count: points * nodes / 2)
    var sums = [SIMD2<Double>](repeating: .zero, count: nodes / 2)
    var moments = sums
    for i in 0..<points {
      let row = i * nodes / 2
      Self.fill(&polynomials, row: row, at: Double(i), places, areNodes: points <= nodes)
      for l in 0..<(nodes / 2) {
        sums[l] += polynomials[row + l]
        moments[l] += polynomials[row + l] * Double(i)
      }
    }
    self.places = places
    self.polynomials = polynomials
    self.sums = sums
    self.moments = moments
  }

  /// The second barycentric formula, with weights ± 1 and half of that at the ends (Berrut and Trefethen 2004, SIAM
  /// Review 46:501).
  private static func fill(
    _ values: inout [SIMD2<Double>], row: Int, at place: Double, _ places: [Double], areNodes: Bool
  ) {
    var sum = 0.0
    for j in 0..<places.count {
      let distance = place - places[j]
      if distance == 0 || (areNodes && place == Double(j)) {
        for l in 0..<(places.count / 2) { values[row + l] = .zero }
        values[row + j / 2][j & 1] = 1
        return
      }
      let weight = (j & 1 == 0 ? 1.0 : -1) * (j == 0 || j == places.count - 1 ? 0.5 : 1) / distance
      values[row + j / 2][j & 1] = weight
      sum += weight
    }
    for l in 0..<(places.count / 2) { values[row + l] /= sum }
  }
}
