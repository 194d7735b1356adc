internal import Tables

/// The kinds of values that a profile has, on top of those of any TOML file.
extension TOMLSection {
  static let oldest = 120

  func requiredSection(_ key: String) throws(DataError) -> TOMLSection {
    guard let found = try section(key) else { throw absent(key) }
    return found
  }

  /// A name that a command line can take.
  func identifier(_ key: String) throws(DataError) -> String {
    let name = try requiredText(key)
    let allowed = name.utf8.allSatisfy {
      ($0 >= 97 && $0 <= 122) || ($0 >= 48 && $0 <= 57) || $0 == 45 || $0 == 46
    }
    guard allowed, name.utf8.count <= 64 else {
      throw error(key, "a name has small letters, digits, - and . only", "write it such as child-labour")
    }
    return name
  }

  func choice<Value: RawRepresentable & CaseIterable>(
    _ key: String, _ type: Value.Type
  ) throws(DataError) -> Value? where Value.RawValue == String {
    guard let word = try text(key) else { return nil }
    guard let value = Value(rawValue: word) else {
      let words = Value.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
      throw error(key, "the word is not known here", "write one of \(words)")
    }
    return value
  }

  /// One name or several, of which the first that the file has is taken.
  func columns(_ key: String) throws(DataError) -> SurveyProfile.ColumnChoice {
    guard let found = try optionalColumns(key) else { throw absent(key) }
    return found
  }

  func optionalColumns(_ key: String) throws(DataError) -> SurveyProfile.ColumnChoice? {
    switch values[key] {
    case nil: return nil
    case .text(let name) where !name.isEmpty: return SurveyProfile.ColumnChoice([name])
    case .array:
      let names = try texts(key) ?? []
      if !names.isEmpty, !names.contains("") { return SurveyProfile.ColumnChoice(names) }
    default: break
    }
    throw error(key, "this names no column", "write a column in quotes, or a list of them")
  }

  /// Columns that are multiplied.
  func weightColumns(_ key: String) throws(DataError) -> [SurveyProfile.ColumnChoice] {
    guard has(key) else { throw absent(key) }
    if case .text = values[key] { return [try columns(key)] }
    let names = try texts(key) ?? []
    guard !names.contains("") else {
      throw error(key, "this names no column", "write columns in quotes; [] gives every row the weight 1")
    }
    return names.map { SurveyProfile.ColumnChoice([$0]) }
  }

  /// Alternatives, each a column or a list of columns that are combined.
  func groups(_ key: String) throws(DataError) -> SurveyProfile.GroupRule? {
    func fault() -> DataError {
      error(
        key, "this names no columns",
        "write a column in quotes, or a list of alternatives, each a column or a list of columns to combine")
    }
    switch values[key] {
    case nil: return nil
    case .text(let name) where !name.isEmpty: return SurveyProfile.GroupRule([[name]])
    case .array(let nodes) where !nodes.isEmpty:
      var alternatives: [[String]] = []
      for node in nodes {
        switch node {
        case .text(let name) where !name.isEmpty: alternatives.append([name])
        case .array(let parts) where !parts.isEmpty:
          var names: [String] = []
          for part in parts {
            guard case .text(let name) = part, !name.isEmpty else { throw fault() }
            names.append(name)
          }
          alternatives.append(names)
        default: throw fault()
        }
      }
      return SurveyProfile.GroupRule(alternatives)
    default: throw fault()
    }
  }

  func code(_ key: String) throws(DataError) -> SurveyProfile.Code? {
    guard let node = values[key] else { return nil }
    return try code(node, key)
  }

  private func code(_ node: TOMLNode, _ key: String) throws(DataError) -> SurveyProfile.Code {
    switch node {
    case .whole(let value): return .number(Double(value))
    case .number(let value) where value.isFinite: return .number(value)
    case .text(let value): return .text(value)
    default: throw error(key, "this is no code", "write numbers, or texts in quotes")
    }
  }

