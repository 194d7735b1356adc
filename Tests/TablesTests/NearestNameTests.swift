import Tables
import Testing

@Suite struct NearestNameTests {
  @Test(arguments: [
    ("wieght", ["region", "weight"], "weight"),
    ("WEIGHT", ["region", "weight"], "weight"),
    ("weights", ["weight", "heights"], "weight"),
    ("agee", ["stage", "age"], "age"),
    ("b", ["aa", "a"], "a"),
    ("", ["a"], "a"),
  ])
  func aSlipIsFound(name: String, candidates: [String], nearest: String) {
    #expect(NearestName.to(name, among: candidates) == nearest)
  }

  @Test(arguments: [("weight", ["region", "stratum"]), ("age", ["sex"]), ("x", [])])
  func farNamesAreNotOffered(name: String, candidates: [String]) {
    #expect(NearestName.to(name, among: candidates) == nil)
  }
}
