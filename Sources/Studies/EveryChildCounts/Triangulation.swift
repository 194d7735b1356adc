internal import GlobalEstimates

/// One figure brought to a definition that another can be held against, with the steps that led there.
struct ComparableFigure: Sendable {
  let year: Int
  let label: String
  /// In persons; `nil` where only a range follows, or nothing.
  let point: Double?
  /// In persons: a range over what the source leaves open, not an interval with a probability.
  let range: ClosedRange<Double>?
  /// Whether the publisher printed this number itself.
  let isPublished: Bool
  let status: VerificationStatus
  /// What was done, one step a sentence; the reason where nothing can be done.
  let steps: [String]
}

/// Later ILO figures beside that of 2002, under the two definitions that come nearest.
struct Triangulation: Sendable {
  /// Children trafficked, or taken from home into forced labour.
  let trafficked: [ComparableFigure]
  /// Children in forced labour at one moment, sexual exploitation included.
  let forcedLabour: [ComparableFigure]

  init(published: FigureRegister, later: FigureRegister) throws {
    trafficked = try Self.trafficked(published, later)
    forcedLabour = try Self.forcedLabour(published, later)
  }

  private static func trafficked(
    _ published: FigureRegister, _ later: FigureRegister
  ) throws -> [ComparableFigure] {
    let cell = "statement/trafficked"
    let printed = try published.persons(cell).value
    let status = try published.figure(cell).status
    let duration = try later.figure("2012/mean-duration")
    let years = try later.number("2012/mean-duration").value / 12

    let adults = try later.persons("2005/trafficked").value
    let low = try later.fraction("2005/children-share-low").value
    let high = try later.fraction("2005/children-share-high").value
    let children2012 = try later.persons("2012/children-forced-labour").value
    let moved = try later.fraction("2012/moved-share").value

    return [
      ComparableFigure(
        year: 2002, label: "2002: as printed", point: printed, range: nil, isPublished: true, status: status,
        steps: ["As printed. Whether it counts a year's victims or the victims at one moment is not settled."]
      ),
      ComparableFigure(
        year: 2002, label: "2002: read as a yearly flow, made a stock", point: printed * years, range: nil,
        isPublished: false, status: .worst([status, duration.status]),
        steps: [
          "If the figure counts a year's new victims, those at one moment are the flow times the mean duration.",
          "Times \(plain(years)) years, the mean time in forced labour that the ILO gave in 2012 for all ages.",
        ]),
      ComparableFigure(
        year: 2005, label: "2005: trafficked people, children's share", point: nil,
        range: min(adults * low, adults * high)...max(adults * low, adults * high), isPublished: false,
        status: .worst(
          try ["2005/trafficked", "2005/children-share-low", "2005/children-share-high"].map {
            try later.figure($0).status
          }),
        steps: [
          "Trafficked people of all ages at one moment, a minimum estimate.",
          "Times the printed share of children among all people in forced labour, lower and upper end.",
          "This takes the share among the trafficked to be the same, which nobody has shown.",
        ]),
      ComparableFigure(
        year: 2012, label: "2012: children in forced labour who had moved", point: children2012 * moved,
        range: nil, isPublished: false,
        status: .worst(
          try ["2012/children-forced-labour", "2012/moved-share"].map { try later.figure($0).status }),
        steps: [
          "People under 18 in forced labour at one moment.",
          "Times the share of all people in forced labour who had moved within their country or across a border.",
          "Moving is not being trafficked, and the share is of all ages: the nearest that is printed.",
        ]),
      ComparableFigure(
        year: 2017, label: "2017", point: nil, range: nil, isPublished: false,
        status: try later.figure("2017/children-forced-labour").status,
        steps: ["No figure of trafficked or moved children was published; forced labour is counted instead."]),
      ComparableFigure(
        year: 2022, label: "2022", point: nil, range: nil, isPublished: false,
        status: try later.figure("2022/children-forced-labour").status,
        steps: ["No figure of trafficked or moved children was published; forced labour is counted instead."]),
    ]
  }

  private static func forcedLabour(
    _ published: FigureRegister, _ later: FigureRegister
  ) throws -> [ComparableFigure] {
    let nearest = ["worst-forms/world/forced-bonded", "worst-forms/world/prostitution-pornography"]
    let wider = ["worst-forms/world/armed-conflict", "worst-forms/world/illicit-activities"]
    let core = try BoundedNumber.sum(nearest.map { try published.persons($0) }).value
    let all = try core + BoundedNumber.sum(wider.map { try published.persons($0) }).value
    let low = try later.persons("2005/children-forced-labour-low").value
    let high = try later.persons("2005/children-forced-labour-high").value

    var figures = [
      ComparableFigure(
        year: 2002, label: "2002: forced and bonded labour and sexual exploitation", point: core,
        range: core...max(core, all), isPublished: false,
        status: .worst(try (nearest + wider).map { try published.figure($0).status }),
        steps: [
          "Forced and bonded labour plus prostitution and pornography: later figures count sexual exploitation"
            + " as forced labour.",
          "Upper end: plus armed conflict and illicit activities, which later figures count in part.",
          "Trafficking is not added: trafficked children are in the other forms already.",
        ]),
      ComparableFigure(
        year: 2005, label: "2005: between five and six million", point: nil,
        range: min(low, high)...max(low, high),
        isPublished: true,
        status: .worst(
          try ["2005/children-forced-labour-low", "2005/children-forced-labour-high"].map {
            try later.figure($0).status
          }),
        steps: [
          "As printed: 40 to 50 % of the people in forced labour, a minimum estimate from reported cases."
        ]),
    ]
    for year in [2012, 2017, 2022] {
      let identifier = "\(year)/children-forced-labour"
      figures.append(
        ComparableFigure(
          year: year, label: "\(year)", point: try later.persons(identifier).value, range: nil,
          isPublished: true, status: try later.figure(identifier).status,
          steps: [
            year == 2012
              ? "As printed: reported cases, as in 2005, with another estimator."
              : "As printed: household surveys and case data, another method than in 2005 and 2012."
          ]))
    }
    return figures
  }

  /// A short decimal without trailing zeros, for a sentence.
  private static func plain(_ number: Double) -> String {
    let hundredths = (number * 100).rounded() / 100
    return hundredths == hundredths.rounded() ? "\(Int(hundredths))" : "\(hundredths)"
  }
}
