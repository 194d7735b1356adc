internal import DataLoaders
package import Estimates
internal import GlobalEstimates
internal import Glibc
internal import Reporting
internal import Tables

/// What a user may choose of a triangulation.
package struct CombinationOptions: Sendable {
  package enum Method: String, Sendable, CaseIterable {
    /// Side by side, and not combined.
    case none
    case inverseVariance = "inverse-variance"
    case randomEffects = "random-effects"
    case relativeBias = "relative-bias"
  }

  package var method: Method
  /// The method without bias, for `relativeBias`.
  package var benchmark: String?
  package var scale: CombinationScale
  /// The population to look at where the file has several.
  package var population: String?
  package var subject: String
  package var level: Double

  package enum CombinationScale: String, Sendable, CaseIterable { case log, natural }

  package init(
    method: Method = .none, benchmark: String? = nil, scale: CombinationScale = .log,
    population: String? = nil,
    subject: String = "persons", level: Double = 0.95
  ) throws(StudyOptionError) {
    guard level > 0.5, level < 1 else {
      throw StudyOptionError("the level of an interval has to lie between 0.5 and 1, such as 0.95")
    }
    guard (method == .relativeBias) == (benchmark != nil) else {
      throw StudyOptionError("--benchmark NAME and --method relative-bias go together")
    }
    guard method != .relativeBias || population == nil else {
      throw StudyOptionError("the relative-bias model needs all populations; leave --only out")
    }
    self.method = method
    self.benchmark = benchmark
    self.scale = scale
    self.population = population
    self.subject = subject
    self.level = level
  }
}

/// Several estimates of one quantity as they were read.
package struct CombinationInput: Sendable {
  struct Row: Sendable {
    let population: String
    let name: String
    let value: Double
    let standardError: Double
    let definition: String
    let line: Int
  }

  /// The row that an estimator's sentence speaks of.
  func place(of sentence: String) -> (file: String, line: Int)? {
    let named = rows.filter {
      sentence.contains("estimate '\($0.name)'") || sentence.hasPrefix("'\($0.population)' by '\($0.name)'")
    }
    // Of two of one name the second is one too many.
    return named.last.map { (file, $0.line) }
  }

  let rows: [Row]
  package let record: InputRecord
  package let notes: [String]
  let file: String

  /// - Throws: `DataError` for a file that is unreadable or breaks the schema.
  package init(file: String, reading: InputOptions = InputOptions(), inputLevel: Double = 0.95) throws {
    try self.init(ByteSource(argument: file), reading, inputLevel)
  }

  /// Reads a file of a data set.
  package init(_ file: String, in folder: DataFolder) throws {
    try self.init(folder.source(file), InputOptions(), 0.95)
  }

  private init(_ source: ByteSource, _ reading: InputOptions, _ inputLevel: Double) throws {
    var columns: [String: String] = [:]
    let read = try ReadTable(source, reading) { found throws(DataError) in
      columns["name"] = try found.required(
        nil, orOneOf: ["name", "method"], what: "how an estimate was made",
        option: "the header name or method")
      columns["value"] = try found.required(
        nil, orOneOf: UsualColumns.value, what: "the estimate", option: "the header value")
      columns["population"] = try found.named(nil, orOneOf: ["population", "quantity"])
      columns["error"] = try found.named(nil, orOneOf: UsualColumns.standardError)
      columns["variation"] = try found.named(nil, orOneOf: UsualColumns.variation)
      columns["lower"] = try found.named(nil, orOneOf: UsualColumns.lower)
      columns["upper"] = try found.named(nil, orOneOf: UsualColumns.upper)
      columns["definition"] = try found.named(nil, orOneOf: UsualColumns.definition)
      guard
        columns["error"] != nil || columns["variation"] != nil
          || (columns["lower"] != nil && columns["upper"] != nil)
      else {
        throw DataError(
          .badData, file: found.file, line: 1, problem: "no column says how far an estimate may be off",
          remedy: "add standard_error, coefficient_of_variation, or lower and upper")
      }
      var rules = [
        ColumnRule(columns["name"] ?? "", .text), ColumnRule(columns["value"] ?? "", .number(0...)),
      ]
      for key in ["population", "definition"] {
        if let column = columns[key] { rules.append(ColumnRule(column, .text, missing: [""])) }
      }
      for key in ["error", "variation", "lower", "upper"] {
        if let column = columns[key] { rules.append(ColumnRule(column, .number(0...), missing: [""])) }
      }
      return Schema(rules, allowsOtherColumns: true)
    }
    let width = 2 * (try ReferenceDistribution.normal.halfWidth(level: inputLevel))
    let names = try read.text(columns["name"])
    let values = try read.numbers(columns["value"])
    let populations = try read.text(columns["population"])
    let definitions = try read.text(columns["definition"])
    let errors = try read.numbers(columns["error"])
    let variations = try read.numbers(columns["variation"])
    let lowers = try read.numbers(columns["lower"])
    let uppers = try read.numbers(columns["upper"])
    var rows: [Row] = []
    for row in 0..<read.table.rowCount {
      let value = values[row] ?? 0
      let error: Double
      if let own = errors[row] {
        error = own
      } else if let variation = variations[row] {
        error = variation * value
      } else if let lower = lowers[row], let upper = uppers[row], lower <= value, value <= upper, lower > 0 {
        error = value * (log(upper) - log(lower)) / width
      } else {
        throw read.table.error(
          row: row, column: columns["error"] ?? columns["lower"], problem: "the estimate has no error",
          remedy: "give a standard error, or an interval above 0 that holds it")
      }
      guard error > 0 else {
        throw read.table.error(
          row: row, column: columns["error"], problem: "an estimate has a standard error above 0",
          remedy: "give it; an estimate without error would decide alone")
      }
      rows.append(
        Row(
          population: populations[row] ?? "all", name: names[row] ?? "", value: value, standardError: error,
          definition: definitions[row] ?? "", line: read.table.lines[row]))
    }
    self.rows = rows
    record = read.record
    notes = read.notes
    file = read.table.name
  }
}

