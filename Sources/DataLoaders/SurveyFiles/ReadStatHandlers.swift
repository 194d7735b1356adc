internal import CReadStat
internal import Glibc
internal import Tables

/// What the head of a file says, as libreadstat comes upon it.
final class ReadStatHead {
  let file: String
  var variables: [ReadStatVariable] = []
  var labelSets: [String: [SurveyColumn.ValueLabel]] = [:]
  var encoding: String?
  var fault: DataError?

  /// More variables than any survey has; damaged heads claim more.
  static let variableLimit = 100_000

  init(file: String) { self.file = file }

  /// Ends the reading.
  func refuse(_ problem: String) {
    fault =
      fault
      ?? DataError(
        file: file, problem: problem,
        remedy: "the file is damaged, or was not copied to its end; export or copy it again")
  }
}

let readStatMetadata: readstat_metadata_handler = { metadata, context in
  guard let metadata, let context else { return 1 }
  let head = Unmanaged<ReadStatHead>.fromOpaque(context).takeUnretainedValue()
  head.encoding = metadata.pointee.file_encoding.flatMap { String(validatingCString: $0) }
  if metadata.pointee.var_count > ReadStatHead.variableLimit {
    head.refuse("the file states more than \(ReadStatHead.variableLimit) variables")
    return 1
  }
  return 0
}

let readStatVariable: readstat_variable_handler = { _, variable, labelSet, context in
  guard let variable, let context else { return 1 }
  let head = Unmanaged<ReadStatHead>.fromOpaque(context).takeUnretainedValue()
  guard head.variables.count < ReadStatHead.variableLimit else {
    head.refuse("the file holds more than \(ReadStatHead.variableLimit) variables")
    return 1
  }
  do throws(DataError) {
    head.variables.append(try ReadStatVariable(variable, labelSet: labelSet, file: head.file))
    return 0
  } catch {
    head.fault = error
    return 1
  }
}

let readStatValueLabel: readstat_value_label_handler = { set, value, label, context in
  guard let set, let label, let context else { return 0 }
  let head = Unmanaged<ReadStatHead>.fromOpaque(context).takeUnretainedValue()
  guard let set = String(validatingCString: set), let text = String(validatingCString: label) else {
    head.refuse("a value label is not in the character set that the file states")
    return 1
  }
  let key: SurveyColumn.ValueLabel.Value
  if readstat_value_type_class(value) == READSTAT_TYPE_CLASS_STRING {
    guard let text = readstat_string_value(value).flatMap({ String(validatingCString: $0) }) else { return 0 }
    key = .text(text)
  } else if readstat_value_is_tagged_missing(value) != 0 {
    // `.a` and the like are no numbers, but have labels.
    key = .text("." + String(UnicodeScalar(UInt8(bitPattern: readstat_value_tag(value)))))
  } else {
    let number = readstat_double_value(value)
    if number.isNaN { return 0 }
    key = .number(number)
  }
  head.labelSets[set, default: []].append(SurveyColumn.ValueLabel(value: key, label: text))
  return 0
}

/// The rows of a file on their way into batches.
///
/// libreadstat hands over one value at a time, row by row; the first variable that is not skipped begins a row.
final class ReadStatRows {
  typealias Deliver = (_ firstRow: Int, _ count: Int) throws(DataError) -> Void

  /// The rows delivered.
  private(set) var rowCount = 0
  /// The rows that were begun.
  var startedCount: Int { rowCount + filled }
  private(set) var fault: DataError?
  private let file: String
  private let columns: [SurveyBatchColumn]
  private let variables: [ReadStatVariable]
  private let capacity: Int
  private let deliver: Deliver
  /// The variable that begins a row.
  private let counter: Int
  /// The first column of each variable, and for each column the next of the same variable; −1 for none.
  private let first: [Int32]
  private let next: [Int32]
  private var filled = 0

  init(
    file: String, variables: [ReadStatVariable], columns: [(variable: Int, column: SurveyBatchColumn)],
    capacity: Int, deliver: @escaping Deliver
  ) {
    var first = [Int32](repeating: -1, count: variables.count)
    var next = [Int32](repeating: -1, count: columns.count)
    for place in columns.indices.reversed() {
      next[place] = first[columns[place].variable]
      first[columns[place].variable] = Int32(place)
    }
    self.file = file
    self.variables = variables
    self.columns = columns.map(\.column)
    self.capacity = capacity
    self.deliver = deliver
    self.first = first
    self.next = next
    counter = columns.map(\.variable).min() ?? 0
  }

