/// Where the bytes of a table come from.
public enum ByteSource: Sendable, Equatable {
  /// A regular file, or a symbolic link to one.
  case file(String)
  /// Bytes in memory, such as bundled data, under the name that messages and records use.
  case bytes([UInt8], name: String)
  case standardInput

  /// The source that an argument of a command names: `-` is standard input, all else is a path.
  public init(argument: String) {
    self = argument == "-" ? .standardInput : .file(argument)
  }

  /// The name in messages.
  public var name: String {
    switch self {
    case .file(let path): path
    case .bytes(_, let name): name
    case .standardInput: "standard input"
    }
  }
}
