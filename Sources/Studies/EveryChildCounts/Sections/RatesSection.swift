internal import GlobalEstimates
internal import Reporting

/// Numbers per 1,000 children of each age base.
struct RatesSection {
  let register: FigureRegister
  let trafficking: TraffickingAnalysis

  func section() throws -> Section {
    Section(
      "per-thousand", "Per 1,000 children",
      [
        .paragraph(
          "A prevalence needs the children counted and the children they are counted among to be of one age. The child "
            + "populations printed are of 5 to 17 and parts of it. The worst forms are counted under 18, so the base of 5 "
            + "to 17 is the nearest; children under 5 are missing from it."),
        .table(
          table(
            "rates-worst-forms", "Worst forms per 1,000 children of 5 to 17, world, 2000",
            try ChildRates.worstForms(register),
            notes: [
              "Numbers under 18 over a base of 5 to 17: slightly too high as a rate, because the base lacks the youngest.",
              "The rates must not be added over forms with trafficking: trafficked children are in the other forms already.",
            ])),
        .table(try atMost()),
        .table(
          table(
            "rates-work", "Work per 1,000 children of the same age, world, 2000",
            try ChildRates.matching(register),
            notes: [
              "Children of 5 to 11 and 12 to 14 are not shown: no population is printed for these ages."
            ])),
      ])
  }

  private func table(_ identifier: String, _ title: String, _ rates: [ChildRate], notes: [String]) -> Table {
    Table(
      identifier, title: title,
      columns: [
        TableColumn("measure", "Children", .text), TableColumn("age_group", "Age base", .text),
        TableColumn("number", "Number", unit: "thousands"),
        TableColumn("population", "Child population", unit: "thousands"),
        TableColumn("rate", "Per 1,000"), TableColumn("bounds", "Bounds from rounding", unit: "per 1,000"),
      ],
      rows: rates.map { rate in
        let marks = Wording.marks(rate.status)
        return TableRow([
          .text(rate.measure), .text(rate.ageGroup), .number(rate.number.value / 1_000, .count, marks: marks),
          .number(rate.population.value / 1_000, .count, marks: marks),
          .number(rate.rate.value, .decimal(2), marks: marks),
          .range(rate.rate.bounds.lowerBound, rate.rate.bounds.upperBound, .decimal(2), marks: marks),
        ])
      }, notes: notes, source: Wording.ours)
  }

  private func atMost() throws -> Table {
    Table(
      "rates-at-most", title: "Trafficking per 1,000 children of narrower ages: what it could be at most",
      columns: [
        TableColumn("age_group", "Age base", .text),
        TableColumn("population", "Child population", unit: "thousands"),
        TableColumn("rate", "Per 1,000", .text),
        TableColumn("at_most", "At most, if every child counted were of this age", unit: "per 1,000"),
      ],
      rows: try ChildRates.traffickingAtMost(register).map { rate in
        let marks = Wording.marks(rate.status)
        return TableRow([
          .text(rate.ageGroup), .number(rate.population.value / 1_000, .count, marks: marks),
          .absent(.notPublished), .number(rate.rate.value, .decimal(2), marks: marks),
        ])
      },
      notes: [
        "The source gives trafficked children no ages within the group under 18, so no rate by age exists; the last "
          + "column is a ceiling and not an estimate."
      ], source: Wording.ours)
  }
}
