/// Greedy line breaking for any measure of width.
enum TextWrapping {
  /// Lines no wider than `width`, broken at spaces; a word that alone is wider is broken between characters.
  /// Never empty: an empty text is one empty line.
  static func lines(_ text: String, width: Double, measure: (Character) -> Double) -> [String] {
    var lines: [String] = []
    var line = ""
    var used = 0.0
    // A text exactly as wide as its line must not break by rounding.
    let width = width + 1e-6
    let space = measure(" ")
    for word in text.split(separator: " ") {
      let wordWidth = word.reduce(0) { $0 + measure($1) }
      if !line.isEmpty, used + space + wordWidth <= width {
        line += " " + word
        used += space + wordWidth
        continue
      }
      if !line.isEmpty { lines.append(line) }
      line = ""
      used = 0
      for character in word {
        let step = measure(character)
        if !line.isEmpty, used + step > width {
          lines.append(line)
          line = ""
          used = 0
        }
        line.append(character)
        used += step
      }
    }
    if !line.isEmpty || lines.isEmpty { lines.append(line) }
    return lines
  }
}
