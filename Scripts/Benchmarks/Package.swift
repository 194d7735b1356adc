// swift-tools-version: 6.2
import PackageDescription

/// A package of its own, so that what it needs never reaches the main graph.
let package = Package(
  name: "benchmarks",
  dependencies: [.package(name: "prevalence", path: "../..")],
  targets: [
    .executableTarget(
      name: "Benchmarks", dependencies: [.product(name: "Prevalence", package: "prevalence")],
      swiftSettings: [.swiftLanguageMode(.v6)])
  ]
)
