/// How much of a file is taken as one row, one field and so on. What goes beyond is refused, so that a broken
/// or hostile file cannot use up the memory.
public struct CSVLimits: Sendable, Equatable {
  /// The longest row in bytes, quotes and delimiters included: 1 MiB unless changed.
  public var rowBytes = 1 << 20
  /// The largest number of columns: 4,096 unless changed.
  public var columns = 4_096
  /// The longest field in bytes, its quotes included: 64 KiB unless changed.
  public var fieldBytes = 1 << 16
  /// The largest number of rows of a table held in memory: 25 million unless changed. Reading row by row has
  /// no such limit.
  public var tableRows = 25_000_000

  public init() {}
}
