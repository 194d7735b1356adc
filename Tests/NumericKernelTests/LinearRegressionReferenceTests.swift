import Foundation
import NumericKernel
import TestSupport
import Testing

/// The linear regression sets of NIST StRD: see Tests/Oracles/nist.
@Suite struct LinearRegressionReferenceTests {
  /// Digits to be reached against the certified values. For coefficients they are what data and powers
  /// rounded to doubles leave (Oracles/nist/README.md). Standard errors are not refined; their floors are
  /// a third of a digit or more under the worst of six kernels of OpenBLAS (Prescott to SkylakeX).
  static let floors: [(name: String, coefficients: Double, standardErrors: Double)] = [
    ("Norris", 14, 13.5), ("Pontius", 13.5, 13), ("NoInt1", 14.7, 14.5), ("NoInt2", 15, 14.5),
    ("Filip", 7.9, 7),
    ("Longley", 14.6, 12), ("Wampler1", 15, 15), ("Wampler2", 13.2, 12.5), ("Wampler3", 15, 12.5),
    ("Wampler4", 15, 12.5), ("Wampler5", 15, 12.5),
  ]

  @Test(arguments: floors)
  func certifiedDigits(name: String, coefficients: Double, standardErrors: Double) throws {
    let set = try ReferenceSet.named(name)
    let fit = try LeastSquares(design: set.design, response: set.response)
    let errors = try #require(fit.standardErrors)
    #expect(leastDigits(fit.coefficients, set.certified.coefficients) >= coefficients)
    #expect(leastDigits(errors, set.certified.standardErrors) >= standardErrors)
    #expect(fit.residualDegreesOfFreedom == set.degreesOfFreedom)
    // 1 − R² is 1e-3 on Filip, and its residuals feel the rounding of the powers.
    let floor = name == "Filip" ? 10.5 : 13.5
    #expect(logRelativeError(try #require(fit.rSquared), certified: set.rSquared) >= floor)
  }

  /// The problem in doubles is solved exactly: every coefficient and the residual standard deviation.
  @Test(arguments: floors.map(\.name))
  func solvesTheProblemItIsGiven(name: String) throws {
    let set = try ReferenceSet.named(name)
    let fit = try LeastSquares(design: set.design, response: set.response)
    #expect(leastDigits(fit.coefficients, set.asDoubles.coefficients) >= 15)
    let deviation = try #require(fit.residualStandardDeviation)
    #expect(logRelativeError(deviation, certified: set.asDoubles.residualStandardDeviation) >= 14.9)
  }
}

struct ReferenceSet: Decodable {
  struct Values: Decodable {
    let coefficients: [Double]
    let standardErrors: [Double]
    let residualStandardDeviation: Double
  }

  let certified: Values
  let asDoubles: Values
  let rSquared: Double
  let degreesOfFreedom: Int
  let design: Matrix
  let response: [Double]

  private enum Key: CodingKey { case name, degree, intercept, rSquared, degreesOfFreedom, asDoubles }

  init(from decoder: any Decoder) throws {
    certified = try Values(from: decoder)
    let container = try decoder.container(keyedBy: Key.self)
    asDoubles = try container.decode(Values.self, forKey: .asDoubles)
    rSquared = try container.decode(Double.self, forKey: .rSquared)
    degreesOfFreedom = try container.decode(Int.self, forKey: .degreesOfFreedom)

    let name = try container.decode(String.self, forKey: .name)
    let text = try String(contentsOf: Self.folder.appending(path: name + ".csv"), encoding: .utf8)
    let rows = text.split(whereSeparator: \.isNewline).dropFirst().map {
      $0.split(separator: ",").compactMap { Double($0) }
    }
    response = rows.map { $0[0] }
    var columns: [[Double]] = []
    if try container.decode(Bool.self, forKey: .intercept) { columns.append(rows.map { _ in 1 }) }
    if let degree = try container.decodeIfPresent(Int.self, forKey: .degree) {
      var power = rows.map { _ in 1.0 }
      for _ in 0..<degree {
        power = zip(power, rows).map { $0 * $1[1] }
        columns.append(power)
      }
    } else {
      columns += (1..<rows[0].count).map { j in rows.map { $0[j] } }
    }
    design = try Matrix(columns: columns)
  }

  static func named(_ name: String) throws -> ReferenceSet {
    struct Document: Decodable { let sets: [Named] }
    struct Named: Decodable {
      let name: String
      let set: ReferenceSet
      enum Key: CodingKey { case name }
      init(from decoder: any Decoder) throws {
        name = try decoder.container(keyedBy: Key.self).decode(String.self, forKey: .name)
        set = try ReferenceSet(from: decoder)
      }
    }
    let data = try Data(contentsOf: folder.appending(path: "certified.json"))
    let sets = try JSONDecoder().decode(Document.self, from: data).sets
    return try #require(sets.first { $0.name == name }).set
  }

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../Oracles/nist")
}

func leastDigits(_ values: [Double], _ certified: [Double]) -> Double {
  #expect(values.count == certified.count)
  return zip(values, certified).map { logRelativeError($0, certified: $1) }.min() ?? 0
}
