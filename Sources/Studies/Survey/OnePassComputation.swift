internal import DataLoaders
internal import Estimates
internal import NumericKernel
internal import Survey
internal import Tables

/// Computes means, proportions, totals and ratios from a CSV file in one pass that keeps no row.
struct OnePassComputation {
  let options: SurveyOptions
  /// Called now and then with the rows read so far.
  let progress: (@Sendable (Int) -> Void)?

  /// One set of sums: of a variable, or of two.
  private struct Pair: Hashable {
    let y: SurveyOperand
    let x: SurveyOperand?
  }

  func results(of path: String) throws -> SurveyResults {
    let source = ByteSource(argument: path)
    let roles = ColumnRoles(options)
    var batches = try CSVBatchStream(
      source, columns: roles.columns, options: try options.reading.csv(file: source.name))
    var design = StreamedDesign(hasClusters: !options.clusters.isEmpty, isNested: options.isNested)
    var cells = DomainCells(columnCount: options.by.count)
    let pairs = Self.pairs(options.requests)
    var sums = pairs.map {
      OnePassSums(unit: design.unit, hasDenominator: $0.x != nil, domainCount: 0)
    }
    var filter = RowFilter(options, roles)
    var blocks: [Int32] = []
    var reported = 0
    while try batches.next() {
      let weight =
        roles.weight.map { batches.numbers($0) } ?? [Double](repeating: 1, count: batches.count)
      do throws(StreamedDesign.RowFault) {
        try design.add(
          weight: weight, stratum: roles.strata.first.map { batches.codes($0) },
          cluster: roles.clusters.first.map { batches.codes($0) },
          size: roles.populationSize.map { batches.numbers($0) }, blocks: &blocks)
      } catch {
        throw batches.error(row: error.row, column: roles.populationSize, error.problem, error.remedy)
      }
      filter.take(batches)
      cells.take(roles.by.map { batches.codes($0) }, passes: filter.passes, count: batches.count)
      for (k, pair) in pairs.enumerated() {
        let y = roles.values(pair.y, batches)
        let x = pair.x.map { roles.values($0, batches) }
        let present = Self.both(y.present, x?.present)
        if options.missing == .refuse, let present {
          try refuse(present, cells.codes, weight, pair, roles, batches)
        }
        sums[k].reserve(domains: cells.count, blocks: design.blockCount)
        sums[k].add(
          block: blocks, domain: cells.codes, weight: weight, y: y.values, x: x?.values ?? [],
          present: present)
      }
      if let progress, batches.rowCount - reported >= 1_000_000 {
        reported = batches.rowCount
        progress(reported)
      }
    }
    guard let record = batches.record else { preconditionFailure("a stream that has ended has its record") }
    try filter.check(batches, options, file: source.name)
    let structure = try design.structure(
      lonelyPSU: options.lonelyPSU, file: source.name, variables: options.variables,
      labels: roles.strata.first.map { batches.labels($0) })
    let labels = roles.by.map { batches.labels($0) }
    var results = SurveyResults(
      sample: sample(design, structure, record, filter), statistics: [])
    results.sample.isSynthetic = SyntheticSurvey.isMarked(batches.header.names)
    for (k, pair) in pairs.enumerated() {
      for operand in [pair.y] + (pair.x.map { [$0] } ?? []) where operand.answer != nil {
        try roles.requireAnswer(operand, batches, file: source.name)
      }
      sums[k].reserve(domains: cells.count, blocks: structure.structure.joinedBlockCount(design))
    }
    for request in options.requests {
      guard let place = pairs.firstIndex(of: Self.pair(request)) else { continue }
      results.statistics.append(
        try statistic(request, sums[place], structure.structure, cells, labels, file: source.name))
    }
    return results
  }