  /// Whether the values of a variable are wanted, if only to count rows.
  func wants(_ variable: Int) -> Bool {
    variable == counter || (first.indices.contains(variable) && first[variable] >= 0)
  }

  /// Takes one value; `false` ends the reading.
  func take(_ variable: Int, _ value: readstat_value_t) -> Bool {
    if variable == counter {
      if filled == capacity, !flush() { return false }
      filled += 1
    }
    guard filled > 0, first.indices.contains(variable) else {
      refuse(variable, "the rows do not follow the head of the file")
      return false
    }
    var place = Int(first[variable])
    while place >= 0 {
      let stored =
        variables[variable].isText
        ? takeText(value, variable, columns[place]) : takeNumber(value, variable, columns[place])
      if !stored { return false }
      place = Int(next[place])
    }
    return true
  }

  private func takeNumber(_ value: readstat_value_t, _ variable: Int, _ column: SurveyBatchColumn) -> Bool {
    let row = filled - 1
    var number = readstat_double_value(value)
    if readstat_value_is_system_missing(value) != 0 { number = .nan }
    if readstat_value_is_tagged_missing(value) != 0 {
      number = .nan
      column.declared.append(Int32(row))
    } else if !variables[variable].missingNumbers.isEmpty,
      variables[variable].missingNumbers.contains(where: { $0.contains(number) })
    {
      column.declared.append(Int32(row))
    }
    guard !number.isInfinite else {
      refuse(variable, "row \(rowCount + filled) holds a number that is not finite")
      return false
    }
    guard column.store(number, at: row) else { return refuseCodes(column) }
    return true
  }

  private func takeText(_ value: readstat_value_t, _ variable: Int, _ column: SurveyBatchColumn) -> Bool {
    let row = filled - 1
    guard let text = readstat_string_value(value), text.pointee != 0 else {
      column.storeNothing(at: row)
      return true
    }
    let count = strlen(text)
    return text.withMemoryRebound(to: UInt8.self, capacity: count) { bytes in
      guard TextCheck.run(bytes, from: 0, to: count) == (count, nil) else {
        refuse(variable, "row \(rowCount + filled) holds a text that is not in the character set of the file")
        return false
      }
      let cell = UnsafeBufferPointer(start: bytes, count: count)
      if !variables[variable].missingTexts.isEmpty {
        let text = String(decoding: cell, as: UTF8.self)
        if variables[variable].missingTexts.contains(where: { $0.contains(text) }) {
          column.declared.append(Int32(row))
        }
      }
      guard column.store(text: cell, at: row) else { return refuseCodes(column) }
      return true
    }
  }

  /// Delivers what is left.
  func finish() throws(DataError) {
    if filled > 0, !flush(), let fault { throw fault }
    guard rowCount > 0 else {
      throw DataError(
        file: file, problem: "the file holds variables but no records",
        remedy: "check that the right file was exported")
    }
  }

  private func flush() -> Bool {
    do throws(DataError) {
      try deliver(rowCount, filled)
    } catch {
      fault = error
      return false
    }
    rowCount += filled
    filled = 0
    for column in columns { column.declared.removeAll(keepingCapacity: true) }
    return true
  }

  private func refuse(_ variable: Int, _ problem: String) {
    fault = DataError(
      file: file, column: variables.indices.contains(variable) ? variables[variable].name : nil,
      problem: problem,
      remedy: "the file is damaged, or was not copied to its end; export or copy it again")
  }

  private func refuseCodes(_ column: SurveyBatchColumn) -> Bool {
    fault = column.tooManyCodes(file)
    return false
  }
}

let readStatRowVariable: readstat_variable_handler = { index, _, _, context in
  guard let context else { return 1 }
  let rows = Unmanaged<ReadStatRows>.fromOpaque(context).takeUnretainedValue()
  return rows.wants(Int(index)) ? 0 : Int32(READSTAT_HANDLER_SKIP_VARIABLE)
}

let readStatValue: readstat_value_handler = { _, variable, value, context in
  guard let variable, let context else { return 1 }
  let index = Int(readstat_variable_get_index(variable))
  return Unmanaged<ReadStatRows>.fromOpaque(context)._withUnsafeGuaranteedRef { $0.take(index, value) }
    ? 0 : 1
}
