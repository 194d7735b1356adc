/// The JSON Schema of a study file, for editors, made from the very declarations that decode it.
package enum StudySchema {
  package static let address = "https://json-schema.org/draft/2020-12/schema"

  package static var json: JSONValue {
    var schema = table(StudyKeys.root).object
    schema["$schema"] = .text(address)
    schema["title"] = .text("Study file of prevalence")
    schema["description"] = .text(
      "What a study reads, estimates and shows; 'prevalence run' makes the whole report of it.")
    return .object(schema)
  }

  private static func table(_ keys: [StudyKey]) -> JSONValue {
    .object([
      ("type", .text("object")), ("additionalProperties", .flag(false)),
      ("properties", .object(Dictionary(uniqueKeysWithValues: keys.map { ($0.name, described($0)) }))),
      ("required", required(keys)),
    ])
  }

  private static func required(_ keys: [StudyKey]) -> JSONValue? {
    let names = keys.filter(\.isRequired).map(\.name)
    return names.isEmpty ? nil : .texts(names)
  }

  private static func described(_ key: StudyKey) -> JSONValue {
    var schema = form(key.form).object
    schema["description"] = .text(key.summary + (key.standard.map { " Left out: \($0)." } ?? ""))
    return .object(schema)
  }

  private static func form(_ form: StudyKey.Form) -> JSONValue {
    switch form {
    case .text, .input: .object(["type": .text("string")])
    case .formatted(let pattern, let example):
      .object(["type": .text("string"), "pattern": .text(pattern), "examples": .texts([example])])
    case .choice(let words): .object(["type": .text("string"), "enum": .texts(words)])
    case .number(let range): bounded("number", .number(range.lowerBound), .number(range.upperBound))
    case .whole(let range): bounded("integer", .whole(range.lowerBound), .whole(range.upperBound))
    case .seed:
      .object([
        "oneOf": .array([
          .object(["type": .text("integer"), "minimum": .whole(0)]),
          .object(["type": .text("string"), "pattern": .text("^[0-9]{1,20}$")]),
        ])
      ])
    case .flag: .object(["type": .text("boolean")])
    case .list(let element): .object(["type": .text("array"), "items": self.form(element)])
    case .dictionary(let element):
      .object(["type": .text("object"), "additionalProperties": self.form(element)])
    case .table(let keys): table(keys)
    case .tables(let keys): .object(["type": .text("array"), "items": table(keys)])
    case .estimations:
      .object(["type": .text("array"), "minItems": .whole(1), "items": .object(["oneOf": kinds])])
    }
  }

  private static func bounded(_ type: String, _ lower: JSONValue, _ upper: JSONValue) -> JSONValue {
    .object(["type": .text(type), "minimum": lower, "maximum": upper])
  }

  private static var kinds: JSONValue {
    .array(
      EstimationKinds.all.map { kind in
        var schema = table(StudyKeys.estimation + kind.keys).object
        var properties = schema["properties"]?.object ?? [:]
        properties["kind"] = .object(["const": .text(kind.name), "description": .text(kind.summary)])
        schema["properties"] = .object(properties)
        return .object(schema)
      })
  }
}
