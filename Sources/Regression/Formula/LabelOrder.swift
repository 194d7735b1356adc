/// The order of the levels of a factor and of domains: numbers by size and before words, words by their code
/// units.
package func labelPrecedes(_ first: String, _ second: String) -> Bool {
  switch (number(first), number(second)) {
  case (let first?, let second?) where first != second: first < second
  case (.some, nil): true
  case (nil, .some): false
  default: first < second
  }
}

/// "nan" and "inf" are words here, because they have no place among numbers.
private func number(_ label: String) -> Double? {
  guard let value = Double(label), value.isFinite else { return nil }
  return value
}
