internal import Glibc

/// The likelihood of a model of the closed-population family, by the number of lists on which a person is.
///
/// With list effects, the sum of the expected counts over all histories on k lists is a weight times the elementary
/// symmetric polynomial e_k of exp(βⱼ), so that nothing grows with 2^t.
struct ClosedPopulationProblem {
  let occasions: Int
  /// n₁ ... n_t with list effects; otherwise `nil`.
  let listTotals: [Double]?
  /// f_k, element k − 1.
  let frequencies: [Double]
  /// h of |ω| = 0 ... t, one column each.
  let columns: [[Double]]
  /// log C(t, k) for k = 0 ... t, used without list effects.
  private let logChoices: [Double]

  init(occasions: Int, listTotals: [Double]?, frequencies: [Double], columns: [[Double]]) {
    self.occasions = occasions
    self.listTotals = listTotals
    self.frequencies = frequencies
    self.columns = columns
    let t = Double(occasions)
    logChoices = (0...occasions).map {
      lgamma(t + 1) - lgamma(Double($0) + 1) - lgamma(t - Double($0) + 1)
    }
  }

  /// The same likelihood with other columns.
  func with(columns: [[Double]]) -> ClosedPopulationProblem {
    ClosedPopulationProblem(
      occasions: occasions, listTotals: listTotals, frequencies: frequencies, columns: columns)
  }

  /// The intercept, the list effects (or one effect of the number of lists), the columns.
  var parameterCount: Int { 1 + effectCount + columns.count }
  private var effectCount: Int { listTotals?.count ?? 1 }

  /// The observed sufficient statistics, with `unobserved` people known to be on no list where given.
  func statistics(unobserved: Double?) -> [Double] {
    var s = [frequencies.reduce(0, +) + (unobserved ?? 0)]
    if let listTotals {
      s += listTotals
    } else {
      s.append((1...occasions).reduce(0) { $0 + Double($1) * frequencies[$1 - 1] })
    }
    for column in columns {
      s.append(
        (1...occasions).reduce(column[0] * (unobserved ?? 0)) { $0 + column[$1] * frequencies[$1 - 1] })
    }
    return s
  }

  /// The expected statistics, their information matrix (row-major, full), and the expected number in each class
  /// k = 0 ... t; class 0 takes part only if `includingUnobserved`.
  func moments(
    _ theta: [Double], includingUnobserved: Bool
  ) -> (mean: [Double], information: [Double], classes: [Double]) {
    let t = occasions
    let p = parameterCount
    let effects = effectCount
    var weight = (0...t).map { k in
      var exponent = theta[0]
      for q in 0..<columns.count { exponent += theta[1 + effects + q] * columns[q][k] }
      return exponent
    }
    if listTotals == nil { for k in 0...t { weight[k] += logChoices[k] + theta[1] * Double(k) } }
    for k in 0...t { weight[k] = exp(weight[k]) }
    let first = includingUnobserved ? 0 : 1
    var classes = weight
    var mean = [Double](repeating: 0, count: p)
    var information = [Double](repeating: 0, count: p * p)
    func add(_ row: Int, _ column: Int, _ value: Double) {
      information[row * p + column] += value
      if row != column { information[column * p + row] += value }
    }
    if listTotals != nil {
      let x = (0..<t).map { exp(theta[1 + $0]) }
      let all = symmetric(x, leavingOut: -1, -1)
      for k in 0...t { classes[k] = weight[k] * all[k] }
      for i in 0..<t {
        let others = symmetric(x, leavingOut: i, -1)
        var sum = 0.0
        for k in 1...t {
          let expected = weight[k] * x[i] * others[k - 1]
          sum += expected
          for q in 0..<columns.count { add(1 + i, 1 + effects + q, columns[q][k] * expected) }
        }
        mean[1 + i] = sum
        add(0, 1 + i, sum)
        add(1 + i, 1 + i, sum)
        for j in 0..<i {
          let rest = symmetric(x, leavingOut: i, j)
          var both = 0.0
          if t >= 2 { for k in 2...t { both += weight[k] * x[i] * x[j] * rest[k - 2] } }
          add(1 + j, 1 + i, both)
        }
      }
    } else {
      for k in first...t {
        let expected = classes[k]
        mean[1] += Double(k) * expected
        add(0, 1, Double(k) * expected)
        add(1, 1, Double(k * k) * expected)
        for q in 0..<columns.count { add(1, 2 + q, Double(k) * columns[q][k] * expected) }
      }
    }
    for k in first...t {
      mean[0] += classes[k]
      for q in 0..<columns.count {
        mean[1 + effects + q] += columns[q][k] * classes[k]
        add(0, 1 + effects + q, columns[q][k] * classes[k])
        for r in 0...q {
          add(1 + effects + r, 1 + effects + q, columns[q][k] * columns[r][k] * classes[k])
        }
      }
    }
    information[0] = mean[0]
    return (mean, information, classes)
  }

