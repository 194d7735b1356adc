// Fails when a source file imports one of the package's own modules, or a product's, that Package.swift does not
// declare for its target. The package manager compiles such an import when the module happens to be built, and
// then does not rebuild the importer when that module changes: stale objects, wrong numbers, a clean log.
//
// Usage: swift package describe --type json | swift Scripts/check-imports.swift

import Foundation

struct Description: Decodable {
  struct Target: Decodable {
    let name: String
    let path: String
    let sources: [String]
    let target_dependencies: [String]?
    let product_dependencies: [String]?
  }
  let path: String
  let targets: [Target]
}

let description = try JSONDecoder().decode(
  Description.self, from: FileHandle.standardInput.readDataToEndOfFile())
let own = Set(description.targets.map(\.name))
let products = Set(description.targets.flatMap { $0.product_dependencies ?? [] })
let statement = try Regex(
  #"(?m)^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?import\s+(?:(?:struct|class|enum|protocol|func|let|var|typealias)\s+)?(\w+)"#,
  as: (Substring, Substring).self)

var failures: [String] = []
for target in description.targets {
  let declared = Set((target.target_dependencies ?? []) + (target.product_dependencies ?? []) + [target.name])
  for source in target.sources where source.hasSuffix(".swift") {
    let path = "\(target.path)/\(source)"
    let text = try String(contentsOfFile: "\(description.path)/\(path)", encoding: .utf8)
    for match in text.matches(of: statement) {
      let module = String(match.output.1)
      if own.union(products).contains(module), !declared.contains(module) {
        failures.append("\(path): imports \(module), which Package.swift does not declare for \(target.name)")
      }
    }
  }
}
for failure in failures { FileHandle.standardError.write(Data((failure + "\n").utf8)) }
exit(failures.isEmpty ? 0 : 1)
