internal import Glibc
internal import NumericKernel

/// The memory in which models of one table of lists by covariates are fitted, one after another.
///
/// A column of a model is the indicator of a set S of lists times a function f of the covariates, so that
/// log μ(c, h) = Σ β(S, f) f(c) over the columns with S ⊆ h. With M(c, U) the sum of the means of combination c over
/// all histories that contain U, which takes K 2^(K−1) additions, an entry of X'WX is Σ f(c) g(c) M(c, S ∪ T) over
/// the combinations c alone. Every array runs over the combinations fastest.
final class CovariateWorkspace {
  struct Column: Hashable {
    let lists: Int
    let function: Int
  }

  /// Columns above which LAPACK factorises X'WX instead of the small kernel.
  static let largeColumnCount = 128

  let table: CovariateTable
  let degrees: [Int]
  let listCount: Int
  let historyCount: Int
  let cellCount: Int
  /// The distance of histories in arrays: `cellCount` rounded up to an even number.
  let width: Int

  /// The functions of each set of covariates that models may use.
  private let functionsOfMask: [UInt32: Range<Int>]
  let functionCount: Int
  /// The functions in whole numbers, and divided by their largest absolute values.
  let wholeFunctions: [Int]
  let scales: [Double]
  let functions: UnsafeMutablePointer<Double>

  /// The counts and their sums over supersets, by history and combination.
  let counts: UnsafeMutablePointer<Double>
  let margins: UnsafeMutablePointer<Double>
  /// The places of `counts` that are positive, ascending.
  private(set) var positives: [Int] = []
  private(set) var observed = 0.0

  /// 1 for the cells whose mean is positive, otherwise 0; 0 for those on no list.
  let active: UnsafeMutablePointer<Double>
  /// The parameter of (S, f) at S × functionCount + f; 0 where it is no active column.
  let beta: UnsafeMutablePointer<Double>
  let logMeans: UnsafeMutablePointer<Double>
  let means: UnsafeMutablePointer<Double>
  private let previous: UnsafeMutablePointer<Double>
  let sums: UnsafeMutablePointer<Double>
  private let product: UnsafeMutablePointer<Double>

  /// The active columns, sorted by their lists, and the places where the lists change.
  private(set) var columns: [Column] = []
  private var groups: [(lists: Int, start: Int, end: Int)] = []
  private var capacity = 0
  private(set) var normal: UnsafeMutablePointer<Double>
  private var inverse: UnsafeMutablePointer<Double>
  private var start: UnsafeMutablePointer<Double>
  private var step: UnsafeMutablePointer<Double>

  /// Σ y log μ − Σ μ at β.
  private(set) var kernel = 0.0
  private(set) var iterations = 0

  /// - Parameter masks: the sets of covariates of all terms that models may have.
  /// - Throws: `CovariateError` when a polynomial's numbers are too large.
  init(_ table: CovariateTable, degrees: [Int], masks: Set<UInt32>) throws(CovariateError) {
    self.table = table
    self.degrees = degrees
    listCount = table.listCount
    historyCount = 1 << table.listCount
    cellCount = table.cells.count
    width = (table.cells.count + 1) & ~1
    var bases: [[[Int]]] = []
    for k in table.covariates.indices { bases.append(try table.covariates[k].basis(degree: degrees[k])) }
    var functionsOfMask: [UInt32: Range<Int>] = [:]
    var whole: [Int] = []
    var scales: [Double] = []
    for mask in masks.union([0]).sorted() {
      var products: [[Int]] = [[Int](repeating: 1, count: table.cells.count)]
      for k in table.covariates.indices where mask & 1 << UInt32(k) != 0 {
        products = products.flatMap { product in
          bases[k].map { basis in
            table.cells.indices.map { product[$0] * basis[table.cells[$0][k]] }
          }
        }
        for product in products where product.contains(where: { abs($0) > OrthogonalPolynomials.largest }) {
          throw .polynomialTooLarge(covariate: table.covariates[k].name)
        }
        guard products.count <= CovariateError.largestColumnCount else {
          throw .tooManyColumns(products.count)
        }
      }
      functionsOfMask[mask] = scales.count..<(scales.count + products.count)
      for product in products {
        whole += product
        // A product that vanishes on every combination is a column of zeros, which is dropped as dependent.
        scales.append(Double(max(1, product.reduce(0) { max($0, abs($1)) })))
      }
    }
    self.functionsOfMask = functionsOfMask
    functionCount = scales.count
    wholeFunctions = whole
    self.scales = scales
    let size = historyCount * width
    functions = Self.allocate(functionCount * width)
    for f in 0..<functionCount {
      for c in 0..<cellCount { functions[f * width + c] = Double(whole[f * cellCount + c]) / scales[f] }
    }
    counts = Self.allocate(size)
    margins = Self.allocate(size)
    active = Self.allocate(size)
    beta = Self.allocate(historyCount * functionCount)
    logMeans = Self.allocate(size)
    means = Self.allocate(size)
    previous = Self.allocate(size)
    sums = Self.allocate(size)
    product = Self.allocate(width)
    normal = Self.allocate(0)
    inverse = Self.allocate(0)
    start = Self.allocate(0)
    step = Self.allocate(0)
    load(table.entries.map(\.count))
  }

