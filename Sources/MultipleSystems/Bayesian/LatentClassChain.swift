internal import Glibc
internal import NumericKernel

/// One Markov chain of the latent class model: Gibbs steps on the table of distinct histories.
///
/// The people of a history are shared out among the classes by a multinomial draw, so that a sweep costs histories
/// times classes, however many people there are. Labels of neighbouring classes are exchanged by the two moves of
/// Papaspiliopoulos and Roberts (2008), because the sticks' order, which the likelihood does not know, otherwise
/// moves slowly.
struct LatentClassChain: ~Copyable {
  let classes: Int
  let lists: Int
  let observed: Double
  let largestMissing: Double
  let shape: Double
  let rate: Double
  /// The lists of each history, one after the other, and where each history begins.
  let members: UnsafeMutablePointer<Int>
  let begins: UnsafeMutablePointer<Int>
  let counts: UnsafeMutablePointer<Int>
  let historyCount: Int

  var missing: Double
  var alpha: Double
  /// πₖ.
  let weights: UnsafeMutablePointer<Double>
  /// log(1 − Vₖ) for k < K − 1.
  let logRest: UnsafeMutablePointer<Double>
  /// λⱼₖ/(1 − λⱼₖ), list by list.
  let odds: UnsafeMutablePointer<Double>
  /// πₖ Πⱼ (1 − λⱼₖ): the share of all people that are of class k and missed.
  let missedShares: UnsafeMutablePointer<Double>
  /// The people of each class, and those of them seen by each list.
  let sizes: UnsafeMutablePointer<Double>
  let captured: UnsafeMutablePointer<Double>
  let scratch: UnsafeMutablePointer<Double>
  /// For each history the sum over classes of πₖ Πⱼ λ^ω (1 − λ)^(1 − ω), and the part of one class before and after a
  /// move.
  let historyShares: UnsafeMutablePointer<Double>
  let partBefore: UnsafeMutablePointer<Double>
  let partAfter: UnsafeMutablePointer<Double>
  let factors: UnsafeMutablePointer<Double>
  var stream: RandomStream
  private var trajectory: LatentClassTrajectory

  /// Starts from a draw of the prior, so that chains begin far apart.
  init(
    _ model: LatentClassModel, histories: [ListSet], counts: [Int], listCount: Int, stream: RandomStream
  ) throws(NumericError) {
    classes = model.classCount
    lists = listCount
    var total = 0
    for count in counts { total += count }
    observed = Double(total)
    largestMissing = Double(model.largestMultiple) * Double(total)
    shape = model.shape
    rate = model.rate
    var places = [0]
    for history in histories { places.append(places[places.count - 1] + history.count) }
    members = Self.copy(histories.flatMap(\.lists))
    begins = Self.copy(places)
    self.counts = Self.copy(counts)
    historyCount = counts.count
    missing = 0
    alpha = 0
    weights = Self.filled(0, classes)
    logRest = Self.filled(0, classes)
    odds = Self.filled(0, classes * lists)
    missedShares = Self.filled(0, classes)
    sizes = Self.filled(0, classes)
    captured = Self.filled(0, classes * lists)
    scratch = Self.filled(0, classes)
    historyShares = Self.filled(0, counts.count)
    partBefore = Self.filled(0, counts.count)
    partAfter = Self.filled(0, counts.count)
    factors = Self.filled(1, lists)
    self.stream = stream
    trajectory = LatentClassTrajectory(
      classes: classes, lists: lists, histories: histories, counts: counts)
    // A concentration near 0 would start every chain in one class; the floor only concerns the start.
    alpha = max(0.05, try self.stream.gamma(shape: shape, scale: 1 / rate))
    try drawRates()
    try drawSticks()
  }

  deinit {
    for numbers in [members, begins, counts] { numbers.deallocate() }
    for numbers in [
      weights, logRest, odds, missedShares, sizes, captured, scratch, historyShares, partBefore, partAfter,
      factors,
    ] { numbers.deallocate() }
  }

  private static func copy(_ numbers: [Int]) -> UnsafeMutablePointer<Int> {
    let copy = UnsafeMutablePointer<Int>.allocate(capacity: max(1, numbers.count))
    for i in 0..<numbers.count { (copy + i).initialize(to: numbers[i]) }
    return copy
  }

  static func filled(_ value: Double, _ count: Int) -> UnsafeMutablePointer<Double> {
    let numbers = UnsafeMutablePointer<Double>.allocate(capacity: max(1, count))
    numbers.initialize(repeating: value, count: count)
    return numbers
  }

  /// The probability that a person is missed, ρ = Σ πₖ Π (1 − λⱼₖ).
  var missedShare: Double {
    var sum = 0.0
    for k in 0..<classes { sum += missedShares[k] }
    return sum
  }

  /// The number of classes that hold somebody.
  var occupiedClasses: Int {
    var count = 0
    for k in 0..<classes where sizes[k] > 0 { count += 1 }
    return count
  }

  /// One step of every part.
  mutating func sweep() throws(NumericError) {
    try drawMissing()
    try drawClasses()
    exchangeLabels()
    if stream.nextUInt32() & 3 == 0 { exchangeWithConcentration() }
    try drawRates()
    moveConcentration()
    try drawSticks()
    try moveClasses()
    try followTrajectory()
  }

  /// Ends the warm-up, in which trajectories find their scales.
  mutating func endWarmUp() { trajectory.stopAdapting() }

  private mutating func followTrajectory() throws(NumericError) {
    let model = LatentClassTrajectory.Model(
      observed: observed, shape: shape, rate: rate, weights: weights, odds: odds, missedShares: missedShares)
    let (observed, largest) = (observed, largestMissing)
    try trajectory.run(model, alpha: &alpha, from: &stream) { share throws(NumericError) in
      try Self.logWithinBound(share, observed: observed, largest: largest)
    }
  }
}
