/// A property by which people are told apart: a set of named levels, or a number such as the year.
public struct Covariate: Sendable, Equatable {
  public let name: String
  /// The values as they stand in the data: ascending as text, or as numbers where the covariate is one.
  public let levels: [String]
  /// The values as numbers, in the order of `levels`; `nil` for named levels.
  public let values: [Double]?

  /// Whether it enters a model as a polynomial instead of one parameter for each level but the first.
  public var isNumeric: Bool { values != nil }

  init(name: String, levels: Set<String>, isNumeric: Bool) throws(CovariateError) {
    self.name = name
    guard levels.count > 1 else { throw .constantCovariate(name) }
    guard isNumeric else {
      self.levels = levels.sorted()
      values = nil
      return
    }
    var numbers: [(value: Double, text: String)] = []
    for text in levels {
      // The grammar of a plain decimal number: no hexadecimal, no words.
      guard text.allSatisfy({ "+-.0123456789".contains($0) }), let value = Double(text), value.isFinite else {
        throw .notANumber(covariate: name)
      }
      numbers.append((value, text))
    }
    numbers.sort { ($0.value, $0.text) < ($1.value, $1.text) }
    for k in 1..<numbers.count where numbers[k].value == numbers[k - 1].value {
      throw .repeatedNumber(covariate: name)
    }
    self.levels = numbers.map(\.text)
    values = numbers.map(\.value)
  }

  /// The columns with which the covariate enters a model, each with one whole number for each level: indicators of
  /// all levels but the first, or orthogonal polynomials of the degrees 1 to `degree`.
  func basis(degree: Int) throws(CovariateError) -> [[Int]] {
    guard let values else {
      return (1..<levels.count).map { level in levels.indices.map { $0 == level ? 1 : 0 } }
    }
    guard degree >= 1, degree < levels.count else {
      throw .invalidDegree(covariate: name, largest: levels.count - 1)
    }
    guard let basis = OrthogonalPolynomials.whole(at: values, degree: degree) else {
      throw .polynomialTooLarge(covariate: name)
    }
    return basis
  }
}

/// Polynomials that are orthogonal over given points, in whole numbers, so that questions about rank and signs have
/// exact answers and fits are well conditioned.
enum OrthogonalPolynomials {
  /// The largest absolute value that is allowed, so that sums of products of two columns stay below 2⁶³.
  static let largest = 1 << 20

  /// - Returns: the values of the polynomials of degree 1 to `degree` at the points, without common divisor and with
  ///   a positive leading coefficient, or `nil` where they are no whole numbers of moderate size.
  static func whole(at points: [Double], degree: Int) -> [[Int]]? {
    guard let codes = wholeCodes(points) else { return nil }
    var polynomials: [[Int128]] = [[Int128](repeating: 1, count: codes.count)]
    for k in 1...degree {
      var next = zip(codes, polynomials[k - 1]).map { Int128($0) * $1 }
      // Only the two polynomials before are not orthogonal to x times the last.
      for earlier in polynomials.suffix(2) {
        let size = product(earlier, earlier)
        let share = product(next, earlier)
        next = zip(next, earlier).map { size * $0 - share * $1 }
        var divisor: Int128 = 0
        for value in next { divisor = greatestCommonDivisor(divisor, value) }
        guard divisor > 0 else { return nil }
        next = next.map { $0 / divisor }
        guard next.allSatisfy({ abs($0) <= Int128(largest) }) else { return nil }
      }
      polynomials.append(next)
    }
    return polynomials.dropFirst().map { $0.map(Int.init) }
  }

  /// The points less the first, in their largest common unit.
  private static func wholeCodes(_ points: [Double]) -> [Int]? {
    for scale in [1.0, 2, 4, 10, 12, 100, 1000] {
      let scaled = points.map { ($0 - points[0]) * scale }
      let rounded = scaled.map { $0.rounded() }
      guard zip(scaled, rounded).allSatisfy({ abs($0 - $1) < 1e-9 * max(1, abs($0)) && abs($1) < 1e6 }) else {
        continue
      }
      var divisor = 0
      for code in rounded { divisor = Int(greatestCommonDivisor(Int128(divisor), Int128(code))) }
      return divisor > 0 ? rounded.map { Int($0) / divisor } : nil
    }
    return nil
  }

  private static func product(_ first: [Int128], _ second: [Int128]) -> Int128 {
    var sum: Int128 = 0
    for i in first.indices { sum += first[i] * second[i] }
    return sum
  }

  private static func greatestCommonDivisor(_ first: Int128, _ second: Int128) -> Int128 {
    var (a, b) = (abs(first), abs(second))
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }
}
