internal import Reporting

/// The keys of a study file outside `[[estimation]]`, whose further keys belong to its kind.
enum StudyKeys {
  static let root: [StudyKey] = [
    StudyKey("study", .table(study), required: true, "What the study is."),
    StudyKey("input", .tables(input), "A file that estimations read."),
    StudyKey("estimation", .estimations, required: true, "One estimate or family of estimates."),
    StudyKey("text", .tables(text), "A section of words."),
    StudyKey("report", .table(report), "What the report shows, and in which formats."),
    StudyKey("suppression", .table(suppression), "What is held back."),
    StudyKey("schedule", .table(schedule), "When the report of each slot is due."),
    StudyKey(
      "wording", .dictionary(of: .text),
      "Texts of the report's frame in place of the program's: header, footer, source and so on."),
    StudyKey("style", .table(style), "How the page looks."),
    StudyKey("comparison", .table(comparison), "How this edition is compared with an earlier one."),
    StudyKey("publication", .table(publication), "Who publishes, under which terms."),
    StudyKey("gather", .table(gather), "What only a person can write for the GATHER checklist."),
  ]

  static let study: [StudyKey] = [
    StudyKey(
      "name", .formatted(pattern: "^[a-z0-9][a-z0-9-]{0,79}$", example: "uk-lists"), required: true,
      "The folder of its editions: lower-case letters, digits and hyphens."),
    StudyKey("title", .text, required: true, "The title of the report."),
    StudyKey("subtitle", .text, "A line under the title."),
    StudyKey("language", .choice(languages), standard: "en", "The language of headings and notes."),
    StudyKey(
      "seed", .seed, standard: "the default of each kind",
      "Seed of the random numbers of every estimation that has none of its own."),
    StudyKey("level", .number(0.5...1), standard: "0.95", "Level of the intervals."),
    StudyKey(
      "edition", .formatted(pattern: EditionName.pattern, example: "2026-12"),
      standard: "the slot, or today", "The edition, where neither --edition nor --scheduled says."),
  ]

  static let languages = Language.allCases.map(\.rawValue)

  static let input: [StudyKey] = [
    StudyKey(
      "name", .formatted(pattern: "^[a-z0-9][a-z0-9-]{0,79}$", example: "lists"), required: true,
      "The name by which estimations refer to it."),
    StudyKey("file", .text, "The path, from the study file's folder; {edition} stands for the edition."),
    StudyKey("bundled", .text, "A file of the program's own data, such as mse/uk-2013-five.csv."),
    StudyKey(
      "delimiter", .choice(["comma", "semicolon", "tab", "pipe"]), standard: "found from the header",
      "What stands between the cells of a text file."),
    StudyKey("decimal", .choice([".", ","]), standard: ".", "The decimal mark of numbers."),
    StudyKey(
      "sha256", .formatted(pattern: "^[0-9a-f]{64}$", example: "64 hexadecimal digits"),
      "The SHA-256 that the file has to have; another file is refused."),
    StudyKey("description", .text, "What the data are (GATHER 3 and 5)."),
    StudyKey("reference", .text, "Where they were published, or who holds them (GATHER 5 and 8)."),
    StudyKey("contact", .text, "Whom to ask for them (GATHER 8)."),
    StudyKey("exclusions", .text, "What was left out, and why (GATHER 4)."),
    StudyKey("licence", .text, "The terms under which they may be used."),
  ]

  static let inputFacts = ["description", "reference", "contact", "exclusions", "licence"]

  static let estimation: [StudyKey] = [
    StudyKey(
      "name", .formatted(pattern: "^[a-z0-9][a-z0-9-]{0,79}$", example: "population"), required: true,
      "The name by which the rest of the file refers to it."),
    StudyKey("kind", .text, required: true, "The way of estimating."),
    StudyKey("title", .text, "A title in place of the kind's own."),
  ]

  static let text: [StudyKey] = [
    StudyKey("title", .text, required: true, "The title of the section."),
    StudyKey(
      "body", .text, required: true, "Paragraphs, with an empty line between them; nothing in them is markup."
    ),
    StudyKey(
      "place", .text, standard: "first",
      "first, last, or the name of the estimation that it stands before."),
  ]

