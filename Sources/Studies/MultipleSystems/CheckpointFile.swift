internal import Estimates
internal import Glibc
package import NumericKernel
internal import Reporting
internal import Tables

/// The file in which a long bootstrap keeps its finished replicates, so that a run that was killed goes on from there
/// and ends with the same bytes. It holds estimates of replicates and the options, and nothing of the people.
///
/// It is replaced in one step and readable by its owner alone. A file of another input, other options or another
/// version of the program is refused.
package struct CheckpointFile: Sendable {
  package let path: String
  package let checkpoint: ReplicateCheckpoint

  /// Opens a checkpoint that an earlier run left, or makes an empty one, so that what cannot be written is known at
  /// once.
  ///
  /// - Parameter identity: what decides the replicates, as lines "name: value"; see `identity(inputs:options:)`.
  /// - Throws: `DataError` for a file that is no checkpoint of this run; `FileOutputError` where it cannot be written.
  package init(_ path: String, identity: [String]) throws {
    self.path = path
    guard let bytes = try PrivateFile.read(path) else {
      checkpoint = ReplicateCheckpoint(identity: identity)
      try PrivateFile.replace(path, with: checkpoint.bytes)
      return
    }
    let found: ReplicateCheckpoint
    do throws(ReplicateCheckpointError) { found = try ReplicateCheckpoint(bytes: bytes) } catch {
      let (problem, remedy) =
        error == .damaged
        ? ("the checkpoint is damaged, and nothing of it can be used", "remove it to start anew")
        : ("this is no checkpoint of this program", "name another file")
      throw DataError(.badData, file: path, problem: problem, remedy: remedy)
    }
    guard found.identity == identity else {
      let differing = Self.differences(found.identity, identity)
      throw DataError(
        .badData, file: path, problem: "the checkpoint is of another run; different are \(differing)",
        remedy: "run it as before, or remove the checkpoint to start anew")
    }
    checkpoint = found
  }

  /// The lines that tell one run from another.
  package static func identity(inputs: [String], options: [(name: String, value: String)]) -> [String] {
    ["program: \(Program.name) \(Program.version)"] + inputs.map { "input: \($0)" }
      + options.map { "\($0.name): \($0.value)" }
  }

  private static func differences(_ one: [String], _ other: [String]) -> String {
    func name(_ line: String) -> String { String(line.prefix { $0 != ":" }) }
    var names: [String] = []
    for line in one where !other.contains(line) { names.append(name(line)) }
    for line in other where !one.contains(line) && !names.contains(name(line)) { names.append(name(line)) }
    return names.isEmpty ? "the order of its options" : names.joined(separator: ", ")
  }

  /// Keeps replicates in this file. What goes wrong while it is written is said once, and the run goes on without.
  package func keeper(
    isInterrupted: @escaping @Sendable () -> Bool, warn: @escaping @Sendable (String) -> Void
  ) -> ReplicateKeeper {
    let path = path
    let hasWarned = SharedFlag()
    return ReplicateKeeper(checkpoint, isInterrupted: isInterrupted) { checkpoint in
      do { try PrivateFile.replace(path, with: checkpoint.bytes) } catch {
        if hasWarned.raise() { warn("the checkpoint is not kept up: \(error)") }
      }
    }
  }

  /// Removes the file, which a finished run does not need.
  package func remove() {
    unlink(path)
    unlink(PrivateFile.temporary(path))
  }
}
