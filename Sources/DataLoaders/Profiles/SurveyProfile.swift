/// What the columns of a survey mean: which are the weight, the stratum and the cluster, which answers make an
/// indicator, at which hours and ages. A profile is data, read from TOML (`ProfileReader`); nothing in the
/// program knows a column of MICS by name.
///
///     let profile = try SurveyProfile.named("mics6")                // Studies: a bundled one
///     let profile = try ProfileReader.read(.file("country.toml"))   // or one of the user's
///     let table = try SurveyFile.read(path, columns: profile.columns(in: names))
///     let survey = try profile.apply(to: table)                     // Studies: `ProfiledSurvey`
///     survey.designTable, survey.designVariables                    // for `SurveyDesign`
///     try survey.indicator("child-labour").variable                 // 0, 1, or no answer, for `Proportion`
///     survey.breakdown("region"), survey.ages(5...14)               // domains
///     survey.accounts                                               // what was missing, and why
package struct SurveyProfile: Sendable, Equatable {
  package let name: String
  package let title: String
  /// Where the rules were published.
  package let source: String
  /// Sentences that every result carries.
  package let notes: [String]
  /// Rows that answered; all conditions have to hold.
  package let selections: [Selection]
  package let age: AgeRule
  package let weight: WeightRule
  /// Columns whose combination is the stratum; nil for a sample without strata.
  package let stratum: GroupRule?
  /// Columns whose combination is the cluster; nil when rows are the units.
  package let cluster: GroupRule?
  package let missingAnswers: MissingAnswers
  package let breakdowns: [Breakdown]
  package let questions: [Question]
  package let hours: [Hours]
  package let indicators: [Indicator]
  package let tables: [TableLayout]

  package init(
    name: String, title: String, source: String, notes: [String], selections: [Selection], age: AgeRule,
    weight: WeightRule, stratum: GroupRule?, cluster: GroupRule?, missingAnswers: MissingAnswers,
    breakdowns: [Breakdown], questions: [Question], hours: [Hours], indicators: [Indicator],
    tables: [TableLayout]
  ) {
    self.name = name
    self.title = title
    self.source = source
    self.notes = notes
    self.selections = selections
    self.age = age
    self.weight = weight
    self.stratum = stratum
    self.cluster = cluster
    self.missingAnswers = missingAnswers
    self.breakdowns = breakdowns
    self.questions = questions
    self.hours = hours
    self.indicators = indicators
    self.tables = tables
  }
}

extension SurveyProfile {
  /// A code as the file has it.
  package enum Code: Sendable, Equatable, Hashable {
    case number(Double)
    case text(String)
  }

  /// Codes one by one and in ranges.
  package struct Codes: Sendable, Equatable {
    package let single: [Code]
    package let ranges: [ClosedRange<Double>]

    package init(_ single: [Code] = [], ranges: [ClosedRange<Double>] = []) {
      self.single = single
      self.ranges = ranges
    }

    package var isEmpty: Bool { single.isEmpty && ranges.isEmpty }

    package func contains(_ value: Double) -> Bool {
      for code in single { if case .number(value) = code { return true } }
      for range in ranges where range.contains(value) { return true }
      return false
    }

    package func contains(_ value: String) -> Bool {
      for code in single { if case .text(value) = code { return true } }
      return false
    }
  }

  /// One name, or several under which editions of a survey have had the same column; the first that the file
  /// has is taken.
  package struct ColumnChoice: Sendable, Equatable {
    package let names: [String]

    package init(_ names: [String]) { self.names = names }

    package func found(in available: Set<String>) -> String? { names.first(where: available.contains) }
  }

  /// Rows take part where the column has one of the codes, or any answer when there are none.
  package struct Selection: Sendable, Equatable {
    package let column: ColumnChoice
    package let codes: Codes

    package init(column: ColumnChoice, codes: Codes) {
      self.column = column
      self.codes = codes
    }
  }

  /// Completed years of age, and whom the survey is about; others stay in the design without being counted.
  package struct AgeRule: Sendable, Equatable {
    package let column: ColumnChoice
    package let range: ClosedRange<Int>

    package init(column: ColumnChoice, range: ClosedRange<Int>) {
      self.column = column
      self.range = range
    }
  }

  /// A weight as a product of columns, scaled to add up to the sum of a column where one is named.
  package struct WeightRule: Sendable, Equatable {
    package let factors: [ColumnChoice]
    package let scaledToSumOf: ColumnChoice?

    package init(factors: [ColumnChoice], scaledToSumOf: ColumnChoice? = nil) {
      self.factors = factors
      self.scaledToSumOf = scaledToSumOf
    }
  }

  /// The combination of columns, all of which are needed; the first alternative whose columns the file has.
  package struct GroupRule: Sendable, Equatable {
    package let alternatives: [[String]]

    package init(_ alternatives: [[String]]) { self.alternatives = alternatives }

    package func found(in available: Set<String>) -> [String]? {
      alternatives.first { $0.allSatisfy(available.contains) }
    }
  }

