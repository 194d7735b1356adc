/// The unit of an ILOSTAT indicator.
///
/// The bulk files name none. By ILOSTAT's convention an indicator that ends in `_RT` is a percentage and one
/// that ends in `_NB` a number in thousands; where the file has labels, they say it ("(thousands)") and are
/// believed. Some numbers, such as those of injuries or inspectors, are not in thousands, so without a label
/// only the subjects that count people are taken to be.
struct IlostatUnit: Equatable {
  let unit: String?
  let multiplier: Double?
  /// Whether the convention, and not the file, says it.
  let isByConvention: Bool

  /// The subjects whose numbers are people: child labour, population, labour force, employment,
  /// unemployment, inactivity.
  static let peopleSubjects = ["CLD", "POP", "EAP", "EMP", "UNE", "EIP"]

  init(indicator: String, label: String?) {
    let code = IlostatUnit.withoutFrequency(indicator)
    if code.hasSuffix("_RT") {
      self.init(unit: "percent", multiplier: 1, isByConvention: label?.contains("(%)") != true)
    } else if code.hasSuffix("_NB") {
      let counts = IlostatUnit.peopleSubjects.contains { code.hasPrefix($0 + "_") }
      if let label {
        let isThousands = label.lowercased().contains("thousand")
        self.init(
          unit: counts ? "persons" : nil, multiplier: isThousands ? 1_000 : nil, isByConvention: false)
      } else {
        self.init(unit: counts ? "persons" : nil, multiplier: counts ? 1_000 : nil, isByConvention: true)
      }
    } else {
      self.init(unit: nil, multiplier: nil, isByConvention: true)
    }
  }

  private init(unit: String?, multiplier: Double?, isByConvention: Bool) {
    self.unit = unit
    self.multiplier = multiplier
    self.isByConvention = isByConvention
  }

  /// A file's identifier is that of its indicator and a frequency: `CLD_XCHL_SEX_AGE_NB_A`.
  private static func withoutFrequency(_ indicator: String) -> Substring {
    for suffix in ["_A", "_Q", "_M"] where indicator.hasSuffix(suffix) { return indicator.dropLast(2) }
    return indicator[...]
  }
}
