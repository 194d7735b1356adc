extension ModelRule {
  /// The rule for the lists that are left when one is dropped: a given model loses the terms with that list, and a
  /// search keeps its order.
  func dropping(_ list: Int) -> ModelRule {
    guard case .given(let model) = self, model.listCount > 1 else { return self }
    let below = ListSet(rawValue: ListSet(list: list).rawValue - 1)
    return .given(
      model.mapped(listCount: model.listCount - 1) { term in
        ListSet(
          rawValue: term.intersection(below).rawValue | (term.rawValue >> UInt32(list + 1)) << UInt32(list))
      })
  }

  /// The rule for the lists of a table in which two are one: in a given model the merged list has every interaction
  /// that either had with a third.
  func merging(_ first: Int, _ second: Int) -> ModelRule {
    guard case .given(let model) = self else { return self }
    let place = ListSet(list: min(first, second))
    let gone = ListSet(list: max(first, second))
    let renamed = model.mapped(listCount: model.listCount) { term in
      term.contains(gone) ? term.subtracting(gone).union(place) : term
    }
    return ModelRule.given(renamed).dropping(max(first, second))
  }
}

extension LogLinearModel {
  /// The model whose terms are images of this one's under a map of lists, and which has every main effect.
  fileprivate func mapped(listCount: Int, _ image: (ListSet) -> ListSet) -> LogLinearModel {
    LogLinearModel(
      listCount: listCount, interactions: Array(Set(terms.map(image)).filter { $0.count > 1 }))
  }
}
