extension Unicode.Scalar {
  /// Whether the character shows nothing of itself, or changes how its neighbours show: control characters,
  /// direction marks, zero-width spaces, soft hyphens, line separators. The joiners U+200C and U+200D are not
  /// among them, because Persian and Indic spelling needs them.
  package var isInvisible: Bool {
    if value < 0x7F { return value < 0x20 }
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: return true
    case .format: return value != 0x200C && value != 0x200D
    default: return false
    }
  }
}

extension String {
  /// This text with every invisible character written as `\u{…}`, safe to show on a terminal.
  package var withVisibleControls: String {
    guard unicodeScalars.contains(where: \.isInvisible) else { return self }
    var visible = ""
    for scalar in unicodeScalars {
      if scalar.isInvisible {
        visible += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        visible.unicodeScalars.append(scalar)
      }
    }
    return visible
  }
}
