internal import Estimates

/// A rule's choice for a table that passes what is asked of every table: two lists that hold somebody, enough people
/// on more than one, and no list twice.
struct GroundedChoice: Sendable {
  /// The table without the lists that hold nobody.
  let table: CaptureTable
  /// The rule for the lists of that table.
  let rule: ModelRule
  let choice: ModelChoice
  /// Whether tables made from this one are refused when too few people are on more than one list.
  let isOverlapNeeded: Bool

  /// - Parameter isOverlapNeeded: whether to refuse a table in which too few people are on more than one list.
  /// - Throws: `SensitivityError`; `refused` where the figures allow no estimate.
  init(
    _ rule: ModelRule, of original: CaptureTable, isOverlapNeeded: Bool = true
  ) throws(SensitivityError) {
    if case .given(let model) = rule, model.listCount != original.listCount {
      throw .unusable(.listCountMismatch(model: model.listCount, table: original.listCount))
    }
    let totals = original.listTotals
    let table: CaptureTable
    let ground: EstimationGround
    do { (table, ground) = try EstimationGround.preparing(original) } catch {
      throw .refused(Refusal(code: .smallOverlap, reason: "\(error)"))
    }
    if let refusal = ground.refusal, isOverlapNeeded || refusal.code != .smallOverlap {
      throw .refused(refusal)
    }
    var rule = rule
    for list in original.lists.indices.reversed() where totals[list] == 0 { rule = rule.dropping(list) }
    self.table = table
    self.isOverlapNeeded = isOverlapNeeded
    self.rule = rule
    do { choice = try rule.choose(from: table) } catch { throw SensitivityError(error) }
  }
}
