import NumericKernel
import TestSupport

/// Numbers without pattern for law tests, the same in every run (SplitMix64, 53 bits, in [-1, 1)).
struct PatternlessNumbers {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((z ^ (z >> 31)) >> 11) * 0x1p-52 - 1
  }

  mutating func vector(_ count: Int) -> [Double] { (0..<count).map { _ in next() } }

  mutating func matrix(_ rows: Int, _ columns: Int) -> Matrix {
    Matrix(rows: rows, columns: columns, elements: vector(rows * columns))
  }
}

/// The largest |a − b|; infinite when the shapes differ.
func distance(_ a: Matrix, _ b: Matrix) -> Double {
  guard a.rows == b.rows, a.columns == b.columns else { return .infinity }
  return distance(a.elements, b.elements)
}

func distance(_ a: [Double], _ b: [Double]) -> Double {
  guard a.count == b.count else { return .infinity }
  return zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) }
}

/// Largest deviation of QᵀQ from the identity.
func departureFromOrthonormality(_ q: Matrix) -> Double { distance(q.crossProduct(), .identity(q.columns)) }

func hilbert(_ order: Int) -> Matrix {
  var matrix = Matrix(rows: order, columns: order)
  for i in 0..<order {
    for j in 0..<order { matrix[i, j] = 1 / Double(i + j + 1) }
  }
  return matrix
}

/// Shapes that every decomposition has to get through.
let shapes = [(1, 1), (5, 1), (1, 5), (7, 4), (4, 7), (6, 6), (40, 12)]
let emptyShapes = [(0, 0), (0, 3), (3, 0)]

/// Every entry finite but one.
func spoiled(_ matrix: Matrix, with value: Double) -> Matrix {
  var matrix = matrix
  matrix[matrix.rows - 1, matrix.columns - 1] = value
  return matrix
}

let notFinite = [Double.nan, .infinity, -.infinity]
