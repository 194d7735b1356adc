internal import CBundledData

/// The files of `Data/`, held in the program itself, so that an installed copy needs no other file.
package enum BundledData {
  package struct File: Sendable, Equatable {
    /// Path below `Data/`, such as `every-child-counts/figures.csv`.
    package let path: String
    package let bytes: [UInt8]
  }

  /// Every bundled file, sorted by path.
  package static let files: [File] = UnsafeBufferPointer(
    start: prevalence_bundled_files(), count: prevalence_bundled_file_count()
  ).map {
    File(
      path: String(cString: $0.path), bytes: Array(UnsafeBufferPointer(start: $0.bytes, count: $0.count)))
  }

  package static func file(_ path: String) -> File? {
    files.first { $0.path == path }
  }

  /// The names of the data sets, sorted.
  package static var datasetNames: [String] {
    var names: [String] = []
    for file in files {
      let name = String(file.path.prefix { $0 != "/" })
      if names.last != name { names.append(name) }
    }
    return names
  }
}
