package import Estimates
internal import GlobalEstimates
internal import Reporting
internal import Tables

/// From countries with a survey to countries without, regions and the world.
package struct ExtrapolationStudy: Sendable {
  package let input: ExtrapolationInput
  package let options: ExtrapolationOptions
  /// The world, then the regions, then the countries; the world alone where it is refused before any is worked out.
  package let estimates: [Estimate]
  /// Populations in the order of `estimates`.
  let populations: [Double]
  let cells: [String]
  let outcome: Outcome?

  /// What a method leaves besides its numbers.
  enum Outcome: Sendable {
    case ratio(RatioOutcome)
    case area([ModelExtrapolation])
    case hierarchical([HierarchicalExtrapolation])
  }

  struct RatioOutcome: Sendable {
    let extrapolation: RatioExtrapolation
    let bootstrap: RatioBootstrap?
    let countries: [RatioExtrapolation.CountryRate]
    let leaveOneOut: LeaveOneOut?
  }

  /// - Throws: `GlobalEstimateError` for data that the method cannot read; what a rule forbids is a refused estimate.
  package init(_ input: ExtrapolationInput, options: ExtrapolationOptions) throws {
    self.input = input
    self.options = options
    cells = Set(input.rows.map(\.cell)).sorted()
    if options.method == .ratio, !input.covariateNames.isEmpty {
      throw StudyOptionError("the ratio method has no covariates; choose a model, or leave --covariates out")
    }
    do {
      switch options.method {
      case .ratio:
        let (outcome, estimates, populations) = try Self.ratio(input, options)
        (self.outcome, self.estimates, self.populations) = (.ratio(outcome), estimates, populations)
      case .regression, .fayHerriot, .hierarchical:
        let (outcome, draws) = try Self.model(input, options, cells)
        let scopes =
          [CellDraws.Scope.world] + draws.regions.indices.map { .region($0) }
          + draws.countries.indices.map { .country($0) }
        var notes = input.notes
        notes.append(Self.leaveOneOutNote(outcome))
        let provenance = Provenance(
          inputs: input.records, seed: options.seed, draws: draws.drawCount, notes: notes,
          citations: ExtrapolationMethods.citations(options))
        var estimates: [Estimate] = []
        for scope in scopes {
          estimates.append(
            try draws.estimate(
              scope, quantity: options.subject, diagnostics: Self.common(input, scope, draws),
              provenance: provenance))
        }
        (self.outcome, self.estimates) = (outcome, estimates)
        populations = scopes.map(draws.population)
      }
    } catch let error as GlobalEstimateError {
      let refusal: Refusal
      switch error {
      case .refused(let reason): refusal = reason
      case .notConverged(let sentence): refusal = Refusal(code: .fitFailed, reason: sentence)
      case .invalidInput(let sentence):
        guard let place = input.place(of: sentence) else { throw error }
        throw DataError(sentence, file: place.file, line: place.line)
      }
      outcome = nil
      populations = [input.rows.reduce(0) { $0 + $1.population }]
      estimates = [
        try Estimate(
          quantity: options.subject, unit: "persons", method: ExtrapolationMethods.name(options),
          outcome: .refused(refusal), provenance: Provenance(inputs: input.records, notes: input.notes))
      ]
    }
  }

  var isRefused: Bool { outcome == nil }

  /// AGG-09 for the countries of a scope.
  private static func common(
    _ input: ExtrapolationInput, _ scope: CellDraws.Scope, _ draws: CellDraws
  ) -> [Diagnostic] {
    switch scope {
    case .world: otherYears(input.rows)
    case .region(let r): otherYears(input.rows.filter { $0.region == draws.regions[r] })
    case .country(let i): otherYears(input.rows.filter { $0.country == draws.countries[i].name })
    }
  }

  private static func otherYears(_ rows: [ExtrapolationInput.Row]) -> [Diagnostic] {
    let others = Set(rows.filter(\.isOfAnotherYear).map(\.country)).count
    guard others > 0 else { return [] }
    return [
      Diagnostic(
        .aggregationDenominatorYear,
        "\(others) \(others == 1 ? "country has" : "countries have") a survey of another year than the population; the "
          + "rate is taken to have stayed as it was")
    ]
  }

  // MARK: the ratio method

  private static func ratio(
    _ input: ExtrapolationInput, _ options: ExtrapolationOptions
  ) throws -> (RatioOutcome, [Estimate], [Double]) {
    let extrapolation = try RatioExtrapolation(
      input.rows.map { row in
        CountryCell(
          country: row.country, region: row.region, cell: row.cell, population: row.population,
          rate: row.rate,
          standardError: row.standardError, definition: row.definition, sampleSize: row.sample)
      }, pooling: options.pooling, withinCountryCorrelation: options.cellErrors == .shared ? 1 : 0)
    let left = try? extrapolation.leaveOneOut(level: options.level)
    let bootstrap = try? RatioBootstrap(
      extrapolation, draws: options.draws, seed: options.seed, threads: options.threads)
    let provenance = Provenance(
      inputs: input.records, seed: options.seed, draws: options.draws, notes: input.notes,
      citations: ExtrapolationMethods.citations(options))
    var estimates = [
      try extrapolation.estimate(quantity: options.subject, level: options.level, provenance: provenance)
    ]
    for region in extrapolation.regions {
      estimates.append(
        try extrapolation.estimate(
          quantity: options.subject, regions: [region], level: options.level, provenance: provenance))
    }
    var populations = [input.rows.reduce(0) { $0 + $1.population }]
    for region in extrapolation.regions {
      populations.append(input.rows.reduce(0) { $0 + ($1.region == region ? $1.population : 0) })
    }
    estimates = zip(estimates, [nil] + extrapolation.regions.map(Optional.some)).map { estimate, region in
      estimate.replacing(
        diagnostics: estimate.diagnostics
          + otherYears(input.rows.filter { region == nil || $0.region == region }))
    }
    let countries = try extrapolation.countryRates(level: options.level)
    let refused = Set(zip(extrapolation.regions, estimates.dropFirst()).filter { $1.refusal != nil }.map(\.0))
    for country in countries {
      estimates.append(
        try estimate(country, options, provenance, isThin: refused.contains(country.region), input))
      populations.append(country.population)
    }
    return (
      RatioOutcome(
        extrapolation: extrapolation, bootstrap: bootstrap, countries: countries, leaveOneOut: left),
      estimates, populations
    )
  }

  private static func estimate(
    _ country: RatioExtrapolation.CountryRate, _ options: ExtrapolationOptions, _ provenance: Provenance,
    isThin: Bool, _ input: ExtrapolationInput
  ) throws -> Estimate {
    var diagnostics: [Diagnostic] = []
    if country.isPredicted {
      diagnostics.append(
        Diagnostic(
          .aggregationImputedShare, severity: .warning,
          "no data of this country stand behind its number, which is what the countries with data of its region have"
        ))
    } else if country.populationWithoutData > 0 {
      diagnostics.append(
        Diagnostic(.aggregationImputedShare, "some groups of this country have no data"))
    }
    diagnostics += otherYears(input.rows.filter { $0.country == country.name })
    let outcome: Estimate.Outcome
    if isThin, country.populationWithoutData > 0 {
      outcome = .refused(
        Refusal(
          code: .extrapolationTooFewDonors,
          reason:
            "region '\(country.region)' has fewer than \(WarningThreshold.donorCountries) countries with data"
        ))
    } else if let error = country.standardError, let ends = country.interval {
      outcome = .estimated(
        value: country.population * country.rate,
        uncertainty: .sampling(
          standardError: country.population * error, degreesOfFreedom: nil,
          interval: try Interval(
            kind: .symmetricQuantile, level: options.level, lower: country.population * ends.lower,
            upper: country.population * ends.upper)))
    } else if country.populationWithoutData > 0 {
      outcome = .refused(
        Refusal(
          code: .extrapolationWithoutBetweenVariance,
          reason: "how far a country may be from its region's rate is not known"))
    } else {
      outcome = .estimated(
        value: country.population * country.rate,
        uncertainty: .unavailable(reason: "its survey gives no standard error"))
    }
    return try Estimate(
      quantity: options.subject, unit: "persons", method: ExtrapolationMethods.name(options),
      domain: [
        DomainLabel(variable: "region", value: country.region),
        DomainLabel(variable: "country", value: country.name),
      ], outcome: outcome, diagnostics: diagnostics, provenance: provenance)
  }

  // MARK: models

  private static func model(
    _ input: ExtrapolationInput, _ options: ExtrapolationOptions, _ cells: [String]
  ) throws -> (Outcome, CellDraws) {
    // A hierarchical model keeps its posterior by group, an area model lets the draws of a group go.
    let countries = Set(input.rows.map(\.country)).count
    let kept = countries * (options.method == .hierarchical ? cells.count : 1)
    guard kept <= HierarchicalTotal.largestTable / options.draws else {
      throw StudyOptionError(
        "\(countries) countries with \(options.draws) draws each are more than this program keeps; --draws "
          + "\(HierarchicalTotal.largestTable / kept) is the most")
    }
    var together: CellDraws?
    func add(_ draws: CountryDraws) throws(GlobalEstimateError) {
      if together == nil {
        together = try CellDraws(draws, level: options.level)
      } else {
        try together?.add(draws)
      }
    }
    var areas: [ModelExtrapolation] = []
    var posteriors: [HierarchicalExtrapolation] = []
    var seeds: [UInt64] = []
    for (index, cell) in cells.enumerated() {
      let countries = input.rows.filter { $0.cell == cell }.map { row in
        ModelCountry(
          name: row.country, region: row.region, population: row.population, rate: row.rate,
          standardError: row.rate == nil ? nil : row.standardError, covariates: row.covariates,
          definition: row.definition, sampleSize: row.sample)
      }
      // One seed for all groups gives one country the same deviates in each.
      let seed =
        options.cellErrors == .shared ? options.seed : options.seed &+ UInt64(index) &* 0x9E37_79B9_7F4A_7C15
      do {
        if options.method == .hierarchical {
          let fit = try HierarchicalExtrapolation(
            countries, covariateNames: input.covariateNames, scale: options.scale,
            settings: .init(
              chains: options.chains, warmUp: options.warmUp,
              draws: max(100, (options.draws + options.chains - 1) / options.chains)), seed: seed,
            level: options.level, threads: options.threads, keepsCountries: true)
          posteriors.append(fit)
          try add(fit.posterior)
        } else {
          let fit = try ModelExtrapolation(
            countries, covariateNames: input.covariateNames, scale: options.scale, method: options.variance,
            countriesWithData: options.method == .regression ? .direct : .shrunk, level: options.level)
          areas.append(fit)
          seeds.append(seed)
        }
      } catch {
        guard cells.count > 1 else { throw error }
        switch error {
        case .invalidInput(let sentence):
          throw GlobalEstimateError.invalidInput("group '\(cell)': \(sentence)")
        case .notConverged(let sentence):
          throw GlobalEstimateError.notConverged("group '\(cell)': \(sentence)")
        case .refused(let refusal):
          throw GlobalEstimateError.refused(refusal.code, "group '\(cell)': \(refusal.reason)")
        }
      }
    }
    if !areas.isEmpty {
      let draws = try CellDraws(
        areas, draws: options.draws, seeds: seeds, level: options.level, threads: options.threads)
      return (.area(areas), draws)
    }
    guard let together else { throw GlobalEstimateError.invalidInput("there are no countries") }
    return (.hierarchical(posteriors), together)
  }

  /// The predictions of each group, in the order of the groups; for the ratio method of all together.
  var leaveOneOut: [(cell: String, left: LeaveOneOut)] {
    switch outcome {
    case nil: []
    case .ratio(let ratio): ratio.leaveOneOut.map { [("all", $0)] } ?? []
    case .area(let fits): zip(cells, fits).map { ($0, $1.leaveOneOut) }
    case .hierarchical(let fits): zip(cells, fits).map { ($0, $1.leaveOneOut) }
    }
  }

  private static func leaveOneOutNote(_ outcome: Outcome) -> String {
    switch outcome {
    case .ratio: ""
    case .area(let fits): fits.first?.leaveOneOut.summary ?? ""
    case .hierarchical(let fits): fits.first?.leaveOneOut.summary ?? ""
    }
  }
}