  func codes(_ key: String, between: String? = nil) throws(DataError) -> SurveyProfile.Codes {
    var single: [SurveyProfile.Code] = []
    switch values[key] {
    case nil: break
    case .array(let nodes): for node in nodes { single.append(try code(node, key)) }
    default: throw error(key, "this is no list of codes", "write it such as [1, 2]")
    }
    var ranges: [ClosedRange<Double>] = []
    if let between, has(between) {
      func fault() -> DataError {
        error(between, "this is no list of ranges", "write it such as [[5, 9], [41, 43]], the smaller first")
      }
      guard case .array(let nodes) = values[between] else { throw fault() }
      for node in nodes {
        guard case .array(let ends) = node, ends.count == 2,
          case .number(let low) = try code(ends[0], between),
          case .number(let high) = try code(ends[1], between),
          low <= high
        else { throw fault() }
        ranges.append(low...high)
      }
    }
    return SurveyProfile.Codes(single, ranges: ranges)
  }

  /// A table of codes and their labels, in the order of the file.
  func labels(_ key: String) throws(DataError) -> [SurveyProfile.CodeLabel] {
    guard let section = try section(key) else { return [] }
    var labels: [SurveyProfile.CodeLabel] = []
    // In the file's order; on one line by number, then by name.
    let ordered = section.keys.sorted {
      let lines = (section.line(of: $0) ?? 0, section.line(of: $1) ?? 0)
      guard lines.0 == lines.1 else { return lines.0 < lines.1 }
      switch (Double($0), Double($1)) {
      case (let a?, let b?): return a < b
      case (nil, nil): return $0 < $1
      case (let a, _): return a != nil
      }
    }
    for name in ordered {
      let label = try section.requiredText(name)
      let code = Double(name).flatMap { $0.isFinite ? SurveyProfile.Code.number($0) : nil } ?? .text(name)
      guard !labels.contains(where: { $0.label == label || $0.code == code }) else {
        throw section.error(name, "two codes have one label or value", "give each code a label of its own")
      }
      labels.append(SurveyProfile.CodeLabel(code: code, label: label))
    }
    return labels
  }

  /// Columns, each a name or `{ column = "CL8", asked-when = "water" }`.
  func parts(_ key: String) throws(DataError) -> [SurveyProfile.Hours.Part] {
    guard case .array(let nodes) = values[key], !nodes.isEmpty else { throw absent(key) }
    var parts: [SurveyProfile.Hours.Part] = []
    for (index, node) in nodes.enumerated() {
      switch node {
      case .text(let name) where !name.isEmpty: parts.append(SurveyProfile.Hours.Part(column: name))
      case .table(let values):
        let section = TOMLSection(path: path + [key, "#\(index)"], values: values, origin: origin)
        try section.expect(["column", "asked-when"])
        parts.append(
          SurveyProfile.Hours.Part(
            column: try section.requiredText("column"), askedWhen: try section.text("asked-when")))
      default:
        throw error(
          key, "this names no column",
          "write columns in quotes, or { column = \"...\", asked-when = \"...\" }")
      }
      if parts.dropLast().contains(where: { $0.column == parts[index].column }) {
        throw error(key, "a column stands twice", "add its hours once")
      }
    }
    return parts
  }

  func names(_ key: String) throws(DataError) -> [String] {
    let names = try texts(key) ?? []
    guard !names.isEmpty else { throw error(key, "the list is empty", "name an indicator") }
    return names
  }

  func ages(_ key: String) throws(DataError) -> ClosedRange<Int> {
    guard has(key) else { throw absent(key) }
    let ends = try numbers(key) ?? []
    guard ends.count == 2, let from = Int(exactly: ends[0]), let through = Int(exactly: ends[1]), from >= 0,
      through >= from, through <= Self.oldest
    else { throw error(key, "these are no ages", "write ages = [5, 11], the younger first") }
    return from...through
  }

  func thresholds(_ key: String) throws(DataError) -> [SurveyProfile.Threshold] {
    var thresholds: [SurveyProfile.Threshold] = []
    for section in try sections(key) {
      try section.expect(["ages", "hours"])
      guard let hours = try section.number("hours") else { throw section.absent("hours") }
      guard hours >= 0, hours <= 168 else {
        throw section.error("hours", "a week has no such number of hours", "write hours from 0 to 168")
      }
      let ages = try section.ages("ages")
      if thresholds.contains(where: { $0.ages.overlaps(ages) }) {
        throw section.error("ages", "an age has two thresholds", "let the age groups not overlap")
      }
      thresholds.append(SurveyProfile.Threshold(ages: ages, hours: hours))
    }
    guard !thresholds.isEmpty else {
      throw error(key, "there is no threshold", "add { ages = [5, 11], hours = 1 }")
    }
    return thresholds
  }
}
