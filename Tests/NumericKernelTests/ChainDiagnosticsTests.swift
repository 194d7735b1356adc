import Foundation
import NumericKernel
import TestSupport
import Testing

@Suite("Diagnostics of Markov chains")
struct ChainDiagnosticsTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Oracles/markov-chains")

  /// The chains of Tests/Oracles/markov-chains/generate.py.
  static func chain(
    length: Int, memory: Double, shift: Double, power: Int, seed: Int, digits: Int
  ) -> [Double] {
    var state = seed
    var x = 0.0
    return (0..<length).map { _ in
      state = state * 16807 % 2_147_483_647
      x = memory * x + Double(state) / 2_147_483_647 - 0.5
      let y = x + shift
      let scale = pow(10, Double(digits))
      return ((power == 3 ? y * y * y : y) * scale + 0.5).rounded(.down) / scale
    }
  }

  @Test("agree with arviz")
  func oracle() throws {
    let text = try String(contentsOf: Self.folder.appending(path: "expected.csv"), encoding: .utf8)
    let rows = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
    #expect(rows.count == 10)
    for row in rows {
      let v = row.split(separator: ",").compactMap { Double($0) }
      let count = Int(v[0])
      let chains = (0..<count).map { c in
        Self.chain(
          length: Int(v[1]), memory: v[2], shift: c == count - 1 ? v[3] : 0, power: Int(v[4]),
          seed: 12345 + 7919 * c, digits: Int(v[5]))
      }
      let diagnostics = try ChainDiagnostics(chains: chains)
      // arviz gives none for one chain; split in halves it has one.
      if count > 1 { #expect(close(diagnostics.rHat, v[6], relative: 1e-10), "\(row) \(diagnostics)") }
      #expect(close(diagnostics.bulkSize, v[7], relative: 1e-8), "\(row) \(diagnostics)")
      #expect(close(diagnostics.tailSize, v[8], relative: 1e-8), "\(row) \(diagnostics)")
      let quantile = ChainDiagnostics.quantile(chains.flatMap { $0 }.sorted(), 0.025)
      let size = try ChainDiagnostics.effectiveSize(ofSharesUpTo: quantile, chains: chains)
      #expect(close(size, v[9], relative: 1e-8), "\(row) \(size)")
    }
  }

  @Test("chains that stand still in different places are told from one that never moves")
  func constant() throws {
    let apart = try ChainDiagnostics(chains: [[1, 1, 1, 1], [2, 2, 2, 2]])
    #expect(apart.rHat == .infinity)
    let still = try ChainDiagnostics(chains: [[1, 1, 1, 1], [1, 1, 1, 1]])
    #expect(still.rHat == 1)
  }

  @Test("are refused to too few, uneven or infinite draws")
  func refusals() {
    #expect(throws: NumericError.self) { try ChainDiagnostics(chains: []) }
    #expect(throws: NumericError.self) { try ChainDiagnostics(chains: [[1, 2, 3]]) }
    #expect(throws: NumericError.self) { try ChainDiagnostics(chains: [[1, 2, 3, 4], [1, 2, 3, 4, 5]]) }
    #expect(throws: NumericError.self) { try ChainDiagnostics(chains: [[1, 2, 3, .infinity]]) }
  }
}
