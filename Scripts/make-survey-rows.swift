// Writes synthetic survey microdata as CSV: twelve columns, strata, clusters, unequal weights. Every number is made up
// by a counter-based generator, so that the same arguments give the same bytes; no row is a person.
import Glibc

struct Arguments {
  var rows = 1_000_000
  var psus = 10_000
  var strata = 100
  var seed: UInt64 = 1
  var isSorted = false

  static let usage = """
    usage: make-survey-rows [--rows N] [--psus N] [--strata N] [--seed N] [--sorted] > survey.csv
      --rows    rows to write (default 1000000)
      --psus    clusters, spread evenly over the strata (default 10000)
      --strata  strata (default 100)
      --sorted  rows in the order of their clusters, as fieldwork leaves them; otherwise clusters are mixed

    """

  init(_ words: ArraySlice<String>) {
    func refuse() -> Never {
      fputs(Self.usage, stderr)
      exit(64)
    }
    var words = words
    while let word = words.popFirst() {
      if word == "--sorted" {
        isSorted = true
        continue
      }
      guard let text = words.popFirst(), let value = UInt64(text), value <= 10_000_000_000 else { refuse() }
      switch word {
      case "--rows": rows = Int(value)
      case "--psus": psus = Int(value)
      case "--strata": strata = Int(value)
      case "--seed": seed = value
      default: refuse()
      }
    }
    guard rows > 0, strata > 0, psus >= 2 * strata else { refuse() }
  }
}

/// The generator of Steele, Lea and Flood (SplitMix64), as a function of a counter.
func mixed(_ x: UInt64) -> UInt64 {
  var z = x &* 0x9E37_79B9_7F4A_7C15
  z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
  z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
  return z ^ (z >> 31)
}

struct Writer {
  private let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: 1 << 20)
  private var count = 0

  mutating func text(_ text: StaticString) {
    memcpy(buffer + count, text.utf8Start, text.utf8CodeUnitCount)
    count += text.utf8CodeUnitCount
  }

  /// The number in decimal digits, at least `width` of them, and the byte behind it.
  mutating func number(_ value: UInt64, width: Int = 1, then byte: UInt8 = 0x2C) {
    var value = value
    var digits = 1
    var power: UInt64 = 10
    while value >= power, digits < 19 {
      digits += 1
      power *= 10
    }
    digits = max(digits, width)
    for place in stride(from: digits - 1, through: 0, by: -1) {
      buffer[count + place] = 0x30 + UInt8(value % 10)
      value /= 10
    }
    buffer[count + digits] = byte
    count += digits + 1
  }

  mutating func flush(_ least: Int) {
    guard count >= least else { return }
    var done = 0
    while done < count {
      let written = write(STDOUT_FILENO, buffer + done, count - done)
      guard written > 0 else { exit(74) }
      done += written
    }
    count = 0
  }
}

let arguments = Arguments(CommandLine.arguments.dropFirst())
let (rows, psus, strata) = (UInt64(arguments.rows), UInt64(arguments.psus), UInt64(arguments.strata))
var writer = Writer()
writer.text("id,region,stratum,psu,household,age,sex,age_group,w,child_labour,hours,wealth\n")
let point = UInt8(ascii: ".")
let regions: [StaticString] = [
  "Coast,", "Highlands,", "Lakes,", "Plains,", "Capital,", "North,", "South,", "Islands,", "Valley,",
  "Border,",
]
let groups: [StaticString] = ["5-7,", "8-9,", "10-11,", "12-13,", "14-15,", "16-17,"]
for row in 0..<rows {
  let a = mixed(row &+ arguments.seed << 40)
  let b = mixed(a)
  let psu = arguments.isSorted ? row * psus / rows : a % psus
  let stratum = psu % strata
  // What the members of a cluster have in common.
  let level = mixed(psu &+ 77) % 200
  let age = 5 + (b & 0xFFFF) % 13
  let group = age < 8 ? 0 : Int(age / 2) - 3
  let works: UInt64 = (b >> 16) % 1000 < 40 + level + 10 * age ? 1 : 0
  let weight = 20_000 + mixed(stratum &+ 99) % 400_000 + (b >> 40) % 90_000
  writer.number(row + 1)
  writer.text(regions[Int(stratum % 10)])
  writer.number(stratum + 1)
  writer.number(psu + 1)
  writer.number((b >> 28) % 30 + 1)
  writer.number(age)
  writer.text((b >> 33) % 2 == 0 ? "male," : "female,")
  writer.text(groups[group])
  writer.number(weight / 10_000, then: point)
  writer.number((weight % 10_000) * 100 + (a >> 50) % 100, width: 6)
  writer.number(works)
  writer.number(works == 1 ? 1 + (b >> 48) % 48 : 0)
  writer.number(mixed(b) % 1_000_000, width: 6, then: 0x0A)
  writer.flush(1 << 19)
}
writer.flush(1)