  /// What an indicator is where the answers do not decide it.
  package enum MissingAnswers: String, Sendable, Equatable, CaseIterable {
    /// The child is counted as not having the attribute and stays in the denominator, as in MICS.
    case countAsNo = "count-as-no"
    /// The child is left out of the indicator (complete cases).
    case leaveOut = "leave-out"
  }

  /// Groups of the population for which results are shown.
  package struct Breakdown: Sendable, Equatable {
    package let name: String
    package let title: String
    package let column: ColumnChoice
    /// Labels of codes, in the order of print; codes without a label have that of the file, or themselves.
    package let labels: [CodeLabel]
    /// Ranges of numbers as groups, in the order of print; empty where codes are groups.
    package let bands: [Band]
    /// Codes that are no answer.
    package let missing: Codes
    /// The code of all other answers, also of none; nil where an answer without a label is a group of its own.
    package let otherwise: Code?

    package init(
      name: String, title: String, column: ColumnChoice, labels: [CodeLabel], bands: [Band],
      missing: Codes, otherwise: Code?
    ) {
      self.name = name
      self.title = title
      self.column = column
      self.labels = labels
      self.bands = bands
      self.missing = missing
      self.otherwise = otherwise
    }
  }

  package struct CodeLabel: Sendable, Equatable {
    package let code: Code
    package let label: String

    package init(code: Code, label: String) {
      self.code = code
      self.label = label
    }
  }

  package struct Band: Sendable, Equatable {
    package let label: String
    package let range: ClosedRange<Double>

    package init(label: String, range: ClosedRange<Double>) {
      self.label = label
      self.range = range
    }
  }

  /// Columns of yes-or-no answers to questions of one kind; the kind is true where any of them is yes.
  package struct Question: Sendable, Equatable {
    package let name: String
    package let title: String
    package let columns: [String]
    package let yes: Codes
    package let no: Codes
    package let missing: Codes
    /// The question that has to be yes for this one to be asked; an empty answer is then no answer, and else
    /// a skip.
    package let askedWhen: String?

    package init(
      name: String, title: String, columns: [String], yes: Codes, no: Codes, missing: Codes,
      askedWhen: String?
    ) {
      self.name = name
      self.title = title
      self.columns = columns
      self.yes = yes
      self.no = no
      self.missing = missing
      self.askedWhen = askedWhen
    }
  }

  /// Columns of hours that are added up; one without an answer adds nothing, and where none has an answer
  /// there is no sum.
  package struct Hours: Sendable, Equatable {
    package struct Part: Sendable, Equatable {
      package let column: String
      /// The question that has to be yes for this one to be asked.
      package let askedWhen: String?

      package init(column: String, askedWhen: String? = nil) {
        self.column = column
        self.askedWhen = askedWhen
      }
    }

    /// What a code of `unknown` is in a comparison with a threshold.
    package enum Unknown: String, Sendable, Equatable, CaseIterable {
      /// It adds nothing to the sum.
      case zero
      /// The whole sum is unknown, and neither below nor above anything.
      case missing
      /// It is taken as that many hours, as some official programs do.
      case hours
    }

    package let name: String
    package let title: String
    package let parts: [Part]
    /// Codes that are no hours, such as 97, 98 and 99.
    package let unknown: Codes
    /// What these codes are when hours are compared with "at least", and when with "below".
    package let unknownAtLeast: Unknown
    package let unknownBelow: Unknown
    /// Hours of this or more in one column are no answer; nil for no limit.
    package let limit: Double?
    /// What an hour of the file is in hours: 1/60 for minutes.
    package let factor: Double
    /// What is possible, for the validation of a file.
    package let range: ClosedRange<Double>

    package init(
      name: String, title: String, parts: [Part], unknown: Codes, unknownAtLeast: Unknown,
      unknownBelow: Unknown, limit: Double?, factor: Double, range: ClosedRange<Double>
    ) {
      self.name = name
      self.title = title
      self.parts = parts
      self.unknown = unknown
      self.unknownAtLeast = unknownAtLeast
      self.unknownBelow = unknownBelow
      self.limit = limit
      self.factor = factor
      self.range = range
    }
  }

  /// The threshold of hours of an age group.
  package struct Threshold: Sendable, Equatable {
    package let ages: ClosedRange<Int>
    package let hours: Double

    package init(ages: ClosedRange<Int>, hours: Double) {
      self.ages = ages
      self.hours = hours
    }
  }

