import MultipleSystems
import Testing

@Suite("Hierarchical models")
struct LogLinearModelTests {
  @Test(
    "formulas are read and written",
    arguments: [
      ("[12,13,4]", "[12,13,4]"), ("[4, 13,12 ]", "[12,13,4]"), ("123,14,34", "[123,14,34]"),
      ("[LA*NG, PF,GO]", "[12,3,4]"), ("[NG*LA,12,1,3,4]", "[12,3,4]"), ("[4321]", "[1234]"),
    ])
  func formulas(text: String, canonical: String) throws {
    let model = try LogLinearModel(formula: text, lists: ["LA", "NG", "PF", "GO"])
    #expect(model.formula == canonical)
    let named = model.formula(lists: ["a", "b", "c", "d"])
    #expect(try LogLinearModel(formula: named, lists: ["a", "b", "c", "d"]) == model)
  }

  @Test(
    "what is no model is refused by name",
    arguments: [
      ("", ModelError.emptyFormula), ("[]", .emptyFormula), ("[12,3", .unbalancedBrackets),
      ("[12,,3]", .emptyTerm), ("[1,2,X]", .unknownList("X")), ("[1,2,4]", .unknownListNumber(listCount: 3)),
      ("[11,2,3]", .listTwiceInTerm("11")), ("[12]", .listsWithoutTerm([3])), ("[12,A*]", .unknownList("")),
    ])
  func refusedFormulas(text: String, error: ModelError) {
    #expect(throws: error) { try LogLinearModel(formula: text, lists: ["A", "B", "C"]) }
  }

  @Test("names win over digits, and ten lists need names")
  func names() throws {
    let model = try LogLinearModel(formula: "[2,1*2]", lists: ["2", "1"])
    #expect(model.generators == [ListSet(lists: [0, 1])])
    let lists = (1...10).map { "L\($0)" }
    let ten = try LogLinearModel(listCount: 10, generators: [ListSet(rawValue: 1023)])
    #expect(ten.formula == "[1*2*3*4*5*6*7*8*9*10]")
    #expect(try LogLinearModel(formula: ten.formula(lists: lists), lists: lists) == ten)
    #expect(throws: ModelError.tooManyTerms) {
      try LogLinearModel(listCount: 11, generators: [ListSet(rawValue: 2047)])
    }
  }

  @Test("terms are the subsets of the generators, and nesting is that of the terms")
  func terms() throws {
    let model = try LogLinearModel(formula: "[123,34]", lists: ["A", "B", "C", "D"])
    #expect(model.terms.map(\.rawValue) == [0, 1, 2, 4, 8, 3, 5, 6, 12, 7])
    #expect(model.order == 3)
    #expect(LogLinearModel.independence(listCount: 4).isSubmodel(of: model))
    #expect(!LogLinearModel.allPairs(listCount: 4).isSubmodel(of: model))
    #expect(try model.adding(ListSet(lists: [0, 1, 3])).formula == "[123,124,34]")
    #expect(!model.isSaturated)
  }

  // The counts of models are those of MultipleSystemsEstimation 1.2.0 and Rcapture 1.4-4.
  @Test(
    "every hierarchical model is met once",
    arguments: [(2, 1, 1), (3, 2, 8), (4, 3, 113), (5, 4, 6893), (5, 5, 6893), (5, 2, 1024), (6, 2, 32768)])
  func enumeration(lists: Int, order: Int, count: Int) throws {
    let models = try LogLinearModel.hierarchical(listCount: lists, maximumOrder: order)
    #expect(models.count == count)
    #expect(Set(models).count == count)
    #expect(models.first == .independence(listCount: lists))
    #expect(models.allSatisfy { !$0.isSaturated })
  }

  @Test("more models than can be listed are refused")
  func tooMany() {
    #expect(throws: ModelError.tooManyModels(listCount: 6, maximumOrder: 3)) {
      try LogLinearModel.hierarchical(listCount: 6, maximumOrder: 3)
    }
  }
}