/// Estimates of one quantity by several methods: side by side, tested for agreement, and combined when asked.
package struct CombinationStudy: Sendable {
  let input: CombinationInput
  let options: CombinationOptions
  /// Those looked at.
  let rows: [CombinationInput.Row]
  /// `nil` under the relative-bias model, which looks at several populations at once.
  let triangulation: GlobalEstimates.Triangulation?
  let combination: GlobalEstimates.Triangulation.Combination?
  let bias: RelativeBiasModel?
  let refusal: Refusal?
  /// What was combined first, then what it was combined from.
  package let estimates: [Estimate]

  /// - Throws: `GlobalEstimateError` or `DataError` for estimates that do not fit together.
  package init(_ input: CombinationInput, options: CombinationOptions) throws {
    self.input = input
    self.options = options
    let populations = Set(input.rows.map(\.population)).sorted()
    var rows = input.rows
    if let wanted = options.population {
      rows = rows.filter { $0.population == wanted }
      guard !rows.isEmpty else {
        throw StudyOptionError("no estimate is of the population '\(PlainText.line(wanted))'")
      }
    } else if options.method != .relativeBias, populations.count > 1 {
      throw StudyOptionError(
        "the file has estimates of \(populations.count) populations; choose one with --only, such as "
          + "'\(PlainText.line(populations[0]))', or --method relative-bias")
    }
    self.rows = rows
    let definitions = Set(rows.map(\.definition)).sorted()
    guard definitions.count <= 1 else {
      let refusal = Refusal(
        code: .aggregationStockFlowMix,
        reason: "the estimates measure different things: "
          + definitions.map { "'\(PlainText.line($0))'" }.joined(separator: ", ")
          + "; bring them to one definition first")
      self.refusal = refusal
      (triangulation, combination, bias) = (nil, nil, nil)
      estimates = [
        try Estimate(
          quantity: options.subject, unit: "persons", method: "triangulation", outcome: .refused(refusal),
          provenance: Provenance(inputs: [input.record], notes: input.notes))
      ]
      return
    }
    refusal = nil
    if options.method == .relativeBias, let benchmark = options.benchmark {
      let model = try DataError.locating(input.place(of:)) {
        try RelativeBiasModel(
          rows.map {
            RelativeBiasModel.Observation(
              population: $0.population, method: $0.name, value: $0.value, standardError: $0.standardError)
          }, benchmark: benchmark)
      }
      bias = model
      (triangulation, combination) = (nil, nil)
      estimates = try Self.corrected(model, input, options) + Self.members(rows, input, options)
      return
    }
    bias = nil
    let triangulation = try DataError.locating(input.place(of:)) {
      try GlobalEstimates.Triangulation(
        rows.map {
          GlobalEstimates.Triangulation.Member(
            name: $0.name, value: $0.value, standardError: $0.standardError)
        }, scale: options.scale == .log ? .logarithm : .natural)
    }
    self.triangulation = triangulation
    let rule: GlobalEstimates.Triangulation.Rule?
    switch options.method {
    case .inverseVariance: rule = .inverseVariance
    case .randomEffects: rule = .randomEffects()
    case .none, .relativeBias: rule = nil
    }
    combination = try rule.map { try triangulation.combined(by: $0, level: options.level) }
    var members = try Self.members(rows, input, options)
    if let combination {
      members.insert(try Self.combined(combination, input, options), at: 0)
    } else if let disagreement = triangulation.disagreement {
      members = members.map { $0.replacing(diagnostics: $0.diagnostics + [disagreement]) }
    }
    estimates = members
  }

  private static func combined(
    _ combination: GlobalEstimates.Triangulation.Combination, _ input: CombinationInput,
    _ options: CombinationOptions
  ) throws -> Estimate {
    try Estimate(
      quantity: options.subject, unit: "persons",
      method: "\(options.method.rawValue): \(combination.assumption)",
      outcome: .estimated(
        value: combination.value,
        uncertainty: .sampling(
          standardError: combination.standardError, degreesOfFreedom: combination.degreesOfFreedom,
          interval: combination.interval)), diagnostics: combination.diagnostics,
      provenance: Provenance(
        inputs: [input.record], notes: input.notes, citations: CombinationWords.citations(options)))
  }

  private static func members(
    _ rows: [CombinationInput.Row], _ input: CombinationInput, _ options: CombinationOptions
  ) throws -> [Estimate] {
    let width = try ReferenceDistribution.normal.halfWidth(level: options.level)
    return try rows.map { row in
      let relative = row.value > 0 ? width * row.standardError / row.value : 0
      let ends =
        options.scale == .log && row.value > 0
        ? (row.value * exp(-relative), row.value * exp(relative))
        : (row.value - width * row.standardError, row.value + width * row.standardError)
      return try Estimate(
        quantity: options.subject, unit: "persons", method: row.name,
        domain: row.population == "all" ? [] : [DomainLabel(variable: "population", value: row.population)],
        outcome: .estimated(
          value: row.value,
          uncertainty: .sampling(
            standardError: row.standardError, degreesOfFreedom: nil,
            interval: try Interval(
              kind: options.scale == .log ? .transformedQuantile : .symmetricQuantile, level: options.level,
              lower: ends.0, upper: ends.1))),
        provenance: Provenance(inputs: [input.record], notes: ["as the file gives it"]))
    }
  }

  private static func corrected(
    _ model: RelativeBiasModel, _ input: CombinationInput, _ options: CombinationOptions
  ) throws -> [Estimate] {
    let width = try ReferenceDistribution.normal.halfWidth(level: options.level)
    return try model.populations.map { effect in
      try Estimate(
        quantity: options.subject, unit: "persons",
        method: "relative-bias: all methods, each corrected to '\(model.benchmark)'",
        domain: [DomainLabel(variable: "population", value: effect.name)],
        outcome: .estimated(
          value: effect.value,
          uncertainty: .sampling(
            standardError: effect.standardError, degreesOfFreedom: nil,
            interval: try Interval(
              kind: .transformedQuantile, level: options.level,
              lower: effect.value * exp(-width * effect.logStandardError),
              upper: effect.value * exp(width * effect.logStandardError)))),
        diagnostics: [
          Diagnostic(
            .combinationBetweenMethods,
            "each method is taken to be off by one factor in every population, and '\(model.benchmark)' not at all; no "
              + "figure here can tell a biased benchmark from biased others")
        ],
        provenance: Provenance(
          inputs: [input.record], notes: input.notes, citations: CombinationWords.citations(options)))
    }
  }
}