  deinit {
    for pointer in [functions, counts, margins, active, beta, logMeans, means, previous, sums, product] {
      pointer.deallocate()
    }
    for pointer in [normal, inverse, start, step] { pointer.deallocate() }
  }

  private static func allocate(_ count: Int) -> UnsafeMutablePointer<Double> {
    let pointer = UnsafeMutablePointer<Double>.allocate(capacity: max(count, 2))
    pointer.initialize(repeating: 0, count: max(count, 2))
    return pointer
  }

  // MARK: Data

  /// Lays out the numbers of people of the table's entries, perhaps resampled, and sums their margins.
  func load(_ people: [Int]) {
    counts.update(repeating: 0, count: historyCount * width)
    positives.removeAll(keepingCapacity: true)
    observed = 0
    for i in 0..<people.count where people[i] > 0 {
      let entry = table.entries[i]
      counts[Int(entry.history.rawValue) * width + entry.cell] = Double(people[i])
      observed += Double(people[i])
    }
    for place in 0..<(historyCount * width) where counts[place] > 0 { positives.append(place) }
    margins.update(from: counts, count: historyCount * width)
    sumSupersets(margins)
  }

  /// The columns of a model, sorted by their lists.
  func columns(of model: CovariateModel) -> [Column] {
    var result: [Column] = []
    let terms = model.terms.sorted { first, second in
      first.lists != second.lists
        ? ListSet.precedesBySize(first.lists, second.lists) : first < second
    }
    for term in terms { result += columns(of: term) }
    return result
  }

  func columns(of term: CovariateTerm) -> [Column] {
    (functionsOfMask[term.covariateMask] ?? 0..<0).map {
      Column(lists: Int(term.lists.rawValue), function: $0)
    }
  }

  // MARK: Vectors over the combinations

  func sumSupersets(_ values: UnsafeMutablePointer<Double>) {
    var half = 1
    while half < historyCount {
      for history in 0..<historyCount where history & half == 0 {
        let low = values + history &* width
        let high = low + half &* width
        for c in 0..<width { low[c] += high[c] }
      }
      half *= 2
    }
  }

  private func sumSubsets(_ values: UnsafeMutablePointer<Double>) {
    var half = 1
    while half < historyCount {
      for history in 0..<historyCount where history & half == 0 {
        let low = values + history &* width
        let high = low + half &* width
        for c in 0..<width { high[c] += low[c] }
      }
      half *= 2
    }
  }

  /// Σ f(c) v(c) over the combinations.
  private func dot(_ first: UnsafeMutablePointer<Double>, _ second: UnsafeMutablePointer<Double>) -> Double {
    var sum = SIMD2<Double>.zero
    let a = UnsafeRawPointer(first)
    let b = UnsafeRawPointer(second)
    var offset = 0
    while offset < width &* 8 {
      sum +=
        a.loadUnaligned(fromByteOffset: offset, as: SIMD2<Double>.self)
        * b.loadUnaligned(fromByteOffset: offset, as: SIMD2<Double>.self)
      offset &+= 16
    }
    return sum.x + sum.y
  }

  // MARK: Columns

