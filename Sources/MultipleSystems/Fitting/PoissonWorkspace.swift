internal import Glibc

/// The maximisation of the Poisson likelihood of one table under one model after another, in memory that is
/// allocated once.
///
/// The counts y(ω) of the histories are Poisson with means μ(ω), log μ(ω) = Σ β(S) over the active terms S ⊆
/// ω. The table's margins t(S) = Σ y(ω) over ω ⊇ S are sufficient. The likelihood equations are M(S) = t(S)
/// with M(S) = Σ μ(ω) over ω ⊇ S, and the matrix of second derivatives has the elements M(S ∪ T), so that one
/// pass of superset sums over the 2^K cells gives all of both.
///
/// Cells that are not active have μ = 0: the unobserved history, and those that the extended maximum
/// likelihood estimate leaves empty.
struct PoissonWorkspace: ~Copyable {
  let listCount: Int
  let cellCount: Int

  /// y(ω) and t(S), by mask.
  let counts: UnsafeMutablePointer<Double>
  let margins: UnsafeMutablePointer<Double>
  /// β(S) by mask, 0 for terms that are not active.
  let beta: UnsafeMutablePointer<Double>
  /// log μ(ω) by mask, also for cells that are not active.
  let logMeans: UnsafeMutablePointer<Double>
  /// μ(ω) by mask, 0 for cells that are not active.
  let means: UnsafeMutablePointer<Double>
  /// M(S) by mask.
  let fittedMargins: UnsafeMutablePointer<Double>

  /// The active terms; the intercept is last where it is free, so that its variance is the last pivot's.
  let terms: UnsafeMutablePointer<Int32>
  var termCount = 0
  /// The active cells, and by mask 1 for these and 0 for all others.
  let cells: UnsafeMutablePointer<Int32>
  let isActive: UnsafeMutablePointer<Double>
  var activeCellCount = 0

  /// Whole numbers by mask, for bookkeeping; after `activateRegular` not 0 for the cells that prove
  /// identification.
  let scratch: UnsafeMutablePointer<Double>

  private var capacity: Int
  private var normal: UnsafeMutablePointer<Double>
  private var vectors: UnsafeMutablePointer<Double>

  /// Σ y log μ − Σ μ at β, which lacks the constant −Σ log y! of the log-likelihood.
  var kernel = 0.0
  /// The largest change of a parameter in one step: where a mean is far too small the step is in proportion
  /// to what is missing, not to its logarithm.
  private static let largestStep = 10.0

  /// Newton steps of the last maximisation.
  var iterations = 0

  init(listCount: Int) {
    precondition(listCount <= CaptureTable.denseListCount, "the cells are too many to be laid out")
    self.listCount = listCount
    cellCount = 1 << listCount
    counts = Self.allocate(cellCount)
    margins = Self.allocate(cellCount)
    beta = Self.allocate(cellCount)
    logMeans = Self.allocate(cellCount)
    means = Self.allocate(cellCount)
    fittedMargins = Self.allocate(cellCount)
    scratch = Self.allocate(cellCount)
    isActive = Self.allocate(cellCount)
    terms = UnsafeMutablePointer.allocate(capacity: cellCount)
    cells = UnsafeMutablePointer.allocate(capacity: cellCount)
    capacity = 0
    normal = Self.allocate(0)
    vectors = Self.allocate(0)
  }

  deinit {
    counts.deallocate()
    margins.deallocate()
    beta.deallocate()
    logMeans.deallocate()
    means.deallocate()
    fittedMargins.deallocate()
    scratch.deallocate()
    isActive.deallocate()
    terms.deallocate()
    cells.deallocate()
    normal.deallocate()
    vectors.deallocate()
  }

  private static func allocate(_ count: Int) -> UnsafeMutablePointer<Double> {
    let pointer = UnsafeMutablePointer<Double>.allocate(capacity: max(count, 1))
    pointer.initialize(repeating: 0, count: max(count, 1))
    return pointer
  }

  /// Makes room for models with up to this number of active terms.
  mutating func reserve(terms count: Int) {
    if count <= capacity { return }
    normal.deallocate()
    vectors.deallocate()
    capacity = count
    normal = Self.allocate((count + 1) * SmallCholesky.stride(count))
    vectors = Self.allocate(3 * count)
  }

  private var gradient: UnsafeMutablePointer<Double> { vectors }
  private var start: UnsafeMutablePointer<Double> { vectors + capacity }
  private var inverse: UnsafeMutablePointer<Double> { vectors + 2 * capacity }

  // MARK: Data

  /// Lays out the counts of a table and sums its margins.
  mutating func load(_ table: CaptureTable) {
    counts.update(repeating: 0, count: cellCount)
    for i in 0..<table.histories.count {
      counts[Int(table.histories[i].rawValue)] = Double(table.counts[i])
    }
    sumMargins()
  }

  /// The margins of the counts as they stand.
  mutating func sumMargins() {
    margins.update(from: counts, count: cellCount)
    Cube.sumSupersets(margins, lists: listCount)
  }

  // MARK: Fitting

  /// Marks the cells of `cells`.
  func markActiveCells() {
    isActive.update(repeating: 0, count: cellCount)
    for i in 0..<activeCellCount { isActive[Int(cells[i])] = 1 }
  }

