internal import Estimates
internal import FoundationEssentials

/// What makes a folder a report of this program: its `manifest.json` names the program and every other file.
///
/// The form of the manifest is not this type's business. It is some JSON in which the program's name stands
/// as a whole string, and so does the path of every other file (as a value or as a key).
package struct ReportManifest: Sendable {
  package static let path = "manifest.json"

  private let strings: Set<String>

  /// `nil` where the bytes are not JSON or do not name the program.
  init?(_ bytes: [UInt8]) {
    guard let value = try? JSONDecoder().decode(Strings.self, from: Data(bytes)) else { return nil }
    guard value.all.contains(Program.name) else { return nil }
    strings = value.all
  }

  /// The first of the paths that the manifest does not name.
  func firstUnnamed(of paths: [String]) -> String? {
    paths.first { $0 != ReportManifest.path && !strings.contains($0) }
  }
}

/// Every string and key of some JSON.
private struct Strings: Decodable {
  var all: Set<String> = []

  private struct Key: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(stringValue: String) {
      self.stringValue = stringValue
      intValue = nil
    }

    init(intValue: Int) {
      stringValue = String(intValue)
      self.intValue = intValue
    }
  }

  init(from decoder: any Decoder) throws {
    if let object = try? decoder.container(keyedBy: Key.self) {
      for key in object.allKeys {
        all.insert(key.stringValue)
        all.formUnion(try object.decode(Strings.self, forKey: key).all)
      }
    } else if var array = try? decoder.unkeyedContainer() {
      while !array.isAtEnd { all.formUnion(try array.decode(Strings.self).all) }
    } else if let text = try? decoder.singleValueContainer().decode(String.self) {
      all.insert(text)
    }
  }
}
