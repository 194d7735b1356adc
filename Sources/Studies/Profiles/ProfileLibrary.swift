package import DataLoaders
package import Tables

extension SurveyProfile {
  private static let folder = "survey-profiles/"
  private static let ending = ".toml"

  /// The names of the bundled profiles, sorted.
  package static var names: [String] {
    BundledData.files.map(\.path).filter { $0.hasPrefix(folder) && $0.hasSuffix(ending) }.map {
      String($0.dropFirst(folder.count).dropLast(ending.count))
    }
  }

  /// A bundled profile.
  /// - Throws: `DataError` of kind `.usage` when there is none of that name.
  package static func named(_ name: String) throws(DataError) -> SurveyProfile {
    guard let file = BundledData.file(folder + name + ending) else {
      let near = NearestName.to(name, among: names).map { "did you mean '\($0)'? " } ?? ""
      throw DataError(
        .usage, file: name, problem: "there is no survey profile of this name",
        remedy: near + "the profiles are \(names.joined(separator: ", ")); or name a file that ends in .toml")
    }
    return try ProfileReader.read(.bytes(file.bytes, name: file.path))
  }

  /// A bundled profile by its name, or the user's own by a path that ends in `.toml` or has a slash.
  package static func chosen(_ argument: String) throws(DataError) -> SurveyProfile {
    argument.hasSuffix(ending) || argument.contains("/")
      ? try ProfileReader.read(.file(argument)) : try named(argument)
  }
}
