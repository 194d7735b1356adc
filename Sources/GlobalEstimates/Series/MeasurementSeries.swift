internal import Estimates
internal import Glibc

/// Figures of one quantity over years, each by a definition and from an edition of the series.
///
/// The child-labour figure of 2004 was first published as 218 million and later as 222.3: two figures are
/// comparable only by the same definition in the same edition, or through a link that somebody stated or that
/// overlapping years give.
package struct MeasurementSeries: Sendable {
  /// What has to be the same for two figures to be comparable.
  package struct Measure: Sendable, Hashable, CustomStringConvertible {
    package let definition: String
    /// The edition that published the figure ("2013 report").
    package let vintage: String

    package init(definition: String, vintage: String) {
      self.definition = definition
      self.vintage = vintage
    }

    package var description: String { "\(definition), \(vintage)" }
  }

  package struct Point: Sendable {
    package let year: Int
    package let measure: Measure
    package let value: Double
    /// `nil` where none is published.
    package let standardError: Double?

    package init(year: Int, measure: Measure, value: Double, standardError: Double? = nil) {
      self.year = year
      self.measure = measure
      self.value = value
      self.standardError = standardError
    }
  }

  /// A figure by `from` times `ratio` is the figure by `to`.
  package struct Link: Sendable, Equatable {
    package let from: Measure
    package let to: Measure
    package let ratio: Double
    package let relativeStandardError: Double
    /// The number of years that it rests on; 0 for a stated one.
    package let overlappingYears: Int

    package init(
      from: Measure, to: Measure, ratio: Double, relativeStandardError: Double, overlappingYears: Int = 0
    ) {
      self.from = from
      self.to = to
      self.ratio = ratio
      self.relativeStandardError = relativeStandardError
      self.overlappingYears = overlappingYears
    }
  }

  package let points: [Point]

  /// - Throws: `GlobalEstimateError.invalidInput` when a value is not positive, or one measure has two
  ///   figures for a year.
  package init(_ points: [Point]) throws(GlobalEstimateError) {
    for (index, point) in points.enumerated() {
      let error = point.standardError ?? 0
      guard point.value.isFinite, point.value > 0, error.isFinite, error >= 0 else {
        throw .invalidInput("the figure of \(point.year) (\(point.measure)) is not a positive number")
      }
      guard !points[..<index].contains(where: { $0.year == point.year && $0.measure == point.measure }) else {
        throw .invalidInput("there are two figures for \(point.year) by one measure (\(point.measure))")
      }
    }
    self.points = points.sorted { $0.year < $1.year }
  }

  /// The link that years with figures by both measures give: the mean of the log ratios, and their spread
  /// over the years as its error.
  ///
  /// - Throws: `GlobalEstimateError.refused` (AGG-06) without a common year, or with one common year whose
  ///   figures have no standard errors, because nothing then says how far the ratio may be off.
  package func link(from: Measure, to: Measure) throws(GlobalEstimateError) -> Link {
    var ratios: [Double] = []
    var lastError: Double?
    for source in points where source.measure == from {
      guard let target = points.first(where: { $0.measure == to && $0.year == source.year }) else { continue }
      ratios.append(log(target.value / source.value))
      if let first = source.standardError, let second = target.standardError {
        let (r, s) = (first / source.value, second / target.value)
        lastError = (r * r + s * s).squareRoot()
      }
    }
    guard !ratios.isEmpty else {
      throw .refused(
        .aggregationStockFlowMix,
        "no year has a figure by both '\(from)' and '\(to)'; state a link between them, or compare figures "
          + "by one"
      )
    }
    let mean = ratios.reduce(0, +) / Double(ratios.count)
    var squares = 0.0
    for ratio in ratios { squares += (ratio - mean) * (ratio - mean) }
    let count = Double(ratios.count)
    guard let error = ratios.count > 1 ? (squares / (count - 1) / count).squareRoot() : lastError else {
      throw .refused(
        .aggregationStockFlowMix,
        "one year without standard errors does not say how firm the link from '\(from)' to '\(to)' is; "
          + "state the link"
      )
    }
    return Link(
      from: from, to: to, ratio: exp(mean), relativeStandardError: error,
      overlappingYears: ratios.count)
  }

  /// Every year on the axis of one measure: its own figures as they are, the others through a link. A year
  /// that has a figure by the measure itself keeps it.
  ///
  /// - Throws: `GlobalEstimateError.refused` (AGG-06) when a needed link is missing.
  package func onAxis(of measure: Measure, links: [Link]) throws(GlobalEstimateError) -> MeasurementSeries {
    var result: [Point] = []
    for point in points {
      if point.measure == measure {
        result.append(point)
        continue
      }
      guard !points.contains(where: { $0.year == point.year && $0.measure == measure }),
        !result.contains(where: { $0.year == point.year })
      else { continue }
      let link = try required(from: point.measure, to: measure, links)
      let value = point.value * link.ratio
      let error = point.standardError.map {
        let relative = $0 / point.value
        return value
          * (relative * relative + link.relativeStandardError * link.relativeStandardError).squareRoot()
      }
      result.append(Point(year: point.year, measure: measure, value: value, standardError: error))
    }
    return try MeasurementSeries(result)
  }

  /// The change from one year to another by one measure. Where a figure came through a link its error holds
  /// the link's; the two figures are taken as independent, which overstates the error of two figures through
  /// one link. There is no standard error unless both figures have one.
  ///
  /// - Throws: `GlobalEstimateError.refused` (AGG-10) when no measure has both years.
  package func change(from first: Int, to second: Int) throws(GlobalEstimateError) -> (
    value: Double, standardError: Double?, measure: Measure
  ) {
    for start in points where start.year == first {
      guard let end = points.first(where: { $0.year == second && $0.measure == start.measure }) else {
        continue
      }
      var error: Double?
      if let first = start.standardError, let last = end.standardError {
        error = (first * first + last * last).squareRoot()
      }
      return (end.value - start.value, error, start.measure)
    }
    throw .refused(
      .aggregationMethodChanged,
      "\(first) and \(second) have no figure by the same definition and edition; put both on one axis first")
  }

  private func required(
    from: Measure, to: Measure, _ links: [Link]
  ) throws(GlobalEstimateError) -> Link {
    if let link = links.first(where: { $0.from == from && $0.to == to }) { return link }
    if let link = links.first(where: { $0.from == to && $0.to == from }) {
      return Link(
        from: from, to: to, ratio: 1 / link.ratio, relativeStandardError: link.relativeStandardError,
        overlappingYears: link.overlappingYears)
    }
    throw .refused(
      .aggregationStockFlowMix,
      "figures by '\(from)' and by '\(to)' are not comparable; state a link between them or leave one out")
  }
}