/// Names and sources of the methods.
enum ExtrapolationMethods {
  static func name(_ options: ExtrapolationOptions) -> String {
    switch options.method {
    case .ratio:
      "ratio extrapolation: countries without data have the rate of those with data in their region"
    case .regression: "\(options.variance.rawValue) regression on the \(options.scale.rawValue) scale"
    case .fayHerriot: "\(options.variance.rawValue) Fay-Herriot on the \(options.scale.rawValue) scale"
    case .hierarchical:
      "hierarchical model on the \(options.scale.rawValue) scale: country in region in world"
    }
  }

  static func citations(_ options: ExtrapolationOptions) -> [Citation] {
    switch options.method {
    case .ratio:
      [
        Citation(
          key: "Cochran 1977",
          text:
            "Cochran WG (1977) Sampling Techniques, 3rd edition, section 10.4: two-stage variance of a ratio."
        ),
        Citation(
          key: "Rao and Wu 1988",
          text: "Rao JNK, Wu CFJ (1988) Resampling inference with complex survey data. JASA 83:231-241."),
      ]
    case .regression:
      [
        Citation(
          key: "Higgins 2009",
          text:
            "Higgins JPT, Thompson SG, Spiegelhalter DJ (2009) A re-evaluation of random-effects meta-analysis. "
            + "JRSS A 172:137-159: predictive intervals.")
      ]
    case .fayHerriot:
      [
        Citation(
          key: "Fay and Herriot 1979",
          text: "Fay RE, Herriot RA (1979) Estimates of income for small places. JASA 74:269-277."),
        Citation(
          key: "Prasad and Rao 1990",
          text:
            "Prasad NGN, Rao JNK (1990) The estimation of the mean squared error of small-area estimators. JASA "
            + "85:163-171."),
        Citation(
          key: "Gonzalez-Manteiga 2008",
          text:
            "Gonzalez-Manteiga W et al. (2008) Bootstrap mean squared error of a small-area EBLUP. J Statistical "
            + "Computation and Simulation 78:443-462."),
      ]
    case .hierarchical:
      [
        Citation(
          key: "Gelman 2006",
          text:
            "Gelman A (2006) Prior distributions for variance parameters in hierarchical models. Bayesian Analysis "
            + "1:515-534."),
        Citation(
          key: "Vehtari 2021",
          text:
            "Vehtari A et al. (2021) Rank-normalization, folding, and localization: an improved R-hat. Bayesian "
            + "Analysis 16:667-718."),
      ]
    }
  }
}
