public import Estimates

/// How a file tells who is on which lists.
public enum CaptureShape: Sendable, Equatable {
  /// One row for each history: a 0/1 column for each list and a column with the number of people.
  case tabulated(lists: [String], count: String)
  /// One row for each person: a 0/1 column for each list.
  case caseRows(lists: [String])
  /// One row for each time a person is on a list: a column that identifies the person and one that names the
  /// list. The lists are those of `lists` in that order, or all that the column names in the order of their
  /// names.
  case long(person: String, list: String, lists: [String]? = nil)
}

/// The capture table of one part of the population.
public struct CaptureStratum: Sendable, Equatable {
  /// Which part: the stratifying columns and their values, in the order asked for.
  public let labels: [DomainLabel]
  public let table: CaptureTable

  public init(labels: [DomainLabel], table: CaptureTable) {
    self.labels = labels
    self.table = table
  }
}
