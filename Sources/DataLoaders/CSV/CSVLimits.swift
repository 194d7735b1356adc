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
  /// The most bytes that a compressed file may unpack to: 1 GiB unless changed.
  public var inflatedBytes = 1 << 30
  /// The most that a compressed file may grow, as a multiple of its size: 100 unless changed.
  public var inflationRatio = 100
  /// What may be unpacked whatever the ratio, because it does no harm: 1 MiB unless changed.
  public var inflatedFreely = 1 << 20

  public init() {}
}
