package import Tables

/// Which columns of a survey file are wanted; the others are passed over without being parsed or stored.
package struct SurveyColumnChoice: Sendable, ExpressibleByArrayLiteral {
  private let choose: @Sendable (_ names: [String], _ file: String) throws(DataError) -> [Int]

  private init(_ choose: @escaping @Sendable ([String], String) throws(DataError) -> [Int]) {
    self.choose = choose
  }

  /// The places of the wanted columns in a file with these names, rising.
  package func places(among names: [String], file: String) throws(DataError) -> [Int] {
    try choose(names, file)
  }

  /// Every column.
  package static let all = SurveyColumnChoice { (names: [String], _: String) throws(DataError) in
    Array(names.indices)
  }

  /// The columns of these names, exactly as they stand in the file; naming one twice asks for it once. One that
  /// the file does not have is a `DataError` that says which name is near.
  package static func named(_ wanted: [String]) -> SurveyColumnChoice {
    SurveyColumnChoice { (names: [String], file: String) throws(DataError) in
      Set(try SurveyColumnChoice.find(wanted, among: names, file: file)).sorted()
    }
  }

  /// The columns that the closure names when it has seen the names in the file, in their order. It may throw,
  /// and a name that the file does not have is an error as in `named`.
  package static func chosen(
    by choose: @escaping @Sendable (_ names: [String]) throws(DataError) -> [String]
  ) -> SurveyColumnChoice {
    SurveyColumnChoice { (names: [String], file: String) throws(DataError) in
      Set(try SurveyColumnChoice.find(try choose(names), among: names, file: file)).sorted()
    }
  }

  package init(arrayLiteral elements: String...) { self = .named(elements) }

  /// The places of names, one for each.
  static func find(
    _ wanted: [String], among names: [String], file: String
  ) throws(DataError) -> [Int] {
    var known: [String: Int] = [:]
    for (place, name) in names.enumerated() { known[name] = place }
    var places: [Int] = []
    for name in wanted {
      guard let place = known[name] else {
        throw DataError(
          file: file, column: name, problem: "there is no such column",
          remedy: NearestName.to(name, among: names).map { "did you mean '\($0)'?" }
            ?? "the file has \(names.count) columns, among them \(shown(names))")
      }
      places.append(place)
    }
    return places
  }

  private static func shown(_ names: [String]) -> String {
    names.prefix(8).map { "'\($0.withVisibleControls)'" }.joined(separator: ", ")
      + (names.count > 8 ? " …" : "")
  }
}
