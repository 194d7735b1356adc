package import DataLoaders
internal import Estimates
package import Survey
package import Tables

/// A survey read by a profile: its design, who belongs to which group, and its indicators.
///
/// Every vector has a value for each row that takes part, in the order of the file.
package struct ProfiledSurvey: Sendable {
  package let profile: SurveyProfile
  package let file: String
  /// The rows of the file that take part, counted from 0.
  package let rows: [Int]
  /// All rows of the file.
  package let fileRowCount: Int
  package let weights: [Double]
  /// Weight, stratum and cluster as `SurveyDesign` takes them.
  package let designTable: DataTable
  package let designVariables: DesignVariables
  /// Completed years; NaN where the age is missing.
  package let age: [Double]
  /// Whether the child has an age that the survey is about.
  package let isInScope: [Bool]
  package let breakdowns: [Breakdown]
  package let indicators: [Indicator]
  /// What could not be made of this file, and why.
  package let absences: [Absent]
  /// What was missing in the answers, and what became of it.
  package let accounts: [Account]

  /// A grouping of the rows, in the order of print; rows without an answer are in no group.
  package struct Breakdown: Sendable, Equatable {
    package let name: String
    package let title: String
    /// Codes into labels; −1 without an answer.
    package let column: CodedColumn

    package var domains: [SurveyDomain] {
      column.labels.indices.map { code in
        SurveyDomain(
          [DomainLabel(variable: title, value: column.labels[code])],
          members: column.codes.map { $0 == Int32(code) })
      }
    }
  }

  /// An indicator of every row.
  package struct Indicator: Sendable, Equatable {
    package let definition: SurveyProfile.Indicator
    /// 1 and 0 where the child has it or not, 0 where that was not decided and is left out.
    package let variable: SurveyVariable
    /// Rows whose answers do not decide it, whatever became of them.
    package let undecided: [Bool]

    package var name: String { definition.name }
    package var title: String { definition.title }

    /// 1, 0, and NaN where the row is left out.
    package var values: [Double] {
      guard let present = variable.present else { return variable.values }
      return zip(variable.values, present).map { $1 ? $0 : .nan }
    }
  }

  /// A column, breakdown or indicator that this file does not have.
  package struct Absent: Sendable, Equatable {
    package enum Kind: String, Sendable, Equatable { case breakdown, indicator, design }

    package let kind: Kind
    package let name: String
    package let title: String
    package let reason: String
  }

  /// A number of rows of which something was not known.
  package struct Account: Sendable, Equatable {
    /// The indicator, breakdown or role.
    package let subject: String
    package let rows: Int
    /// What was missing and what became of these rows.
    package let sentence: String
  }

  package func breakdown(_ name: String) -> Breakdown? { breakdowns.first { $0.name == name } }

  /// - Throws: `DataError` when the profile has no such indicator, or the file not what it needs.
  package func indicator(_ name: String) throws(DataError) -> Indicator {
    if let found = indicators.first(where: { $0.name == name }) { return found }
    if let absent = absences.first(where: { $0.kind == .indicator && $0.name == name }) {
      throw DataError(
        file: file, problem: "the indicator '\(name)' cannot be made: \(absent.reason)",
        remedy: "give the whole file, or change a copy of the profile")
    }
    let names = profile.indicators.map(\.name)
    let near = NearestName.to(name, among: names).map { "did you mean '\($0)'? " } ?? ""
    throw DataError(
      .usage, file: file, problem: "the profile '\(profile.name)' has no indicator '\(name)'",
      remedy: "\(near)it has \(names.joined(separator: ", "))")
  }

  /// Children of these ages whom the survey is about.
  package func ages(_ range: ClosedRange<Int>) -> SurveyDomain {
    SurveyDomain(
      [DomainLabel(variable: "Age", value: "\(range.lowerBound)-\(range.upperBound)")],
      members: zip(age, isInScope).map {
        $1 && $0 >= Double(range.lowerBound) && $0 < Double(range.upperBound) + 1
      })
  }

  /// All whom the survey is about.
  package var scope: SurveyDomain { SurveyDomain([], members: isInScope) }

  /// The design of the rows that take part.
  package func design(lonelyPSU: LonelyPSU = .fail) throws(SurveyError) -> SurveyDesign {
    try SurveyDesign(designTable, designVariables, lonelyPSU: lonelyPSU)
  }

  /// How much of the group has answers that do not decide the indicator, as share of the weights.
  package func undecidedShare(_ indicator: Indicator, in domain: SurveyDomain? = nil) -> Double {
    var all = 0.0
    var undecided = 0.0
    for i in rows.indices where isInScope[i] && domain?.members[i] != false {
      all += weights[i]
      if indicator.undecided[i] { undecided += weights[i] }
    }
    return all > 0 ? undecided / all : 0
  }
}
