package import GlobalEstimates
internal import Reporting

/// What a user may choose of a study of a series.
package struct SeriesOptions: Sendable {
  package var indicator: String
  /// `nil` takes the only one, or the world, everybody, 5 to 17.
  package var region: String?
  package var sex: String?
  package var ageGroup: String?
  /// Whether numbers or rates are compared.
  package var quantity: MeasurementTable.Quantity
  /// The years of a change; both or neither.
  package var years: (first: Int, second: Int)?
  /// The edition and the definition of either end, where the year has several.
  package var firstEnd: MeasureChoice
  package var secondEnd: MeasureChoice
  /// Whether a change may be given although nothing links the measures of its ends; it is then marked.
  package var acrossVintages: Bool
  /// The measure onto whose axis the others are brought.
  package var axis: MeasureChoice
  package var links: [MeasurementSeries.Link]
  /// The level of intervals that come from standard errors.
  package var level: Double

  package static let defaultLevel = 0.95

  /// - Throws: `StudyOptionError` for choices that contradict each other.
  package init(
    indicator: String, region: String? = nil, sex: String? = nil, ageGroup: String? = nil,
    quantity: MeasurementTable.Quantity = .number, years: (first: Int, second: Int)? = nil,
    firstEnd: MeasureChoice = MeasureChoice(), secondEnd: MeasureChoice = MeasureChoice(),
    acrossVintages: Bool = false, axis: MeasureChoice = MeasureChoice(),
    links: [MeasurementSeries.Link] = [], level: Double = defaultLevel
  ) throws(StudyOptionError) {
    guard quantity == .number || quantity == .rate else {
      throw StudyOptionError("a series is of numbers or of rates")
    }
    if let years, years.first >= years.second {
      throw StudyOptionError("the first year of a change has to lie before the second")
    }
    if years == nil, !firstEnd.isOpen || !secondEnd.isOpen || acrossVintages {
      throw StudyOptionError("the ends of a change are chosen with --from and --to")
    }
    guard level > 0.5, level < 1 else {
      throw StudyOptionError("the level of an interval has to lie between 0.5 and 1, such as 0.95")
    }
    self.indicator = indicator
    self.region = region
    self.sex = sex
    self.ageGroup = ageGroup
    self.quantity = quantity
    self.years = years
    self.firstEnd = firstEnd
    self.secondEnd = secondEnd
    self.acrossVintages = acrossVintages
    self.axis = axis
    self.links = links
    self.level = level
  }
}

/// A measure, as far as somebody named it.
package struct MeasureChoice: Sendable, Equatable {
  package var definition: String?
  package var vintage: String?

  package init(definition: String? = nil, vintage: String? = nil) {
    self.definition = definition
    self.vintage = vintage
  }

  package var isOpen: Bool { definition == nil && vintage == nil }

  func holds(_ measure: MeasurementSeries.Measure) -> Bool {
    (definition.map { $0 == measure.definition } ?? true) && (vintage.map { $0 == measure.vintage } ?? true)
  }
}
