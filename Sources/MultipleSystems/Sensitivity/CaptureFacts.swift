/// What is known of the lists besides their figures. What is not declared is taken to be unknown.
public struct CaptureFacts: Sendable, Equatable {
  /// One list that passes people on to another.
  public struct Referral: Sendable, Equatable {
    public let from: String
    public let to: String

    public init(from: String, to: String) {
      self.from = from
      self.to = to
    }
  }

  /// The months that a list covers, both included.
  public struct Window: Sendable, Equatable {
    public let list: String
    public let first: Month
    public let last: Month

    /// - Precondition: the last month is not before the first.
    public init(list: String, first: Month, last: Month) {
      precondition(last.number >= first.number, "a period does not end before it begins")
      self.list = list
      self.first = first
      self.last = last
    }
  }

  public struct Month: Sendable, Equatable {
    /// Months since the beginning of the year 0.
    let number: Int

    /// - Precondition: a month from 1 to 12.
    public init(year: Int, month: Int) {
      precondition(month >= 1 && month <= 12, "a month lies between 1 and 12")
      number = 12 * year + month - 1
    }
  }

  /// Whether the rates of missed and of false links were measured.
  public var areMissedLinksAssessed: Bool
  public var areFalseLinksAssessed: Bool
  public var referrals: [Referral]
  public var windows: [Window]
  /// Lists that can hold only some of the people (one sex, one region) though the model has them hold anybody.
  public var listsOfSubgroups: [String]
  /// The number of people from among whom the population can come.
  public var ceiling: Double?

  public init(
    areMissedLinksAssessed: Bool = false, areFalseLinksAssessed: Bool = false, referrals: [Referral] = [],
    windows: [Window] = [], listsOfSubgroups: [String] = [], ceiling: Double? = nil
  ) {
    self.areMissedLinksAssessed = areMissedLinksAssessed
    self.areFalseLinksAssessed = areFalseLinksAssessed
    self.referrals = referrals
    self.windows = windows
    self.listsOfSubgroups = listsOfSubgroups
    self.ceiling = ceiling
  }
}
