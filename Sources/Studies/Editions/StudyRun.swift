internal import DataLoaders
internal import Estimates
internal import Glibc
package import Reporting
internal import Tables

/// Runs a study and puts its edition in place, whole or not at all.
package struct StudyRun: Sendable {
  /// Which edition is wanted.
  package enum Target: Sendable, Equatable {
    /// The edition that the file names, or the slot or day of the clock.
    case standard
    case named(EditionName)
    /// One slot; a slot that has an edition is done.
    case slot(Slot)
    /// Every slot that is due and has no edition.
    case due(ScheduleRule.CatchUp?)
  }

  package struct Options: Sendable {
    package var target: Target
    package var reports: String
    package var clock: Clock
    package var threads: Int
    /// Replaces an edition that is in the way.
    package var isReplacing: Bool
    /// Opens the edition to others.
    package var isPublishing: Bool
    /// Lets `latest` name an edition in which a headline was refused.
    package var allowsPartial: Bool
    package var isStrict: Bool

    package init(
      target: Target = .standard, reports: String = "reports", clock: Clock, threads: Int = 1,
      isReplacing: Bool = false, isPublishing: Bool = false, allowsPartial: Bool = false,
      isStrict: Bool = false
    ) {
      self.target = target
      self.reports = reports
      self.clock = clock
      self.threads = threads
      self.isReplacing = isReplacing
      self.isPublishing = isPublishing
      self.allowsPartial = allowsPartial
      self.isStrict = isStrict
    }
  }

  /// What a run came to.
  package struct Outcome: Sendable, Equatable {
    package let edition: EditionName
    package let path: String
    /// `nil` where the edition stood there already and nothing was computed.
    package let written: ReportDirectory.Outcome?
    package let refusals: [String]
    package let isPartial: Bool
    /// Whether any estimate differs from the edition before; `false` where there is none.
    package let hasChanged: Bool
  }

  private let study: StudyFile
  private let options: Options
  private let folder: EditionFolder
  private let log: @Sendable (LogEntry) -> Void
  private let isInterrupted: @Sendable () -> Bool
  /// Runs what must not be cut short by a signal.
  private let shield: @Sendable (() throws -> Void) throws -> Void

  /// - Parameters:
  ///   - isInterrupted: whether the run is to end; asked by long computations, which keep what is finished.
  ///   - shield: runs what must not be cut short.
  package init(
    _ study: StudyFile, options: Options, log: @escaping @Sendable (LogEntry) -> Void = { _ in },
    isInterrupted: @escaping @Sendable () -> Bool = { false },
    shield: @escaping @Sendable (() throws -> Void) throws -> Void = { try $0() }
  ) {
    self.study = study
    self.options = options
    self.log = log
    self.isInterrupted = isInterrupted
    self.shield = shield
    folder = EditionFolder(reports: options.reports, study: study.name)
  }

  /// - Throws: `FolderLock.Held` where another run is under way; `DataError`, `StudyFileError`, `FileOutputError` and
  ///   what the estimations throw. Then no edition stands there that did not stand there before, except those of
  ///   earlier slots of the same call.
  package func run() throws -> [Outcome] {
    let state = try folder.prepare()
    let lock = try FolderLock(state.path + "/lock")
    defer { withExtendedLifetime(lock) {} }
    ReportDirectory.sweep(folder.path)
    let register = RunRegister(state)
    warnOfClock(register)
    var outcomes: [Outcome] = []
    for (edition, isScheduled) in try editions() {
      outcomes.append(try run(edition, isScheduled: isScheduled, register))
    }
    if outcomes.isEmpty {
      log(LogEntry(.info, "nothing-due", "Nothing is due: every slot up to now has its edition."))
    }
    return outcomes
  }

  /// What a run would do now, edition by edition; nothing is written, and nothing estimated.
  /// - Throws: as `run` does for inputs that are missing or do not fit, and slots that are none.
  package func plan() throws -> [Plan] {
    let open = options.isPublishing ? ", and open it if nobody can be worked out from it" : ""
    return try editions().map { name, isScheduled in
      let isThere = folder.has(name)
      let action =
        if isThere, isScheduled, !options.isReplacing {
          "nothing: it is there already" + (options.isPublishing ? "; open it if it is safe" : "")
        } else if isThere {
          (options.isReplacing
            ? "make it again, in place of the one that is there"
            : "make it again, and stop with 73 where it comes out otherwise (--overwrite replaces it)") + open
        } else {
          "make it" + open
        }
      _ = try date(of: name)
      let earlier = (study.comparison.with ?? folder.predecessor(of: name)).flatMap { $0 == name ? nil : $0 }
      return Plan(
        edition: name, path: folder.path(of: name), action: action, comparedWith: earlier,
        formats: study.selection.formats.names, lines: try StudyCheck(study, edition: name).lines)
    }
  }

  /// One edition of a plan.
  package struct Plan: Sendable, Equatable {
    package let edition: EditionName
    package let path: String
    /// What would be done, in words.
    package let action: String
    package let comparedWith: EditionName?
    package let formats: String
    package let lines: [StudyCheck.Line]
  }

  // MARK: which editions

  private func editions() throws -> [(EditionName, isScheduled: Bool)] {
    switch options.target {
    case .named(let name): return [(name, false)]
    case .slot(let slot):
      if let schedule = study.schedule, schedule.period != slot.period {
        throw StudyOptionError(
          "the study is scheduled by the \(schedule.period.rawValue), and \(slot) is no \(schedule.period.rawValue)"
        )
      }
      return [(EditionName(slot), true)]
    case .due(let policy):
      guard let schedule = study.schedule else {
        throw StudyFileError(
          file: study.path, problem: "there is no [schedule] that says what is due",
          remedy: "add one, or name the slot with --scheduled")
      }
      let now = try LocalTime(options.clock, zone: schedule.zone)
      let slots = schedule.pending(at: now, done: folder.editions.compactMap(\.slot), policy: policy)
      if slots.count > 1 {
        log(
          LogEntry(
            .warning, "slots-missed",
            "\(slots.count) slots are due at once, from \(slots[0]) on; a machine that was off or a clock that jumped does that."
          ))
      }
      return slots.map { (EditionName($0), true) }
    case .standard:
      return [(try study.standardEdition(options.clock), false)]
    }
  }

  private func warnOfClock(_ register: RunRegister) {
    guard let last = register.entries.map(\.started).max(), options.clock.seconds < last else { return }
    log(
      LogEntry(
        .warning, "clock-behind",
        "The clock is behind the last run on file; no slot is run twice, but check the machine's time."))
  }

  // MARK: one edition

  private func run(_ name: EditionName, isScheduled: Bool, _ register: RunRegister) throws -> Outcome {
    let start = Clock.monotonic
    let path = folder.path(of: name)
    if isScheduled, !options.isReplacing, folder.has(name) {
      log(
        LogEntry(
          .info, "already-done", "The edition \(name) is there already; nothing was done.",
          fields: fields(name)))
      try publish(name)
      return Outcome(
        edition: name, path: path, written: nil, refusals: [], isPartial: false, hasChanged: false)
    }
    log(LogEntry(.info, "run-started", "Making the edition \(name) of \(study.name).", fields: fields(name)))
    let edition = try edition(name, register)
    if options.isStrict { try EditionDocument(edition).statement.requireComplete() }
    let files = try edition.files()
    var written = ReportDirectory.Outcome.unchanged
    try shield {
      do {
        written = try ReportDirectory.write(files: files, to: path, replacing: options.isReplacing)
      } catch let error as FileOutputError where error.remedy.contains("--overwrite") {
        throw FileOutputError(
          .cannotCreate, path: path, problem: "this edition is there already, and it is not the same",
          remedy: "pass --overwrite to replace it, or name another --edition")
      }
      try pointLatest(edition)
    }
    let manifest = files.last?.bytes ?? []
    try register.add(
      RunRegister.Entry(
        edition: name.text, started: options.clock.seconds, manifestHash: SHA256.hexadecimal(of: manifest),
        study: Self.absolute(study.path),
        inputs: Dictionary(edition.inputs.map { ($0.name, $0.sha256) }, uniquingKeysWith: { $1 }),
        estimations: edition.privateHashes),
      clock: options.clock, seconds: Clock.monotonic - start, status: edition.isPartial ? "refused" : "done")
    for estimation in study.estimations {
      EstimationCheckpoint.remove(path: checkpointPath(name, estimation))
    }
    report(edition, written, path)
    if !edition.heldBack.isEmpty {
      let code = WarningCode.disclosureHeldBack
      log(
        LogEntry(
          .warning, "estimate-held-back",
          "\(code.rawValue): \(edition.heldBack.joined(separator: ", ")): \(code.entry.condition).",
          fields: fields(name) + [("code", code.rawValue)]))
    }
    if let previous = edition.previous, edition.rounding.change(since: previous.rounding) != nil {
      warnOfRounding([previous.name.text], name)
    }
    try shield { try publish(name) }
    return Outcome(
      edition: name, path: path, written: written, refusals: edition.refusals, isPartial: edition.isPartial,
      hasChanged: hasChanged(edition))
  }

  /// Reads and estimates everything; nothing is written but checkpoints.
  private func edition(_ name: EditionName, _ register: RunRegister) throws -> Edition {
    let resolved = study.inputs.map { $0.resolved(edition: name, folder: study.folder) }
    // What is wrong with the study is said before anything is computed.
    let date = try date(of: name)
    let inputs = try records(resolved)
    let rounding = try study.rounding()
    let style = try study.style()
    let unpacked = try UnpackedInputs(resolved, in: folder.state + "/bundled")
    defer { unpacked.remove() }
    var results: [(StudyFile.Estimation, StudyResult)] = []
    for estimation in study.estimations {
      let start = Clock.monotonic
      let checkpoint = EstimationCheckpoint(
        path: checkpointPath(name, estimation),
        identity: identity(estimation, inputs.filter { estimation.inputs.contains($0.name) }),
        isInterrupted: isInterrupted, log: log)
      let result = try estimation.method.result(
        EstimationContext(
          inputs: unpacked.inputs, threads: options.threads, checkpoint: checkpoint, rounding: rounding))
      try requireSame(result, inputs)
      results.append((estimation, result))
      log(
        LogEntry(
          .info, "estimation-done",
          "\(estimation.name): \(result.estimates.count) estimates in \(Self.seconds(Clock.monotonic - start)).",
          fields: fields(name) + [("estimation", estimation.name)]))
    }
    // Every file from which people are counted, whatever else is made from it.
    let counted = Set(results.filter(\.1.countsPeople).flatMap(\.0.inputs))
    let shown = inputs.map { input in
      let isOwn = input.path != nil && counted.contains(input.name)
      return input.shown(
        hash: isOwn ? InputHash.shown(input.sha256, byteCount: input.byteCount, key: rounding) : input.sha256,
        isSizeCoarse: rounding != nil)
    }
    let hashes = Dictionary(shown.map { ($0.sha256, $0.shownHash) }, uniquingKeysWith: { $1 })
    return Edition(
      study: study, name: name, date: date, inputs: shown,
      results: results.map { estimation, result in
        EditionResult(
          name: estimation.name, kind: estimation.kind, title: estimation.title, result: result,
          hashes: hashes)
      }, previous: previous(name, register), roundingMark: rounding.map(RoundingKey.mark), style: style,
      privateHashes: Dictionary(
        results.map { ($0.0.name, $0.1.inputs.map(\.sha256)) }, uniquingKeysWith: { $1 }))
  }

  private func checkpointPath(_ name: EditionName, _ estimation: StudyFile.Estimation) -> String {
    folder.state + "/\(name.text).\(estimation.name).checkpoint"
  }

  /// All that decides the replicates of an estimation: the program, the study file, the name, the inputs.
  private func identity(_ estimation: StudyFile.Estimation, _ inputs: [EditionInput]) -> [String] {
    CheckpointFile.identity(
      inputs: inputs.map(\.sha256),
      options: [
        ("build", ProgramBuild.fingerprint), ("study", study.sha256), ("estimation", estimation.name),
      ])
  }

  /// The hash of each input, before anything is read from it.
  private func records(_ inputs: [StudyInput]) throws -> [EditionInput] {
    var records: [EditionInput] = []
    for (input, declaration) in zip(inputs, study.inputs) {
      let record = try FileDigest.record(input.source)
      if let expected = declaration.expectedHash, expected != record.sha256 {
        throw DataError(
          file: input.source.name, problem: "the file is not the one that the study names by its SHA-256",
          remedy: "give the right file, or its own hash")
      }
      records.append(
        EditionInput(
          name: input.name, path: input.writtenPath, sha256: record.sha256, byteCount: record.byteCount,
          facts: input.facts))
    }
    return records
  }

  /// A file that was written to between two readings would give a report on neither.
  private func requireSame(_ result: StudyResult, _ inputs: [EditionInput]) throws(DataError) {
    for record in result.inputs {
      let named = inputs.filter { $0.path?.split(separator: "/").last.map(String.init) == record.name }
      guard !named.isEmpty, !named.contains(where: { $0.sha256 == record.sha256 }) else { continue }
      throw DataError(
        file: record.name, problem: "the file changed while the study was running",
        remedy: "wait until nothing writes to it, or read a copy")
    }
  }

  private func date(of name: EditionName) throws(StudyFileError) -> CivilDate {
    if let date = study.publication.date { return date }
    if let slot = name.slot {
      let scheduled = study.schedule.flatMap { $0.period == slot.period ? $0.dueDay(of: slot) : nil }
      if let date = scheduled ?? slot.firstDay { return date }
    }
    throw StudyFileError(
      file: study.path, problem: "the edition '\(name)' is no date, and there is no publication.date",
      remedy: "give [publication] date = \"2026-12-05\", or name the edition by a date")
  }

  private func previous(_ name: EditionName, _ register: RunRegister) -> PreviousEdition? {
    guard let earlier = study.comparison.with ?? folder.predecessor(of: name), earlier != name else {
      return nil
    }
    guard let previous = PreviousEdition(earlier, in: folder.path, hashes: register.hashes) else {
      log(
        LogEntry(
          .warning, "no-comparison",
          "The edition \(earlier) cannot be read; this one is not compared with it.", fields: fields(name)))
      return nil
    }
    return previous
  }

  // MARK: after it is written

  /// Opens the edition, unless somebody could be worked out from it and those that are open already.
  private func publish(_ name: EditionName) throws {
    guard options.isPublishing else { return }
    let register = PublicationRegister(reports: folder.reports)
    let lock = try register.lock()
    defer { withExtendedLifetime(lock) {} }
    let audit = try EditionAudit(name, in: folder, data: study.comparison.data)
    warnOfRounding(audit.otherRoundings, name)
    guard audit.isSafe else { throw UnsafeRelease(edition: name.text, reasons: audit.reasons) }
    // On file before it is open: a run that is killed between the two has published.
    try register.add(audit.entry)
    try PublishedModes.open(folder.path(of: name), parents: [folder.reports, folder.path])
  }

  private func warnOfRounding(_ editions: [String], _ name: EditionName) {
    guard !editions.isEmpty else { return }
    let code = WarningCode.roundingKeyChanged
    log(
      LogEntry(
        .warning, "rounding-key-changed",
        "\(code.rawValue): \(code.entry.condition): \(editions.prefix(5).joined(separator: ", "))"
          + (editions.count > 5 ? " and \(editions.count - 5) more." : "."),
        fields: fields(name) + [("code", code.rawValue)]))
  }

  /// `latest` names the newest slot; a slot made up for late does not take it back. An edition in which a headline was
  /// refused does not take it at all unless that is allowed.
  private func pointLatest(_ edition: Edition) throws(FileOutputError) {
    if edition.isPartial, !options.allowsPartial { return }
    if let slot = edition.name.slot,
      let current = LatestLink.target(in: folder.path).flatMap({ EditionName($0) }),
      let other = current.slot, other.period == slot.period, slot < other, folder.has(current)
    {
      return
    }
    try LatestLink.point(to: edition.name.text, in: folder.path)
  }

  private func hasChanged(_ edition: Edition) -> Bool {
    guard let previous = edition.previous, let after = ReportRecord(edition) else { return false }
    return EditionComparison(
      previous.record, after, data: study.comparison.data,
      rounding: edition.rounding.change(since: previous.rounding)
    ).hasChanges
  }

  private func report(_ edition: Edition, _ written: ReportDirectory.Outcome, _ path: String) {
    let words =
      switch written {
      case .created: "Report: \(path)"
      case .replaced: "Report, in place of an earlier one: \(path)"
      case .unchanged: "The report in \(path) is already this one."
      }
    log(LogEntry(.info, "edition-written", words, fields: fields(edition.name)))
    if edition.isPartial, !options.allowsPartial {
      log(
        LogEntry(
          .warning, "latest-kept", "A headline was refused, so 'latest' was not moved (see --allow-partial).",
          fields: fields(edition.name)))
    }
  }

  private func fields(_ edition: EditionName) -> [(name: String, value: String)] {
    [("study", study.name), ("edition", edition.text)]
  }

  private static func seconds(_ length: Double) -> String { "\((length * 10).rounded() / 10) s" }

  private static func absolute(_ path: String) -> String {
    guard let pointer = realpath(path, nil) else { return path }
    defer { free(pointer) }
    return String(cString: pointer)
  }
}
