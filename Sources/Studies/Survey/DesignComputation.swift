internal import Estimates
internal import Survey
internal import Tables

/// Computes what was asked for from a sample in memory.
struct DesignComputation {
  let options: SurveyOptions
  let columns: SurveyColumns
  let design: SurveyDesign
  /// Who belongs to the population of interest; nil for everybody.
  private let members: [Bool]?
  private let responded: (count: Int, asked: Int)?
  private let methods: [String]

  init(_ columns: SurveyColumns, _ options: SurveyOptions) throws {
    self.options = options
    self.columns = columns
    var design = try SurveyDesign(
      columns.designTable(options), columns.profiled?.variables ?? options.variables,
      lonelyPSU: options.lonelyPSU)
    var methods: [String] = []
    if let replication = options.replication {
      var weights: [[Double]] = []
      for name in try replication.chosen(among: columns.names) {
        weights.append(try columns.replicateWeights(name))
      }
      design = try replication.applied(to: design, given: weights, seed: options.seed)
      let count = design.replicates?.count ?? 0
      methods.append(
        "variances from \(count) replicates: \(replication.name)"
          + (replication.columns == nil ? ", made from the design" : ", given in the file"))
    }
    for adjustment in options.adjustments {
      design = try adjustment.applied(to: design, columns)
      methods.append("weights \(adjustment.name)")
    }
    self.design = design
    self.methods = methods
    var members = columns.scope
    var responded: (count: Int, asked: Int)?
    for condition in options.conditions {
      let holds = try columns.holds(condition)
      members = members.map { zip($0, holds).map { $0 && $1 } } ?? holds
    }
    if let condition = options.responded {
      let holds = try columns.holds(condition)
      let asked = members ?? [Bool](repeating: true, count: columns.rowCount)
      responded = (zip(asked, holds).count { $0 && $1 }, asked.count { $0 })
      members = zip(asked, holds).map { $0 && $1 }
    }
    self.members = members
    self.responded = responded
  }

  func results() throws -> SurveyResults {
    var domains: [[SurveyDomain]] = []
    for names in SurveyBreakdowns.columns(options.by) { domains.append(try self.domains(of: names)) }
    return SurveyResults(
      sample: sample,
      statistics: try options.requests.map { try statistic($0, domains) },
      crosses: try options.crosses.map(cross))
  }

  private var sample: SurveyResults.Sample {
    let structure = design.structure
    var sample = SurveyResults.Sample(record: columns.record)
    sample.rowCount = design.rowCount
    sample.weightSum = design.weights.reduce(0, +)
    sample.strata = structure.stratumCount
    sample.units = structure.unitCount
    sample.hasClusters = !options.clusters.isEmpty || columns.profiled?.variables.stages[0].cluster != nil
    sample.responded = responded
    sample.degreesOfFreedom = design.degreesOfFreedom(ofRows: [design.weights])
    sample.methods = methods
    sample.diagnostics = design.diagnostics
    sample.notes = columns.notes
    sample.isSynthetic = SyntheticSurvey.isMarked(columns.names)
    return sample
  }

  /// The domains of a breakdown that somebody with a weight belongs to; the whole has one, without a label.
  private func domains(of names: [String]) throws -> [SurveyDomain] {
    let everybody = SurveyDomain([], members: members ?? [Bool](repeating: true, count: columns.rowCount))
    var domains = [everybody]
    for name in names {
      let each = SurveyDomain.each(of: try columns.label(name))
      domains = domains.flatMap { outer in each.map { outer.intersection($0) } }
    }
    return domains.filter { domain in
      (0..<columns.rowCount).contains { domain.members[$0] && design.weights[$0] != 0 }
    }
  }

