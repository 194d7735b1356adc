import Foundation
import NumericKernel
import TestSupport
import Testing

@testable import MultipleSystems

@Suite("Search for the best model")
struct BestModelSearchTests {
  // The oracle is the search that fits all models, which is held to the peer's.
  @Test(
    "branch and bound finds what fitting all models finds",
    arguments: [
      ("kosovo-1999", 3, 12), ("australia-2015-2017", 3, 12), ("hiv4", 3, 12), ("hav3", 2, 12),
      ("artificial-non-existence", 2, 12), ("uk-2013-five", 2, 3), ("new-orleans-five", 2, 3),
      ("netherlands-2010-2015-five", 4, 1),
    ])
  func sameAsAll(name: String, order: Int, resamples: Int) throws {
    let table = try PublishedTables.table(name)
    let tree = try ModelTree(listCount: table.listCount, maximumOrder: order)
    var all = HierarchicalSearch(tree: tree)
    var search = BestModelSearch(listCount: table.listCount, maximumOrder: order)
    let multinomial = try Multinomial(weights: table.counts.map(Double.init))
    for criterion in InformationCriterion.allCases {
      let charge = criterion.charge(observed: Double(table.total))
      for resample in 0..<resamples {
        var stream = RandomStream(seed: 4, purpose: .simulation, replicate: resample)
        let counts = try multinomial.draw(trials: table.total, from: &stream)
        all.masked.fitter.workspace.load(histories: table.histories, counts: counts)
        all.run()
        search.load(histories: table.histories, counts: counts)
        search.run(charge: charge, guess: tree.masks[resample % tree.count])
        var smallest = Double.infinity
        var best: Int?
        for node in 0..<tree.count where all.statuses[node].isEstimate {
          let value = -2 * all.kernels[node] + charge * Double(tree.masks[node].nonzeroBitCount)
          if value < smallest - ModelOrder.tolerance {
            smallest = value
            best = node
          }
        }
        let foundMask = search.best?.mask
        #expect(foundMask == best.map { tree.masks[$0] })
        let hasFailed = search.hasFailed
        #expect(!hasFailed)
        guard let best, let found = search.best else { continue }
        #expect(close(found.criterion, smallest, relative: 1e-10))
        #expect(close(found.logDark, all.logDarkFigures[best], relative: 1e-8, absolute: 1e-8))
      }
    }
  }

  @Test("of models that tie the first in the tree is taken")
  func ties() throws {
    let tree = try ModelTree(listCount: 4, maximumOrder: 3)
    for node in stride(from: 0, to: tree.count - 1, by: 3) {
      for other in (node + 1)..<tree.count {
        #expect(ModelOrder.precedes(tree.masks[node], tree.masks[other]))
        #expect(!ModelOrder.precedes(tree.masks[other], tree.masks[node]))
      }
    }
  }

  @Test("few of the models of six lists are fitted")
  func sixLists() throws {
    let table = try PublishedTables.table("uk-2013")
    var search = BestModelSearch(listCount: 6, maximumOrder: 2)
    search.load(histories: table.histories, counts: table.counts)
    search.run(charge: log(Double(table.total)), guess: 1)
    // MultipleSystemsEstimation 1.2.0, all 32,768.
    let (best, fitCount) = (search.best, search.fitCount)
    #expect(LogLinearModel(termMask: best?.mask ?? 0, listCount: 6).formula == "[12,13,25,35,36,45]")
    #expect(close(2744 + exp(best?.logDark ?? 0), 12349.586953562, relative: 1e-8))
    #expect(fitCount < 2000)
  }
}
