extension CaptureTable {
  /// The table without one list. People who are on no other list leave it, since nobody else saw them.
  /// - Throws: `CaptureTableError` when no list or nobody is left.
  public func dropping(_ list: Int) throws(CaptureTableError) -> CaptureTable {
    precondition(lists.indices.contains(list), "there is no such list")
    return try restricted(to: lists.indices.filter { $0 != list })
  }

  /// The table of some lists, in the order given. People who are on none of them leave it.
  /// - Throws: `CaptureTableError` when no list or nobody is left.
  public func restricted(to kept: [Int]) throws(CaptureTableError) -> CaptureTable {
    precondition(kept.allSatisfy(lists.indices.contains), "there is no such list")
    return try mapped(lists: kept.map { lists[$0] }) { history in
      var image = ListSet()
      for j in 0..<kept.count where history.contains(ListSet(list: kept[j])) {
        image.formUnion(ListSet(list: j))
      }
      return image
    }
  }

  /// The table in which two lists are one, which holds everybody who is on either; it takes the place of the
  /// earlier of the two.
  /// - Parameter name: "A+B" from the names of the two unless given.
  /// - Throws: `CaptureTableError` when the new name is taken or empty.
  public func merging(
    _ first: Int, _ second: Int, name: String? = nil
  ) throws(CaptureTableError) -> CaptureTable {
    precondition(lists.indices.contains(first) && lists.indices.contains(second), "there is no such list")
    precondition(first != second, "a list cannot be merged with itself")
    let place = min(first, second)
    let gone = max(first, second)
    var names = lists
    names[place] = name ?? "\(lists[place])+\(lists[gone])"
    names.remove(at: gone)
    let below = ListSet(rawValue: ListSet(list: gone).rawValue - 1)
    return try mapped(lists: names) { history in
      let above = (history.rawValue >> UInt32(gone + 1)) << UInt32(gone)
      var image = ListSet(rawValue: history.intersection(below).rawValue | above)
      if history.contains(ListSet(list: gone)) { image.formUnion(ListSet(list: place)) }
      return image
    }
  }

  /// The people on one list, by the other lists on which they are: the table from which that list's own
  /// total, which is known, can be estimated as a test. Those who are on no other list are the ones to be
  /// estimated.
  /// - Throws: `CaptureTableError` when nobody on the list is on another.
  public func people(on list: Int) throws(CaptureTableError) -> CaptureTable {
    precondition(lists.indices.contains(list), "there is no such list")
    let chosen = histories.indices.filter { histories[$0].contains(ListSet(list: list)) }
    let within = try CaptureTable(
      adding: lists, chosen.map { histories[$0] }, chosen.map { counts[$0] }, notes: notes)
    return try within.dropping(list)
  }

  /// The table without the lists that hold nobody, and the names of those.
  public func withoutEmptyLists() throws(CaptureTableError) -> (table: CaptureTable, removed: [String]) {
    let totals = listTotals
    let kept = lists.indices.filter { totals[$0] > 0 }
    if kept.count == lists.count { return (self, []) }
    let removed = lists.indices.filter { totals[$0] == 0 }.map { lists[$0] }
    return (try restricted(to: kept), removed)
  }

  /// The table of the images of the histories; an empty image leaves the table.
  private func mapped(
    lists: [String], _ image: (ListSet) -> ListSet
  ) throws(CaptureTableError) -> CaptureTable {
    var images: [ListSet] = []
    var kept: [Int] = []
    for i in 0..<histories.count {
      let history = image(histories[i])
      if history.isEmpty { continue }
      images.append(history)
      kept.append(counts[i])
    }
    return try CaptureTable(adding: lists, images, kept, notes: notes)
  }
}
