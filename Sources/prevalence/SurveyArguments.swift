internal import ArgumentParser
internal import Studies
internal import Survey

// What several commands on survey files are told, with one spelling each.

extension PublicationStandard: ExpressibleByArgument {}
extension ProportionInterval: ExpressibleByArgument {}

extension LonelyPSU: ExpressibleByArgument {
  /// Also takes the words of R's `survey.lonely.psu` and of Stata's `singleunit()`.
  public init?(argument: String) {
    switch argument {
    case "adjust", "centered": self = .centreOnGrandMean
    case "remove": self = .certainty
    case "scaled": self = .average
    default: self.init(rawValue: argument)
    }
  }
}

/// How the rows of a survey were drawn.
struct SamplingOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The column with the sampling weight.", valueName: "column"))
  var weight: String?

  @Flag(help: "There are no weights: every row counts alike.")
  var equalWeights = false

  @Flag(help: "Weights are the population over the sample of every stage, from --fpc.")
  var weightsFromFpc = false

  @Option(help: ArgumentHelp("The stratum of each stage, with commas.", valueName: "columns"))
  var stratum: NameList?

  @Option(
    help: ArgumentHelp(
      "The cluster (sampling unit) of each stage, with commas; rows when left out.", valueName: "columns"))
  var cluster: NameList?

  @Option(
    help: ArgumentHelp(
      "For each stage the number of units in the stratum, or the sampled fraction; without it a stage is taken as drawn with replacement.",
      valueName: "columns"))
  var fpc: NameList?

  @Flag(
    inversion: .prefixedNo,
    help: "Whether a cluster id means another cluster in another stratum; --no-nest refuses such ids.")
  var nest = true

  var isGiven: Bool {
    weight != nil || equalWeights || weightsFromFpc || stratum != nil || cluster != nil || fpc != nil
  }

  /// - Throws: `ValidationError` when it is not said, or said twice, what a row counts.
  func requireWeight() throws {
    let kinds = [weight != nil, equalWeights, weightsFromFpc].count { $0 }
    if kinds == 0 {
      throw ValidationError(
        "name the column of the weights with --weight, or say --equal-weights when every row counts alike")
    }
    if kinds > 1 { throw ValidationError("give one of --weight, --equal-weights and --weights-from-fpc") }
    if weightsFromFpc, fpc == nil { throw ValidationError("--weights-from-fpc needs --fpc") }
  }

  func sampling(lonelyPSU: LonelyPSU) -> SurveySampling {
    var sampling = SurveySampling()
    sampling.weight = weight.map { .column($0) } ?? (weightsFromFpc ? .fromPopulationSizes : .equal)
    sampling.strata = stratum?.names ?? []
    sampling.clusters = cluster?.names ?? []
    sampling.populationSizes = fpc?.names ?? []
    sampling.isNested = nest
    sampling.lonelyPSU = lonelyPSU
    return sampling
  }
}

struct LonelyOptions: ParsableArguments {
  @Option(
    name: .customLong("lonely-psu"),
    help: ArgumentHelp(
      "What a stratum with one sampling unit adds to the variance: fail refuses and names the strata.",
      valueName: "rule"))
  var rule: LonelyPSU = .fail
}

/// Replicate weights that a file brings, or that are made.
struct ReplicationOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Columns of replicate weights, such as 'rep*'.", valueName: "columns"))
  var replicateWeights: NameList?

  @Option(
    help: ArgumentHelp(
      "How replicates were, or are to be, made: brr, fay=0.5, jk1, jkn, bootstrap, sdr.", valueName: "method")
  )
  var replication: String?

  @Flag(help: "Make the replicates from the design.")
  var make = false

  @Option(help: ArgumentHelp("Replicates to make by bootstrap or sdr.", valueName: "number"))
  var replicates: Int = 500

  @Option(
    help: ArgumentHelp(
      "The factor of the sum of squares, where it is not the usual one.", valueName: "number"))
  var replicateScale: Double?

  @Option(
    help: ArgumentHelp(
      "Whether replicates deviate from the estimate or from their mean.", valueName: "centre"))
  var replicateCentre: ReplicateCentre = .mean

  enum ReplicateCentre: String, ExpressibleByArgument, CaseIterable { case mean, estimate }

  func validate() throws {
    if replicateWeights != nil, make { throw ValidationError("give --replicate-weights or --make, not both") }
    if replication == nil, replicateWeights != nil || make {
      throw ValidationError(
        "say how replicates are made: --replication brr, fay=0.5, jk1, jkn, bootstrap or sdr")
    }
    if replication != nil, replicateWeights == nil, !make {
      throw ValidationError("--replication goes with --replicate-weights COLUMNS or --make")
    }
    if replication == nil, replicateScale != nil || replicateCentre == .estimate {
      throw ValidationError("--replicate-scale and --replicate-centre go with --replication")
    }
    if let replicateScale, !(replicateScale > 0 && replicateScale.isFinite) {
      throw ValidationError("--replicate-scale is a positive number")
    }
    if !(2...100_000).contains(replicates) {
      throw ValidationError("--replicates lies between 2 and 100,000")
    }
    _ = try choice
  }

  var choice: SurveyReplication? {
    get throws {
      guard let replication else { return nil }
      guard let method = SurveyReplication.method(replication) else {
        throw ValidationError("--replication is brr, fay=0.5, jk1, jkn, bootstrap or sdr")
      }
      return SurveyReplication(
        method: method, columns: replicateWeights?.names, count: replicates,
        isCentredOnEstimate: replicateCentre == .estimate, scale: replicateScale)
    }
  }
}

