package import Tables

/// A column as codes into a list of labels, in the order in which the labels first occur.
package struct CodedColumn: Sendable, Equatable {
  package let name: String
  /// The label's index for each row; −1 where the answer is missing.
  package let codes: [Int32]
  package let labels: [String]

  package init(name: String, codes: [Int32], labels: [String]) {
    self.name = name
    self.codes = codes
    self.labels = labels
  }

  package init(_ column: Column) {
    switch column.values {
    case .text(let values): self.init(name: column.name, values) { $0 }
    case .integer(let values): self.init(name: column.name, values) { String($0) }
    case .number(let values): self.init(name: column.name, values) { Self.label($0) }
    }
  }

  private init<Value: Hashable>(name: String, _ values: [Value?], _ label: (Value) -> String) {
    var known: [Value: Int32] = [:]
    var codes = [Int32](repeating: -1, count: values.count)
    var labels: [String] = []
    for i in values.indices {
      guard let value = values[i] else { continue }
      if let code = known[value] {
        codes[i] = code
      } else {
        let code = Int32(labels.count)
        known[value] = code
        labels.append(label(value))
        codes[i] = code
      }
    }
    self.init(name: name, codes: codes, labels: labels)
  }

  private static func label(_ value: Double) -> String {
    Int(exactly: value).map { String($0) } ?? String(value)
  }
}
