extension CovariateModel {
  /// Reads a formula: terms joined by `+`, each of names joined by `*` or `:`, such as
  /// `lists*lists + lists*sex + age*sex + year^2`.
  ///
  /// A name is a list, a covariate, `lists` for each list in turn, or `covariates` for each covariate in turn;
  /// `lists*lists` is every pair of two different lists. Names with other characters than letters, digits, `.` and
  /// `_` stand in backquotes. `year^2` sets the degree of a numeric covariate's polynomial for the whole model. Parts
  /// of a term and the main effects of all lists are always in the model.
  public init(formula: String, of table: CovariateTable) throws(CovariateError) {
    var degrees: [String: Int] = [:]
    var terms: [CovariateTerm] = []
    for piece in Self.split(formula, at: ["+"]) {
      var expansions = [CovariateTerm()]
      for factor in Self.split(piece, at: ["*", ":"]) {
        let choices = try Self.choices(factor, whole: piece, table, &degrees)
        var next: [CovariateTerm] = []
        for term in expansions {
          for choice in choices {
            let union = term.union(choice)
            if !next.contains(union) { next.append(union) }
          }
        }
        expansions = next
      }
      terms += expansions
    }
    try self.init(of: table, terms: terms, degrees: degrees)
  }

  /// The formula of the model: its generators, joined by `+`, with the degrees of polynomials.
  public func formula(in table: CovariateTable) -> String {
    func written(_ name: String) -> String {
      let isPlain =
        name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "." || $0 == "_" } && name != "lists"
        && name != "covariates"
      return isPlain ? name : "`\(name)`"
    }
    return generators.map { term in
      let names =
        term.lists.lists.map { written(table.lists[$0]) }
        + term.covariates.map { covariate in
          let name = written(table.covariates[covariate].name)
          return degrees[covariate] > 1 ? "\(name)^\(degrees[covariate])" : name
        }
      return names.isEmpty ? "1" : names.joined(separator: "*")
    }.joined(separator: " + ")
  }

  private static func choices(
    _ factor: Substring, whole: Substring, _ table: CovariateTable, _ degrees: inout [String: Int]
  ) throws(CovariateError) -> [CovariateTerm] {
    let parts = split(factor, at: ["^"])
    guard parts.count <= 2, let first = parts.first, !first.isEmpty else {
      throw .malformedFormula(String(whole))
    }
    var name = String(first)
    let isQuoted = name.count >= 2 && name.first == "`" && name.last == "`"
    if isQuoted { name = String(name.dropFirst().dropLast()) }
    guard !name.contains("`"), isQuoted || !name.contains(where: \.isWhitespace) else {
      throw .malformedFormula(String(whole))
    }
    if let covariate = table.covariates.firstIndex(where: { $0.name == name }) {
      if parts.count == 2 {
        guard table.covariates[covariate].isNumeric, let degree = Int(parts[1]) else {
          throw .malformedFormula(String(whole))
        }
        guard degree >= 1, degree < table.covariates[covariate].levels.count else {
          throw .invalidDegree(covariate: name, largest: table.covariates[covariate].levels.count - 1)
        }
        guard (degrees[name] ?? degree) == degree else { throw .malformedFormula(String(whole)) }
        degrees[name] = degree
      }
      return [CovariateTerm(covariates: [covariate])]
    }
    guard parts.count == 1 else { throw .malformedFormula(String(whole)) }
    if let list = table.lists.firstIndex(of: name) { return [CovariateTerm(lists: [list])] }
    if !isQuoted {
      if name == "lists" { return table.lists.indices.map { CovariateTerm(lists: [$0]) } }
      if name == "covariates" { return table.covariates.indices.map { CovariateTerm(covariates: [$0]) } }
      if name == "1" { return [CovariateTerm()] }
    }
    throw .unknownName(name)
  }

  /// The pieces between separators that stand outside of backquotes, without white space at their ends.
  private static func split(_ text: some StringProtocol, at separators: Set<Character>) -> [Substring] {
    let text = Substring(text)
    var pieces: [Substring] = []
    var start = text.startIndex
    var isQuoted = false
    for index in text.indices {
      if text[index] == "`" { isQuoted.toggle() }
      if !isQuoted && separators.contains(text[index]) {
        pieces.append(text[start..<index])
        start = text.index(after: index)
      }
    }
    pieces.append(text[start...])
    return pieces.map { piece in
      var rest = piece
      while rest.first?.isWhitespace == true { rest = rest.dropFirst() }
      while rest.last?.isWhitespace == true { rest = rest.dropLast() }
      return rest
    }
  }
}
