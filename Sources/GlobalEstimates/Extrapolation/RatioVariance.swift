/// The variances of a ratio extrapolation within one stratum.
extension RatioExtrapolation {
  /// Whether a country counts in the selection, and the people of the selection without a rate, by selected
  /// cell.
  private func isSelected(_ country: Int, _ selection: Selection) -> Bool {
    selection.regions[grid.regionOfCountry[country]]
  }

  /// The countries with data in a selected cell, which alone count as the sample of the selection.
  func contributors(_ stratum: Stratum, _ selection: Selection) -> [Int] {
    stratum.donors.filter { c in
      selection.cells.contains { k in
        grid.rate[c * grid.cells.count + k] != nil && grid.population[c * grid.cells.count + k] > 0
      }
    }
  }

  /// The people of the selection without a rate, by selected cell.
  private func missingPopulation(_ stratum: Stratum, _ selection: Selection) -> [Double] {
    selection.cells.map { k in
      var missing = 0.0
      for i in stratum.countries where isSelected(i, selection) && isMissing(i, k) {
        missing += grid.population[i * grid.cells.count + k]
      }
      return missing
    }
  }

  /// (n − 1)/n Σ(D₍c₎ − D̄)², where D₍c₎ is the change of the total when country c has no data, each cell
  /// times its finite-population correction √(1 − f).
  func jackknife(_ stratum: Stratum, _ selection: Selection) -> Double {
    let missing = missingPopulation(stratum, selection)
    return RatioExtrapolation.jackknifeVariance(
      contributors(stratum, selection).map { c in
        var change = 0.0
        for (place, k) in selection.cells.enumerated() {
          guard let (people, rate, without) = withoutCountry(c, k, stratum) else { continue }
          let moved = missing[place] * (without - stratum.rate(k)) + people * (without - rate)
          change += stratum.correction(k) * moved
        }
        return change
      })
  }

  private static func jackknifeVariance(_ changes: [Double]) -> Double {
    let count = Double(changes.count)
    let mean = changes.reduce(0, +) / count
    var squares = 0.0
    for change in changes { squares += (change - mean) * (change - mean) }
    return (count - 1) / count * squares
  }

  /// The people and rate of a country in a cell, and the rate of the stratum without it; `nil` when the
  /// country says nothing of the cell, or alone does.
  func withoutCountry(
    _ c: Int, _ k: Int, _ stratum: Stratum
  ) -> (people: Double, rate: Double, without: Double)? {
    let place = c * grid.cells.count + k
    guard let rate = grid.rate[place] else { return nil }
    let people = grid.population[place]
    let rest = stratum.observed[k] - people
    guard people > 0, rest > 0 else { return nil }
    return (people, rate, (stratum.counted[k] - people * rate) / rest)
  }

  /// n/(n − 1) Σ(z − z̄)² with z the linearised contribution of each country with data.
  func linearised(_ stratum: Stratum, _ selection: Selection) -> Double {
    let missing = missingPopulation(stratum, selection)
    let width = grid.cells.count
    let contributions = contributors(stratum, selection).map { c in
      var z = 0.0
      for (place, k) in selection.cells.enumerated() {
        guard let rate = grid.rate[c * width + k], stratum.observed[k] > 0 else { continue }
        let residual = grid.population[c * width + k] * (rate - stratum.rate(k))
        z += stratum.correction(k) * residual * (missing[place] / stratum.observed[k] + 1)
      }
      return z
    }
    let count = Double(contributions.count)
    let mean = contributions.reduce(0, +) / count
    var squares = 0.0
    for z in contributions { squares += (z - mean) * (z - mean) }
    return count / (count - 1) * squares
  }

  /// The sampling variance of the total of a whole stratum, each cell times its f, because the variance
  /// between countries holds the rest; for countries that stand for nobody but themselves, the whole of it.
  func samplingVariance(
    _ inside: [Int], _ stratum: Stratum, _ selection: Selection, wholeStratum: Bool
  ) -> Double {
    guard !stratum.lacksErrors else { return 0 }
    let missing = missingPopulation(stratum, selection)
    return inside.reduce(0) { sum, c in
      sum
        + combined(
          selection.cells.enumerated().map { place, k in
            guard let error = grid.standardError[c * grid.cells.count + k], stratum.observed[k] > 0 else {
              return 0
            }
            let people = grid.population[c * grid.cells.count + k]
            guard wholeStratum else { return people * error }
            let weight = people * (1 + missing[place] / stratum.observed[k])
            return weight * error * stratum.coverage(k).squareRoot()
          })
    }
  }

  /// The variance of a sum of a country's cells whose standard errors are correlated.
  private func combined(_ errors: [Double]) -> Double {
    var (squares, sum) = (0.0, 0.0)
    for error in errors {
      squares += error * error
      sum += error
    }
    return (1 - withinCountryCorrelation) * squares + withinCountryCorrelation * sum * sum
  }

  /// For a part of a stratum: the variance of the stratum's rates times the missing people of the part, and
  /// the spread of each missing country around them, taken from the residuals of the countries with data.
  /// Where surveys give no standard errors, countries with data get the same spread as those without, which
  /// cannot be too small.
  func partialVariance(_ inside: [Int], _ stratum: Stratum, _ selection: Selection) -> Double {
    let missing = missingPopulation(stratum, selection)
    let width = grid.cells.count
    let ofRates = RatioExtrapolation.jackknifeVariance(
      contributors(stratum, selection).map { c in
        var change = 0.0
        for (place, k) in selection.cells.enumerated() {
          guard let (_, _, without) = withoutCountry(c, k, stratum) else { continue }
          change += missing[place] * (without - stratum.rate(k))
        }
        return change
      })
    var own = 0.0
    let donors = contributors(stratum, selection)
    for i in inside {
      for c in donors {
        var deviation = 0.0
        for k in selection.cells where isMissing(i, k) || stratum.lacksErrors {
          guard let rate = grid.rate[c * width + k] else { continue }
          deviation += grid.population[i * width + k] * (rate - stratum.rate(k))
        }
        own += deviation * deviation
      }
    }
    return ofRates + own / Double(donors.count - 1)
  }

  /// The sampling variance of a part of a stratum beyond that of the rates that it borrows: its own
  /// countries, and their covariance with those rates.
  func extraSamplingVariance(_ stratum: Stratum, _ selection: Selection) -> Double {
    guard !stratum.lacksErrors else { return 0 }
    let missing = missingPopulation(stratum, selection)
    let width = grid.cells.count
    return stratum.donors.reduce(0) { sum, c in
      var whole: [Double] = []
      var borrowed: [Double] = []
      for (place, k) in selection.cells.enumerated() {
        guard let error = grid.standardError[c * width + k], stratum.observed[k] > 0 else { continue }
        let people = grid.population[c * width + k]
        let lent = people * missing[place] / stratum.observed[k]
        borrowed.append(lent * error)
        whole.append((lent + (isSelected(c, selection) ? people : 0)) * error)
      }
      return sum + combined(whole) - combined(borrowed)
    }
  }
}
