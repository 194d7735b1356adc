internal import Glibc
package import NumericKernel
internal import Reporting
internal import Tables

/// Where an estimation of a run keeps its finished replicates, so that a run that was stopped goes on from there to the
/// same bytes. It lies in the private folder beside the editions, holds no data, and goes away when the edition stands.
package struct EstimationCheckpoint: Sendable {
  private let path: String
  private let identity: [String]
  private let isInterrupted: @Sendable () -> Bool
  private let log: @Sendable (LogEntry) -> Void

  package init(
    path: String, identity: [String], isInterrupted: @escaping @Sendable () -> Bool,
    log: @escaping @Sendable (LogEntry) -> Void
  ) {
    self.path = path
    self.identity = identity
    self.isInterrupted = isInterrupted
    self.log = log
  }

  /// Keeps replicates from here on, beginning with those that an earlier run of the same study, inputs and program left.
  /// Those of another are thrown away, with a word about it.
  /// - Throws: `FileOutputError` where the folder cannot be written.
  package func keeper() throws -> ReplicateKeeper {
    let log = log
    return try file().keeper(isInterrupted: isInterrupted) {
      log(LogEntry(.warning, "checkpoint-not-kept", $0))
    }
  }

  private func file() throws -> CheckpointFile {
    do {
      let file = try CheckpointFile(path, identity: identity)
      if file.checkpoint.finishedCount > 0 {
        log(
          LogEntry(
            .info, "resumed", "Going on from \(file.checkpoint.finishedCount) replicates that are finished."))
      }
      return file
    } catch let error as DataError {
      log(LogEntry(.warning, "checkpoint-dropped", "Starting anew: \(error.problem)."))
      Self.remove(path: path)
      return try CheckpointFile(path, identity: identity)
    }
  }

  package static func remove(path: String) {
    unlink(path)
    unlink(PrivateFile.temporary(path))
  }
}
