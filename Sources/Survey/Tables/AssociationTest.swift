internal import Glibc
package import NumericKernel

/// A test statistic with its reference distribution.
package struct TestResult: Sendable, Equatable {
  package let name: String
  package let statistic: Double
  package let numeratorDegreesOfFreedom: Double
  /// Nil where the reference is chi-squared.
  package let denominatorDegreesOfFreedom: Double?
  package let pValue: Double
}

/// Tests of independence of the two classifications of a table.
package enum AssociationTest: String, Sendable, CaseIterable {
  /// Pearson's statistic with Rao and Scott's second-order correction, as F (Rao & Scott 1984, Annals of
  /// Statistics 12; Thomas & Rao 1987).
  case raoScottF
  /// Pearson's statistic over the mean of the generalised design effects, as chi-squared (first order).
  case raoScottChiSquared
  /// Rao and Scott's F with the likelihood ratio in place of Pearson's statistic.
  case likelihoodRatioF
  /// Wald's statistic of N_ij − N_i+ N_+j/N over its degrees of freedom, as F.
  case wald
  /// The same, adjusted for few degrees of freedom.
  case adjustedWald
}

extension CrossTable {
  /// - Throws: `SurveyError.usage` without degrees of freedom; `.numeric` when empty cells leave nothing to
  ///   test.
  package func test(_ kind: AssociationTest) throws(SurveyError) -> TestResult {
    guard degreesOfFreedom > 0 else { throw .usage("there are no degrees of freedom, so there is no test") }
    do {
      switch kind {
      case .wald, .adjustedWald: return try wald(isAdjusted: kind == .adjustedWald)
      case .raoScottChiSquared:
        let effects = try designEffects()
        let statistic = pearson / (effects.trace / Double(interactions))
        return TestResult(
          name: kind.rawValue, statistic: pearson, numeratorDegreesOfFreedom: Double(interactions),
          denominatorDegreesOfFreedom: nil,
          pValue: try ChiSquaredDistribution(degreesOfFreedom: Double(interactions)).survival(statistic))
      case .raoScottF, .likelihoodRatioF:
        let effects = try designEffects()
        let statistic = (kind == .raoScottF ? pearson : likelihoodRatio) / effects.trace
        let numerator = effects.trace * effects.trace / effects.traceOfSquare
        let denominator = numerator * degreesOfFreedom
        return TestResult(
          name: kind.rawValue, statistic: statistic, numeratorDegreesOfFreedom: numerator,
          denominatorDegreesOfFreedom: denominator,
          pValue: try FDistribution(numeratorDegrees: numerator, denominatorDegrees: denominator).survival(
            statistic))
      }
    } catch {
      throw .numeric(error)
    }
  }

  private var interactions: Int { (rows.count - 1) * (columns.count - 1) }

  /// X² = n Σ (p − e)²/e, with n cases.
  private var pearson: Double {
    let (r, c) = (rowTotals, columnTotals)
    var sum = 0.0
    for i in rows.indices {
      for j in columns.indices {
        let expected = r[i] * c[j]
        sum += (proportion(i, j) - expected) * (proportion(i, j) - expected) / expected
      }
    }
    return Double(sampleSize) * sum
  }

  /// G² = 2n Σ p log(p/e).
  private var likelihoodRatio: Double {
    let (r, c) = (rowTotals, columnTotals)
    var sum = 0.0
    for i in rows.indices {
      for j in columns.indices where proportion(i, j) > 0 {
        sum += proportion(i, j) * log(proportion(i, j) / (r[i] * c[j]))
      }
    }
    return 2 * Double(sampleSize) * sum
  }

