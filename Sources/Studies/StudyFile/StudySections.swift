internal import DataLoaders
package import Reporting
internal import Tables

/// One `[[input]]` as it is declared, before an edition gives its path.
package struct InputDeclaration: Sendable, Equatable {
  package let name: String
  /// The path as it stands in the file, with `{edition}` in it where the data change with the edition.
  package let file: String?
  package let bundled: String?
  package let options: InputOptions
  /// The hash that the file has to have; `nil` takes any.
  package let expectedHash: String?
  package let facts: [StudyFact]

  init(_ fields: StudyFields, name: String) throws(StudyFileError) {
    self.name = name
    file = fields.text("file")
    bundled = fields.text("bundled")
    guard (file == nil) != (bundled == nil) else {
      throw fields.error(problem: "an input has either 'file' or 'bundled'", remedy: "give one of them")
    }
    if let file, file.isEmpty || file.utf8.contains(0) {
      throw fields.error("file", problem: "this is no path", remedy: "write the path of a file")
    }
    if let bundled, BundledData.file(bundled) == nil {
      let nearest = NearestName.to(bundled, among: BundledData.files.map(\.path))
      throw fields.error(
        "bundled", problem: "the program holds no such file",
        remedy: nearest.map { "did you mean '\($0)'?" } ?? "see 'prevalence data list'")
    }
    options = InputOptions(delimiter: fields.text("delimiter"), decimal: fields.text("decimal") ?? ".")
    expectedHash = fields.text("sha256")
    if let expectedHash, expectedHash.utf8.count != 64 || !expectedHash.utf8.allSatisfy(Self.isHexadecimal) {
      throw fields.error(
        "sha256", problem: "this is no SHA-256", remedy: "write the 64 lower-case digits of sha256sum")
    }
    facts = StudyKeys.inputFacts.compactMap { key in
      fields.text(key).map { StudyFact(key: key, text: $0) }
    }
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
  }

  /// The input of one edition.
  /// - Parameter folder: where relative paths start.
  package func resolved(edition: EditionName, folder: String) -> StudyInput {
    if let bundled, let file = BundledData.file(bundled) {
      let name = String(bundled.split(separator: "/").last ?? "")
      return StudyInput(
        name: self.name, writtenPath: nil, source: .bytes(file.bytes, name: name), options: options,
        facts: facts)
    }
    let written = (file ?? "").split(separator: Self.placeholder, omittingEmptySubsequences: false)
      .joined(separator: edition.text)
    let path = written.hasPrefix("/") || folder == "." ? written : folder + "/" + written
    return StudyInput(
      name: name, writtenPath: written, source: .file(path), options: options, facts: facts)
  }

  private static let placeholder = "{edition}"
}

extension SuppressionRule {
  init(_ fields: StudyFields?) throws(StudyFileError) {
    guard let fields else {
      self.init()
      return
    }
    let threshold = fields.whole("threshold") ?? HistoryDisclosure.usualThreshold
    let accepts = fields.flag("accept-disclosure-risk") ?? false
    guard threshold >= Self.leastThreshold || accepts else {
      throw fields.error(
        "threshold", problem: "a threshold below \(Self.leastThreshold) may identify people",
        remedy: "choose \(Self.leastThreshold) or more, or add accept-disclosure-risk = true")
    }
    if fields.has("rounding-key"), !fields.has("rounding") {
      throw fields.error(
        "rounding-key", problem: "nothing is rounded", remedy: "add 'rounding' or take it out")
    }
    if let base = fields.whole("rounding"), base < threshold - 1, !accepts {
      throw fields.error(
        "rounding",
        problem:
          "a count that is shown as \(base) would be known to be of 1 to \(2 * base - 1) people, with a threshold of \(threshold)",
        remedy:
          "write \(threshold - 1) or more, so that a small count comes out as nobody or as one that may be large, or add accept-disclosure-risk = true"
      )
    }
    self.init(
      threshold: threshold, standard: fields.text("standard"), acceptsRisk: accepts,
      rounding: fields.whole("rounding"), roundingKey: fields.text("rounding-key"))
  }
}

/// A section of words from the study file.
package struct TextBlock: Sendable, Equatable {
  package enum Place: Sendable, Equatable {
    case first, last
    case before(String)
  }

  package let title: String
  package let paragraphs: [String]
  package let place: Place

  init(_ fields: StudyFields, estimations: [String]) throws(StudyFileError) {
    title = try fields.required("title")
    paragraphs = Self.paragraphs(try fields.required("body"))
    switch fields.text("place") ?? "first" {
    case "first": place = .first
    case "last": place = .last
    case let name:
      guard estimations.contains(name) else {
        throw fields.error(
          "place", problem: "it is neither first nor last nor the name of an estimation",
          remedy: NearestName.to(name, among: ["first", "last"] + estimations).map { "did you mean '\($0)'?" }
            ?? "choose from " + (["first", "last"] + estimations).joined(separator: ", "))
      }
      place = .before(name)
    }
  }

  /// Paragraphs with empty lines between them; the line ends within one are spaces.
  private static func paragraphs(_ body: String) -> [String] {
    var paragraphs: [String] = []
    var words: [Substring] = []
    for line in body.split(separator: "\n", omittingEmptySubsequences: false) {
      let found = line.split { $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "\r\n" }
      if found.isEmpty, !words.isEmpty {
        paragraphs.append(words.joined(separator: " "))
        words = []
      }
      words += found
    }
    if !words.isEmpty { paragraphs.append(words.joined(separator: " ")) }
    return paragraphs
  }
}

