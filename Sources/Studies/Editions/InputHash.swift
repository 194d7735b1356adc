internal import Estimates
internal import Reporting

/// How an edition names the bytes of a file that holds people.
///
/// The SHA-256 of a small table lets anybody try the tables that are possible until one fits (standard 4.2). Of a file
/// from which people are counted an edition therefore gives a code under the office's key where it has one (that of
/// rounding), and nothing where the file is small and there is none. The hash itself is kept in the private notes beside
/// the editions, from which `verify` reads it.
enum InputHash {
  /// Files below this size could be guessed as a whole.
  static let tinyBytes = 65_536
  static let withheld = "withheld"
  static let keyedPrefix = "hmac-sha256:"

  /// - Parameter key: that of rounding; `nil` where there is none.
  static func shown(_ sha256: String, byteCount: Int, key: KeyedRounding?) -> String {
    if let key { return keyed(sha256, key) }
    return byteCount < tinyBytes ? withheld : sha256
  }

  static func keyed(_ sha256: String, _ key: KeyedRounding) -> String {
    keyedPrefix
      + key.code(Array("prevalence: input \(sha256)".utf8)).map { byte in
        let digits = String(byte, radix: 16)
        return digits.count == 1 ? "0" + digits : digits
      }.joined()
  }

  static func isPlain(_ hash: String) -> Bool { hash != withheld && !hash.hasPrefix(keyedPrefix) }
}

extension StudyResult {
  /// Whether it shows counts of people under a threshold.
  var countsPeople: Bool { release.map { $0.cells.threshold > 1 } ?? false }

  /// The same with other words for the hashes of its inputs, wherever they stand.
  func replacing(hashes: [String: String]) -> StudyResult {
    let hashes = hashes.filter { $0.key != $0.value }
    guard !hashes.isEmpty else { return self }
    func record(_ record: InputRecord) -> InputRecord {
      InputRecord(
        name: record.name, sha256: hashes[record.sha256] ?? record.sha256, byteCount: record.byteCount,
        rowCount: record.rowCount)
    }
    return StudyResult(
      study: study, title: title, settings: settings, inputs: inputs.map(record),
      estimates: estimates.map { estimate in
        let provenance = estimate.provenance
        return estimate.replacing(
          provenance: Provenance(
            inputs: provenance.inputs.map(record), seed: provenance.seed, draws: provenance.draws,
            notes: provenance.notes, citations: provenance.citations))
      }, verdicts: verdicts, document: document.replacing(hashes: hashes), summary: summary, release: release)
  }
}

extension Document {
  /// Paragraphs and lists name inputs by their hashes.
  fileprivate func replacing(hashes: [String: String]) -> Document {
    func words(_ text: String) -> String {
      var text = text
      for (hash, shown) in hashes.sorted(by: { $0.key < $1.key }) where text.contains(hash) {
        text = text.split(separator: hash, omittingEmptySubsequences: false).joined(separator: shown)
      }
      return text
    }
    func rich(_ text: RichText) -> RichText {
      RichText(
        text.runs.map { run in
          switch run {
          case .plain(let text): .plain(words(text))
          case .strong(let text): .strong(words(text))
          case .emphasis(let text): .emphasis(words(text))
          case .code(let text): .code(words(text))
          case .reference, .link: run
          }
        })
    }
    return mappingBlocks { block in
      switch block {
      case .paragraph(let text): .paragraph(rich(text))
      case .list(let items): .list(items.map(rich))
      case .numberedList(let items): .numberedList(items.map(rich))
      case .callout(let callout): .callout(Callout(callout.kind, rich(callout.text)))
      case .heading, .keyFigures, .table, .figure: block
      }
    }
  }
}