  private func sample(
    _ design: StreamedDesign, _ found: (structure: DesignStructure, diagnostics: [Diagnostic]),
    _ record: ReadRecord, _ filter: RowFilter
  ) -> SurveyResults.Sample {
    var sample = SurveyResults.Sample(record: InputRecord(record))
    sample.rowCount = design.rowCount
    sample.weightSum = design.weightSum
    sample.hasClusters = !options.clusters.isEmpty
    sample.strata = found.structure.stratumCount
    sample.units =
      design.hasClusters ? found.structure.unitCount : found.structure.stages[0].unitCount.reduce(0, +)
    sample.degreesOfFreedom = Double(sample.units - sample.strata)
    sample.responded = filter.responded
    sample.diagnostics = found.diagnostics
    sample.notes = record.notes
    return sample
  }

  private func refuse(
    _ present: [Bool], _ domain: [Int32], _ weight: [Double], _ pair: Pair, _ roles: ColumnRoles,
    _ batches: borrowing CSVBatchStream
  ) throws {
    for row in 0..<present.count where !present[row] && domain[row] >= 0 {
      let y = roles.place(pair.y)
      let isOwn =
        batches.present(y).map { !$0[row] } ?? (batches.codes(y).count > row && batches.codes(y)[row] < 0)
      throw batches.error(
        row: row, column: isOwn ? y : pair.x.map { roles.place($0) }, SurveyMissing.refusal.problem,
        SurveyMissing.refusal.remedy)
    }
  }

  private func statistic(
    _ request: SurveyRequest, _ sums: OnePassSums, _ structure: DesignStructure, _ cells: DomainCells,
    _ labels: [[String]], file: String
  ) throws -> SurveyResults.Statistic {
    let isBinary = sums.holdsOnlyZerosAndOnes
    let quantity: OnePassSums.Quantity
    switch request {
    case .mean: quantity = isBinary ? .proportion : .mean
    case .proportion(let y):
      guard isBinary else { throw SurveyMissing.notBinary(file, y.column) }
      quantity = .proportion
    case .total: quantity = .total
    case .ratio: quantity = .ratio
    case .quantile: preconditionFailure("quantiles need the rows")
    }
    let name = request.name(isProportion: quantity == .proportion)
    var breakdowns: [SurveyResults.Breakdown] = []
    for names in SurveyBreakdowns.columns(options.by) {
      let places = names.compactMap { options.by.firstIndex(of: $0) }
      let domains = cells.domains(places, names: names, labels: labels)
      let joined = sums.regrouped(domains.group, count: domains.labels.count)
      do throws(SurveyError) {
        breakdowns.append(
          SurveyResults.Breakdown(
            columns: names,
            values: .joint(
              try joined.estimate(quantity, structure: structure, name: name) { domains.labels[$0] })))
      } catch {
        // Nobody answered in any domain of a column, which the whole says.
        if case .emptyDomain = error, !names.isEmpty { continue }
        throw error
      }
    }
    return SurveyResults.Statistic(
      request: request, isProportion: quantity == .proportion, breakdowns: breakdowns)
  }

  private static func pair(_ request: SurveyRequest) -> Pair {
    if case .ratio(let y, let x) = request { return Pair(y: y, x: x) }
    return Pair(y: request.operands[0], x: nil)
  }

  private static func pairs(_ requests: [SurveyRequest]) -> [Pair] {
    var pairs: [Pair] = []
    for request in requests where !pairs.contains(pair(request)) { pairs.append(pair(request)) }
    return pairs
  }

  private static func both(_ first: [Bool]?, _ second: [Bool]?) -> [Bool]? {
    guard let first else { return second }
    guard let second else { return first }
    return zip(first, second).map { $0 && $1 }
  }
}

extension DesignStructure {
  /// Blocks that sums of this design have.
  fileprivate func joinedBlockCount(_ design: StreamedDesign) -> Int { design.blockCount }
}

/// Where the columns that an analysis reads stand among those asked for.
private struct ColumnRoles {
  private(set) var columns: [CSVBatchColumn] = []
  private(set) var weight: Int?
  private(set) var strata: [Int] = []
  private(set) var clusters: [Int] = []
  private(set) var populationSize: Int?
  private(set) var by: [Int] = []
  private var numbers: [String: Int] = [:]
  private var labels: [String: Int] = [:]