  /// Something that a child has or has not.
  package struct Indicator: Sendable, Equatable {
    package indirect enum Rule: Sendable, Equatable {
      /// Any answer of the question is yes, or that of one of its columns.
      case question(String, column: String?)
      /// The question is yes and hours lie on the side of the threshold for the child's age; ages without a
      /// threshold have not.
      case hours(question: String?, hours: String, side: Side, thresholds: [Threshold])
      /// One of these indicators.
      case any([String])
      /// All of these indicators.
      case all([String])
    }

    package enum Side: String, Sendable, Equatable {
      case atLeast = "at-least"
      case below
    }

    package let name: String
    package let title: String
    /// The series that it is, such as that of the Sustainable Development Goals; empty for none.
    package let series: String
    package let rule: Rule

    package init(name: String, title: String, series: String, rule: Rule) {
      self.name = name
      self.title = title
      self.series = series
      self.rule = rule
    }
  }

  /// A published table: panels of indicators, by all breakdowns but some.
  package struct TableLayout: Sendable, Equatable {
    package struct Panel: Sendable, Equatable {
      package let ages: ClosedRange<Int>
      package let columns: [Column]
      /// The heading of the denominator's column.
      package let count: String

      package init(ages: ClosedRange<Int>, columns: [Column], count: String) {
        self.ages = ages
        self.columns = columns
        self.count = count
      }
    }

    package struct Column: Sendable, Equatable {
      package let indicator: String
      package let title: String

      package init(indicator: String, title: String) {
        self.indicator = indicator
        self.title = title
      }
    }

    package let name: String
    /// The table of another edition that it answers to.
    package let like: String?
    package let title: String
    package let subtitle: String
    /// Breakdowns that it does not have.
    package let without: [String]
    package let panels: [Panel]
    package let notes: [String]

    package init(
      name: String, like: String?, title: String, subtitle: String, without: [String], panels: [Panel],
      notes: [String]
    ) {
      self.name = name
      self.like = like
      self.title = title
      self.subtitle = subtitle
      self.without = without
      self.panels = panels
      self.notes = notes
    }
  }
}

extension SurveyProfile {
  package func question(_ name: String) -> Question? { questions.first { $0.name == name } }
  package func hours(_ name: String) -> Hours? { hours.first { $0.name == name } }
  package func indicator(_ name: String) -> Indicator? { indicators.first { $0.name == name } }
  package func breakdown(_ name: String) -> Breakdown? { breakdowns.first { $0.name == name } }
  package func table(_ name: String) -> TableLayout? {
    tables.first { $0.name.lowercased() == name.lowercased() }
      ?? tables.first { $0.like?.lowercased() == name.lowercased() }
  }

  /// The columns to read from a file that has these: all that the profile names, in the order of the file. As in
  /// SPSS, capitals do not matter, unless the file has two names that differ by them alone.
  package func columns(in available: [String]) -> [String] {
    let spelling = spelling(in: available)
    let there = Set(available.map { spelling[$0] ?? $0 })
    var wanted: Set<String> = []
    for choice in choices { if let name = choice.found(in: there) { wanted.insert(name) } }
    for rule in [stratum, cluster] { wanted.formUnion(rule?.found(in: there) ?? []) }
    for question in questions { wanted.formUnion(question.columns) }
    for hours in hours { wanted.formUnion(hours.parts.map(\.column)) }
    return available.filter { wanted.contains(spelling[$0] ?? $0) }
  }

  private var choices: [ColumnChoice] {
    selections.map(\.column) + [age.column] + weight.factors + (weight.scaledToSumOf.map { [$0] } ?? [])
      + breakdowns.map(\.column)
  }

  /// How the profile spells names of the file that it knows by other capitals only.
  private func spelling(in available: [String]) -> [String: String] {
    let groups = [stratum, cluster].flatMap { $0?.alternatives ?? [] }.flatMap { $0 }
    let own =
      choices.flatMap(\.names) + groups + questions.flatMap(\.columns)
      + hours.flatMap(\.parts).map(\.column)
    let named = Set(own)
    let exact = Set(available)
    var others: [String: [String]] = [:]
    for name in available { others[name.lowercased(), default: []].append(name) }
    var spelling: [String: String] = [:]
    for name in own where !exact.contains(name) {
      // The first spelling of the profile is the one that a rule looks for.
      if let found = others[name.lowercased()], found.count == 1, spelling[found[0]] == nil,
        !named.contains(found[0])
      {
        spelling[found[0]] = name
      }
    }
    return spelling
  }

  /// The table with names as the profile spells them.
  package func respelled(_ table: SurveyTable) -> SurveyTable {
    let spelling = spelling(in: table.names)
    guard !spelling.isEmpty else { return table }
    return SurveyTable(
      record: table.record, file: table.file, rowCount: table.rowCount,
      columns: table.columns.map { column in
        guard let name = spelling[column.name] else { return column }
        return SurveyColumn(
          name: name, label: column.label, values: column.values, valueLabels: column.valueLabels,
          declaredMissing: column.declaredMissing)
      }, names: table.names.map { spelling[$0] ?? $0 }, lines: table.lines)
  }
}
