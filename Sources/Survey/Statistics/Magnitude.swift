package import Estimates
internal import Glibc
internal import NumericKernel

/// How many people: a prevalence times a population whose size comes from elsewhere, with its own error.
///
/// The two are taken as independent. Weights that add to the sample and not to people, as those of MICS do,
/// give magnitudes in no other way.
package struct Magnitude: Sendable, Equatable {
  package let prevalence: SurveyEstimate
  package let population: Double
  /// 0 where the population is taken as known.
  package let populationStandardError: Double

  /// - Throws: `SurveyError.usage` unless the prevalence is a proportion and the population positive.
  package init(
    prevalence: SurveyEstimate, population: Double, populationStandardError: Double = 0
  ) throws(SurveyError) {
    guard prevalence.isProportion else {
      throw .usage("a magnitude needs a proportion, not a \(prevalence.label)")
    }
    guard population > 0, population.isFinite, populationStandardError >= 0, populationStandardError.isFinite
    else {
      throw .usage("a magnitude needs a positive population and a standard error that is not negative")
    }
    self.prevalence = prevalence
    self.population = population
    self.populationStandardError = populationStandardError
  }

  package var value: Double { prevalence.value * population }

  /// √(N²·var p + p²·var N), by the delta method.
  package var standardError: Double {
    let fromPrevalence = population * prevalence.standardError
    let fromPopulation = prevalence.value * populationStandardError
    return (fromPrevalence * fromPrevalence + fromPopulation * fromPopulation).squareRoot()
  }

  /// The prevalence's own interval times the population, widened on each side by the error of the population:
  /// the ends are M ∓ √((M − N·end)² + (t·p·SE_N)²), which for a known population are those of the prevalence
  /// (Zou & Donner 2008, Statistics in Medicine 27).
  package func interval(
    level: Double = 0.95, proportion method: ProportionInterval = .logit
  ) throws(SurveyError) -> Interval {
    let own = try prevalence.interval(level: level, proportion: method)
    do {
      let t = try StudentTDistribution(degreesOfFreedom: .infinity).upperQuantile((1 - level) / 2)
      let other = t * prevalence.value * populationStandardError
      func reach(_ end: Double) -> Double {
        let distance = value - population * end
        return (distance * distance + other * other).squareRoot()
      }
      return try Interval(
        kind: own.kind, level: level, lower: max(0, value - reach(own.lower)),
        upper: value + reach(own.finiteUpper ?? 1))
    } catch let error as NumericError {
      throw .numeric(error)
    } catch let error as EstimateError {
      throw .estimate(error)
    } catch {
      throw .usage("the interval of a magnitude failed")
    }
  }

  /// Percentiles of products of draws: the prevalence from a t distribution on the logit scale, the
  /// population from a log-normal one with its mean and standard error.
  /// - Throws: `SurveyError.usage` at 0 and 1, where the logit has no standard error.
  package func simulatedInterval(
    level: Double = 0.95, draws: Int = 10_000, seed: UInt64
  ) throws(SurveyError) -> Interval {
    let p = prevalence.value
    guard p > 0, p < 1 else {
      throw .usage(
        "nobody or everybody in the sample has the attribute; use the exact limit instead of draws")
    }
    guard prevalence.degreesOfFreedom > 0, draws >= 100 else {
      throw .usage("a simulated interval needs degrees of freedom and a hundred draws or more")
    }
    do {
      var stream = RandomStream(seed: seed, purpose: .errorPropagation)
      let spread = prevalence.standardError / (p * (1 - p))
      let variation = populationStandardError / population
      let logDeviation = log1p(variation * variation).squareRoot()
      var results: [Double] = []
      results.reserveCapacity(draws)
      for _ in 0..<draws {
        let t =
          prevalence.degreesOfFreedom.isFinite
          ? try stream.studentT(degreesOfFreedom: prevalence.degreesOfFreedom) : stream.standardNormal()
        let share = expit(log(p / (1 - p)) + spread * t)
        let size =
          logDeviation > 0
          ? population * exp(logDeviation * stream.standardNormal() - logDeviation * logDeviation / 2)
          : population
        results.append(share * size)
      }
      results.sort()
      func percentile(_ share: Double) -> Double {
        let position = share * Double(draws - 1)
        let below = Int(position)
        let rest = position - Double(below)
        return results[below] + (below + 1 < draws ? rest * (results[below + 1] - results[below]) : 0)
      }
      return try Interval(
        kind: .monteCarloPercentile, level: level, lower: percentile((1 - level) / 2),
        upper: percentile((1 + level) / 2))
    } catch let error as NumericError {
      throw .numeric(error)
    } catch let error as EstimateError {
      throw .estimate(error)
    } catch {
      throw .usage("the simulation of a magnitude failed")
    }
  }
}
