internal import Estimates
internal import Survey
internal import Tables

/// Several files of one survey, with missing answers imputed in each.
enum ImputedFiles {
  /// - Throws: `DataError` for two files with the same bytes, and for files of different length.
  static func check(_ records: [InputRecord]) throws(DataError) {
    for (place, record) in records.enumerated() {
      if let twin = records[..<place].first(where: { $0.sha256 == record.sha256 }) {
        throw DataError(
          file: record.name, problem: "the file has the same bytes as '\(twin.name)'",
          remedy: "name each imputed file once; copies of one would understate the uncertainty")
      }
      if record.rowCount != records[0].rowCount {
        throw DataError(
          file: record.name, problem: "the file has not as many rows as '\(records[0].name)'",
          remedy: "imputed files are copies of one survey, with the same rows; name those of one survey")
      }
    }
  }

  /// The results of every file as one, by Rubin's rules.
  /// - Throws: `SurveyError.usage` when domains or categories differ between the files.
  static func combined(_ all: [SurveyResults], level: Double) throws(SurveyError) -> SurveyResults {
    guard all.count > 1, var first = all.first else { return all[0] }
    var statistics: [SurveyResults.Statistic] = []
    for place in first.statistics.indices {
      statistics.append(try statistic(all.map { $0.statistics[place] }, level: level))
    }
    first.statistics = statistics
    var crosses: [SurveyResults.Cross] = []
    for place in first.crosses.indices { crosses.append(try cross(all.map { $0.crosses[place] })) }
    first.crosses = crosses
    var diagnostics: [Diagnostic] = []
    for diagnostic in all.flatMap(\.sample.diagnostics) where !diagnostics.contains(diagnostic) {
      diagnostics.append(diagnostic)
    }
    first.sample.diagnostics = diagnostics
    first.sample.isImputed = true
    first.sample.isSynthetic = all.contains(where: \.sample.isSynthetic)
    first.sample.notes = all.flatMap { results in
      results.sample.notes.map { "\(results.sample.record.name): \($0)" }
    }
    first.sample.methods.append(
      "\(all.count) imputed files combined by Rubin's rules (Barnard and Rubin 1999); the counts are means over the "
        + "files, those of the sample of the first")
    return first
  }

  private static func statistic(
    _ own: [SurveyResults.Statistic], level: Double
  ) throws(SurveyError) -> SurveyResults.Statistic {
    guard own.allSatisfy({ $0.breakdowns.map(\.columns) == own[0].breakdowns.map(\.columns) }) else {
      throw SurveyError.usage("every imputed data set needs the same domains")
    }
    var breakdowns: [SurveyResults.Breakdown] = []
    for index in own[0].breakdowns.indices {
      breakdowns.append(
        SurveyResults.Breakdown(
          columns: own[0].breakdowns[index].columns,
          values: try values(own.map { $0.breakdowns[index].values }, level: level)))
    }
    return SurveyResults.Statistic(
      request: own[0].request, isProportion: own.allSatisfy(\.isProportion), breakdowns: breakdowns)
  }

  private static func values(
    _ own: [SurveyResults.Breakdown.Values], level: Double
  ) throws(SurveyError) -> SurveyResults.Breakdown.Values {
    var joints: [JointEstimate] = []
    var quantiles: [[SurveyResults.QuantileOutcome]] = []
    for values in own {
      switch values {
      case .joint(let joint): joints.append(joint)
      case .quantiles(let outcomes): quantiles.append(outcomes)
      }
    }
    guard let first = quantiles.first else { return .joint(try JointEstimate(combining: joints)) }
    guard quantiles.allSatisfy({ $0.map(\.domain) == first.map(\.domain) }) else {
      throw .usage(
        "every imputed data set needs the same domains; a domain may be empty in one of them, or be written otherwise"
      )
    }
    return .quantiles(
      first.indices.map { index in
        let outcomes = quantiles.map { $0[index] }
        return SurveyResults.QuantileOutcome(
          domain: first[index].domain,
          sampleSize: outcomes.reduce(0) { $0 + $1.sampleSize } / outcomes.count,
          result: Result { () throws(SurveyError) in
            var found: [QuantileEstimate] = []
            for outcome in outcomes { found.append(try outcome.result.get()) }
            return try QuantileEstimate(combining: found, level: level)
          })
      })
  }

  private static func cross(_ own: [SurveyResults.Cross]) throws(SurveyError) -> SurveyResults.Cross {
    let tables = own.map(\.table)
    return SurveyResults.Cross(
      request: own[0].request, table: try CrossTable(combining: tables),
      tests: [
        Result { () throws(SurveyError) in try CrossTable.adjustedWaldTest(combining: tables) },
        .failure(
          .usage(
            "Rao and Scott's tests are not combined over imputed files: a chi-squared has no covariance that could be "
              + "added up. The adjusted Wald test is, as D1 of Li, Raghunathan and Rubin (1991)")),
      ])
  }
}
