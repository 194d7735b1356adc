/// Square matrices of ±1 with orthogonal rows, whose first row and column are all +1.
enum HadamardMatrix {
  /// The smallest order that the constructions reach and that is at least `minimum`.
  static func order(atLeast minimum: Int) -> Int {
    var order = max(4, (minimum + 3) / 4 * 4)
    while !isReachable(order) { order += 4 }
    return order
  }

  /// Paley's construction for q + 1 with q ≡ 3 (mod 4) prime, doubled as often as needed (Sylvester).
  /// - Precondition: an order that `order(atLeast:)` gives.
  static func signs(order: Int) -> [[Int]] {
    if order == 1 { return [[1]] }
    if order == 2 { return [[1, 1], [1, -1]] }
    if isPrime(order - 1), (order - 1) % 4 == 3 { return normalised(paley(order - 1)) }
    precondition(order % 2 == 0 && isReachable(order), "an order that can be constructed")
    let half = signs(order: order / 2)
    return half.map { $0 + $0 } + half.map { row in row + row.map { -$0 } }
  }

  private static func isReachable(_ order: Int) -> Bool {
    if order == 1 || order == 2 { return true }
    if isPrime(order - 1), (order - 1) % 4 == 3 { return true }
    return order % 4 == 0 && isReachable(order / 2)
  }

  private static func isPrime(_ n: Int) -> Bool {
    guard n > 1 else { return false }
    var divisor = 2
    while divisor * divisor <= n {
      if n % divisor == 0 { return false }
      divisor += 1
    }
    return true
  }

  private static func paley(_ q: Int) -> [[Int]] {
    var character = [Int](repeating: -1, count: q)
    character[0] = 0
    for x in 1..<q { character[x * x % q] = 1 }
    var signs = [[Int]](repeating: [Int](repeating: 1, count: q + 1), count: q + 1)
    for i in 0..<q {
      signs[i + 1][0] = -1
      for j in 0..<q { signs[i + 1][j + 1] = i == j ? 1 : character[(j - i + q) % q] }
    }
    return signs
  }

  private static func normalised(_ signs: [[Int]]) -> [[Int]] {
    var result = signs.map { row in row.map { $0 * row[0] } }
    let first = result[0]
    for i in result.indices {
      for j in first.indices { result[i][j] *= first[j] }
    }
    return result
  }
}
