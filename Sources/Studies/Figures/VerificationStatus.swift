/// How well a published figure is known. Ordered from best to worst.
package enum VerificationStatus: String, Sendable, Codable, CaseIterable, Comparable {
  /// Seen in a stored copy of the source.
  case verified
  /// Seen in a text that quotes or transcribes the source.
  case verifiedSecondHand = "verified-second-hand"
  /// Recalled, and compared with no printed page.
  case unverified

  package static func < (first: VerificationStatus, second: VerificationStatus) -> Bool {
    first.rank < second.rank
  }

  private var rank: Int {
    switch self {
    case .verified: 0
    case .verifiedSecondHand: 1
    case .unverified: 2
    }
  }

  /// A result is known no better than the least known figure in it.
  package static func worst(_ statuses: [VerificationStatus]) -> VerificationStatus {
    statuses.max() ?? .verified
  }
}