  static let report: [StudyKey] = [
    StudyKey(
      "tables", .list(of: .text), standard: "all",
      "The tables to show, by identifier, such as population-estimates."
    ),
    StudyKey("figures", .list(of: .text), standard: "all", "The figures to show, by identifier."),
    StudyKey(
      "formats", .list(of: .choice(ReportFormat.allCases.map(\.rawValue))),
      standard: ReportFormats.usual.names,
      "The formats to write; docx needs pandoc, pdf and png a browser or the like."),
    StudyKey("strict", .flag, standard: "false", "Refuse a report in which a GATHER item is not provided."),
  ]

  static let suppression: [StudyKey] = [
    StudyKey(
      "threshold", .whole(1...1_000_000), standard: "\(HistoryDisclosure.usualThreshold)",
      "Counts of people below it are not shown."),
    StudyKey(
      "standard", .choice(SuppressionRule.standards), standard: "the kind's own",
      "The standard by which survey estimates are shown."),
    StudyKey(
      "rounding", .whole(2...1_000),
      "Round counts of people at random to multiples of this, the same count always in the same way, so that a report each month gives nobody away. At least the threshold less one (10 with 11): with 10 a count shown as 10, or a step of 10 between two editions, may be of 1 to 19 people; with 5 it would be known to be of 1 to 9."
    ),
    StudyKey(
      "rounding-key", .text, standard: "the file that PREVALENCE_ROUNDING_KEY names",
      "The file with the secret key of rounding, from the study file's folder; for its owner alone (chmod 600)."
    ),
    StudyKey(
      "accept-disclosure-risk", .flag, standard: "false",
      "Allow a threshold below \(SuppressionRule.leastThreshold), which may identify people; recorded in the report."
    ),
  ]

  static let schedule: [StudyKey] = [
    StudyKey("every", .choice(Slot.Period.allCases.map(\.rawValue)), required: true, "The length of a slot."),
    StudyKey(
      "day", .whole(1...366), standard: "1",
      "The day of the period on which the report is due; a shorter period takes its last day. Weeks begin on Monday."
    ),
    StudyKey(
      "at", .formatted(pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$", example: "06:00"), standard: "00:00",
      "The time of day, by the wall clock of the zone."),
    StudyKey("zone", .text, standard: "UTC", "The time zone, such as Europe/London."),
    StudyKey(
      "catch-up", .choice(ScheduleRule.CatchUp.allCases.map(\.rawValue)), standard: "last",
      "Which missed slots are made up for."),
    StudyKey(
      "covers", .choice(["this", "previous"]), standard: "this",
      "Whether the report of a slot is due within it or in the period after it."),
  ]

  static let style: [StudyKey] = [
    StudyKey(
      "sheet", .text, required: true,
      "A style sheet (CSS) of the office, from the study file's folder, after the program's own; it may load nothing."
    )
  ]

  static let comparison: [StudyKey] = [
    StudyKey(
      "data", .choice(ComparisonRule.Data.allCases.map(\.rawValue)), standard: "unknown",
      "Whether the data of two editions have people in common; only independent data allow a test."),
    StudyKey(
      "with", .formatted(pattern: EditionName.pattern, example: "2026-11"),
      standard: "the slot before this one that has an edition", "The edition to compare with."),
  ]

  static let publication: [StudyKey] = [
    StudyKey("institution", .text, "Who publishes."),
    StudyKey("authors", .list(of: .text), "Who wrote it."),
    StudyKey("contact", .text, "Whom to write to."),
    StudyKey("licence", .text, "The terms of the report, or the address where they stand."),
    StudyKey("repository", .text, "Where the source code of the analysis is (GATHER 14)."),
    StudyKey(
      "date", .formatted(pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", example: "2026-12-05"),
      standard: "the due day of the slot", "The day of publication, for an edition that is no slot."),
  ]

  static let gather: [StudyKey] = [
    StudyKey("indicator", .text, "Item 1: the indicator, the population and the period."),
    StudyKey("funding", .text, "Item 2: who paid."),
    StudyKey("access", .text, "Item 3: how the data were found and obtained."),
    StudyKey("inclusion", .text, "Item 4: what was included and excluded, and why."),
    StudyKey("sources", .text, "Item 5: the sources and their main characteristics."),
    StudyKey("biases", .text, "Item 6: inputs that may be biased."),
    StudyKey("other-inputs", .text, "Item 7: the sources of other inputs."),
    StudyKey("availability", .text, "Item 8: where the inputs are, or who holds them."),
    StudyKey("interpretation", .text, "Item 17: the estimates in the light of what else is known."),
    StudyKey("limitations", .text, "Item 18: limitations, in the author's words."),
  ]
}
