internal import DataLoaders
internal import Glibc
internal import Reporting

/// Everything that was ever opened to others from one folder of reports, by any study: `.published` in it, for its owner
/// alone.
///
/// What was published once stays known when the edition is replaced, moved, deleted or its study renamed. The register
/// keeps the counts that each edition gave away, and what they were counted from, and the audit of every later edition
/// reads it. An entry that cannot be read makes nothing safe (F58).
struct PublicationRegister {
  static let folder = ".published"

  /// One edition that was opened.
  struct Entry: Equatable {
    let study: String
    let edition: String
    let manifestHash: String
    let estimations: [Estimation]
    let rounding: RoundingRecord

    struct Estimation: Equatable {
      let name: String
      /// The SHA-256 of what was read, and the names of the files.
      let hashes: [String]
      let files: [String]
      let cells: PublishedCells
    }
  }

  private let path: String

  /// - Parameter reports: the folder of all studies' reports.
  init(reports: String) { path = reports + "/" + Self.folder }

  /// A lock for looking and adding in one step.
  /// - Throws: `FolderLock.Held`, `FileOutputError`.
  func lock() throws -> FolderLock {
    _ = try StateFolder(path)
    return try FolderLock(path + "/lock")
  }

  /// Adds an edition; one that is there already is left as it is.
  /// - Throws: `FileOutputError` where it cannot be written.
  func add(_ entry: Entry) throws {
    _ = try StateFolder(path)
    let name = "\(entry.study).\(entry.edition).\(entry.manifestHash.prefix(16)).json"
    let estimations = try entry.estimations.map { estimation in
      JSONValue.object([
        "name": .text(estimation.name), "hashes": .texts(estimation.hashes), "files": .texts(estimation.files),
        "cells": JSONValue(try JSONWriter.bytes(estimation.cells)) ?? .null,
      ])
    }
    let record = JSONValue.object([
      ("schemaVersion", .whole(1)), ("study", .text(entry.study)), ("edition", .text(entry.edition)),
      ("manifestSHA256", .text(entry.manifestHash)), ("estimations", .array(estimations)),
      ("rounding", entry.rounding.base.map { .whole($0) }),
      ("roundingKey", entry.rounding.mark.map { .text($0) }),
    ])
    try PrivateFile.replace(path + "/" + name, with: JSONWriter.bytes(record))
  }

  /// - Throws: `UnreadablePublication` for the first entry that is none.
  func entries() throws(UnreadablePublication) -> [Entry] {
    var entries: [Entry] = []
    let names: [String]
    do { names = try StateFolder.names(in: path) } catch { throw UnreadablePublication(name: Self.folder) }
    for name in names where name.hasSuffix(".json") {
      entries.append(try Self.entry(path + "/" + name, name: name))
    }
    return entries.sorted { ($0.study, $0.edition, $0.manifestHash) < ($1.study, $1.edition, $1.manifestHash) }
  }

  private static func entry(_ path: String, name: String) throws(UnreadablePublication) -> Entry {
    guard let bytes = (try? PrivateFile.read(path)) ?? nil, let json = JSONValue(bytes),
      json["schemaVersion"]?.number == 1, let study = json["study"]?.text,
      let edition = json["edition"]?.text,
      let manifestHash = json["manifestSHA256"]?.text
    else { throw UnreadablePublication(name: name) }
    var estimations: [Entry.Estimation] = []
    for item in json["estimations"]?.items ?? [] {
      guard let title = item["name"]?.text, let cells = item["cells"],
        let text = try? JSONWriter.bytes(cells), let record = try? PublishedCells.decoded(text)
      else { throw UnreadablePublication(name: name) }
      estimations.append(
        Entry.Estimation(
          name: title, hashes: (item["hashes"]?.items ?? []).compactMap(\.text),
          files: (item["files"]?.items ?? []).compactMap(\.text), cells: record))
    }
    return Entry(
      study: study, edition: edition, manifestHash: manifestHash, estimations: estimations,
      rounding: RoundingRecord(
        base: (json["rounding"]?.number).map { Int($0) }, mark: json["roundingKey"]?.text))
  }
}

/// A note of an edition that was opened and cannot be read.
struct UnreadablePublication: Error, Equatable {
  let name: String
}
