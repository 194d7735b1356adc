internal import Estimates
internal import Glibc

/// How well the countries with data are predicted by the others: the honest measure of an extrapolation.
package struct LeaveOneOut: Sendable {
  package struct Prediction: Sendable {
    package let country: String
    /// The observed rate, and the prediction of it from the other countries.
    package let observed: Double
    package let predicted: Double
    /// The predictive interval for the observed rate, which holds its sampling error too.
    package let lower: Double
    package let upper: Double

    package var isCovered: Bool { lower <= observed && observed <= upper }
  }

  package let predictions: [Prediction]
  package let level: Double

  /// √ of the mean squared difference of observed and predicted rates.
  package var rootMeanSquaredError: Double {
    var sum = 0.0
    for prediction in predictions {
      let error = prediction.observed - prediction.predicted
      sum += error * error
    }
    return (sum / Double(predictions.count)).squareRoot()
  }

  /// The mean of predicted − observed.
  package var bias: Double {
    var sum = 0.0
    for prediction in predictions { sum += prediction.predicted - prediction.observed }
    return sum / Double(predictions.count)
  }

  /// The share of the countries whose interval holds the observed rate; near `level` when the model is right.
  package var coverage: Double {
    Double(predictions.count { $0.isCovered }) / Double(predictions.count)
  }

  /// What a report says of it, whatever else it says.
  package var summary: String {
    "predicted from the others, the \(predictions.count) countries with data are missed by "
      + "\(percent(rootMeanSquaredError).dropLast(2)) percentage points (root mean square), and "
      + "\(percent(coverage)) of them lie in their \(percent(level)) interval"
  }

  /// Leaves each area out of an area model in turn and fits the rest with the same method.
  ///
  /// - Parameter names: one for each area of the fit.
  /// - Throws: `GlobalEstimateError.invalidInput` when a covariate loses its variation without a country, or
  ///   too few countries are left.
  package init(
    _ fit: AreaModelFit, names: [String]? = nil, scale: RateScale,
    test: MetaRegression.CoefficientTest = .normal,
    level: Double = 0.95
  ) throws(GlobalEstimateError) {
    guard names?.count ?? fit.areaCount == fit.areaCount else {
      throw .invalidInput("each of the \(fit.areaCount) areas needs a name")
    }
    var predictions: [Prediction] = []
    for i in 0..<fit.areaCount {
      let rest = fit.leavingOutIndices(i)
      let model: MetaRegression
      do {
        model = try MetaRegression(
          values: rest.map { fit.direct[$0] }, variances: rest.map { fit.samplingVariance[$0] },
          covariates: try fit.covariates.selecting(areas: rest), method: fit.method, test: test)
      } catch {
        throw .invalidInput("without country \(i + 1) of those with data: \(error)")
      }
      let prediction = try model.prediction(at: fit.covariates.row(i), level: level)
      let variance =
        prediction.predictiveStandardError * prediction.predictiveStandardError + fit.samplingVariance[i]
      let half = try model.predictionQuantile(.student).halfWidth(level: level) * variance.squareRoot()
      let spread = prediction.predictiveStandardError * prediction.predictiveStandardError
      predictions.append(
        Prediction(
          country: names?[i] ?? "area \(i + 1)", observed: scale.rate(at: fit.direct[i]),
          predicted: scale.moments(mean: prediction.mean, variance: spread).mean,
          lower: scale.rate(at: prediction.mean - half), upper: scale.rate(at: prediction.mean + half)))
    }
    self.init(predictions: predictions, level: level)
  }

  init(predictions: [Prediction], level: Double) {
    self.predictions = predictions
    self.level = level
  }
}

extension Provenance {
  /// The same with one more note at the end.
  func adding(note: String) -> Provenance {
    Provenance(inputs: inputs, seed: seed, draws: draws, notes: notes + [note], citations: citations)
  }
}