  /// Trace of Δ and of Δ², with Δ = (Cᵀ D⁻¹ C/n)⁻¹ Cᵀ D⁻¹ V D⁻¹ C, C spanning the interactions and D the
  /// diagonal of proportions.
  private func designEffects() throws(NumericError) -> (trace: Double, traceOfSquare: Double) {
    let cells = proportions.count
    var weighted = Matrix(rows: cells, columns: interactions)
    var reference = Matrix(rows: interactions, columns: interactions)
    let contrasts = interactionContrasts
    for k in 0..<cells where proportions[k] > 0 {
      for a in 0..<interactions {
        weighted[k, a] = contrasts[k, a] / proportions[k]
        for b in 0..<interactions {
          reference[a, b] += contrasts[k, a] * contrasts[k, b] / proportions[k] / Double(sampleSize)
        }
      }
    }
    let observed = weighted.transposeMultiplied(by: covariance.multiplied(by: weighted))
    let effects = try Cholesky(reference).solve(observed)
    var trace = 0.0
    var traceOfSquare = 0.0
    for a in 0..<interactions {
      trace += effects[a, a]
      for b in 0..<interactions { traceOfSquare += effects[a, b] * effects[b, a] }
    }
    guard trace > 0 else {
      throw .domain("the cells of the table have no variance, so there is nothing to test")
    }
    return (trace, traceOfSquare)
  }

  /// Products of contrasts of each category with the last; they are orthogonal to both main effects.
  private var interactionContrasts: Matrix {
    let (r, c) = (rows.count, columns.count)
    var result = Matrix(rows: r * c, columns: interactions)
    for i in 0..<r {
      for j in 0..<c {
        for k in 0..<r - 1 {
          for l in 0..<c - 1 {
            let row = i == k ? 1.0 : i == r - 1 ? -1 : 0
            let column = j == l ? 1.0 : j == c - 1 ? -1 : 0
            result[i * c + j, k * (c - 1) + l] = row * column
          }
        }
      }
    }
    return result
  }

  private func wald(isAdjusted: Bool) throws(NumericError) -> TestResult {
    let (deviations, spread) = deviations()
    let solution = try Cholesky(spread).solve(deviations)
    var statistic = 0.0
    for a in 0..<interactions { statistic += deviations[a] * solution[a] }
    let k = Double(interactions)
    let denominator = isAdjusted ? degreesOfFreedom - k + 1 : degreesOfFreedom
    guard denominator > 0 else { throw .domain("the table has more interactions than degrees of freedom") }
    let f = statistic / k * (isAdjusted ? denominator / degreesOfFreedom : 1)
    return TestResult(
      name: (isAdjusted ? AssociationTest.adjustedWald : .wald).rawValue, statistic: f,
      numeratorDegreesOfFreedom: k,
      denominatorDegreesOfFreedom: denominator,
      pValue: try FDistribution(numeratorDegrees: k, denominatorDegrees: denominator).survival(f))
  }

  /// N_ij − N_i+ N_+j/N for all but the last row and column, with its covariance.
  func deviations() -> (values: [Double], covariance: Matrix) {
    let (r, c) = (rowTotals, columnTotals)
    let cells = proportions.count
    var gradients = Matrix(rows: cells, columns: interactions)
    var deviations = [Double](repeating: 0, count: interactions)
    for k in 0..<rows.count - 1 {
      for l in 0..<columns.count - 1 {
        let a = k * (columns.count - 1) + l
        deviations[a] = populationSize * (proportion(k, l) - r[k] * c[l])
        for i in rows.indices {
          for j in columns.indices {
            let own = i == k && j == l ? 1.0 : 0
            gradients[i * columns.count + j, a] =
              own - (i == k ? c[l] : 0) - (j == l ? r[k] : 0) + r[k] * c[l]
          }
        }
      }
    }
    let spread = gradients.transposeMultiplied(by: countCovariance.multiplied(by: gradients))
    return (deviations, spread.symmetrised)
  }
}

extension Matrix {
  /// (A + Aᵀ)/2, which takes the rounding out of a product that is symmetric.
  package var symmetrised: Matrix {
    var result = self
    for j in 0..<columns {
      for i in 0..<j {
        let mean = (self[i, j] + self[j, i]) / 2
        result[i, j] = mean
        result[j, i] = mean
      }
    }
    return result
  }
}
