internal import NumericKernel
internal import Regression
internal import Tables
internal import TestSupport
internal import Testing

@Suite struct GeneralizedLinearModelTests {
  private static let models: [(id: String, formula: String, family: Family, link: Link?)] = [
    ("interaction", "api00 ~ ell*stype + awards", .gaussian, nil),
    ("nointercept", "api00 ~ stype + meals - 1", .gaussian, nil),
    ("marginality", "api00 ~ meals:stype", .gaussian, nil),
    ("binomial", "(sch.wide == \"Yes\") ~ ell + log(enroll) + stype", .binomial, nil),
    ("probit", "(sch.wide == \"Yes\") ~ ell + mobility", .binomial, .probit),
    ("poisson", "ell ~ meals + stype", .poisson, nil), ("gamma", "api00 ~ meals + stype", .gamma, nil),
    ("sqrt", "ell ~ meals", .poisson, .squareRoot),
  ]

  @Test("Coefficients, deviance and standard errors of R's glm at convergence", arguments: models.map(\.id))
  func agreesWithR(id: String) throws {
    let model = try #require(Self.models.first { $0.id == id })
    let expected = try #require(OracleModels.values()[id])
    let fit = try GeneralizedLinearModel.fit(model.formula, OracleModels.schools(), model.family, model.link)
    #expect(fit.coefficients.count == expected["coef"]?.count)
    for (value, oracle) in zip(fit.coefficients, expected["coef"] ?? []) {
      #expect(close(value, oracle, relative: 1e-9))
    }
    #expect(close(fit.deviance, expected["deviance"]?.first ?? .nan, relative: 1e-11))
    for (j, oracle) in (expected["se"] ?? []).enumerated() {
      #expect(close(fit.modelCovariance[j, j].squareRoot(), oracle, relative: 1e-8))
    }
    #expect(fit.record.deviancePath.last == fit.deviance)
    #expect(
      zip(fit.record.deviancePath, fit.record.deviancePath.dropFirst()).allSatisfy { $1 <= $0 * (1 + 1e-9) })
  }

  @Test("HC0 to HC3 and clustered covariances by their formulas in R")
  func robust() throws {
    let table = try OracleModels.schools()
    let expected = try #require(OracleModels.values()["robust"])
    let weights = try table.numbers("pw").map { $0 ?? 0 }
    let fit = try GeneralizedLinearModel.fit("api00 ~ ell + meals", table, .gaussian, weights: weights)
    let clusters = try table.numbers("dnum").map { Int($0 ?? 0) }
    let kinds: [(String, RobustCovariance)] = [
      ("hc0", .hc0), ("hc1", .hc1), ("hc2", .hc2), ("hc3", .hc3),
      ("cluster", .clustered(clusters, isAdjusted: true)),
    ]
    for (name, kind) in kinds {
      let covariance = try fit.covariance(kind)
      for j in 0..<3 {
        #expect(close(covariance[j, j].squareRoot(), expected[name]?[j] ?? .nan, relative: 1e-10), "\(name)")
      }
    }
    #expect(throws: RegressionError.self) {
      try fit.covariance(.clustered([Int](repeating: 1, count: fit.rowCount), isAdjusted: false))
    }
  }

  @Test("Negative binomial regression of MASS")
  func negativeBinomial() throws {
    let frame = try ModelFrame(Formula("ell ~ meals + stype"), OracleModels.schools())
    let model = try GeneralizedLinearModel(
      names: frame.names, matrix: frame.matrix, response: frame.response, family: .poisson)
    let (fit, theta) = try model.fitNegativeBinomial()
    let expected = try #require(OracleModels.values()["nb"])
    #expect(close(theta, expected["theta"]?.first ?? .nan, relative: 1e-8))
    for j in 0..<4 {
      #expect(close(fit.coefficients[j], expected["coef"]?[j] ?? .nan, relative: 1e-8))
      #expect(close(fit.bread[j, j].squareRoot(), expected["se"]?[j] ?? .nan, relative: 1e-7))
    }
    let even = try GeneralizedLinearModel(
      names: ["1"], matrix: Matrix(columns: [[1, 1, 1, 1]]), response: [3, 3, 4, 3], family: .poisson)
    #expect(throws: RegressionError.self) { try even.fitNegativeBinomial() }
  }

  @Test("Separation is found and its terms named", arguments: [Link.logit, .probit, .complementaryLogLog])
  func separation(link: Link) throws {
    let table = OracleModels.table("y,x,z\n0,1,5\n0,2,1\n0,3,4\n1,4,2\n1,5,3\n1,6,1\n")
    let error = #expect(throws: RegressionError.self) {
      try GeneralizedLinearModel.fit("y ~ x + z", table, .binomial, link)
    }
    guard case .separation(let terms, let rows)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(terms.contains("x") && rows > 0)
    // Quasi-separation: one level of a factor has only ones.
    let quasi = OracleModels.table("y,g\n0,a\n1,a\n0,a\n1,b\n1,b\n1,b\n")
    let second = #expect(throws: RegressionError.self) {
      try GeneralizedLinearModel.fit("y ~ g", quasi, .binomial, link)
    }
    #expect(second == .separation(terms: ["gb"], rows: 3))
  }

  /// One in four works 1 to 48 hours, and who works is a case: the line between them is thin beside the hours.
  private func hours(_ response: (_ hours: Int, _ row: Int) -> Int) -> DataTable {
    var text = "y,age,hours\n"
    for i in 0..<800 {
      let hours = i % 4 == 0 ? 1 + (i * 7) % 48 : 0
      text += "\(response(hours, i)),\(5 + (i * 5) % 13),\(hours)\n"
    }
    return OracleModels.table(text)
  }

  @Test("Separation by a thin margin is found on the way", arguments: [Link.logit, .probit])
  func thinSeparation(link: Link) throws {
    let complete = #expect(throws: RegressionError.self) {
      try GeneralizedLinearModel.fit(
        "y ~ age + hours", hours { hours, _ in hours > 0 ? 1 : 0 }, .binomial, link)
    }
    guard case .separation(let terms, let rows)? = complete else {
      Issue.record("\(String(describing: complete))")
      return
    }
    #expect(terms.contains("hours") && rows == 800)
    // Those without hours are cases by chance: only the others are separated.
    let partial = #expect(throws: RegressionError.self) {
      try GeneralizedLinearModel.fit(
        "y ~ age + hours", hours { hours, i in hours > 0 || (i * 37) % 11 < 3 ? 1 : 0 }, .binomial, link)
    }
    guard case .separation(let terms, let rows)? = partial else {
      Issue.record("\(String(describing: partial))")
      return
    }
    #expect(terms == ["hours"] && rows == 200)
    // A single one who works and is no case, and the estimates are finite.
    let fit = try GeneralizedLinearModel.fit(
      "y ~ age + hours", hours { hours, i in i == 4 ? 0 : hours > 0 || (i * 37) % 11 < 3 ? 1 : 0 }, .binomial,
      link)
    #expect(fit.coefficients.allSatisfy { $0.isFinite })
  }

  @Test("A Poisson model with a level of zeros is separated; a nearly separated one is not")
  func poissonSeparation() throws {
    let zeros = OracleModels.table("y,g\n2,a\n1,a\n0,a\n0,b\n0,b\n0,b\n")
    let error = #expect(throws: RegressionError.self) {
      try GeneralizedLinearModel.fit("y ~ g", zeros, .poisson)
    }
    #expect(error == .separation(terms: ["gb"], rows: 3))
    var text = "y,x\n"
    for i in 0..<200 { text += "\(i < 100 ? 0 : 1),\(i)\n" }
    text += "1,98.5\n0,100.5\n"
    let fit = try GeneralizedLinearModel.fit("y ~ x", OracleModels.table(text), .binomial)
    #expect(fit.coefficients[1] > 0.3)
  }

  @Test("Dependent columns are named")
  func rankDeficiency() throws {
    let table = OracleModels.table("y,a,b,c\n1,1,2,3\n0,2,1,3\n1,4,4,8\n0,3,1,4\n1,5,2,7\n")
    let error = #expect(throws: RegressionError.self) {
      try GeneralizedLinearModel.fit("y ~ a + b + c", table, .gaussian)
    }
    #expect(error == .rankDeficient(["c"]))
    #expect(throws: RegressionError.self) {
      try GeneralizedLinearModel.fit("api00 ~ stype:awards", OracleModels.schools(), .gaussian)
    }
  }

  @Test("The scale of weights and of a covariate change nothing but their own units")
  func scales() throws {
    let table = try OracleModels.schools()
    let weights = try table.numbers("pw").map { $0 ?? 0 }
    let plain = try GeneralizedLinearModel.fit("ell ~ meals + stype", table, .quasiPoisson, weights: weights)
    let scaled = try GeneralizedLinearModel.fit(
      "ell ~ meals + stype", table, .quasiPoisson, weights: weights.map { $0 * 1e6 })
    for j in plain.names.indices {
      #expect(close(plain.coefficients[j], scaled.coefficients[j], relative: 1e-10))
    }
    #expect(close(plain.dispersion, scaled.dispersion, relative: 1e-10))
  }

  @Test func refusesImpossibleInput() {
    func refused(_ text: String, _ family: Family) -> Bool {
      do {
        _ = try GeneralizedLinearModel.fit("y ~ x", OracleModels.table(text), family)
        return false
      } catch { return error is RegressionError }
    }
    #expect(refused("y,x\n2,1\n0,2\n1,3\n", .binomial))
    #expect(refused("y,x\n-1,1\n0,2\n1,3\n", .poisson))
    #expect(refused("y,x\n0,1\n2,2\n1,3\n", .gamma))
    #expect(refused("y,x\n1,1\n", .gaussian))
    #expect(refused("y,x\nno,1\nyes,2\nno,3\n", .binomial))
  }

  /// Norris goes by the Cholesky factor, Longley by refined QR.
  @Test("Certified values of NIST's Norris and Longley")
  func nist() throws {
    let norris = try GeneralizedLinearModel.fit("y ~ x", OracleModels.nist("Norris"), .gaussian)
    let longley = try GeneralizedLinearModel.fit(
      "y ~ x1 + x2 + x3 + x4 + x5 + x6", OracleModels.nist("Longley"), .gaussian)
    let certified: [(fit: GLMFit, coefficients: [Double], errors: [Double])] = [
      (norris, [-0.262323073774029, 1.00211681802045], [0.232818234301152, 0.429796848199937e-03]),
      (
        longley,
        [
          -3482258.63459582, 15.0618722713733, -0.358191792925910e-01, -2.02022980381683, -1.03322686717359,
          -0.511041056535807e-01, 1829.15146461355,
        ],
        [
          890420.383607373, 84.9149257747669, 0.334910077722432e-01, 0.488399681651699, 0.214274163161675,
          0.226073200069370, 455.478499142212,
        ]
      ),
    ]
    for (fit, coefficients, errors) in certified {
      for j in coefficients.indices {
        #expect(logRelativeError(fit.coefficients[j], certified: coefficients[j]) > 11)
        #expect(logRelativeError(fit.modelCovariance[j, j].squareRoot(), certified: errors[j]) > 9)
      }
    }
  }
}