/// Changes of the weights to what is known of the population.
struct AdjustmentOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Post-stratify to the totals of one margin.", valueName: "file"), completion: .file())
  var poststratify: String?

  @Option(
    help: ArgumentHelp("Rake to the totals of several margins.", valueName: "file"), completion: .file())
  var rake: String?

  @Option(
    help: ArgumentHelp("Calibrate to totals of categories and numbers.", valueName: "file"),
    completion: .file())
  var calibrate: String?

  @Option(help: ArgumentHelp("The distance of calibration.", valueName: "distance"))
  var distance: SurveyAdjustment.DistanceName = .linear

  @Option(help: ArgumentHelp("Bounds of the factors of calibration, such as 0.3,3.", valueName: "low,high"))
  var bounds: NumberList?

  @Option(help: ArgumentHelp("Cut weights at bounds, such as 0.2,5; the sum stays.", valueName: "low,high"))
  var trim: NumberList?

  func validate() throws {
    if [poststratify, rake, calibrate].count(where: { $0 != nil }) > 1 {
      throw ValidationError("give one of --poststratify, --rake and --calibrate")
    }
    if calibrate == nil, distance != .linear || bounds != nil {
      throw ValidationError("--distance and --bounds go with --calibrate")
    }
    do { _ = try distance.distance(bounds: bounds?.values) } catch {
      throw ValidationError(error.description)
    }
  }

  /// Reads the files of totals.
  func adjustments(reading: InputOptions) throws -> [SurveyAdjustment] {
    var found: [SurveyAdjustment] = []
    if let trim { found.append(try .trimming(to: trim.values)) }
    func add(_ kind: SurveyAdjustment.Kind, _ file: String?) throws {
      guard let file else { return }
      found.append(
        SurveyAdjustment(kind: kind, margins: try PopulationMargins(file: file, reading: reading)))
    }
    try add(.postStratify, poststratify)
    try add(.rake, rake)
    try add(.calibrate(try distance.distance(bounds: bounds?.values)), calibrate)
    return found
  }
}

extension SurveyAdjustment.DistanceName: ExpressibleByArgument {}

/// Intervals, and whose rules say which are printed.
struct PublicationOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The interval of proportions.", valueName: "kind"))
  var interval: ProportionInterval = .logit

  @Option(
    help: "Whose rules say when a number is not to be published (default: mics with a profile, else none).")
  var standard: PublicationStandard?
}

struct LevelOptions: ParsableArguments {
  @Option(help: "Level of the intervals.")
  var level: Double = 0.95

  func validate() throws {
    guard level > 0.5, level < 1 else {
      throw ValidationError("--level has to lie between 0.5 and 1, such as 0.95")
    }
  }
}

/// How a survey file is written, where it does not say so itself.
struct SurveyFileOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Codes, labels or texts that mean a missing answer beside those of the file, such as NA,97,98,99.",
      valueName: "texts"))
  var missingValues: NameList?

  @Option(
    help: ArgumentHelp(
      "The character set of an SPSS, Stata or SAS file that states none or a wrong one, such as WINDOWS-1252.",
      valueName: "name"))
  var encoding: String?

  @OptionGroup var reading: ReadingOptions

  var missingMarkers: [String] { missingValues?.names ?? [] }
}
