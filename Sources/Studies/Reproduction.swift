/// A published figure or report that this program can make again.
package struct Reproduction: Sendable {
  /// The name on the command line, such as `every-child-counts`.
  package let identifier: String
  package let title: String
  /// One sentence: what is reproduced, and from which data.
  package let summary: String
  /// The bundled data set it reads.
  package let dataset: String
  /// Whether it has grades of reliability, correlations and draws to choose.
  package let hasErrorModel: Bool
  private let make: @Sendable (ReproductionRequest) throws -> StudyResult

  init(
    identifier: String, title: String, summary: String, dataset: String, hasErrorModel: Bool,
    make: @escaping @Sendable (ReproductionRequest) throws -> StudyResult
  ) {
    self.identifier = identifier
    self.title = title
    self.summary = summary
    self.dataset = dataset
    self.hasErrorModel = hasErrorModel
    self.make = make
  }

  /// - Throws: `DataError` for an input that cannot be used; `NumericError` or `EstimateError` where a number
  ///   has no answer.
  package func run(_ request: ReproductionRequest) throws -> StudyResult {
    try make(request)
  }

  /// Everything that can be reproduced, in the order of the list that the command prints.
  package static let all: [Reproduction] = [.everyChildCounts] + publishedTables + publishedPopulations

  package static func named(_ identifier: String) -> Reproduction? {
    all.first { $0.identifier == identifier }
  }
}

/// What a user may choose of a reproduction.
package struct ReproductionRequest: Sendable {
  /// A folder with the user's own copy of the data; `nil` for the copy in the program.
  package var dataFolder: String?
  /// A file with the user's own grades of reliability, for a reproduction that has an error model.
  package var gradesFile: String?
  package var errorModel: ErrorModelOptions
  /// How many threads may draw at once; the result does not depend on it.
  package var threads: Int

  package init(
    dataFolder: String? = nil, gradesFile: String? = nil, errorModel: ErrorModelOptions, threads: Int = 1
  ) {
    self.dataFolder = dataFolder
    self.gradesFile = gradesFile
    self.errorModel = errorModel
    self.threads = threads
  }
}
