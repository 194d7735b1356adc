import Foundation
import TestSupport
import Testing

/// What machines, schedulers and shells do to a program, by the names of the standard.
@Suite("The machine")
struct MachineFaultTests {
  private let lists = Repository.path("Data/mse/uk-2013-five.csv")

  private func mse(_ arguments: [String], environment: [String: String] = [:]) throws -> ProgramRun {
    try ProgramRun(["mse", lists] + arguments, environment: environment)
  }

  @Test("F54: too little address space is code 70 and a sentence, at once and without output")
  func addressSpace() throws {
    let folder = try TemporaryFolder()
    let run = try ProgramRun(
      [
        "-c", "ulimit -v 200000; exec \"$0\" mse \"$1\" --output \"$2\"", ProgramRun.program, lists,
        folder.path("out"),
      ],
      program: "/bin/sh")
    #expect(run.status == 70)
    #expect(run.output.isEmpty)
    #expect(run.messages.contains("ulimit -v") && run.messages.split(separator: "\n").count == 1)
    #expect(!FileManager.default.fileExists(atPath: folder.path("out")))
  }

  @Test(
    "F54: a fault of the program's own is code 70 and a sentence, not a trap",
    arguments: ["ILL", "SEGV", "ABRT"])
  func ownFault(signal: String) throws {
    // The program waits for its standard input, and is sent what the machine sends at a fault.
    let folder = try TemporaryFolder()
    let run = try ProgramRun(
      [
        "-c",
        "mkfifo \"$1\"; \"$0\" mse - <\"$1\" & exec 9>\"$1\"; sleep 0.5; kill -\(signal) $!; wait $!",
        ProgramRun.program, folder.path("pipe"),
      ], program: "/bin/sh")
    #expect(run.status == 70)
    #expect(run.messages.contains("a fault of its own"))
    #expect(run.output.isEmpty)
  }

  @Test("F41: without --seed the documented one is used and recorded, not the time")
  func seed() throws {
    let arguments = [
      "aggregate", Repository.path("Data/example-countries/regions.csv"), "--sum", "--draws", "1000",
      "--format", "json",
    ]
    let run = try ProgramRun(arguments)
    #expect(run.output.contains("\"seed\" : 1"))
    #expect(try ProgramRun(arguments + ["--seed", "1"]).output == run.output)
    #expect(try ProgramRun(arguments + ["--seed", "2"]).output != run.output)
  }

  @Test("F40: a secret is taken from a private file only")
  func secretInArguments() throws {
    let secret = String(repeating: "c0ffee11", count: 8)
    let run = try mse(["--method", "chao", "--rounding", "10", "--rounding-key", secret])
    #expect(run.status == 66)
    #expect(run.output.isEmpty)
  }

  /// The names that the program asks of shared libraries stand in its table of dynamic symbols.
  @Test("F60: the program has no means to reach a network")
  func network() throws {
    let names = try dynamicSymbols(of: ProgramRun.program)
    #expect(names.contains("write") && names.count > 50)
    let calls = ["socket", "connect", "sendto", "getaddrinfo", "gethostbyname", "bind", "accept", "listen"]
    #expect(names.isDisjoint(with: calls))
    #expect(!names.contains { $0.hasPrefix("curl_") || $0.hasPrefix("SSL_") })
  }

  @Test("F57: without the newer instructions of the processor the printed numbers are the same")
  func olderProcessor() throws {
    let older = [
      "OPENBLAS_CORETYPE": "Prescott",
      "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-FMA,-AVX2,-FMA_Usable,-AVX2_Usable",
    ]
    let survey = [
      "survey", Repository.path("Data/synthetic-survey/children.csv"), "--weight", "fsweight", "--stratum",
      "stratum",
      "--cluster", "PSU", "--mean", "CB3", "--by", "HH6",
    ]
    for arguments in [["mse", lists, "--method", "mth-darroch"], survey] {
      let run = try ProgramRun(arguments)
      #expect(run.status == 0, "\(run.messages)")
      #expect(try ProgramRun(arguments, environment: older).output == run.output)
    }
  }

  /// The names in the symbol table of the dynamic section of a 64-bit ELF file.
  private func dynamicSymbols(of path: String) throws -> Set<String> {
    let file = try Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped)
    func number(_ offset: Int, _ bytes: Int) -> Int {
      (0..<bytes).reduce(0) { $0 | Int(file[offset + $1]) << (8 * $1) }
    }
    let sections = number(0x28, 8)
    let size = number(0x3A, 2)
    var names: Set<String> = []
    for section in 0..<number(0x3C, 2) {
      let header = sections + section * size
      // SHT_DYNSYM; its link is the section of the names.
      guard number(header + 4, 4) == 11 else { continue }
      let texts = number(sections + number(header + 40, 4) * size + 24, 8)
      let start = number(header + 24, 8)
      for symbol in 0..<number(header + 32, 8) / 24 {
        let name = texts + number(start + symbol * 24, 4)
        names.insert(String(decoding: file[name...].prefix { $0 != 0 }, as: UTF8.self))
      }
    }
    return names
  }
}
