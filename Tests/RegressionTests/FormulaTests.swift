internal import Regression
internal import Tables
internal import TestSupport
internal import Testing

@Suite struct FormulaTests {
  @Test func readsTerms() throws {
    let formula = try Formula("y ~ a:b + a + b + offset(log(n)) - 1")
    #expect(formula.response == .column("y"))
    #expect(formula.terms == [[.column("a")], [.column("b")], [.column("a"), .column("b")]])
    #expect(!formula.hasIntercept)
    #expect(formula.offsets == [.log(.column("n"))])
    #expect(formula.columns == ["y", "a", "b", "n"])
    #expect(try Formula("y ~ a*b").terms == Formula("y ~ a + b + a:b").terms)
    #expect(try Formula("y ~ (a + b)*c - a:c").terms == Formula("y ~ a + b + c + b:c").terms)
    #expect(try Formula("y ~ 0 + a") == Formula("y ~ a - 1"))
    #expect(try Formula("(`sch wide` == \"Yes\") ~ 1").response == .equals("sch wide", "Yes"))
    #expect(try Formula("y ~ factor(year, 2010)").terms == [[.factor("year", reference: "2010")]])
    #expect(try Formula("y~sqrt(x.1)+exp(z_2)").terms.count == 2)
  }

  @Test(
    "Errors name the character",
    arguments: [
      ("y", 2), ("y ~", 4), ("y ~ a +", 8), ("y ~ a ^ 2", 7), ("y ~ poly(a)", 5), ("y ~ 2", 5),
      ("y ~ a - b", 10),
      ("y ~ (a", 7), ("y = a", 3), ("y ~ `a", 5), ("~ a", 1), ("y ~ a b", 7),
    ])
  func refuses(text: String, position: Int) {
    let error = #expect(throws: RegressionError.self) { try Formula(text) }
    guard case .formula(_, let found)? = error else { return }
    #expect(found == position, "\(text): \(error?.description ?? "")")
  }

  @Test func codesFactors() throws {
    let table = OracleModels.table("y,g,x\n1,b,1\n2,a,2\n3,c,\n4,b,4\n5,10,5\n")
    let frame = try ModelFrame(Formula("y ~ g*x"), table)
    #expect(frame.names == ["(Intercept)", "ga", "gb", "x", "ga:x", "gb:x"])
    #expect(frame.isComplete == [true, true, false, true, true])
    #expect(frame.incompleteCount == 1)
    #expect(frame.matrix.row(0) == [1, 0, 1, 1, 0, 1])
    #expect(frame.matrix.row(2) == [0, 0, 0, 0, 0, 0])
    #expect(frame.terms.map(\.label) == ["g", "x", "g:x"])
    #expect(frame.terms[2].columns == 4..<6)
    let other = try ModelFrame(Formula("y ~ factor(g, \"b\")"), table)
    #expect(other.names == ["(Intercept)", "g10", "ga", "gc"])
    let without = try ModelFrame(Formula("y ~ g - 1"), table)
    #expect(without.names == ["g10", "ga", "gb", "gc"])
  }

  @Test func appliesToOtherRows() throws {
    let table = OracleModels.table("y,g,x\n1,b,1\n2,a,2\n3,c,3\n4,b,4\n")
    let frame = try ModelFrame(Formula("y ~ g + log(x)"), table)
    let new = try frame.applied(to: OracleModels.table("g,x\nc,1\n"))
    #expect(new.matrix.row(0) == [1, 0, 1, 0])
    #expect(throws: RegressionError.self) { try frame.applied(to: OracleModels.table("g,x\nd,1\n")) }
    #expect(throws: RegressionError.self) { try frame.applied(to: OracleModels.table("g\na\n")) }
    #expect(throws: RegressionError.self) { try frame.applied(to: OracleModels.table("g,x\na,-1\n")) }
  }

  @Test func refusesData() throws {
    let table = OracleModels.table("y,g,x\n1,a,1\n2,a,2\n")
    #expect(throws: RegressionError.self) { try ModelFrame(Formula("y ~ g"), table) }
    #expect(throws: RegressionError.self) { try ModelFrame(Formula("y ~ missing"), table) }
    #expect(throws: RegressionError.self) { try ModelFrame(Formula("y ~ factor(x, 9)"), table) }
  }

  @Test func ordersLabels() {
    let labels = ["nan", "10", "b", "9", "inf", "-1", "a", "1.5"]
    #expect(labels.sorted(by: labelPrecedes) == ["-1", "1.5", "9", "10", "a", "b", "inf", "nan"])
  }
}
