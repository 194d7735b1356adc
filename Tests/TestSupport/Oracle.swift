/// Where reference values are kept.
public enum Oracle {
  /// The path of a file below Tests/Oracles.
  public static func path(_ name: String, file: String = #filePath) -> String {
    var components = file.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    components.removeLast(2)
    return components.joined(separator: "/") + "/Oracles/" + name
  }
}
