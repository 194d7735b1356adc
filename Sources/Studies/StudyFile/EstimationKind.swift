package import DataLoaders
package import Reporting
package import Tables

/// A way of estimating that a study file can ask for by `kind = "..."`: one method or command of the program.
///
/// A new kind is one file that conforms and one word in `EstimationKinds.all`; decoding, checking, the schema and the
/// errors follow from `keys`.
package protocol EstimationKind: Sendable {
  /// What stands behind `kind`, which is the command's name.
  static var name: String { get }
  /// One sentence for the schema and for errors.
  static var summary: String { get }
  /// The keys of `[[estimation]]` besides `name`, `kind` and `title`; named as the command's options are.
  static var keys: [StudyKey] { get }

  /// Decodes checked fields; what no single key shows (two options that exclude each other) is refused here.
  /// - Throws: `StudyFileError` or the error of the options.
  init(_ fields: StudyFields, defaults: StudyDefaults) throws

  /// Why the counts of its report cannot be rounded under a key; `nil` where they are, or where it counts nobody.
  var roundingObstacle: String? { get }

  /// Looks whether the inputs are there and fit, without estimating. What is worth saying is returned.
  /// - Throws: `DataError` where an input is missing or a column is.
  func check(_ context: EstimationContext) throws -> [String]

  /// - Throws: as the study does; what the data refuse is a refused estimate and no error.
  func result(_ context: EstimationContext) throws -> StudyResult
}

extension EstimationKind {
  package var roundingObstacle: String? { nil }
}

/// What a study says once for all its estimations.
package struct StudyDefaults: Sendable, Equatable {
  /// `nil` leaves each kind its own.
  package let seed: UInt64?
  package let level: Double
  package let suppression: SuppressionRule

  package init(seed: UInt64? = nil, level: Double = 0.95, suppression: SuppressionRule = SuppressionRule()) {
    self.seed = seed
    self.level = level
    self.suppression = suppression
  }
}

/// What a study holds back.
package struct SuppressionRule: Sendable, Equatable {
  /// Counts of people below it are not shown.
  package let threshold: Int
  /// The standard by which survey estimates are shown; `nil` leaves it to the kind.
  package let standard: String?
  package let acceptsRisk: Bool
  /// Counts of people are rounded to multiples of it under a key; `nil` rounds none.
  package let rounding: Int?
  /// The path of the key as the study file has it; `nil` leaves it to the environment.
  package let roundingKey: String?

  package static let standards = ["mics", "nchs", "statcan", "none"]
  /// A threshold below this may identify people.
  package static let leastThreshold = 5

  package init(
    threshold: Int = HistoryDisclosure.usualThreshold, standard: String? = nil, acceptsRisk: Bool = false,
    rounding: Int? = nil, roundingKey: String? = nil
  ) {
    self.rounding = rounding
    self.roundingKey = roundingKey
    self.threshold = threshold
    self.standard = standard
    self.acceptsRisk = acceptsRisk
  }
}

/// What an estimation runs with, beyond what it was decoded from.
package struct EstimationContext: Sendable {
  private let inputs: [String: StudyInput]
  /// Results do not depend on it.
  package let threads: Int
  /// Where long computations keep what is finished; `nil` keeps nothing.
  package let checkpoint: EstimationCheckpoint?
  /// How counts of people are rounded; `nil` rounds none.
  package let rounding: KeyedRounding?

  package init(
    inputs: [StudyInput], threads: Int = 1, checkpoint: EstimationCheckpoint? = nil,
    rounding: KeyedRounding? = nil
  ) {
    self.rounding = rounding
    self.inputs = Dictionary(inputs.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    self.threads = threads
    self.checkpoint = checkpoint
  }

  /// - Throws: `DataError` where the study file names no such input, which its check rules out.
  package func input(_ name: String) throws(DataError) -> StudyInput {
    guard let input = inputs[name] else {
      throw DataError(
        .usage, file: name, problem: "there is no such input", remedy: "add an [[input]] for it")
    }
    return input
  }
}

/// One `[[input]]`: where its bytes are, and how they are written.
package struct StudyInput: Sendable, Equatable {
  package let name: String
  /// The path as the study file has it, with the edition put in; `nil` for a file of the program.
  package let writtenPath: String?
  /// Where the bytes come from.
  package let source: ByteSource
  package let options: InputOptions
  /// What the study file says about the source of the data, in the order of its keys.
  package let facts: [StudyFact]

  package init(
    name: String, writtenPath: String? = nil, source: ByteSource, options: InputOptions = InputOptions(),
    facts: [StudyFact] = []
  ) {
    self.name = name
    self.writtenPath = writtenPath
    self.source = source
    self.options = options
    self.facts = facts
  }

  /// The same with its bytes in a file.
  func at(_ path: String) -> StudyInput {
    StudyInput(name: name, writtenPath: writtenPath, source: .file(path), options: options, facts: facts)
  }

  /// The path of the file, for loaders that open it themselves.
  /// - Throws: `DataError` for a file of the program that lies nowhere (`UnpackedInputs`).
  package func path() throws(DataError) -> String {
    guard case .file(let path) = source else {
      throw DataError(
        .usage, file: source.name, problem: "this kind of estimation reads files only",
        remedy: "copy the data with 'prevalence data show NAME --copy' and give 'file'")
    }
    return path
  }
}

/// A named sentence from the study file.
package struct StudyFact: Sendable, Equatable {
  package let key: String
  package let text: String
}

/// Every kind of estimation.
package enum EstimationKinds {
  package static let all: [any EstimationKind.Type] = [
    MSEKind.self, SurveyKind.self, MICSKind.self, RegressKind.self, AggregateKind.self, ExtrapolateKind.self,
    CasesKind.self, CombineKind.self, SeriesKind.self, ReproductionKind.self,
  ]

  package static func named(_ name: String) -> (any EstimationKind.Type)? { all.first { $0.name == name } }
}
