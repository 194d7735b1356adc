/// The character between the fields of a file.
public enum CSVDelimiter: String, CaseIterable, Sendable {
  case comma = ","
  case semicolon = ";"
  case tab = "\t"
  case pipe = "|"

  /// Reads `,`, `;`, `|`, a tab, or the words `comma`, `semicolon`, `tab`, `pipe`.
  public init?(_ text: String) {
    if let delimiter = CSVDelimiter(rawValue: text) {
      self = delimiter
    } else if let delimiter = Self.allCases.first(where: { "\($0)" == text }) {
      self = delimiter
    } else {
      return nil
    }
  }

  /// Those that are looked for in a header line.
  static let detectable: [CSVDelimiter] = [.comma, .semicolon, .tab]

  var byte: UInt8 { rawValue.utf8.first ?? UInt8(ascii: ",") }
}

/// How a file is to be read.
public struct CSVOptions: Sendable, Equatable {
  /// The delimiter; `nil` takes it from the header line, where that leaves no doubt.
  public var delimiter: CSVDelimiter?
  public var decimalMark: DecimalMark
  public var limits: CSVLimits
  /// Whether columns may have names that differ in capitals alone; one is then asked for as it is spelled.
  package var allowsNamesByCase = false
  /// How many bytes are asked for at a time.
  package var readSize = 128 * 1024

  public init(
    delimiter: CSVDelimiter? = nil, decimalMark: DecimalMark = .point, limits: CSVLimits = CSVLimits()
  ) {
    self.delimiter = delimiter
    self.decimalMark = decimalMark
    self.limits = limits
  }
}
