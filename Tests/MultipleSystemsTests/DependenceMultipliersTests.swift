import Foundation
import TestSupport
import Testing

@testable import MultipleSystems

@Suite("Multipliers of dependence")
struct DependenceMultipliersTests {
  @Test("n + dark figure times e^±δ, the estimate itself in the middle")
  func rows() throws {
    let table = try PublishedTables.table("uk-2013-five")
    let result = try DependenceMultipliers(table, rule: .stepwise())
    #expect(result.rows.map(\.shift) == [-1, -0.5, -0.25, 0, 0.25, 0.5, 1])
    // SparseMSE: 11312.990 from 2,744 people.
    #expect(close(result.rows[3].population, 11312.990, absolute: 5e-4))
    for row in result.rows {
      #expect(close(row.population, 2744 + (11312.990 - 2744) * exp(row.shift), relative: 1e-6))
    }
  }

  @Test(
    "M10: two lists and an odds ratio θ give the population in which their odds ratio is θ",
    arguments: [0.5, 0.8, 1, 1.7, 2])
  func oddsRatio(theta: Double) throws {
    let table = try CaptureTable(
      lists: ["a", "b"], histories: [[0], [1], [0, 1]].map(ListSet.init(lists:)), counts: [61, 43, 17])
    let population = try #require(DependenceMultipliers.population(of: table, oddsRatio: theta))
    let unseen = population - 121
    #expect(close(unseen * 17 / (61 * 43), theta, relative: 1e-12))
    let multipliers = try DependenceMultipliers(table, rule: .stepwise())
    #expect(
      close(121 + multipliers.darkFigure * theta, population, relative: 1e-8))
    // M5: independence is Lincoln and Petersen's n₁ n₂ / m.
    if theta == 1 { #expect(close(population, 78 * 60 / 17.0, relative: 1e-12)) }
  }

  @Test("no formula where there are not two lists, or they do not overlap")
  func refusals() throws {
    let three = try PublishedTables.table("hav3")
    #expect(DependenceMultipliers.population(of: three, oddsRatio: 1) == nil)
    let apart = try CaptureTable(
      lists: ["a", "b"], histories: [ListSet(lists: [0]), ListSet(lists: [1])], counts: [50, 50])
    #expect(DependenceMultipliers.population(of: apart, oddsRatio: 1) == nil)
    let two = try CaptureTable(
      lists: ["a", "b"], histories: [[0], [1], [0, 1]].map(ListSet.init(lists:)), counts: [61, 43, 17])
    #expect(DependenceMultipliers.population(of: two, oddsRatio: 0) == nil)
  }

  @Test("the assumption in parts")
  func assumption() throws {
    let table = try PublishedTables.table("australia-2015-2017")
    let model = try LogLinearModel(formula: "[12,3,4]", lists: table.lists)
    let assumption = IdentifyingAssumption(try model.fit(to: table), of: table)
    #expect(assumption.isPairsOnly && assumption.highestOrder == 2)
    #expect(assumption.independentPairs.count == 5)
    #expect(assumption.pairsWithoutOverlap == table.pairsWithoutOverlap)
    #expect(assumption.estimatedInteractions == (table.overlap(0, 1) > 0 ? [ListSet(lists: [0, 1])] : []))
  }
}