  init(_ options: SurveyOptions) {
    let markers = options.markers
    // A code for no answer may be the number of a stratum or cluster.
    let blank = [""]
    func refusal(_ sentence: DesignFault.Sentence) -> CSVBatchColumn.Refusal {
      CSVBatchColumn.Refusal(sentence.problem, sentence.remedy)
    }
    if case .column(let name) = options.weight {
      weight = add(
        CSVBatchColumn(
          name, .number, missing: blank, whenMissing: refusal(DesignFault.missingWeight),
          whenNegative: refusal(DesignFault.negativeWeight)))
    }
    func design(_ name: String) -> CSVBatchColumn {
      CSVBatchColumn(name, .label, missing: blank, whenMissing: refusal(DesignFault.missingVariable))
    }
    for name in options.strata { strata.append(add(design(name))) }
    for name in options.clusters { clusters.append(add(design(name))) }
    if let name = options.populationSizes.first {
      populationSize = add(
        CSVBatchColumn(
          name, .number, missing: blank, whenMissing: refusal(DesignFault.populationSize),
          whenNegative: refusal(DesignFault.populationSize)))
    }
    for name in options.labelColumns { labels[name] = add(CSVBatchColumn(name, .label, missing: markers)) }
    for name in options.numberColumns { numbers[name] = add(CSVBatchColumn(name, .number, missing: markers)) }
    by = options.by.compactMap { labels[$0] }
  }

  private mutating func add(_ column: CSVBatchColumn) -> Int {
    columns.append(column)
    return columns.count - 1
  }

  func label(_ name: String) -> Int? { labels[name] }

  func place(_ operand: SurveyOperand) -> Int {
    (operand.answer == nil ? numbers[operand.column] : labels[operand.column]) ?? 0
  }

  /// The values of an operand in the present batch.
  func values(
    _ operand: SurveyOperand, _ batches: borrowing CSVBatchStream
  ) -> (values: [Double], present: [Bool]?) {
    let place = place(operand)
    guard let answer = operand.answer else { return (batches.numbers(place), batches.present(place)) }
    let wanted = batches.code(of: answer, column: place)
    return (batches.codes(place).map { $0 == wanted ? 1 : 0 }, batches.present(place))
  }

  func requireAnswer(
    _ operand: SurveyOperand, _ batches: borrowing CSVBatchStream, file: String
  ) throws(DataError) {
    guard let answer = operand.answer, batches.code(of: answer, column: place(operand)) < 0 else { return }
    throw DataError(
      file: file, column: operand.column, problem: "nobody gave the answer that is asked for",
      remedy: "write it as it stands in the file, or take it out")
  }
}

/// Who belongs to the population of interest, and how many of them responded.
private struct RowFilter {
  private let conditions: [(place: Int, value: String)]
  private let response: (place: Int, value: String)?
  private(set) var passes: [Bool]?
  private var answered = 0
  private var asked = 0

  init(_ options: SurveyOptions, _ roles: ColumnRoles) {
    conditions = options.conditions.compactMap { condition in
      roles.label(condition.column).map { ($0, condition.value) }
    }
    response = options.responded.flatMap { condition in
      roles.label(condition.column).map { ($0, condition.value) }
    }
  }

  var responded: (count: Int, asked: Int)? { response == nil ? nil : (answered, asked) }

  mutating func take(_ batches: borrowing CSVBatchStream) {
    guard !conditions.isEmpty || response != nil else { return }
    var passes = [Bool](repeating: true, count: batches.count)
    for condition in conditions {
      let wanted = batches.code(of: condition.value, column: condition.place)
      let codes = batches.codes(condition.place)
      for row in passes.indices where codes[row] != wanted || wanted < 0 { passes[row] = false }
    }
    if let response {
      let wanted = batches.code(of: response.value, column: response.place)
      let codes = batches.codes(response.place)
      for row in passes.indices where passes[row] {
        asked += 1
        if wanted >= 0, codes[row] == wanted { answered += 1 } else { passes[row] = false }
      }
    }
    self.passes = passes
  }