  /// Makes these the active columns; β is set to 0 elsewhere.
  func activate(_ chosen: [Column]) {
    columns = chosen
    groups.removeAll(keepingCapacity: true)
    for i in chosen.indices {
      if groups.last?.lists == chosen[i].lists {
        groups[groups.count - 1].end = i + 1
      } else {
        groups.append((chosen[i].lists, i, i + 1))
      }
    }
    if chosen.count > capacity {
      for pointer in [normal, inverse, start, step] { pointer.deallocate() }
      capacity = chosen.count
      normal = Self.allocate((capacity + 1) * SmallCholesky.stride(capacity))
      inverse = Self.allocate(capacity)
      start = Self.allocate(capacity)
      step = Self.allocate(capacity)
    }
    for i in chosen.indices { start[i] = beta[chosen[i].lists * functionCount + chosen[i].function] }
    beta.update(repeating: 0, count: historyCount * functionCount)
    for i in chosen.indices { beta[chosen[i].lists * functionCount + chosen[i].function] = start[i] }
  }

  /// Makes every observable cell active.
  func activateEveryCell() {
    active.update(repeating: 0, count: historyCount * width)
    for history in 1..<historyCount {
      for c in 0..<cellCount { active[history * width + c] = 1 }
    }
  }

  /// The lower triangle of Σ f(c) g(c) M(c, S ∪ T) over the active columns.
  func fillNormal(_ weights: UnsafeMutablePointer<Double>) {
    let rowWidth = SmallCholesky.stride(columns.count)
    let bytes = width &* 8
    for i in 0..<columns.count {
      let row = normal + i &* rowWidth
      let own = functions + columns[i].function &* width
      for group in groups {
        if group.start > i { break }
        let sums = weights + (columns[i].lists | group.lists) &* width
        for c in 0..<width { product[c] = own[c] * sums[c] }
        let left = UnsafeRawPointer(product)
        let end = min(group.end, i + 1)
        var j = group.start
        while j < end {
          // Two columns at a time share the loads of the product; a last one alone is paired with itself.
          let next = min(j + 1, end - 1)
          let first = UnsafeRawPointer(functions + columns[j].function &* width)
          let second = UnsafeRawPointer(functions + columns[next].function &* width)
          var a = SIMD2<Double>.zero
          var b = SIMD2<Double>.zero
          var offset = 0
          while offset < bytes {
            let value = left.loadUnaligned(fromByteOffset: offset, as: SIMD2<Double>.self)
            a += value * first.loadUnaligned(fromByteOffset: offset, as: SIMD2<Double>.self)
            b += value * second.loadUnaligned(fromByteOffset: offset, as: SIMD2<Double>.self)
            offset &+= 16
          }
          row[j] = a.x + a.y
          row[next] = b.x + b.y
          j += 2
        }
      }
    }
  }

  // MARK: Fitting

  /// Sets log μ, μ and its sums from β.
  /// - Returns: the kernel of the log-likelihood.
  private func evaluate() -> Double {
    let size = historyCount * width
    logMeans.update(repeating: 0, count: size)
    for column in columns {
      let value = beta[column.lists * functionCount + column.function]
      let target = logMeans + column.lists &* width
      let function = functions + column.function &* width
      for c in 0..<width { target[c] += value * function[c] }
    }
    sumSubsets(logMeans)
    let logs = UnsafeRawPointer(logMeans)
    let present = UnsafeRawPointer(active)
    let target = UnsafeMutableRawPointer(means)
    var offset = 0
    while offset < size &* 8 {
      let mean = fastExponential(logs.loadUnaligned(fromByteOffset: offset, as: SIMD2<Double>.self))
      let mask = present.loadUnaligned(fromByteOffset: offset, as: SIMD2<Double>.self)
      target.storeBytes(of: mean * mask, toByteOffset: offset, as: SIMD2<Double>.self)
      offset &+= 16
    }
    sums.update(from: means, count: size)
    sumSupersets(sums)
    var linear = 0.0
    for place in positives { linear += counts[place] * logMeans[place] }
    var all = 0.0
    for c in 0..<cellCount { all += sums[c] }
    return linear - all
  }

  /// Σ f(c) (Y(c, S) − M(c, S)) of each active column, below the matrix.
  private func fillGradient() {
    let last = normal + columns.count &* SmallCholesky.stride(columns.count)
    for i in 0..<columns.count {
      let lists = columns[i].lists &* width
      for c in 0..<width { product[c] = margins[lists + c] - sums[lists + c] }
      last[i] = dot(product, functions + columns[i].function &* width)
    }
  }

