/// A model in the notation of Wilkinson and Rogers (1973, Applied Statistics 22):
///
///     response ~ age + sex * region + log(income) + factor(year) + offset(log(persons)) - 1
///
/// `a:b` is an interaction, `a*b` stands for `a + b + a:b`, and `- 1` or `+ 0` leaves out the intercept.
/// `(x == "Yes")` is an indicator; a name that is not a word is put in backquotes. Functions are `log`, `sqrt`,
/// `exp` and `factor`, with `factor(x, "ref")` to choose the reference.
package struct Formula: Sendable, Equatable {
  /// A column, or what is made of one.
  package indirect enum Variable: Sendable, Hashable {
    case column(String)
    case factor(String, reference: String?)
    case equals(String, String)
    case log(Variable)
    case squareRoot(Variable)
    case exponential(Variable)

    /// The name of the column it rests on.
    package var column: String {
      switch self {
      case .column(let name), .factor(let name, _), .equals(let name, _): name
      case .log(let inner), .squareRoot(let inner), .exponential(let inner): inner.column
      }
    }

    package var label: String {
      switch self {
      case .column(let name): name
      case .factor(let name, _): name
      case .equals(let name, let value): "\(name) == \(value)"
      case .log(let inner): "log(\(inner.label))"
      case .squareRoot(let inner): "sqrt(\(inner.label))"
      case .exponential(let inner): "exp(\(inner.label))"
      }
    }
  }

  package let response: Variable
  /// Terms without the intercept, main effects before interactions; each is a product of variables.
  package let terms: [[Variable]]
  package let hasIntercept: Bool
  package let offsets: [Variable]

  /// - Throws: `RegressionError.formula` with the character at which the text cannot be read.
  package init(_ text: String) throws(RegressionError) {
    var parser = FormulaParser(text)
    let parsed = try parser.parse()
    response = parsed.response
    // Main effects first, else in the order written.
    terms = parsed.terms.enumerated().sorted {
      ($0.element.count, $0.offset) < ($1.element.count, $1.offset)
    }.map(\.element)
    hasIntercept = parsed.hasIntercept
    offsets = parsed.offsets
  }

  /// The columns that the model needs, each once.
  package var columns: [String] {
    var seen: Set<String> = []
    return ([response] + terms.flatMap { $0 } + offsets).map(\.column).filter { seen.insert($0).inserted }
  }
}