  /// Sets μ, M and the kernel from β.
  private mutating func evaluate() -> Double {
    let eta = logMeans
    let mu = means
    let sums = fittedMargins
    eta.update(from: beta, count: cellCount)
    Cube.sumSubsets(eta, lists: listCount)
    if cellCount < 2 { return 0 }
    let pairs = UnsafeMutableRawPointer(eta)
    let present = UnsafeMutableRawPointer(isActive)
    let target = UnsafeMutableRawPointer(mu)
    var offset = 0
    while offset < cellCount &* 8 {
      let mean = fastExponential(pairs.loadUnaligned(fromByteOffset: offset, as: SIMD2<Double>.self))
      let active = present.loadUnaligned(fromByteOffset: offset, as: SIMD2<Double>.self)
      target.storeBytes(of: mean * active, toByteOffset: offset, as: SIMD2<Double>.self)
      offset &+= 16
    }
    sums.update(from: mu, count: cellCount)
    Cube.sumSupersets(sums, lists: listCount)
    var linear = 0.0
    for k in 0..<termCount {
      let term = Int(terms[k])
      linear += beta[term] * margins[term]
    }
    return linear - sums[0]
  }

  /// The gradient t(S) − M(S) of the active terms.
  /// - Returns: whether all are below 1e-10 of max(1, t(S)).
  private func differentiate() -> Bool {
    var isSmall = true
    for k in 0..<termCount {
      let term = Int(terms[k])
      let difference = margins[term] - fittedMargins[term]
      gradient[k] = difference
      if !(abs(difference) <= 1e-10 * max(1, margins[term])) { isSmall = false }
    }
    return isSmall
  }

  /// The factor L of the matrix M(S ∪ T) of the active terms at β, and L⁻¹ of the gradient below it.
  /// - Parameter damping: the part by which the diagonal is enlarged.
  /// - Returns: `false` when it is singular to working precision.
  mutating func factorise(damping: Double = 0) -> Bool {
    let size = termCount
    let width = SmallCholesky.stride(size)
    let sums = fittedMargins
    for i in 0..<size {
      let row = normal + i &* width
      let term = Int(terms[i])
      for j in 0...i { row[j] = sums[term | Int(terms[j])] }
      row[i] += damping * row[i]
    }
    let last = normal + size &* width
    for i in 0..<size { last[i] = gradient[i] }
    return SmallCholesky.factorise(normal, inverse, size: size)
  }

  /// The factor of the matrix, with its diagonal enlarged as far as it takes where β is so far out that the
  /// matrix is singular to working precision; a step from it still leads upward.
  private mutating func factoriseWherever() -> Bool {
    factorise() || factorise(damping: 1e-8) || factorise(damping: 1e-4) || factorise(damping: 1)
  }

  /// Newton's method from the β that stands there, with halved steps where a whole one lowers the likelihood.
  ///
  /// It has converged when the gradient vanishes (1e-10 of the margins) and the last step changed the
  /// log-likelihood by no more than 1e-8 and rounding. Terms have to be independent on the active cells.
  /// - Parameter isStartExact: whether β is the maximum already up to rounding, so that a small gradient is
  ///   enough.
  /// - Returns: whether it has converged; if not, β is of no use as an estimate.
  mutating func maximise(maximumIterations: Int, isStartExact: Bool = false) -> Bool {
    iterations = 0
    kernel = evaluate()
    var change = isStartExact ? 0 : Double.infinity
    while true {
      if differentiate() && abs(change) <= 1e-8 + 1e-14 * abs(kernel) { return true }
      if iterations == maximumIterations || !kernel.isFinite || !factoriseWherever() { return false }
      iterations += 1
      for k in 0..<termCount { start[k] = beta[Int(terms[k])] }
      let step = normal + termCount &* SmallCholesky.stride(termCount)
      SmallCholesky.solveTransposed(normal, inverse, step, size: termCount)
      var largest = 0.0
      for k in 0..<termCount { largest = max(largest, abs(step[k])) }
      var length = largest > Self.largestStep ? Self.largestStep / largest : 1
      let shortest = length * 1e-9
      while true {
        for k in 0..<termCount { beta[Int(terms[k])] = start[k] + length * step[k] }
        let next = evaluate()
        if next >= kernel - 1e-12 * (1 + abs(kernel)) {
          change = next - kernel
          kernel = next
          break
        }
        length /= 2
        if length < shortest { return false }
      }
    }
  }

  /// The column of the inverse of the matrix M(S ∪ T) that belongs to an active term, after `factorise`.
  func solveUnit(_ column: Int) -> [Double] {
    var x = [Double](repeating: 0, count: termCount)
    x[column] = 1
    x.withUnsafeMutableBufferPointer { buffer in
      if let base = buffer.baseAddress {
        SmallCholesky.solve(normal, inverse, base, size: termCount)
        SmallCholesky.solveTransposed(normal, inverse, base, size: termCount)
      }
    }
    return x
  }

  /// The variance of the last active term, after `factorise`.
  func varianceOfLastTerm() -> Double {
    inverse[termCount - 1] * inverse[termCount - 1]
  }
}

extension CaptureTable {
  /// The largest number of lists for which arrays over all 2^K histories are laid out.
  static let denseListCount = 10
}
