@testable internal import DataLoaders
internal import Tables
internal import Testing

/// Files of CTDC: two editions, two spellings, and what is missing in them.
@Suite struct CaseTests {
  static let global = """
    ,yearOfRegistration,Datasource,gender,ageBroad,citizenship,isForcedLabour,typeOfLabourConstruction,typeOfExploitConcatenated,CountryOfExploitation
    0,2002,Case Management,Female,09--17,UKR,1,-99,Forced labour,00
    1,-99,Hotline,Male,48+,00,0,1,,POL
    """
  static let synthetic = """
    yearOfRegistration,gender,ageBroad,citizenship,CountryOfExploitation,traffickMonths,meansThreats,isForcedLabour,sectorOfLabourConstruction
    2015,Woman,9--17,UKR,POL,0--12 (0-1 yr),,1.0,1
    2016,Trans/Transgender/NonConforming,0--8,,,25+ (2+ yrs),1,,0
    """

  /// The 63 named columns of the Global Dataset of April 2020, and the 27 of the Synthetic Dataset in the order in which
  /// programs that load its edition of 2025 name them.
  static let headers = [
    """
    yearOfRegistration Datasource gender ageBroad majorityStatus majorityStatusAtExploit
    majorityEntry citizenship meansOfControlDebtBondage meansOfControlTakesEarnings
    meansOfControlRestrictsFinancialAccess meansOfControlThreats meansOfControlPsychologicalAbuse
    meansOfControlPhysicalAbuse meansOfControlSexualAbuse meansOfControlFalsePromises
    meansOfControlPsychoactiveSubstances meansOfControlRestrictsMovement
    meansOfControlRestrictsMedicalCare meansOfControlExcessiveWorkingHours
    meansOfControlUsesChildren meansOfControlThreatOfLawEnforcement
    meansOfControlWithholdsNecessities meansOfControlWithholdsDocuments meansOfControlOther
    meansOfControlNotSpecified meansOfControlConcatenated isForcedLabour isSexualExploit
    isOtherExploit isSexAndLabour isForcedMarriage isForcedMilitary isOrganRemoval
    isSlaveryAndPractices typeOfExploitConcatenated typeOfLabourAgriculture
    typeOfLabourAquafarming typeOfLabourBegging typeOfLabourConstruction typeOfLabourDomesticWork
    typeOfLabourHospitality typeOfLabourIllicitActivities typeOfLabourManufacturing
    typeOfLabourMiningOrDrilling typeOfLabourPeddling typeOfLabourTransportation typeOfLabourOther
    typeOfLabourNotSpecified typeOfLabourConcatenated typeOfSexProstitution typeOfSexPornography
    typeOfSexRemoteInteractiveServices typeOfSexPrivateSexualServices typeOfSexConcatenated
    isAbduction RecruiterRelationship CountryOfExploitation recruiterRelationIntimatePartner
    recruiterRelationFriend recruiterRelationFamily recruiterRelationOther
    recruiterRelationUnknown
    """,
    """
    yearOfRegistration gender ageBroad citizenship CountryOfExploitation traffickMonths
    meansDebtBondageEarnings meansThreats meansAbusePsyPhySex meansFalsePromises meansDrugsAlcohol
    meansDenyBasicNeeds meansExcessiveWorkHours meansWithholdDocs isForcedLabour isSexualExploit
    isOtherExploit sectorOfLabourAgriculture sectorOfLabourConstruction sectorOfLabourDomesticWork
    sectorOfLabourHospitality sectorOfSexProstitution sectorOfSexPornography
    recruiterRelationIntimatePartner recruiterRelationFriend recruiterRelationFamily
    recruiterRelationOther
    """,
  ].map { $0.split { " \n".contains($0) }.map(String.init) }

  @Test("the whole headers of both data sets", arguments: [(0, 63, 49), (1, 27, 21)])
  func headers(edition: Int, count: Int, flags: Int) throws {
    let names = Self.headers[edition]
    #expect(names.count == count)
    // Programs that fill gaps write years as 2017.0.
    let cells = names.map { $0 == "yearOfRegistration" ? "2017.0" : $0 == "gender" ? "Female" : "" }
    let text = names.joined(separator: ",") + "\n" + cells.joined(separator: ",") + "\n"
    var table = try StatisticsTable(.bytes(Array(text.utf8), name: "f"))
    let (format, known) = (table.format, table.caseColumns)
    #expect(format == (edition == 0 ? .ctdcGlobal : .ctdcSynthetic))
    let columns = try #require(known)
    #expect(columns.kinds.count { $0 == .flag } == flags)
    #expect(columns.hasSectorSpelling == (edition == 1))
    let hasRow = try table.nextRow()
    #expect(hasRow)
    #expect(try words(text, ["yearOfRegistration", "gender"]) == [["2017", "female"]])
  }

  /// The words of the named variables, by case.
  func words(_ text: String, _ names: [String]) throws -> [[String?]] {
    var table = try StatisticsTable(.bytes(Array(text.utf8), name: "f"))
    let known = table.caseColumns
    let columns = try #require(known)
    let places = names.compactMap(columns.place)
    #expect(places.count == names.count)
    var words: [[String?]] = []
    while try table.nextRow() {
      var row: [String?] = []
      for place in places { row.append(try table.word(place)) }
      words.append(row)
    }
    return words
  }

  @Test func globalDataset() throws {
    var table = try StatisticsTable(.bytes(Array(Self.global.utf8), name: "f"))
    let (format, known) = (table.format, table.caseColumns)
    let columns = try #require(known)
    #expect(format == .ctdcGlobal && columns.names[0] == "" && columns.kinds[0] == .skipped)
    while try table.nextRow() {}
    let rows = table.record?.rowCount
    #expect(rows == 2)
    #expect(
      try words(
        Self.global,
        [
          "yearOfRegistration", "gender", "ageBroad", "citizenship", "isForcedLabour",
          "typeOfLabourConstruction", "CountryOfExploitation",
        ]) == [
          ["2002", "female", "9-17", "UKR", "1", nil, nil], [nil, "male", "48+", nil, "0", "1", "POL"],
        ])
  }

  /// Later editions write sectorOf… and Woman; both are asked for by either name.
  @Test func syntheticDataset() throws {
    let names = ["gender", "ageBroad", "traffickMonths", "isForcedLabour", "typeOfLabourConstruction"]
    let read = try words(Self.synthetic, names)
    #expect(
      read == [
        ["female", "9-17", "0--12 (0-1 yr)", "1", "1"],
        ["transgender or non-conforming", "0-8", "25+ (2+ yrs)", nil, "0"],
      ])
    #expect(try words(Self.synthetic, ["sectorOfLabourConstruction"]) == [["1"], ["0"]])
  }

  @Test func refusals() {
    func refused(_ text: String, _ place: String) -> DataError? {
      do {
        _ = try words(text, [place])
        return nil
      } catch {
        return error as? DataError
      }
    }
    let both = Self.synthetic.replacing("meansThreats", with: "typeOfLabourConstruction")
    #expect(refused(both, "gender")?.problem.contains("two spellings") == true)
    let flag = Self.synthetic.replacing("1.0,1", with: "\(canary),1")
    #expect(refused(flag, "isForcedLabour")?.column == "isForcedLabour")
    #expect(refused(flag, "isForcedLabour")?.description.contains(canary) == false)
    #expect(refused(Self.synthetic.replacing("2015", with: "20155"), "yearOfRegistration")?.line == 2)
  }
}
