internal import Glibc

/// What each of many models estimates, against how well an information criterion rates it.
package struct DotPlot: Sendable, Equatable {
  package struct Dot: Sendable, Equatable {
    package let label: String
    /// The criterion less its least value among the models: zero for the best. `nil` where the model has
    /// none.
    package let criterion: Double?
    /// `nil` where the model has no estimate.
    package let estimate: Double?
    package let interval: IntervalPlot.Span?
    /// Whether the result rests on this model.
    package let isChosen: Bool
    package let marks: [Mark]

    package init(
      label: String, criterion: Double?, estimate: Double?, interval: IntervalPlot.Span? = nil,
      isChosen: Bool = false, marks: [Mark] = []
    ) {
      self.label = label
      self.criterion = criterion
      self.estimate = estimate
      self.interval = interval
      self.isChosen = isChosen
      self.marks = marks
    }
  }

  /// Horizontal: `ΔBIC`.
  package let criterionAxis: Axis
  /// Vertical, linear or logarithmic.
  package let estimateAxis: Axis
  /// The chosen model first, then by criterion, those without one last; models of one criterion stay in the
  /// order they came in.
  package let dots: [Dot]
  /// Models whose criterion is greater are counted in a note and not drawn; `nil` draws all.
  package let criterionLimit: Double?
  /// A horizontal line, such as the observed count.
  package let referenceLine: ReferenceLine?

  /// - Precondition: at most one model is chosen.
  package init(
    criterionAxis: Axis, estimateAxis: Axis, dots: [Dot], criterionLimit: Double? = nil,
    referenceLine: ReferenceLine? = nil
  ) {
    precondition(dots.count { $0.isChosen } <= 1, "at most one model is chosen")
    self.criterionAxis = criterionAxis
    self.estimateAxis = estimateAxis
    self.dots = dots.enumerated().sorted { first, second in
      if first.element.isChosen != second.element.isChosen { return first.element.isChosen }
      let ranks = (DotPlot.rank(first.element), DotPlot.rank(second.element))
      if ranks.0 != ranks.1 { return ranks.0 < ranks.1 }
      return first.offset < second.offset
    }.map(\.element)
    self.criterionLimit = criterionLimit
    self.referenceLine = referenceLine
  }

  private static func rank(_ dot: Dot) -> Double {
    dot.criterion.flatMap { $0.isNaN ? nil : $0 } ?? .infinity
  }

  // MARK: what is drawn

  static let mostSpecks = 800
  /// Beyond so many models only the interval of the chosen one can be read.
  static let mostIntervals = 60

  var chosen: Dot? { dots.first.flatMap { $0.isChosen && isPlaced($0) ? $0 : nil } }

  /// Whether a dot has a place on both axes. The chosen model is drawn whatever the limit.
  private func isPlaced(_ dot: Dot) -> Bool {
    DotPlot.rank(dot).isFinite && (dot.estimate.map(isOnAxis) ?? false)
  }

  func isOnAxis(_ estimate: Double) -> Bool {
    estimate.isFinite && (!estimateAxis.isLogarithmic || estimate > 0)
  }

  private func isBeyondLimit(_ dot: Dot) -> Bool {
    guard let criterionLimit, let criterion = dot.criterion else { return false }
    return !dot.isChosen && criterion > criterionLimit
  }

  /// The models that are drawn as specks: all with a place but the chosen one.
  var others: [Dot] { dots.filter { !$0.isChosen && isPlaced($0) && !isBeyondLimit($0) } }

  var drawsAllIntervals: Bool { others.count <= DotPlot.mostIntervals }

  /// One mark on the plot and how many models it stands for.
  struct Speck: Equatable {
    let criterion: Double
    let estimate: Double
    let count: Int
  }

  /// At most 800 marks. Where there are more models, those that share a cell of a grid over the plot share
  /// the mark of the best of them; the grid is as fine as it can be, and the same for every drawing.
  var specks: [Speck] {
    let points = others.compactMap { dot in
      dot.criterion.flatMap { criterion in dot.estimate.map { (x: criterion, y: $0) } }
    }
    guard points.count > DotPlot.mostSpecks else {
      return points.map { Speck(criterion: $0.x, estimate: $0.y, count: 1) }
    }
    let xs = DotPlot.shares(points.map(\.x))
    let ys = DotPlot.shares(points.map { estimateAxis.isLogarithmic ? log10($0.y) : $0.y })
    // Forty columns by twenty rows hold 800 marks at most, so the search has an end.
    var known = 40
    var tooFine = 241
    while known + 1 < tooFine {
      let middle = (known + tooFine) / 2
      if Set(DotPlot.cells(xs, ys, columns: middle)).count <= DotPlot.mostSpecks {
        known = middle
      } else {
        tooFine = middle
      }
    }
    var counts: [Int: Int] = [:]
    let cells = DotPlot.cells(xs, ys, columns: known)
    for cell in cells { counts[cell, default: 0] += 1 }
    // The first of a cell is the best; the others are in its count.
    return points.indices.compactMap { index in
      counts.removeValue(forKey: cells[index]).map {
        Speck(criterion: points[index].x, estimate: points[index].y, count: $0)
      }
    }
  }

  /// The cell of each point in a grid half as high as it is wide.
  private static func cells(_ xs: [Double], _ ys: [Double], columns: Int) -> [Int] {
    let rows = columns / 2
    var result: [Int] = []
    result.reserveCapacity(xs.count)
    for index in 0..<xs.count {
      let column = min(Int(xs[index] * Double(columns)), columns - 1)
      let row = min(Int(ys[index] * Double(rows)), rows - 1)
      result.append(row * columns + column)
    }
    return result
  }

  /// Where each value stands between the least, 0, and the greatest, 1.
  private static func shares(_ values: [Double]) -> [Double] {
    let low = values.min() ?? 0
    let half = (values.max() ?? 1) / 2 - low / 2
    return values.map { half > 0 ? ($0 / 2 - low / 2) / half : 0 }
  }

  /// What the drawing leaves out or puts together, in sentences.
  var remainders: [String] {
    let style = NumberStyle.count
    func number(_ count: Int) -> String { style.text(Double(count)) }
    let all = number(dots.count)
    var result: [String] = []
    let others = others
    if others.count > DotPlot.mostSpecks {
      result.append(
        "\(number(others.count)) models share \(number(specks.count)) marks: models that would lie on one "
          + "another have one mark, the larger the more they are.")
    }
    let hidden = dots.count(where: isBeyondLimit)
    if hidden > 0, let criterionLimit {
      result.append(
        "\(number(hidden)) of \(all) models \(hidden == 1 ? "is not drawn: its" : "are not drawn: their") "
          + "\(criterionAxis.label) is above "
          + "\(criterionAxis.style.text(criterionLimit)).")
    }
    let rest = dots.filter { !isBeyondLimit($0) && !isPlaced($0) }
    let without = rest.count { $0.estimate == nil }
    if without > 0 {
      result.append("\(number(without)) of \(all) models \(without == 1 ? "has" : "have") no estimate.")
    }
    if rest.count > without {
      let count = rest.count - without
      result.append(
        "\(number(count)) of \(all) models \(count == 1 ? "has" : "have") no place on the axes and "
          + "\(count == 1 ? "is" : "are") not drawn.")
    }
    if !drawsAllIntervals, others.contains(where: { $0.interval != nil }), chosen?.interval != nil {
      result.append("Only the interval of the chosen model is drawn.")
    }
    return result
  }
}
