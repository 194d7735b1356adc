internal import Survey

/// Keys that the kinds on survey files share, spelled as the options of the commands.
enum SurveyKeys {
  static let samplingKeys: [StudyKey] = [
    StudyKey("weight", .text, "The column with the sampling weight."),
    StudyKey("equal-weights", .flag, standard: "false", "There are no weights: every row counts alike."),
    StudyKey(
      "weights-from-fpc", .flag, standard: "false",
      "Weights are the population over the sample of every stage, from 'fpc'."),
    StudyKey("stratum", .list(of: .text), "The column of the strata of each stage."),
    StudyKey(
      "cluster", .list(of: .text), standard: "rows are sampled one by one",
      "The column of the clusters of each stage."),
    StudyKey(
      "fpc", .list(of: .text),
      "For each stage the column with the number of units in the stratum, or the sampled fraction."),
    StudyKey(
      "nest", .flag, standard: "true", "Whether a cluster id means another cluster in another stratum."),
    lonelyPSU,
  ]

  static let lonelyPSU = StudyKey(
    "lonely-psu", .choice(LonelyPSU.allCases.map(\.rawValue)), standard: "fail",
    "What a stratum with a single cluster adds to the variance.")

  static let replicationKeys: [StudyKey] = [
    StudyKey("replicate-weights", .list(of: .text), "Columns of replicate weights, such as \"rep*\"."),
    StudyKey(
      "replication", .text,
      "How replicates were made: brr, fay=0.5, jk1, jkn, bootstrap or sdr; without columns they are made from the design."
    ),
    StudyKey(
      "replicates", .whole(2...100_000), standard: "500", "Replicates to make by bootstrap or sdr."),
    StudyKey(
      "replicate-scale", .number(1e-12...1e12), standard: "the usual one of the method",
      "The factor of the sum of squares."),
    StudyKey(
      "replicate-centre", .choice(["mean", "estimate"]), standard: "mean",
      "Whether replicates deviate from the estimate or from their mean."),
  ]

  static let adjustmentKeys: [StudyKey] = [
    StudyKey("poststratify", .input, "Post-stratify to the totals of one margin."),
    StudyKey("rake", .input, "Rake to the totals of several margins."),
    StudyKey("calibrate", .input, "Calibrate to totals of categories and numbers."),
    StudyKey(
      "distance", .choice(SurveyAdjustment.DistanceName.allCases.map(\.rawValue)), standard: "linear",
      "The distance of calibration."),
    StudyKey(
      "bounds", .list(of: .number(0...1e9)), "Bounds of the factors of calibration, such as [0.3, 3]."),
    StudyKey(
      "trim", .list(of: .number(0...1e15)), "Cut weights at bounds, such as [0.2, 5]; the sum stays."),
  ]

  static let fileKeys: [StudyKey] = [
    StudyKey(
      "missing-values", .list(of: .text),
      "Codes, labels or texts that mean a missing answer beside those of the file, such as [\"NA\", \"98\"]."),
    StudyKey(
      "encoding", .text,
      "The character set of an SPSS, Stata or SAS file that states none or a wrong one, such as \"WINDOWS-1252\"."
    ),
  ]

  static let weightKeys = ["weight", "equal-weights", "weights-from-fpc"]
  static let design = weightKeys + ["stratum", "cluster", "fpc"]

  static func lonelyPSU(_ fields: StudyFields) -> LonelyPSU {
    fields.text("lonely-psu").flatMap(LonelyPSU.init(rawValue:)) ?? .fail
  }

  static func sampling(_ fields: StudyFields) -> SurveySampling {
    var sampling = SurveySampling()
    sampling.weight =
      fields.text("weight").map { .column($0) }
      ?? (fields.flag("weights-from-fpc") == true ? .fromPopulationSizes : .equal)
    sampling.strata = fields.texts("stratum")
    sampling.clusters = fields.texts("cluster")
    sampling.populationSizes = fields.texts("fpc")
    sampling.isNested = fields.flag("nest") ?? true
    sampling.lonelyPSU = lonelyPSU(fields)
    return sampling
  }

