/// The histories of a table as a tree, in which each is an earlier one and a further list, so that the products of a class's
/// odds over the lists of every history take one multiplication each, and so does the way back for the gradient.
struct LatentClassHistories: ~Copyable {
  /// The nodes; number 0, the history of nobody seen, is the root.
  let count: Int
  /// For each node but the root the node it extends, which comes before it, and the list it adds to that.
  let parents: UnsafeMutablePointer<Int>
  let lists: UnsafeMutablePointer<Int>
  /// The people of each node; 0 for those that are only on the way to others.
  let people: UnsafeMutablePointer<Double>

  init(_ histories: [ListSet], counts: [Int]) {
    var numbers: [UInt32: Int] = [0: 0]
    var parents = [0]
    var lists = [0]
    var people = [0.0]
    func node(_ mask: UInt32) -> Int {
      if let known = numbers[mask] { return known }
      // The parent is a node that is there already, or else the history without its last list.
      let members = ListSet(rawValue: mask).lists
      let list = members.first { numbers[mask & ~(1 << UInt32($0))] != nil } ?? members[members.count - 1]
      let parent = node(mask & ~(1 << UInt32(list)))
      numbers[mask] = parents.count
      parents.append(parent)
      lists.append(list)
      people.append(0)
      return parents.count - 1
    }
    let order = histories.indices.sorted {
      (histories[$0].count, histories[$0].rawValue) < (histories[$1].count, histories[$1].rawValue)
    }
    for i in order { people[node(histories[i].rawValue)] = Double(counts[i]) }
    count = parents.count
    self.parents = .allocate(capacity: count)
    self.lists = .allocate(capacity: count)
    self.people = .allocate(capacity: count)
    self.parents.initialize(from: parents, count: count)
    self.lists.initialize(from: lists, count: count)
    self.people.initialize(from: people, count: count)
  }

  /// The scale of the logarithm of a class's share missed, and of the logarithms of its shares on each list alone: one over
  /// the root of 1, for the prior, and of the curvature if everybody were of the class. A history of m lists has
  /// the share Π u / b^(m − 1) in those terms.
  func scales(lists count: Int) -> UnsafeMutablePointer<Double> {
    let curvatures = LatentClassChain.filled(1, count + 1)
    var sizes = [0]
    for node in 1..<self.count {
      sizes.append(sizes[parents[node]] + 1)
      let size = Double(sizes[node] - 1)
      curvatures[0] += size * size * people[node]
      if size == 0 { curvatures[1 + lists[node]] += people[node] }
    }
    for row in 0...count { curvatures[row] = 1 / curvatures[row].squareRoot() }
    return curvatures
  }

  deinit {
    parents.deallocate()
    lists.deallocate()
    people.deallocate()
  }
}
