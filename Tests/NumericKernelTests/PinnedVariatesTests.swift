internal import TestSupport
import Testing

@testable internal import NumericKernel

/// Values that published results depend on: a change here changes the simulated results of every user and
/// needs a reason and a new version. Those marked Python come also from the definitions, by
/// Oracles/distributions/streams.py; the others are only this code's own.
@Suite struct PinnedVariatesTests {
  private let start = RandomStream(seed: 20_260_724, purpose: .simulation, replicate: 7)

  /// Python. The same on every machine.
  @Test func words() {
    var stream = start
    #expect(stream.nextUInt32() == 368_960_999)
    #expect(stream.nextUInt64() == 13_065_290_146_941_670_388)
    #expect(stream.uniform() == 0.36502793815934265)
    #expect(stream.openUniform() == 0.8330237422027779)
    #expect((0..<8).map { _ in stream.integer(below: 1000) } == [220, 221, 735, 897, 475, 11, 16, 942])
    var order = Array(0..<10)
    stream.shuffle(&order)
    #expect(order == [4, 8, 5, 7, 2, 9, 1, 6, 0, 3])
  }

  /// Counts are decided by comparisons with `exp` and `log`, which another class of CPU changes once in 1e13
  /// or less.
  @Test func counts() throws {
    var stream = start
    func eight(_ draw: (inout RandomStream) throws -> Int) rethrows -> [Int] {
      try (0..<8).map { _ in try draw(&stream) }
    }
    // Python.
    #expect(try eight { try $0.poisson(mean: 3) } == [3, 3, 3, 4, 1, 3, 3, 3])
    #expect(try eight { try $0.poisson(mean: 250) } == [230, 229, 256, 259, 254, 279, 264, 234])
    stream = start
    // Python.
    #expect(try eight { try $0.binomial(trials: 15, probability: 0.3) } == [4, 5, 5, 5, 3, 5, 5, 4])
    #expect(
      try eight { try $0.binomial(trials: 4000, probability: 0.7) }
        == [2837, 2839, 2789, 2783, 2793, 2747, 2774, 2828])
    #expect(try stream.multinomial(trials: 2744, weights: [5, 1, 0, 3, 2]) == [1235, 249, 0, 735, 525])
    let categories = try Categorical(weights: [5, 1, 0, 3, 2])
    #expect(eight { categories.draw(from: &$0) } == [0, 0, 3, 4, 0, 3, 0, 0])
  }

  /// The tolerance is for the last bits of `exp`, `log` and `lgamma` on another class of CPU.
  @Test func reals() throws {
    var stream = start
    func pinned(_ value: Double, _ expected: Double) -> Bool { close(value, expected, relative: 1e-13) }
    // Python, the first four.
    #expect(pinned(stream.standardNormal(), -0.15860506277900828))
    #expect(pinned(try stream.normal(mean: 5, standardDeviation: 2), 5.1037585846640833))
    #expect(pinned(try stream.logNormal(mean: 5, coefficientOfVariation: 0.4), 4.8843711333165718))
    #expect(pinned(try stream.exponential(mean: 2), 0.71592347235899086))
    #expect(pinned(try stream.gamma(shape: 2.5), 0.9051617738897916))
    #expect(pinned(try stream.gamma(shape: 0.3), 0.0013610232877033855))
    #expect(pinned(try stream.beta(alpha: 2, beta: 3), 0.24286633368774907))
    #expect(pinned(try stream.beta(alpha: 0.5, beta: 0.5), 0.21416026586704892))
    #expect(pinned(try stream.chiSquared(degreesOfFreedom: 4), 1.1057424663654083))
    #expect(pinned(try stream.studentT(degreesOfFreedom: 4), 1.2374601794356932))
    let parts = try stream.dirichlet([1, 2, 0.5])
    #expect(pinned(parts[0], 0.13100196283626134))
    #expect(pinned(parts[1], 0.8566513767881837))
    #expect(pinned(parts[2], 0.012346660375554989))
  }
}
