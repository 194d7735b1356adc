internal import Tables

/// A column that is wanted from a file read in batches, and in which form.
package struct SurveyRequest: Sendable, Equatable {
  package enum Form: Sendable {
    /// Numbers; a column of texts is refused.
    case numbers
    /// The place of the answer in a list of the distinct answers: strata, clusters, domains, of numbers or texts.
    case codes
  }

  package let name: String
  package let form: Form

  package init(_ name: String, _ form: Form) {
    self.name = name
    self.form = form
  }
}

/// Some rows of a file, good only while the closure that was given them runs.
///
/// A column is named by its place among the requests.
package struct SurveyBatch {
  /// The rows before these.
  package let firstRow: Int
  package let rowCount: Int
  let columns: [SurveyBatchColumn]

  /// The values of a column asked for as numbers; NaN where the file has no answer.
  package func numbers(_ place: Int) -> UnsafeBufferPointer<Double> {
    precondition(columns[place].form == .numbers, "the column was asked for as codes")
    return UnsafeBufferPointer(start: columns[place].numbers, count: rowCount)
  }

  /// The codes of a column asked for as codes; −1 where the file has no answer.
  package func codes(_ place: Int) -> UnsafeBufferPointer<Int32> {
    precondition(columns[place].form == .codes, "the column was asked for as numbers")
    return UnsafeBufferPointer(start: columns[place].codes, count: rowCount)
  }

  /// How many codes a column has had so far.
  package func codeCount(_ place: Int) -> Int { columns[place].dictionary.count }

  /// The answer that a code stands for.
  package func answer(_ place: Int, code: Int32) -> SurveyColumn.ValueLabel.Value {
    columns[place].answer(code)
  }

  /// The rows of the batch, counted from 0, whose value the file itself declares missing.
  package func declaredMissing(_ place: Int) -> [Int32] { columns[place].declared }
}

/// What is known when a file has been read in batches.
package struct SurveyStreamResult: Sendable {
  package let record: ReadRecord
  /// The columns as requested, without their values: labels of the variable and of values.
  package let columns: [SurveyColumn]
  /// Every name in the file, in order.
  package let names: [String]
  /// The answers that the codes of each request stand for; empty for numbers.
  package let answers: [[SurveyColumn.ValueLabel.Value]]
}

/// The rows of one request that are at hand.
final class SurveyBatchColumn {
  let name: String
  let form: SurveyRequest.Form
  /// Whether the file holds texts here; their codes are of bytes, those of numbers of the eight bytes of a double.
  let isText: Bool
  let numbers: UnsafeMutablePointer<Double>
  let codes: UnsafeMutablePointer<Int32>
  var declared: [Int32] = []
  var dictionary = ByteDictionary()

  init(name: String, form: SurveyRequest.Form, isText: Bool, capacity: Int) {
    self.name = name
    self.form = form
    self.isText = isText
    numbers = .allocate(capacity: form == .numbers ? capacity : 1)
    codes = .allocate(capacity: form == .codes ? capacity : 1)
  }

  deinit {
    numbers.deallocate()
    codes.deallocate()
  }

  /// Stores a number; `false` when there are too many distinct ones.
  @inline(__always)
  func store(_ value: Double, at row: Int) -> Bool {
    if form == .numbers {
      numbers[row] = value
      return true
    }
    if value.isNaN {
      codes[row] = -1
      return true
    }
    let code = withUnsafeBytes(of: value == 0 ? 0 : value) {
      dictionary.code(of: $0.assumingMemoryBound(to: UInt8.self))
    }
    codes[row] = code ?? -1
    return code != nil
  }

  /// Stores a text; `false` when there are too many distinct ones.
  @inline(__always)
  func store(text: UnsafeBufferPointer<UInt8>, at row: Int) -> Bool {
    let code = dictionary.code(of: text)
    codes[row] = code ?? -1
    return code != nil
  }

  /// Stores that there is no answer.
  func storeNothing(at row: Int) {
    if form == .numbers { numbers[row] = .nan } else { codes[row] = -1 }
  }

  func answer(_ code: Int32) -> SurveyColumn.ValueLabel.Value {
    let key = dictionary[code]
    if isText { return .text(String(decoding: key, as: UTF8.self)) }
    return .number(UnsafeRawBufferPointer(key).loadUnaligned(as: Double.self))
  }

  /// The answers of all codes.
  var answers: [SurveyColumn.ValueLabel.Value] {
    form == .codes ? (0..<dictionary.count).map { answer(Int32($0)) } : []
  }

  func tooManyCodes(_ file: String) -> DataError {
    DataError(
      file: file, column: name, problem: "the column has more than \(ByteDictionary.limit) different answers",
      remedy: "it cannot name groups; choose another")
  }
}
