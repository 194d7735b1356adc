/// A proportion if none, and if all, of those without an answer had the attribute (Manski 1989, Journal of
/// Human Resources 24). Both are estimates with errors of their own.
package struct MissingAnswerBounds: Sendable, Equatable {
  package let lower: SurveyEstimate
  package let completeCases: SurveyEstimate
  package let upper: SurveyEstimate
}

extension SurveyDesign {
  /// - Throws: `SurveyError.usage` when the variable holds other values than 0 and 1.
  package func missingAnswerBounds(
    of variable: SurveyVariable, in domain: SurveyDomain? = nil
  ) throws(SurveyError) -> MissingAnswerBounds {
    func estimate(_ value: Double) throws(SurveyError) -> SurveyEstimate {
      var values = variable.values
      if let present = variable.present { for i in values.indices where !present[i] { values[i] = value } }
      return try self.estimate(Proportion(SurveyVariable(variable.name, values)), in: domain)
    }
    return MissingAnswerBounds(
      lower: try estimate(0), completeCases: try self.estimate(Proportion(variable), in: domain),
      upper: try estimate(1))
  }
}
