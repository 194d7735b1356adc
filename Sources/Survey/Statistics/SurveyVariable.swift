package import Estimates
internal import Regression
package import Tables

/// A numeric column as statistics use it: values with 0 where the answer is missing, and who answered.
package struct SurveyVariable: Sendable, Equatable {
  package let name: String
  package let values: [Double]
  /// Whether each row has an answer; nil when all have.
  package let present: [Bool]?

  /// - Precondition: values are finite where present.
  package init(_ name: String, _ values: [Double], present: [Bool]? = nil) {
    self.name = name
    self.values = values
    self.present = present
  }

  /// - Throws: `SurveyError.usage` when a value is not finite.
  package init(_ name: String, _ cells: [Double?]) throws(SurveyError) {
    var values = [Double](repeating: 0, count: cells.count)
    var present = [Bool](repeating: true, count: cells.count)
    var missing = 0
    for i in cells.indices {
      if let cell = cells[i] {
        guard cell.isFinite else { throw .usage("'\(name)' holds a value that is not finite") }
        values[i] = cell
      } else {
        present[i] = false
        missing += 1
      }
    }
    self.init(name, values, present: missing > 0 ? present : nil)
  }

  /// - Throws: `SurveyError.data` when there is no such column or it is not numeric.
  package init(_ table: DataTable, _ name: String) throws(SurveyError) {
    let cells: [Double?]
    do { cells = try table.numbers(name) } catch { throw .data(error) }
    try self.init(name, cells)
  }

  /// 1 where the answer is the category with this code, 0 where it is another.
  package init(indicatorOf code: Int32, in column: CodedColumn) {
    let present = column.codes.contains(-1) ? column.codes.map { $0 >= 0 } : nil
    self.init(
      "\(column.name) = \(column.labels[Int(code)])", column.codes.map { $0 == code ? 1 : 0 },
      present: present)
  }
}

/// A part of the population: who belongs, and how it is called.
package struct SurveyDomain: Sendable, Equatable {
  package let label: [DomainLabel]
  package let members: [Bool]

  package init(_ label: [DomainLabel], members: [Bool]) {
    self.label = label
    self.members = members
  }

  /// One domain for each label of a column, in label order; rows without an answer belong to none.
  package static func each(of column: CodedColumn) -> [SurveyDomain] {
    column.labels.indices.sorted { labelPrecedes(column.labels[$0], column.labels[$1]) }.map { code in
      SurveyDomain(
        [DomainLabel(variable: column.name, value: column.labels[code])],
        members: column.codes.map { $0 == Int32(code) })
    }
  }

  /// Those who belong to both.
  package func intersection(_ other: SurveyDomain) -> SurveyDomain {
    SurveyDomain(label + other.label, members: zip(members, other.members).map { $0 && $1 })
  }

  var name: String { label.map { "\($0.variable) = \($0.value)" }.joined(separator: ", ") }
}
