public import Estimates
internal import Glibc

/// Mb: being seen changes the chance of being seen again (Otis et al. 1978), on occasions that follow each other.
///
/// Only the first time that each person is seen bears on the population: of N people, u_i = those first seen on
/// occasion i has the mean N p q^{i−1}, q = 1 − p. The order of the lists is the order of time, so that the answer
/// changes with it; lists kept side by side have no such order and no use for this model.
public struct BehaviouralModel: Sendable {
  public let id = "mb"
  public let summary = "Mb: first captures on occasions in the order of the lists, with trap response"
  public let reference = Citation(
    key: "Otis et al. 1978",
    text: """
      Otis DL, Burnham KP, White GC, Anderson DR. Statistical inference from capture data on closed animal \
      populations. Wildlife Monographs 1978;62:1-135.
      """)

  public init() {}

  /// The estimate and its standard error from the numbers first seen on each occasion; `nil` when they do not fall
  /// off fast enough for a finite population.
  public static func removal(_ first: [Int]) -> (population: Double, standardError: Double)? {
    let t = Double(first.count)
    var n = 0.0
    var delay = 0.0
    for i in 0..<first.count {
      n += Double(first[i])
      delay += Double(i) * Double(first[i])
    }
    guard n > 0, delay > 0, delay / n < (t - 1) / 2 else { return nil }
    // The mean delay given that a person is seen at all rises with q from 0 to (t − 1)/2.
    func meanDelay(_ q: Double) -> Double {
      let missed = pow(q, t)
      return q / (1 - q) - t * missed / (1 - missed)
    }
    var low = 0.0
    var high = 1.0
    while true {
      let middle = 0.5 * (low + high)
      if middle <= low || middle >= high { break }
      if meanDelay(middle) < delay / n { low = middle } else { high = middle }
    }
    let q = 0.5 * (low + high)
    let missed = pow(q, t)
    let population = n / (1 - missed)
    // The expected information of (N, q) in Poisson counts N (1 − q) q^{i−1}; the multinomial variance is less by N.
    let byBoth = -t * pow(q, t - 1)
    var byRate = 0.0
    for i in 0..<first.count {
      let slope = Double(i) / q - 1 / (1 - q)
      byRate += population * (1 - q) * pow(q, Double(i)) * slope * slope
    }
    let variance = 1 / ((1 - missed) / population - byBoth * byBoth / byRate) - population
    guard population.isFinite, variance.isFinite, variance >= 0 else { return nil }
    return (population, variance.squareRoot())
  }

  public func estimate(_ table: CaptureTable, level: Double) throws -> Estimate {
    try PopulationEstimate.check(level: level)
    let (_, ground) = try EstimationGround.preparing(table)
    if let refusal = ground.refusal {
      return try PopulationEstimate.refused(refusal, method: summary, ground: ground, reference: reference)
    }
    // A list that holds nobody is an occasion all the same.
    var first = [Int](repeating: 0, count: table.listCount)
    for i in 0..<table.histories.count {
      first[table.histories[i].rawValue.trailingZeroBitCount] += table.counts[i]
    }
    guard let (population, standardError) = Self.removal(first) else {
      return try PopulationEstimate.refused(
        Refusal(
          code: .populationInfinite,
          reason: """
            the numbers of people first seen do not fall off from occasion to occasion, so that model Mb puts the \
            population at infinity; its occasions have to follow each other in time
            """),
        method: summary, ground: ground, reference: reference)
    }
    return try PopulationEstimate.estimated(
      population,
      try PopulationEstimate.logNormal(
        population, variance: standardError * standardError, observed: table.total, level: level),
      method: summary, ground: ground, reference: reference,
      notes: ["the lists were taken as occasions in the order of the table"])
  }
}