  /// Solves for the step of the gradient that stands below the matrix.
  /// - Returns: `false` when the matrix is singular to working precision.
  private func solveStep() -> Bool {
    let size = columns.count
    let rowWidth = SmallCholesky.stride(size)
    let last = normal + size &* rowWidth
    if size <= Self.largeColumnCount {
      guard SmallCholesky.factorise(normal, inverse, size: size) else { return false }
      for i in 0..<size { step[i] = last[i] }
      SmallCholesky.solveTransposed(normal, inverse, step, size: size)
      return true
    }
    var matrix = Matrix(rows: size, columns: size)
    for i in 0..<size {
      for j in 0...i {
        matrix[i, j] = normal[i &* rowWidth + j]
        matrix[j, i] = normal[i &* rowWidth + j]
      }
    }
    guard let factor = try? Cholesky(matrix),
      let solution = try? factor.solve((0..<size).map { last[$0] })
    else { return false }
    for i in 0..<size { step[i] = solution[i] }
    return true
  }

  /// β that solves the weighted least squares of log(y + 0.1) with weights y + 0.1 over the active cells, from
  /// which Newton's method starts where no better start is known.
  func startAtLeastSquares() -> Bool {
    let size = historyCount * width
    for place in 0..<size {
      let value = counts[place] + 0.1
      sums[place] = active[place] * value
      logMeans[place] = active[place] * value * log(value)
    }
    sumSupersets(sums)
    sumSupersets(logMeans)
    fillNormal(sums)
    let last = normal + columns.count &* SmallCholesky.stride(columns.count)
    for i in 0..<columns.count {
      last[i] = dot(logMeans + columns[i].lists &* width, functions + columns[i].function &* width)
    }
    guard solveStep() else { return false }
    for i in 0..<columns.count { beta[columns[i].lists * functionCount + columns[i].function] = step[i] }
    return true
  }

  /// Newton's method from the β that stands there, with halved steps where a whole one lowers the likelihood, until
  /// a whole step changes no log μ of an active cell by more than `tolerance`; that step is still taken, so that the
  /// error left is about the square of it.
  ///
  /// With δ the change of log μ in a last step, μ (1 + δ) has exactly the margins of the data, because the step
  /// solves X'W δ = X'(y − μ). As δ > −1 those are positive, which proves that the maximum exists with all active
  /// cells positive. The rounding of that argument is far below `smallestMean`.
  /// - Parameter isTinyMeanAllowed: whether existence was decided before.
  /// - Returns: whether that is so; if not, β is of no use.
  func maximise(maximumIterations: Int, tolerance: Double, isTinyMeanAllowed: Bool = false) -> Bool {
    iterations = 0
    let size = historyCount * width
    kernel = evaluate()
    while true {
      if iterations == maximumIterations || !kernel.isFinite { return false }
      iterations += 1
      fillNormal(sums)
      fillGradient()
      guard solveStep() else { return false }
      for i in 0..<columns.count {
        start[i] = beta[columns[i].lists * functionCount + columns[i].function]
      }
      previous.update(from: logMeans, count: size)
      var length = 1.0
      while true {
        for i in 0..<columns.count {
          beta[columns[i].lists * functionCount + columns[i].function] = start[i] + length * step[i]
        }
        let next = evaluate()
        if next >= kernel - 1e-11 * (1 + abs(kernel)) {
          kernel = next
          break
        }
        length /= 2
        if length < 1e-9 { return false }
      }
      if length < 1 { continue }
      var largest = 0.0
      for place in 0..<size { largest = max(largest, active[place] * abs(logMeans[place] - previous[place])) }
      if largest <= tolerance { return isTinyMeanAllowed || hasNoTinyMean() }
    }
  }

  /// The mean below which a cell may be one whose mean vanishes in the limit, so that the exact decision is made. It
  /// is above the rounding of a gradient of margins of some thousand people, below which a step says nothing of a
  /// cell.
  static let smallestMean = 1e-12

  private func hasNoTinyMean() -> Bool {
    for place in 0..<(historyCount * width) where active[place] > 0 && means[place] < Self.smallestMean {
      return false
    }
    return true
  }
}
