internal import Glibc
internal import NumericKernel

extension GoodnessOfFit {
  /// The deviance of each table drawn from a model of more lists than have their cells laid out; `nil` where the model
  /// cannot be fitted.
  static func factorisedDeviances(
    _ base: GroundedChoice, _ plan: BootstrapPlan
  ) throws(LogLinearError) -> [Double?] {
    let (table, model) = (base.table, base.choice.model)
    let fit = FactorisedFit(listCount: table.listCount)
    fit.load(histories: table.histories, counts: table.counts)
    switch fit.fit(interactions: model.interactions) {
    case .regular: break
    case .undecided: throw .undecided
    case .tooLarge: throw .tooManyLists(table.listCount)
    }
    let people = FactorisedPeople(fit)
    return parallelMap(count: plan.replicates, threads: plan.threads) { replicate in
      var stream = RandomStream(seed: plan.seed, purpose: .goodnessOfFit, replicate: replicate)
      let drawn = people.draw(table.total, from: &stream)
      let refit = FactorisedFit(listCount: table.listCount)
      refit.load(histories: drawn.histories, counts: drawn.counts)
      guard case .regular = refit.fit(interactions: model.interactions) else { return nil }
      return refit.deviance
    }
  }
}

/// People who are on a list, drawn from a fit by connected lists.
struct FactorisedPeople: Sendable {
  private let components: [Component]

  private struct Component: Sendable {
    let histories: [ListSet]
    /// Ascending sums of the probabilities, the first being that of the empty history.
    let sums: [Double]
    /// The probability that this component and all after it are empty.
    let emptyFromHere: Double
  }

  init(_ fit: FactorisedFit) {
    var components: [Component] = []
    var empty = 1.0
    for (histories, probabilities) in fit.distributions.reversed() {
      empty *= probabilities[0]
      var sums: [Double] = []
      var sum = 0.0
      for probability in probabilities {
        sum += probability
        sums.append(sum)
      }
      components.append(Component(histories: histories, sums: sums, emptyFromHere: empty))
    }
    self.components = components.reversed()
  }

  /// A table of so many people, none of whom is missed.
  func draw(_ count: Int, from stream: inout RandomStream) -> (histories: [ListSet], counts: [Int]) {
    var people: [UInt32] = []
    people.reserveCapacity(count)
    for _ in 0..<count { people.append(one(from: &stream).rawValue) }
    people.sort()
    var histories: [ListSet] = []
    var counts: [Int] = []
    for person in people {
      if histories.last?.rawValue == person {
        counts[counts.count - 1] += 1
      } else {
        histories.append(ListSet(rawValue: person))
        counts.append(1)
      }
    }
    return (histories, counts)
  }

  private func one(from stream: inout RandomStream) -> ListSet {
    var person = ListSet()
    for (place, component) in components.enumerated() {
      let empty = component.sums[0]
      var point = stream.uniform()
      if person.isEmpty {
        // Given that this component or a later one is not empty.
        let later = place + 1 < components.count ? components[place + 1].emptyFromHere : 1
        let stays = empty * (1 - later) / (1 - component.emptyFromHere)
        if point < stays { continue }
        point = empty + (point - stays) / (1 - stays) * (1 - empty)
      }
      point *= component.sums[component.sums.count - 1]
      let index = component.sums.firstIndex { point < $0 } ?? component.sums.count - 1
      person.formUnion(component.histories[index])
    }
    return person
  }
}
