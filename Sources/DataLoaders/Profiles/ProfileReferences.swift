internal import Tables

/// Checks that every name that a rule of a profile uses is defined, once, and that indicators do not go in circles.
struct ProfileReferences {
  private let root: TOMLSection
  private let profile: SurveyProfile

  init(_ root: TOMLSection, _ profile: SurveyProfile) {
    self.root = root
    self.profile = profile
  }

  func check() throws(DataError) {
    try unique("breakdown", profile.breakdowns.map(\.name))
    try unique("question", profile.questions.map(\.name))
    try unique("hours", profile.hours.map(\.name))
    try unique("indicator", profile.indicators.map(\.name))
    try unique("table", profile.tables.map(\.name))
    let questions = profile.questions.map(\.name)
    for (index, section) in try root.sections("question").enumerated() {
      try known(profile.questions[index].askedWhen, questions, section, "asked-when", "question")
    }
    for (index, section) in try root.sections("hours").enumerated() {
      for part in profile.hours[index].parts {
        try known(part.askedWhen, questions, section, "columns", "question")
      }
    }
    for (index, section) in try root.sections("indicator").enumerated() {
      try indicator(profile.indicators[index], before: profile.indicators.prefix(index).map(\.name), section)
    }
    try tables()
    try circles()
  }

  private func unique(_ key: String, _ names: [String]) throws(DataError) {
    var seen: Set<String> = []
    for (index, section) in try root.sections(key).enumerated() where !seen.insert(names[index]).inserted {
      throw section.error("name", "two of the \(key) entries have this name", "give each a name of its own")
    }
  }

  private func known(
    _ name: String?, _ names: [String], _ section: TOMLSection, _ key: String, _ what: String
  ) throws(DataError) {
    guard let name, !names.contains(name) else { return }
    let remedy =
      NearestName.to(name, among: names).map { "did you mean '\($0)'?" }
      ?? (names.isEmpty ? "define it first" : "there are \(names.joined(separator: ", "))")
    throw section.error(key, "there is no \(what) of this name", remedy)
  }

  private func indicator(
    _ indicator: SurveyProfile.Indicator, before: [String], _ section: TOMLSection
  ) throws(DataError) {
    let questions = profile.questions.map(\.name)
    switch indicator.rule {
    case .question(let name, let column):
      try known(name, questions, section, "question", "question")
      try known(column, profile.question(name)?.columns ?? [], section, "column", "column in the question")
    case .hours(let question, let hours, _, _):
      try known(question, questions, section, "question", "question")
      try known(hours, profile.hours.map(\.name), section, "hours", "hours entry")
    case .any(let names), .all(let names):
      // Only what stands above can be joined, so that no indicator is part of itself.
      for name in names {
        try known(name, before, section, section.has("any") ? "any" : "all", "indicator above")
      }
    }
  }

  private func tables() throws(DataError) {
    for (index, section) in try root.sections("table").enumerated() {
      for name in profile.tables[index].without {
        try known(name, profile.breakdowns.map(\.name), section, "without", "breakdown")
      }
      for (place, panel) in try section.sections("panel").enumerated() {
        for (position, column) in try panel.sections("columns").enumerated() {
          try known(
            profile.tables[index].panels[place].columns[position].indicator, profile.indicators.map(\.name),
            column, "indicator", "indicator")
        }
      }
    }
  }

  /// Questions that are asked only when one is yes that is asked only when the first is.
  private func circles() throws(DataError) {
    for (index, section) in try root.sections("question").enumerated() {
      var name = profile.questions[index].askedWhen
      for _ in profile.questions {
        guard let next = name else { break }
        name = profile.question(next)?.askedWhen
      }
      if name != nil {
        throw section.error("asked-when", "the question depends on itself", "take one asked-when out")
      }
    }
  }
}
