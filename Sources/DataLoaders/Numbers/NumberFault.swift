/// Why a text is not a number of `NumberGrammar`.
package enum NumberFault: Error, Equatable, Sendable {
  case empty
  /// A usual marker of a missing value ("NA", ".", "-" ...) that nobody declared.
  case undeclaredMarker
  /// Right but for spaces before or after it.
  case surroundingSpaces
  /// A comma where the decimal mark is a point, or a point where it is a comma.
  case otherDecimalMark
  /// Digits in groups, by commas, points, spaces, no-break spaces or apostrophes.
  case groupedDigits
  /// Nothing before or nothing after the decimal mark.
  case bareDecimalMark
  case notFinite
  /// A sign for less or more before a number, as for a figure that is held back.
  case interval
  case hexadecimal
  /// Digits of another script, or full-width ones.
  case foreignDigits
  /// Beyond the largest finite number, or the largest whole number.
  case tooLarge
  /// Not zero, but nearer to zero than any number that can be held.
  case tooSmall
  /// More characters than a number needs.
  case tooLong
  /// A decimal mark in a whole number.
  case fraction
  /// An exponent in a whole number.
  case exponent
  case notANumber

  package var problem: String {
    switch self {
    case .empty: "the cell is empty"
    case .undeclaredMarker: "the cell holds a marker that often means a missing value, but it is not declared"
    case .surroundingSpaces: "there are spaces before or after the number"
    case .otherDecimalMark: "the decimal mark of the number is not the declared one"
    case .groupedDigits: "the number has thousands separators, or a mark that may be one"
    case .bareDecimalMark: "the number has no digit before or no digit after the decimal mark"
    case .notFinite: "the cell is not a finite number"
    case .interval: "the cell is an interval, less or more than a number, where one number is needed"
    case .hexadecimal: "the number is not written in decimal digits"
    case .foreignDigits: "the number is written in digits other than 0 to 9"
    case .tooLarge: "the number is too large to be held"
    case .tooSmall: "the number is too near to zero to be held"
    case .tooLong: "the number is longer than \(NumberGrammar.longest) characters"
    case .fraction: "the number has a decimal mark, but a whole number is needed"
    case .exponent: "the number has an exponent, but a whole number is needed"
    case .notANumber: "the cell is not a number"
    }
  }

  package var remedy: String {
    switch self {
    case .empty, .undeclaredMarker, .notFinite: "fill the cell in, or declare the marker as missing"
    case .interval:
      "a '<5' is no point: leave the row out, or give the figure from its source"
    case .surroundingSpaces: "remove the spaces"
    case .otherDecimalMark:
      "write the declared mark and no thousands separators, or declare a decimal comma with --decimal=,"
    case .groupedDigits: "write the digits without separators, with one decimal mark at most"
    case .bareDecimalMark: "write at least one digit on both sides of it"
    case .hexadecimal, .foreignDigits, .tooLong, .exponent, .notANumber:
      "write it in the digits 0 to 9 without units or other signs"
    case .tooLarge, .tooSmall: "correct the cell or change its unit"
    case .fraction: "write it without a decimal mark or thousands separators"
    }
  }
}