/// What a combination assumes, in words.
enum CombinationWords {
  static func assumption(_ options: CombinationOptions) -> String {
    switch options.method {
    case .none:
      "Nothing was combined. Estimates by different methods are different views of a number that none of them sees "
        + "whole; a combination is only as good as its assumption."
    case .inverseVariance:
      "All methods measure the same number without bias, and their standard errors hold all of their error. Where they "
        + "disagree beyond those errors this cannot be true, and the interval is too short."
    case .randomEffects:
      "The biases of the methods are a random sample with mean zero, so that their average is without bias. With a "
        + "handful of methods their spread is hardly known; the interval is Hartung and Knapp's, never narrower than the "
        + "plain one."
    case .relativeBias:
      "A method has the same relative bias in every population, the benchmark has none, and errors are independent."
    }
  }

  static func citations(_ options: CombinationOptions) -> [Citation] {
    switch options.method {
    case .none, .inverseVariance:
      [
        Citation(
          key: "Cochran 1954",
          text:
            "Cochran WG (1954) The combination of estimates from different experiments. Biometrics 10:101-129."
        )
      ]
    case .randomEffects:
      [
        Citation(
          key: "Knapp and Hartung 2003",
          text:
            "Knapp G, Hartung J (2003) Improved tests for a random effects meta-regression. Statistics in Medicine "
            + "22:2693-2710.")
      ]
    case .relativeBias:
      [
        Citation(
          key: "relative bias",
          text:
            "Each estimate is a population times the relative bias of its method; maximum likelihood by Gauss-Newton."
        )
      ]
    }
  }
}