  private func statistic(
    _ request: SurveyRequest, _ domains: [[SurveyDomain]]
  ) throws -> SurveyResults.Statistic {
    if case .quantile(let operand, let probability) = request {
      let quantile = try Quantile(columns.variable(operand), probability, rule: options.quantileRule)
      try refuseMissing(operand)
      return SurveyResults.Statistic(
        request: request, isProportion: false,
        breakdowns: zip(SurveyBreakdowns.columns(options.by), domains).map { names, domains in
          SurveyResults.Breakdown(
            columns: names,
            values: .quantiles(
              domains.map { domain in
                SurveyResults.QuantileOutcome(
                  domain: domain.label,
                  sampleSize: (0..<columns.rowCount).count {
                    domain.members[$0] && design.weights[$0] != 0 && (quantile.present?[$0] ?? true)
                  },
                  result: Result { () throws(SurveyError) in
                    try design.quantile(quantile, in: domain, level: options.level)
                  })
              }))
        })
    }
    let (statistic, isProportion) = try linear(request)
    var breakdowns: [SurveyResults.Breakdown] = []
    for (names, domains) in zip(SurveyBreakdowns.columns(options.by), domains) {
      // A domain in which nobody answered has no estimate and no row.
      let answered = domains.filter { domain in
        (0..<columns.rowCount).contains {
          domain.members[$0] && design.weights[$0] != 0 && (statistic.present?[$0] ?? true)
        }
      }
      if answered.isEmpty, names.isEmpty { throw SurveyError.emptyDomain("the \(statistic.label)") }
      if answered.isEmpty { continue }
      breakdowns.append(
        SurveyResults.Breakdown(
          columns: names,
          values: .joint(try design.estimate(answered.map { SurveyTerm(statistic, in: $0) }))))
    }
    return SurveyResults.Statistic(request: request, isProportion: isProportion, breakdowns: breakdowns)
  }

  private func refuseMissing(_ operand: SurveyOperand) throws(DataError) {
    guard options.missing == .refuse else { return }
    let codes = try operand.answer.map { _ throws(DataError) in try columns.label(operand.column).codes }
    let cells = try operand.answer == nil ? columns.number(operand.column) : nil
    for row in 0..<columns.rowCount where members?[row] ?? true {
      if codes?[row] == -1 || cells.map({ $0[row] == nil }) ?? false {
        let sentence = SurveyMissing.refusal
        throw columns.error(row: row, column: operand.column, sentence.problem, sentence.remedy)
      }
    }
  }

  private func linear(_ request: SurveyRequest) throws -> (any SurveyStatistic, isProportion: Bool) {
    for operand in request.operands { try refuseMissing(operand) }
    switch request {
    case .total(let y): return (Total(try columns.variable(y)), false)
    case .ratio(let y, let x): return (Ratio(try columns.variable(y), over: try columns.variable(x)), false)
    case .proportion(let y):
      let variable = try columns.variable(y)
      guard isBinary(variable) else { throw SurveyMissing.notBinary(columns.file, y.column) }
      return (try Proportion(clean(variable)), true)
    case .mean(let y):
      let variable = try columns.variable(y)
      return isBinary(variable) ? (try Proportion(clean(variable)), true) : (Mean(variable), false)
    case .quantile: preconditionFailure("quantiles are no linear statistics")
    }
  }

  /// Whether those who take part answered 0 or 1 only.
  private func isBinary(_ variable: SurveyVariable) -> Bool {
    variable.values.indices.allSatisfy {
      let value = variable.values[$0]
      return value == 0 || value == 1 || !(members?[$0] ?? true) || design.weights[$0] == 0
        || !(variable.present?[$0] ?? true)
    }
  }

  /// Zeros for those who take no part, whatever they answered.
  private func clean(_ variable: SurveyVariable) -> SurveyVariable {
    SurveyVariable(
      variable.name, variable.values.map { $0 == 1 ? 1 : 0 }, present: variable.present)
  }

  private func cross(_ request: SurveyCross) throws -> SurveyResults.Cross {
    let domain = members.map { SurveyDomain([], members: $0) }
    let table = try design.crossTable(
      columns.label(request.rows), columns.label(request.columns), in: domain)
    let kinds: [AssociationTest] = [.raoScottF, .raoScottChiSquared, .adjustedWald]
    return SurveyResults.Cross(
      request: request, table: table,
      tests: kinds.map { kind in Result { () throws(SurveyError) in try table.test(kind) } })
  }
}

extension SurveyColumns {
  func replicateWeights(_ name: String) throws(DataError) -> [Double] {
    let column = Column(name: name, values: .number(try number(name)))
    return try SurveyReplication.weights(
      column, name, in: DataTable(name: file, columns: [], lines: lines))
  }
}

/// What is said of answers that a statistic cannot use.
enum SurveyMissing {
  static let refusal = (
    problem: "the answer is missing",
    remedy: "impute it, or allow missing answers with --missing complete-case"
  )

  static func notBinary(_ file: String, _ column: String) -> DataError {
    DataError(
      file: file, column: column,
      problem: "a proportion needs zeros and ones, and the column holds other values",
      remedy: "name an answer as \(column)=ANSWER, ask for --mean, or declare codes of missing answers with "
        + "--missing-values")
  }
}
