internal import Glibc

/// The folder that holds reports when the user names none.
package enum ParentFolder {
  /// Makes one folder for its owner alone; one that is there already is left as it is.
  /// - Throws: `FileOutputError` with the system's words.
  package static func make(_ path: String) throws(FileOutputError) {
    if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
    throw FileOutputError("cannot make the folder", path: path, errorNumber: errno)
  }
}
