/// Which columns of a file of regional figures say what; what is not named is found by its usual name.
package struct AggregationColumns: Sendable, Equatable {
  /// The levels of the hierarchy, outermost first.
  package var levels: [String]
  /// The name of a part and of the whole that it belongs to, where the hierarchy is written so.
  package var name: String?
  package var parent: String?
  package var value: String?
  package var rate: String?
  package var population: String?
  package var standardError: String?
  /// People who are known for certain, of whom a part has at least so many.
  package var identified: String?

  package init(
    levels: [String] = [], name: String? = nil, parent: String? = nil, value: String? = nil,
    rate: String? = nil, population: String? = nil, standardError: String? = nil, identified: String? = nil
  ) {
    self.levels = levels
    self.name = name
    self.parent = parent
    self.value = value
    self.rate = rate
    self.population = population
    self.standardError = standardError
    self.identified = identified
  }
}