  /// e₀ ... e_t of the numbers without two of them, by multiplying out Π (1 + x z); all terms are positive.
  private func symmetric(_ x: [Double], leavingOut i: Int, _ j: Int) -> [Double] {
    var e = [Double](repeating: 0, count: x.count + 1)
    e[0] = 1
    var degree = 0
    for index in 0..<x.count where index != i && index != j {
      degree += 1
      for k in stride(from: degree, to: 0, by: -1) { e[k] += x[index] * e[k - 1] }
    }
    return e
  }

  /// Where Newton's method starts: equal or separate lists that are independent in a population twice that seen.
  func start(unobserved: Double?) -> [Double] {
    let n = frequencies.reduce(0, +)
    let population = n + (unobserved ?? n)
    var theta = [Double](repeating: 0, count: parameterCount)
    if let listTotals {
      theta[0] = log(population)
      for j in 0..<listTotals.count {
        let share = listTotals[j] / population
        theta[1 + j] = log(share / (1 - share))
        theta[0] += log1p(-share)
      }
    } else {
      var captures = 0.0
      for k in 1...occasions { captures += Double(k) * frequencies[k - 1] }
      let share = captures / (population * Double(occasions))
      theta[0] = log(population) + Double(occasions) * log1p(-share)
      theta[1] = log(share / (1 - share))
    }
    return theta
  }

  /// The maximum of the Poisson likelihood by Newton's method with halved steps; `nil` where it has none or cannot
  /// be told from one at infinity.
  func maximise(unobserved: Double? = nil, from initial: [Double]? = nil) -> PoissonOptimum? {
    let p = parameterCount
    let target = statistics(unobserved: unobserved)
    let includingUnobserved = unobserved != nil
    var theta = initial ?? start(unobserved: unobserved)
    func logLikelihood(_ theta: [Double], _ total: Double) -> Double {
      var sum = -total
      for i in 0..<p { sum += theta[i] * target[i] }
      return sum
    }
    var moments = moments(theta, includingUnobserved: includingUnobserved)
    var value = logLikelihood(theta, moments.mean[0])
    var last = false
    for _ in 0..<200 {
      guard value.isFinite else { return nil }
      let gradient = (0..<p).map { target[$0] - moments.mean[$0] }
      guard let factor = SmallCholeskyFactor(moments.information, order: p) else { return nil }
      let step = factor.solve(gradient)
      var decrement = 0.0
      for i in 0..<p { decrement += step[i] * gradient[i] }
      var length = 1.0
      while true {
        let candidate = (0..<p).map { theta[$0] + length * step[$0] }
        let there = self.moments(candidate, includingUnobserved: includingUnobserved)
        let reached = logLikelihood(candidate, there.mean[0])
        // Within rounding of the maximum the likelihood no longer tells the steps apart.
        if reached >= value - 1e-12 * abs(value) && reached.isFinite {
          theta = candidate
          moments = there
          value = reached
          break
        }
        length /= 2
        if length < 1e-12 { return nil }
      }
      if last {
        guard let final = SmallCholeskyFactor(moments.information, order: p) else { return nil }
        return PoissonOptimum(
          theta: theta, factor: final, classes: moments.classes, columns: columns)
      }
      // One more step squares what is left of the error.
      last = decrement < 1e-14 * target[0]
    }
    return nil
  }
}

/// Where a Poisson likelihood is largest.
struct PoissonOptimum {
  let theta: [Double]
  /// The factor of the information matrix.
  let factor: SmallCholeskyFactor
  /// The expected number on k lists, k = 0 ... t.
  let classes: [Double]
  /// The columns that were fitted.
  let columns: [[Double]]
}
