internal import Survey
internal import Tables

/// Replicate weights that a file brings, or that are made from the design.
package struct SurveyReplication: Sendable, Equatable {
  package enum Method: Sendable, Equatable {
    case balanced(fay: Double)
    case jackknife
    case stratifiedJackknife
    case bootstrap
    case successiveDifference
  }

  package let method: Method
  /// Names, or patterns with `*`, of the columns with replicate weights; nil to make them.
  package let columns: [String]?
  /// Replicates to make, where the method leaves it open.
  package let count: Int
  package let isCentredOnEstimate: Bool
  /// The overall factor, where it is not the usual one of the method.
  package let scale: Double?

  package init(
    method: Method, columns: [String]?, count: Int = 500, isCentredOnEstimate: Bool = false,
    scale: Double? = nil
  ) {
    self.method = method
    self.columns = columns
    self.count = count
    self.isCentredOnEstimate = isCentredOnEstimate
    self.scale = scale
  }

  /// Reads `brr`, `fay=0.5`, `jk1`, `jkn`, `bootstrap` and `sdr`.
  package static func method(_ text: String) -> Method? {
    switch text {
    case "brr": return .balanced(fay: 0)
    case "jk1": return .jackknife
    case "jkn": return .stratifiedJackknife
    case "bootstrap": return .bootstrap
    case "sdr": return .successiveDifference
    default:
      guard text.hasPrefix("fay="), let fay = Double(text.dropFirst(4)), fay >= 0, fay < 1 else { return nil }
      return .balanced(fay: fay)
    }
  }

  var name: String {
    switch method {
    case .balanced(let fay): fay == 0 ? "balanced repeated replication" : "Fay's replication with \(fay)"
    case .jackknife: "jackknife (JK1)"
    case .stratifiedJackknife: "stratified jackknife (JKn)"
    case .bootstrap: "bootstrap"
    case .successiveDifference: "successive differences"
    }
  }

  /// Which of the names the columns are, in the order of the file.
  /// - Throws: `StudyOptionError` when a pattern fits none.
  func chosen(among names: [String]) throws(StudyOptionError) -> [String] {
    guard let columns else { return [] }
    for pattern in columns where !names.contains(where: { Self.fits($0, pattern) }) {
      throw StudyOptionError("no column of the file is called '\(pattern)' (--replicate-weights)")
    }
    return names.filter { name in columns.contains { Self.fits(name, $0) } }
  }

  /// Whether a name fits a pattern in which `*` stands for any characters.
  static func fits(_ name: String, _ pattern: String) -> Bool {
    let pieces = pattern.split(separator: "*", omittingEmptySubsequences: false)
    guard pieces.count > 1 else { return name == pattern }
    guard name.hasPrefix(pieces[0]), name.hasSuffix(pieces[pieces.count - 1]) else { return false }
    var rest = name.dropFirst(pieces[0].count)
    for piece in pieces[1..<pieces.count - 1] where !piece.isEmpty {
      guard let found = Self.firstRange(of: piece, in: rest) else { return false }
      rest = rest[found...]
    }
    return rest.count >= pieces[pieces.count - 1].count
  }

  /// The end of the first place where a piece stands.
  private static func firstRange(of piece: Substring, in text: Substring) -> Substring.Index? {
    var start = text.startIndex
    while start <= text.endIndex {
      if text[start...].hasPrefix(piece) { return text.index(start, offsetBy: piece.count) }
      if start == text.endIndex { break }
      start = text.index(after: start)
    }
    return nil
  }

  /// The weights of one replicate as the design takes them.
  /// - Throws: `DataError` by row for one that is missing, negative or infinite.
  static func weights(_ column: Column?, _ name: String, in table: DataTable) throws(DataError) -> [Double] {
    let cells = try DataTable(name: table.name, columns: column.map { [$0] } ?? [], lines: table.lines)
      .numbers(name)
    var values = [Double](repeating: 0, count: cells.count)
    for row in cells.indices {
      guard let value = cells[row], value >= 0, value.isFinite else {
        throw table.error(
          row: row, column: name, problem: "the replicate weight is missing, negative or infinite",
          remedy: "every row needs a weight in every replicate; 0 leaves it out")
      }
      values[row] = value
    }
    return values
  }

  /// The design with these replicates.
  /// - Parameter weights: the replicate weights of the file, one array a replicate.
  /// - Throws: `SurveyError`.
  func applied(
    to design: SurveyDesign, given weights: [[Double]], seed: UInt64
  ) throws(SurveyError) -> SurveyDesign {
    if columns == nil {
      return try design.replicated(recipe(seed: seed), isCentredOnEstimate: isCentredOnEstimate)
    }
    guard weights.count > 1 else {
      throw .usage("a variance needs two columns of replicate weights or more")
    }
    let count = Double(weights.count)
    var scales: [Double]?
    let (kind, usual): (ReplicateWeights.Kind, Double)
    var coefficient = 0.0
    switch method {
    case .balanced(let fay):
      (kind, usual) = (fay > 0 ? .fay : .balanced, 1 / (count * (1 - fay) * (1 - fay)))
      coefficient = fay
    case .jackknife: (kind, usual) = (.jackknife, (count - 1) / count)
    case .stratifiedJackknife:
      (kind, usual) = (.stratifiedJackknife, 1)
      if scale == nil { scales = try stratifiedScales(design, weights) }
    case .bootstrap: (kind, usual) = (.bootstrap, 1 / count)
    case .successiveDifference: (kind, usual) = (.successiveDifference, 4 / count)
    }
    return try design.replicated(
      by: ReplicateWeights(
        kind: kind, storage: .weights(weights), scale: scale ?? usual, replicateScales: scales,
        isCentredOnEstimate: isCentredOnEstimate, fayCoefficient: coefficient))
  }

  private func recipe(seed: UInt64) -> ReplicationMethod {
    switch method {
    case .balanced(let fay): .balanced(fay: fay)
    case .jackknife, .stratifiedJackknife: .jackknife
    case .bootstrap: .bootstrap(replicates: count, seed: seed)
    case .successiveDifference: .successiveDifference(replicates: count)
    }
  }

  /// (n_h − 1)/n_h for the stratum whose PSU each replicate leaves out, found by its weights of 0.
  private func stratifiedScales(_ design: SurveyDesign, _ weights: [[Double]]) throws(SurveyError)
    -> [Double]
  {
    let stage = design.structure.stages[0]
    guard design.structure.stages.count == 1,
      stage.stratum.count < design.rowCount || stage.unitCount.count > 1
    else {
      throw .usage(
        "the stratified jackknife scales each replicate by the PSUs of its stratum; give --stratum and --cluster, or "
          + "the factor of all replicates with --replicate-scale")
    }
    var scales: [Double] = []
    for (place, replicate) in weights.enumerated() {
      var left: Int?
      for row in 0..<design.rowCount where design.weights[row] > 0 && replicate[row] == 0 {
        let stratum = stage.stratum[Int(design.leaf[row])]
        if let left, left != stratum {
          throw .usage("replicate \(place + 1) leaves out rows of more than one stratum")
        }
        left = stratum
      }
      guard let left else {
        throw .usage("replicate \(place + 1) leaves nobody out, so its stratum is not known")
      }
      let n = Double(stage.unitCount[left])
      scales.append((n - 1) / n * (1 - stage.fraction[left]))
    }
    return scales
  }
}
