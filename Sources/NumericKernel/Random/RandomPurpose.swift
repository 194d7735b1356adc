/// What random numbers are drawn for. Two computations that share a seed and a replicate number draw
/// independent numbers when their purposes differ.
///
/// A raw value is part of every published result that was made with it, so it never changes its meaning. Values
/// below 1024 are listed here; another target adds its own in an extension, from 1024 on:
///
///     extension RandomPurpose {
///       package static let hotDeck = RandomPurpose(rawValue: 1024)
///     }
package struct RandomPurpose: RawRepresentable, Hashable, Sendable {
  package let rawValue: UInt32

  package init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// Resampling what was observed, with replacement.
  package static let bootstrap = RandomPurpose(rawValue: 1)
  /// Data sets drawn from a fitted model, for its intervals.
  package static let parametricBootstrap = RandomPurpose(rawValue: 2)
  /// Data sets drawn from a fitted model, to judge its fit.
  package static let goodnessOfFit = RandomPurpose(rawValue: 3)
  /// Data sets whose truth is known, to measure bias and coverage.
  package static let simulation = RandomPurpose(rawValue: 4)
  /// The steps of a Markov chain; the replicate is the chain.
  package static let markovChain = RandomPurpose(rawValue: 5)
  /// Where a Markov chain or an optimiser starts.
  package static let startingPoint = RandomPurpose(rawValue: 6)
  /// Independent draws from a posterior distribution.
  package static let posterior = RandomPurpose(rawValue: 7)
  /// Inputs drawn from the error distributions stated for them.
  package static let errorPropagation = RandomPurpose(rawValue: 8)
  /// Values in place of missing ones.
  package static let imputation = RandomPurpose(rawValue: 9)
  /// Rearrangements of labels or of order.
  package static let permutation = RandomPurpose(rawValue: 10)
  /// Inputs moved on purpose, such as missed or false links between lists.
  package static let sensitivity = RandomPurpose(rawValue: 11)

  /// Those above, in order.
  package static let all: [RandomPurpose] = [
    .bootstrap, .parametricBootstrap, .goodnessOfFit, .simulation, .markovChain, .startingPoint, .posterior,
    .errorPropagation, .imputation, .permutation, .sensitivity,
  ]
}
