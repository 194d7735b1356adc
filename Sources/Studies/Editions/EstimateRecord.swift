package import Reporting

/// The estimates of a report as they were written, read back from its `estimates.json`.
package struct ReportRecord: Sendable, Equatable {
  package let version: String
  package let build: String
  package internal(set) var estimations: [EstimationRecord]

  package static let path = "estimates.json"

  /// `nil` where the report has no such file or it is not what this program writes.
  package init?(_ report: WrittenReport) {
    guard let bytes = report.file(Self.path)?.bytes, let json = JSONValue(bytes) else { return nil }
    self.init(json)
  }

  /// Reads the record of an edition, or that of a single command, which has one estimation.
  package init?(_ json: JSONValue) {
    guard json["schemaVersion"]?.number != nil else { return nil }
    version = json["program"]?["version"]?.text ?? ""
    build = json["program"]?["build"]?.text ?? ""
    if json["estimations"] != nil {
      estimations = (json["estimations"]?.items ?? []).map {
        EstimationRecord($0, name: $0["name"]?.text ?? "")
      }
    } else if json["estimates"] != nil {
      estimations = [EstimationRecord(json, name: json["study"]?.text ?? "")]
    } else {
      return nil
    }
  }
}

extension ReportRecord {
  /// The same with the hashes of inputs that the private notes hold, by estimation.
  func knowing(_ hashes: [String: [String]]) -> ReportRecord {
    var result = self
    for index in result.estimations.indices {
      if let known = hashes[result.estimations[index].name] { result.estimations[index].inputs = known.sorted() }
    }
    return result
  }
}

/// How the counts of a report were rounded under a key, as its manifest has it.
package struct RoundingRecord: Sendable, Equatable {
  /// `nil` where nothing was rounded.
  package let base: Int?
  /// Tells one key from another (`RoundingKey.mark`).
  package let mark: String?

  package init(base: Int? = nil, mark: String? = nil) {
    self.base = base
    self.mark = mark
  }

  package init(_ report: WrittenReport) {
    let rule = report.file(ReportManifest.path).flatMap { JSONValue($0.bytes) }?["suppression"]
    self.init(base: (rule?["rounding"]?.number).map { Int($0) }, mark: rule?["roundingKey"]?.text)
  }

  /// What somebody learns who holds both roundings against each other; `nil` where that is nothing.
  package func change(since earlier: RoundingRecord) -> RoundingChange? {
    guard let mark, let before = earlier.mark else { return nil }
    if mark != before { return .key }
    return base == earlier.base ? nil : .base
  }
}

package enum RoundingChange: Sendable, Equatable {
  case key, base
}

/// What one estimation came to.
package struct EstimationRecord: Sendable, Equatable {
  package let name: String
  package let kind: String
  package let settings: [String: JSONValue]
  /// Hashes of what was read, sorted; codes under a key, or `withheld`, where a report does not give them.
  package internal(set) var inputs: [String]
  package let estimates: [EstimateRecord]

  init(_ json: JSONValue, name: String) {
    self.name = name
    kind = json["kind"]?.text ?? name
    settings = json["settings"]?.object ?? [:]
    inputs = (json["inputs"]?.items ?? []).compactMap { $0["sha256"]?.text }.sorted()
    estimates = (json["estimates"]?.items ?? []).map(EstimateRecord.init)
  }
}

/// One estimate, as far as a comparison needs it.
package struct EstimateRecord: Sendable, Equatable {
  package let quantity: String
  package let unit: String
  package let method: String
  package let domain: [String]
  /// `nil` for a refused estimate.
  package let value: Double?
  package let interval: Span?
  /// The code of the refusal.
  package let refusal: String?

  package struct Span: Sendable, Equatable {
    package let level: Double
    package let lower: Double
    /// `nil` where there is no upper end.
    package let upper: Double?

    package init(level: Double, lower: Double, upper: Double?) {
      self.level = level
      self.lower = lower
      self.upper = upper
    }
  }

  package init(
    quantity: String, unit: String, method: String, domain: [String] = [], value: Double?,
    interval: Span? = nil, refusal: String? = nil
  ) {
    self.quantity = quantity
    self.unit = unit
    self.method = method
    self.domain = domain
    self.value = value
    self.interval = interval
    self.refusal = refusal
  }

  init(_ json: JSONValue) {
    let span = json["interval"].flatMap { interval -> Span? in
      guard let level = interval["level"]?.number, let lower = interval["lower"]?.number else { return nil }
      return Span(level: level, lower: lower, upper: interval["upper"]?.number)
    }
    self.init(
      quantity: json["quantity"]?.text ?? "", unit: json["unit"]?.text ?? "",
      method: json["method"]?.text ?? "",
      domain: (json["domain"]?.items ?? []).compactMap { $0["value"]?.text },
      value: json["value"]?.number, interval: span, refusal: json["refused"]?["code"]?.text)
  }

  /// Quantity and domain, as a reader would name it.
  package var label: String { ([quantity] + domain).joined(separator: ", ") }
}
