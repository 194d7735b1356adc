internal import Glibc

/// Output that could not be written: where, why, and what to do.
package struct FileOutputError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The class of fault, which decides the exit code (those of sysexits.h).
  package enum Kind: Sendable, Equatable {
    /// The target cannot be made or may not be replaced (73).
    case cannotCreate
    /// Writing failed under way: disk full, quota, device (74).
    case io
    /// The rights are missing (77).
    case permission
    /// A program of the system that the format needs is not there or failed (69).
    case unavailable

    package var exitCode: Int32 {
      switch self {
      case .cannotCreate: 73
      case .io: 74
      case .permission: 77
      case .unavailable: 69
      }
    }
  }

  package let kind: Kind
  /// The path as the user gave it, or the part below it that failed.
  package let path: String
  /// What is wrong, with the system's words where it was the system.
  package let problem: String
  /// What to do.
  package let remedy: String

  package init(_ kind: Kind, path: String, problem: String, remedy: String) {
    self.kind = kind
    self.path = path
    self.problem = problem
    self.remedy = remedy
  }

  package var description: String {
    "\(PlainText.line(path)): \(problem); \(remedy)"
  }

  /// A failed call of the system: what was tried, and the error number that it left.
  init(_ attempt: String, path: String, errorNumber: Int32) {
    let kind = Kind(errorNumber: errorNumber)
    let remedy =
      switch kind {
      case .permission: "choose a folder that you may write to"
      case .unavailable: "leave the format out of --formats"
      case .io: "nothing was changed; make room or choose another disk, then run again"
      case .cannotCreate: "choose another --output folder"
      }
    let words = String(cString: strerror(errorNumber))
    self.init(kind, path: path, problem: "\(attempt): \(words)", remedy: remedy)
  }
}

extension FileOutputError {
  func with(remedy: String) -> FileOutputError {
    FileOutputError(kind, path: path, problem: problem, remedy: remedy)
  }

  /// The same error at the path that the user knows, with the part below it that failed.
  func at(_ target: String) -> FileOutputError {
    let isPartial = path.hasPrefix(".") || target.hasSuffix(path)
    return FileOutputError(
      kind, path: isPartial ? target : target + "/" + path, problem: problem, remedy: remedy)
  }
}

extension FileOutputError.Kind {
  init(errorNumber: Int32) {
    switch errorNumber {
    case EACCES, EPERM: self = .permission
    case ENOSPC, EDQUOT, EIO, EFBIG, EMFILE, ENFILE, ENOMEM, EBADF, EINTR, EAGAIN, ETIMEDOUT, ENXIO, ESTALE:
      self = .io
    default: self = .cannotCreate
    }
  }
}