  /// Refuses values that no row holds.
  func check(
    _ batches: borrowing CSVBatchStream, _ options: SurveyOptions, file: String
  ) throws(DataError) {
    for condition in options.conditions + (options.responded.map { [$0] } ?? []) {
      let all = conditions + (response.map { [$0] } ?? [])
      guard let found = all.first(where: { $0.value == condition.value }) else { continue }
      if batches.code(of: condition.value, column: found.place) < 0 {
        throw DataError(
          file: file, column: condition.column, problem: "no row holds the value that is asked for",
          remedy: "write it as it stands in the file")
      }
    }
  }
}

/// The finest domains: every combination of answers to the columns of a breakdown, as it turns up.
private struct DomainCells {
  private let columnCount: Int
  /// The cell of each row of the present batch; −1 outside the population of interest.
  private(set) var codes: [Int32] = []
  /// The answers of each cell, −1 for a missing one.
  private var answers: [[Int32]] = []
  private var known: [[Int32]: Int32] = [:]
  /// With one column: the cell of each answer, the missing one first.
  private var single: [Int32] = []

  var count: Int { answers.count }

  init(columnCount: Int) { self.columnCount = columnCount }

  mutating func take(_ columns: [[Int32]], passes: [Bool]?, count: Int) {
    codes.resize(to: count, with: 0)
    switch columnCount {
    case 0:
      if answers.isEmpty { answers.append([]) }
      for row in 0..<count { codes[row] = 0 }
    case 1: takeOne(columns[0])
    default: takeSeveral(columns, count)
    }
    if let passes {
      for row in 0..<count where !passes[row] { codes[row] = -1 }
    }
  }

  private mutating func takeOne(_ column: [Int32]) {
    for row in 0..<column.count {
      let place = Int(column[row]) &+ 1
      if place >= single.count {
        single += [Int32](repeating: -1, count: place + 1 - single.count)
      }
      if single[place] < 0 {
        single[place] = Int32(answers.count)
        answers.append([column[row]])
      }
      codes[row] = single[place]
    }
  }

  private mutating func takeSeveral(_ columns: [[Int32]], _ count: Int) {
    var last: [Int32] = []
    var lastCell: Int32 = -1
    var tuple = [Int32](repeating: 0, count: columnCount)
    for row in 0..<count {
      for k in 0..<columnCount { tuple[k] = columns[k][row] }
      if lastCell >= 0, tuple == last {
        codes[row] = lastCell
        continue
      }
      if let cell = known[tuple] {
        lastCell = cell
      } else {
        lastCell = Int32(answers.count)
        known[tuple] = lastCell
        answers.append(tuple)
      }
      last = tuple
      codes[row] = lastCell
    }
  }

  /// The domains by some of the columns, in label order, and which each cell is a part of; −1 where an answer is
  /// missing.
  func domains(
    _ places: [Int], names: [String], labels: [[String]]
  ) -> (group: [Int], labels: [[DomainLabel]]) {
    var tuples: [[Int32]] = []
    var seen: Set<[Int32]> = []
    let own = answers.map { answer in places.map { answer[$0] } }
    for tuple in own where !tuple.contains(-1) && seen.insert(tuple).inserted { tuples.append(tuple) }
    tuples.sort { first, second in
      for (k, place) in places.enumerated() where first[k] != second[k] {
        return SurveyLabels.precedes(labels[place][Int(first[k])], labels[place][Int(second[k])])
      }
      return false
    }
    let order = Dictionary(uniqueKeysWithValues: tuples.enumerated().map { ($1, $0) })
    return (
      own.map { order[$0] ?? -1 },
      tuples.map { tuple in
        zip(names, places).enumerated().map { k, pair in
          DomainLabel(variable: pair.0, value: labels[pair.1][Int(tuple[k])])
        }
      }
    )
  }
}
