package import GlobalEstimates

/// One figure of a publication, as printed.
package struct PublishedFigure: Sendable, Equatable {
  /// Stable name, such as `worst-forms/africa/trafficking`.
  package let identifier: String
  package let table: String
  package let region: String
  package let ageGroup: String
  package let measure: String
  /// The printed number in its unit; `nil` where the source prints a dash, which is not a zero.
  package let printed: PrintedNumber?
  package let unit: FigureUnit
  package let status: VerificationStatus
  package let note: String
  /// Physical line in the file it was read from.
  package let line: Int

  /// What the figure is, in words; the world is not named, because a whole needs no name.
  package var description: String {
    ([measure] + (region == Self.world ? [] : [region]) + [ageGroup]).joined(separator: ", ")
  }

  static let world = "World"
}
