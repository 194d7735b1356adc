/// Columns of survey microdata as they stand in the file, whatever the format: SPSS, Stata, SAS or CSV.
///
/// Answers are not interpreted here: 98 is 98 until a profile says that it means "does not know".
package struct SurveyTable: Sendable {
  package let record: ReadRecord
  /// The name that messages use: the path as the user gave it.
  package let file: String
  /// Rows read, all of them; every column has this many values.
  package let rowCount: Int
  /// The columns that were asked for, in the order of the file.
  package let columns: [SurveyColumn]
  /// Every name in the file, in order, also of columns that were skipped.
  package let names: [String]
  /// For messages: the physical line of each row of a text file, the row's number, from 1, of others.
  package let lines: [Int]

  /// - Parameter lines: of the rows; nil where a file has rows and no lines.
  package init(
    record: ReadRecord, file: String, rowCount: Int, columns: [SurveyColumn], names: [String],
    lines: [Int]? = nil
  ) {
    self.record = record
    self.file = file
    self.rowCount = rowCount
    self.columns = columns
    self.names = names
    self.lines = lines ?? (0..<rowCount).map { $0 + 1 }
  }

  /// The column of that name, exactly.
  package func column(_ name: String) -> SurveyColumn? { columns.first { $0.name == name } }
}

package struct SurveyColumn: Sendable {
  package enum Values: Sendable {
    /// NaN where the file has no answer: system missing in SPSS, `.` in Stata, an empty cell in CSV.
    case numbers([Double])
    /// `nil` where the file has no answer.
    case texts([String?])
  }

  package let name: String
  /// The variable's label, where the format has one.
  package let label: String?
  package let values: Values
  /// The labels of values, in the order of the file; the value as a number or as text.
  package let valueLabels: [ValueLabel]
  /// Rows whose value the file itself declares missing (user-missing in SPSS, `.a` to `.z` in Stata), sorted. Their
  /// value in `values` is the code where the format keeps one, and NaN or `nil` where it does not.
  package let declaredMissing: [Int]

  package struct ValueLabel: Sendable, Equatable {
    package enum Value: Sendable, Equatable {
      case number(Double)
      case text(String)
    }

    package let value: Value
    package let label: String

    package init(value: Value, label: String) {
      self.value = value
      self.label = label
    }
  }

  package init(
    name: String, label: String? = nil, values: Values, valueLabels: [ValueLabel] = [],
    declaredMissing: [Int] = []
  ) {
    self.name = name
    self.label = label
    self.values = values
    self.valueLabels = valueLabels
    self.declaredMissing = declaredMissing
  }
}
