// swift-tools-version: 6.2
import PackageDescription

/// Every import is written: `internal import` unless an API shows the other module's types.
let swiftSettings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

/// Targets without Foundation have to name the C mathematics library themselves.
let mathematics: LinkerSetting = .linkedLibrary("m")

/// The few calls of LAPACKE are linked in: its shared library brings those of the reference BLAS and LAPACK along, which
/// take a tenth of the time that the program needs to start, and are not used beside OpenBLAS.
let lapacke: LinkerSetting = .linkedLibrary(":liblapacke.a")

func library(_ name: String, _ dependencies: [Target.Dependency], links: [LinkerSetting] = []) -> Target {
  .target(
    name: name, dependencies: dependencies, swiftSettings: swiftSettings,
    linkerSettings: links + [mathematics])
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: dependencies + ["TestSupport"], exclude: exclude,
    swiftSettings: swiftSettings)
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "prevalence",
  products: [
    .executable(name: "prevalence", targets: ["prevalence"]),
    .library(
      name: "Prevalence",
      targets: [
        "NumericKernel", "Estimates", "Tables", "DataLoaders", "Regression", "Survey", "GlobalEstimates",
        "MultipleSystems", "Reporting", "Studies",
      ]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CLAPACKE", providers: [.apt(["liblapacke-dev"])]),
    .systemLibrary(name: "CReadStat", providers: [.apt(["libreadstat-dev"])]),
    .systemLibrary(name: "CXLSXWriter", pkgConfig: "xlsxwriter", providers: [.apt(["libxlsxwriter-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "CBundledData"),
    .target(name: "CSystemCalls"),
    .target(name: "CInstructions"),

    library("NumericKernel", ["COpenBLAS", "CLAPACKE", "CSystemCalls"], links: [lapacke]),
    library("Estimates", []),
    library("Tables", []),
    library("DataLoaders", ["CInstructions", "CReadStat", "CZlib", "Tables"]),
    library("Regression", ["NumericKernel", "Estimates", "Tables"]),
    library("Survey", ["CInstructions", "NumericKernel", "Estimates", "Tables", "Regression"]),
    library("MultipleSystems", ["NumericKernel", "Estimates", "Tables"]),
    library("GlobalEstimates", ["CInstructions", "NumericKernel", "Estimates", "Tables", "Regression"]),
    library("Reporting", ["CXLSXWriter", "Estimates", "Tables", "CSystemCalls"]),
    library(
      "Studies",
      [
        "CBundledData", "NumericKernel", "Estimates", "Tables", "DataLoaders", "Regression", "Survey",
        "GlobalEstimates", "MultipleSystems", "Reporting",
      ]),
    .executableTarget(
      name: "prevalence",
      dependencies: [
        "NumericKernel", "Estimates", "Tables", "DataLoaders", "Regression", "Survey", "GlobalEstimates",
        "MultipleSystems", "Reporting", "Studies", argumentParser,
      ],
      swiftSettings: swiftSettings),

    .target(
      name: "TestSupport", dependencies: ["Estimates", "Tables"], path: "Tests/TestSupport",
      swiftSettings: swiftSettings),
    tests("NumericKernel", ["NumericKernel"]),
    tests("Estimates", ["Estimates"]),
    tests("Tables", ["Tables"]),
    tests("DataLoaders", ["DataLoaders", "Tables"]),
    tests("Regression", ["Regression", "NumericKernel", "Estimates", "Tables"]),
    tests("Survey", ["Survey", "Regression", "NumericKernel", "Estimates", "Tables", "DataLoaders"]),
    tests("GlobalEstimates", ["GlobalEstimates", "NumericKernel", "Estimates", "Tables", "DataLoaders"]),
    tests("MultipleSystems", ["MultipleSystems", "NumericKernel", "Estimates", "Tables"]),
    tests("Reporting", ["Reporting", "Estimates", "Tables"], exclude: ["Golden"]),
    tests(
      "Studies",
      [
        "Studies", "MultipleSystems", "GlobalEstimates", "Survey", "Regression", "NumericKernel", "Reporting",
        "Estimates", "Tables", "DataLoaders",
      ]),
    tests("Command", ["prevalence"]),
  ],
  cLanguageStandard: .c2x
)
