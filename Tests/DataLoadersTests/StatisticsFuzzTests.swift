@testable internal import DataLoaders
internal import Tables
internal import Testing

/// Damaged files of every format from a fixed seed: nothing traps, no cell is shown, and nothing depends on the size
/// of the pieces.
@Suite struct StatisticsFuzzTests {
  static let files: [String] = [
    IlostatTests.sample,
    "DATAFLOW,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE,OBS_STATUS,UNIT_MULT\nUNICEF:PT(1.0),AFG,F,2019,13.4,RA,0\n",
    "STRUCTURE[;],STRUCTURE_ID,ACTION,DIM_1: D,TIME_PERIOD: T,OBS_VALUE: V,DATA_SOURCE[]: S\ndataflow,E:N: x,M,A: b,2014,1.5,\"a;\"\"b\"\"\"\n",
    UnodcTests.banner + UnodcTests.header + "ALB,Albania,E,S,D,T,T,T,T,2010,Counts,<5,CTS\n",
    CaseTests.global, CaseTests.synthetic,
    "dataset,SEX,period,value,lower,upper,missing,unit,multiplier,status,source,note\nE,F,2010,,1,4,,persons,1,,,\n",
  ]

  enum Outcome: Equatable {
    case read(StatisticsFormat, Int)
    case error(DataError)
  }

  func outcome(_ bytes: [UInt8], _ size: Int) -> Outcome {
    var options = StatisticsOptions()
    options.csv.readSize = size
    do throws(DataError) {
      var table = try StatisticsTable(.bytes(bytes, name: "f"), options: options)
      if table.format.holdsCases {
        while try table.nextRow() {
          for place in 0..<table.columns.count { _ = try table.word(place) }
        }
      } else if table.format == .other {
        while try table.nextRow() {}
      } else {
        while try table.next() != nil {
          for place in 0..<table.dimensions.count { _ = table.label(ofDimension: place) }
        }
      }
      return .read(table.format, table.rowCount)
    } catch {
      return .error(error)
    }
  }

  @Test(arguments: 0..<7) func damagedFilesNeverTrap(place: Int) {
    var random = FuzzGenerator(state: 41 &+ UInt64(place))
    let valid = Array(Self.files[place].utf8)
    guard case .read = outcome(valid, 64) else {
      Issue.record("the undamaged file is read")
      return
    }
    let pieces: [[UInt8]] = [
      ",", ";", ":", ": ", "[", "]", "[;]", "\"", "\n", "~", "NaN", "<", "9999999999", "-99",
    ]
    .map { Array($0.utf8) }
    var readable = 0
    for _ in 0..<600 {
      var bytes = valid
      for _ in 0..<1 + random.below(4) {
        guard !bytes.isEmpty else { break }
        let at = random.below(bytes.count)
        switch random.below(5) {
        case 0: bytes.remove(at: at)
        case 1: bytes[at] = UInt8(random.below(256))
        case 2: bytes.insert(contentsOf: random.element(of: pieces), at: at)
        case 3:
          // A stretch from elsewhere in the file.
          let from = random.below(bytes.count)
          bytes.insert(contentsOf: Array(bytes[from..<min(bytes.count, from + 20)]), at: at)
        default: bytes.removeSubrange(at...)
        }
      }
      let whole = outcome(bytes, 1 << 18)
      if case .read = whole { readable += 1 }
      for size in [1, 7] { #expect(outcome(bytes, size) == whole, "\(bytes) in pieces of \(size)") }
    }
    #expect(readable > 20)
  }
}
