/// The source tree that the tests were built from.
public enum Repository {
  /// The path of a file below the top level.
  public static func path(_ name: String, file: String = #filePath) -> String {
    var components = file.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    components.removeLast(3)
    return components.joined(separator: "/") + "/" + name
  }
}
