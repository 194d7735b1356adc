internal import Glibc
internal import NumericKernel

/// One pass over the rows at some coefficients: linear predictors, means, deviance, and the sums XᵀWX and Xᵀs that
/// the next step needs, block by block while the rows are in cache.
///
/// Rows are cut into chunks of a fixed size, whose sums are added in their order, so that the result does not
/// depend on the number of threads.
struct WorkingPass: Sendable {
  let family: Family
  let link: Link
  let matrix: Matrix
  let response: [Double]
  let offset: [Double]
  let weights: [Double]
  let threads: Int

  /// Rows of a chunk.
  static let chunkRows = 32 * RowBlock.rows

  /// Sums over one chunk.
  private struct Sums: Sendable {
    var gram: [Double]
    var gradient: [Double]
    var deviance = 0.0
    var isPossible = true
  }

  /// Where the threads write what each row has, at places of their own.
  private struct Rows: @unchecked Sendable {
    let predictors: UnsafeMutablePointer<Double>
    let means: UnsafeMutablePointer<Double>
    let information: UnsafeMutablePointer<Double>
  }

  /// - Parameters:
  ///   - given: linear predictors that no coefficients have; nil to take those of the coefficients.
  ///   - hasProducts: whether the sums of products are needed.
  func state(_ coefficients: [Double], predictors given: [Double]?, hasProducts: Bool) -> WorkingState {
    let n = response.count
    let p = matrix.columns
    var predictors = given ?? offset
    var means = [Double](repeating: 0, count: n)
    var information = means
    let chunks = (n + Self.chunkRows - 1) / Self.chunkRows
    let isStarting = given != nil
    let sums = predictors.withUnsafeMutableBufferPointer { predictors in
      means.withUnsafeMutableBufferPointer { means in
        information.withUnsafeMutableBufferPointer { information -> [Sums] in
          guard let first = predictors.baseAddress, let second = means.baseAddress,
            let third = information.baseAddress
          else { return [] }
          let rows = Rows(predictors: first, means: second, information: third)
          return parallelMap(count: chunks, threads: threads) { chunk in
            self.chunk(chunk, coefficients, rows, isStarting: isStarting, hasProducts: hasProducts)
          }
        }
      }
    }
    var total = Sums(gram: [Double](repeating: 0, count: p * p), gradient: [Double](repeating: 0, count: p))
    for part in sums {
      for k in 0..<total.gram.count { total.gram[k] += part.gram[k] }
      for k in 0..<p { total.gradient[k] += part.gradient[k] }
      total.deviance += part.deviance
      total.isPossible = total.isPossible && part.isPossible
    }
    return WorkingState(
      coefficients: coefficients, predictors: predictors, means: means, information: information,
      deviance: total.deviance, isPossible: total.isPossible && total.deviance.isFinite,
      products: hasProducts
        ? WorkingState.Products(
          gram: Matrix(lowerTriangle: total.gram, order: p), gradient: total.gradient) : nil)
  }

  private func chunk(
    _ chunk: Int, _ coefficients: [Double], _ rows: Rows, isStarting: Bool, hasProducts: Bool
  ) -> Sums {
    let p = matrix.columns
    var sums = Sums(gram: [Double](repeating: 0, count: p * p), gradient: [Double](repeating: 0, count: p))
    let block = RowBlock(columns: p)
    let end = min(response.count, (chunk + 1) * Self.chunkRows)
    var start = chunk * Self.chunkRows
    matrix.elements.withUnsafeBufferPointer { elements in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: RowBlock.rows) { scores in
        guard let x = elements.baseAddress, let score = scores.baseAddress else { return }
        while start < end {
          let count = min(RowBlock.rows, end - start)
          if !isStarting {
            block.addPredictors(
              x, rows: matrix.rows, start: start, count: count, coefficients: coefficients,
              to: rows.predictors + start)
          }
          evaluate(start, count, rows, score, &sums)
          if hasProducts {
            sums.gram.withUnsafeMutableBufferPointer { gram in
              sums.gradient.withUnsafeMutableBufferPointer { gradient in
                guard let gram = gram.baseAddress, let gradient = gradient.baseAddress else { return }
                block.addProducts(
                  x, rows: matrix.rows, start: start, count: count, weights: rows.information + start,
                  scores: score, gram: gram, gradient: gradient)
              }
            }
          }
          start += count
        }
      }
    }
    return sums
  }

  /// Means, information wμ′²/V and scores w(y − μ)μ′/V of the rows of a block, and their deviance.
  private func evaluate(
    _ start: Int, _ count: Int, _ rows: Rows, _ score: UnsafeMutablePointer<Double>, _ sums: inout Sums
  ) {
    let predictors = rows.predictors + start
    let means = rows.means + start
    let information = rows.information + start
    response.withUnsafeBufferPointer { response in
      weights.withUnsafeBufferPointer { weights in
        if family.isBinomial, link == .logit {
          var deviance = 0.0
          for i in 0..<count {
            let (y, w, predictor) = (response[start + i], weights[start + i], predictors[i])
            let e = exp(-abs(predictor))
            let half = 1 / (1 + e)
            let mean = min(1 - Double.ulpOfOne, max(Double.ulpOfOne, predictor >= 0 ? half : e * half))
            means[i] = mean
            // V = μ(1 − μ) is the slope itself.
            information[i] = w * max(e * half * half, Double.ulpOfOne)
            score[i] = w * (y - mean)
            if !predictor.isFinite {
              sums.isPossible = false
            } else if y == 0 || y == 1 {
              // −log μ of the answer given: log(1 + exp(−η)) or log(1 + exp η).
              let against = (predictor >= 0) == (y == 1) ? 0 : abs(predictor)
              deviance += w * (against + (e > 1e-4 ? log(1 + e) : e * (1 - e * (0.5 - e / 3))))
            } else {
              deviance += w * family.deviance(y, mean) / 2
            }
          }
          sums.deviance += 2 * deviance
          return
        }
        for i in 0..<count {
          let (y, w, predictor) = (response[start + i], weights[start + i], predictors[i])
          let mean = link.mean(predictor)
          means[i] = mean
          guard family.isPossible(mean: mean), predictor.isFinite else {
            sums.isPossible = false
            information[i] = 0
            score[i] = 0
            continue
          }
          let slope = link.slope(predictor)
          let scaled = w * slope / family.variance(mean)
          information[i] = scaled * slope
          score[i] = scaled * (y - mean)
          sums.deviance += w * family.deviance(y, mean)
        }
      }
    }
  }
}