  static func replication(_ fields: StudyFields) throws(StudyFileError) -> SurveyReplication? {
    guard let text = fields.text("replication") else { return nil }
    guard let method = SurveyReplication.method(text) else {
      throw fields.error(
        "replication", problem: "this is not what it takes",
        remedy: "write brr, fay=0.5, jk1, jkn, bootstrap or sdr")
    }
    return SurveyReplication(
      method: method,
      columns: fields.has("replicate-weights") ? fields.texts("replicate-weights") : nil,
      count: fields.whole("replicates") ?? 500,
      isCentredOnEstimate: fields.text("replicate-centre") == "estimate",
      scale: fields.number("replicate-scale"))
  }

  static func atMostOne(_ keys: [String], in fields: StudyFields) throws(StudyFileError) {
    let given = keys.filter { fields.has($0) }
    guard given.count > 1 else { return }
    throw fields.error(given[1], problem: "'\(given[0])' is given too", remedy: "give one of them")
  }

  /// - Throws: when it is not said, or said twice, what a row counts.
  static func requireWeight(_ fields: StudyFields) throws(StudyFileError) {
    try atMostOne(weightKeys, in: fields)
    if fields.text("weight") == nil, fields.flag("equal-weights") != true,
      fields.flag("weights-from-fpc") != true
    {
      throw fields.error(
        problem: "it does not say how rows are weighted",
        remedy: "name the column with 'weight', or write equal-weights = true when every row counts alike")
    }
    if fields.flag("weights-from-fpc") == true, !fields.has("fpc") {
      throw fields.error("weights-from-fpc", problem: "there is no 'fpc'", remedy: "name its columns")
    }
  }

  static func checkReplication(_ fields: StudyFields) throws(StudyFileError) {
    let keys = ["replicate-weights", "replicates", "replicate-scale", "replicate-centre"]
    if let key = keys.first(where: { fields.has($0) }), !fields.has("replication") {
      throw fields.error(
        key, problem: "it does not say how replicates are made",
        remedy: "add replication: brr, fay=0.5, jk1, jkn, bootstrap or sdr")
    }
  }

  /// An adjustment that takes a file of totals, by the name of the input.
  typealias NamedAdjustment = (kind: SurveyAdjustment.Kind, input: String)

  static func checkAdjustments(_ fields: StudyFields) throws(StudyFileError) {
    try atMostOne(["poststratify", "rake", "calibrate"], in: fields)
    if let key = ["distance", "bounds"].first(where: { fields.has($0) }), !fields.has("calibrate") {
      throw fields.error(key, problem: "there is no 'calibrate'", remedy: "name the input of the totals")
    }
  }

  static func adjustment(_ fields: StudyFields) throws(StudyOptionError) -> NamedAdjustment? {
    let name = fields.text("distance").flatMap(SurveyAdjustment.DistanceName.init(rawValue:)) ?? .linear
    let distance = try name.distance(bounds: fields.has("bounds") ? fields.numbers("bounds") : nil)
    if let input = fields.text("poststratify") { return (.postStratify, input) }
    if let input = fields.text("rake") { return (.rake, input) }
    return fields.text("calibrate").map { (.calibrate(distance), $0) }
  }

  static func trimming(_ fields: StudyFields) throws(StudyOptionError) -> [SurveyAdjustment] {
    fields.has("trim") ? [try .trimming(to: fields.numbers("trim"))] : []
  }

  static func adjustments(
    _ named: NamedAdjustment?, _ context: EstimationContext
  ) throws -> [SurveyAdjustment] {
    guard let named else { return [] }
    let input = try context.input(named.input)
    return [
      SurveyAdjustment(
        kind: named.kind, margins: try PopulationMargins(file: input.path(), reading: input.options))
    ]
  }
}