/// What a report shows, and how it is written.
package struct ReportSelection: Sendable, Equatable {
  /// `nil` shows all.
  package let tables: [String]?
  package let figures: [String]?
  package let formats: ReportFormats
  package let isStrict: Bool

  init(_ fields: StudyFields?) {
    tables = fields.flatMap { $0.has("tables") ? $0.texts("tables") : nil }
    figures = fields.flatMap { $0.has("figures") ? $0.texts("figures") : nil }
    formats =
      fields.flatMap { $0.has("formats") ? $0.texts("formats") : nil }
      .map { ReportFormats($0.compactMap(ReportFormat.init(rawValue:)) + [.svg]) } ?? .usual
    isStrict = fields?.flag("strict") ?? false
  }
}

extension ScheduleRule {
  init(_ fields: StudyFields) throws(StudyFileError) {
    let period = Slot.Period(rawValue: try fields.required("every")) ?? .month
    let day = fields.whole("day") ?? 1
    guard day <= Self.longest(period) else {
      throw fields.error(
        "day", problem: "no \(period.rawValue) has so many days",
        remedy: "write a number from 1 to \(Self.longest(period))")
    }
    let zone = fields.text("zone") ?? "UTC"
    guard LocalTime.isKnown(zone) else {
      throw fields.error(
        "zone", problem: "the time zone is not known here",
        remedy: "write one such as Europe/London, or UTC, and see that tzdata is installed")
    }
    guard let minute = Self.minute(fields.text("at") ?? "00:00") else {
      throw fields.error("at", problem: "this is no time of day", remedy: "write one such as \"06:00\"")
    }
    self.init(
      period: period, day: day, minute: minute, zone: zone,
      catchUp: fields.text("catch-up").flatMap(CatchUp.init(rawValue:)) ?? .last,
      coversPrevious: fields.text("covers") == "previous")
  }

  private static func minute(_ text: String) -> Int? {
    let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard parts.map(\.count) == [2, 2], let hour = CivilDate.digits(parts[0]),
      let minute = CivilDate.digits(parts[1]), hour < 24, minute < 60
    else { return nil }
    return hour * 60 + minute
  }
}

/// How an edition is compared with an earlier one.
package struct ComparisonRule: Sendable, Equatable {
  /// Whether the data of the two have people in common.
  package enum Data: String, Sendable, CaseIterable {
    case independent, overlapping
    /// Overlapping, and nobody leaves: the later data are the earlier ones with more people.
    case cumulative
    case unknown

    /// What an attacker may take for granted about the counts of two editions.
    var relation: DisclosureAudit.Relation {
      switch self {
      case .independent: .separate
      case .cumulative: .cumulative
      case .overlapping, .unknown: .unknown
      }
    }
  }

  package let data: Data
  package let with: EditionName?

  package init(data: Data = .unknown, with: EditionName? = nil) {
    self.data = data
    self.with = with
  }

  init(_ fields: StudyFields?) throws(StudyFileError) {
    guard let fields else {
      self.init()
      return
    }
    let name = fields.text("with")
    let with = name.flatMap { EditionName($0) }
    if name != nil, with == nil {
      throw fields.error("with", problem: EditionName.rule, remedy: "write one such as \"2026-11\"")
    }
    self.init(data: fields.text("data").flatMap(Data.init(rawValue:)) ?? .unknown, with: with)
  }
}

/// Who publishes, and what only a person can write.
package struct Publication: Sendable, Equatable {
  package let institution: String?
  package let authors: [String]
  package let contact: String?
  package let licence: String?
  /// Where the source code of the analysis is.
  package let repository: String?
  package let date: CivilDate?
  /// Texts for the GATHER checklist, by key, in the order of its items.
  package let gather: [StudyFact]

  init(_ fields: StudyFields?, gather: StudyFields?) throws(StudyFileError) {
    institution = fields?.text("institution")
    authors = fields?.texts("authors") ?? []
    contact = fields?.text("contact")
    licence = fields?.text("licence")
    repository = fields?.text("repository")
    let text = fields?.text("date")
    date = text.flatMap { CivilDate($0) }
    if let fields, text != nil, date == nil {
      throw fields.error("date", problem: "this is no day", remedy: "write one such as \"2026-12-05\"")
    }
    self.gather = StudyKeys.gather.compactMap { key in
      (gather?.text(key.name)).map { StudyFact(key: key.name, text: $0) }
    }
  }
}
