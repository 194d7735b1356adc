internal import Reporting

/// The heads over the columns of a panel, found in their titles: "Age 12-14" over "Age 12-14: less than 14 hours" and
/// "Age 12-14: 14 hours or more", and "Household chores" over "Household chores below threshold" and "Household chores
/// at or above threshold".
struct MICSHeadings {
  /// For each title; nil where it shares nothing with its neighbours.
  private(set) var columns: [TableColumn.Heading?]
  /// What all titles begin with up to a colon; it stands over the counts of the panel too.
  let whole: String?

  init(_ titles: [String]) {
    let parts = titles.map { Self.halves($0) }
    if let first = parts.first??.over, parts.allSatisfy({ $0?.over == first }) {
      whole = first
      columns = parts
      return
    }
    whole = nil
    columns = titles.map { _ in nil }
    var start = 0
    while start < titles.count {
      var end = start + 1
      var shared = Self.words(titles[start])
      while end < titles.count {
        let next = Self.shared(shared, Self.words(titles[end]))
        guard next.count >= 2 else { break }
        shared = next
        end += 1
      }
      if end > start + 1 {
        for place in start..<end {
          let rest = Self.words(titles[place]).dropFirst(shared.count)
          let over = shared.joined(separator: " ")
          columns[place] = TableColumn.Heading(over: over, rest.isEmpty ? over : rest.joined(separator: " "))
        }
      }
      start = end
    }
  }

  private static func words(_ title: String) -> [Substring] { title.split(separator: " ") }

  private static func shared(_ first: [Substring], _ second: [Substring]) -> [Substring] {
    Array(zip(first, second).prefix { $0 == $1 }.map(\.0))
  }

  private static func halves(_ title: String) -> TableColumn.Heading? {
    guard let colon = title.firstIndex(of: ":") else { return nil }
    let rest = title[title.index(after: colon)...].drop { $0 == " " }
    return rest.isEmpty ? nil : TableColumn.Heading(over: String(title[..<colon]), String(rest))
  }
}
