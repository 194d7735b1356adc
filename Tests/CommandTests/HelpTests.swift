import Testing

@Suite("Help, version and usage")
struct HelpTests {
  @Test func version() throws {
    let run = try ProgramRun(["--version"])
    #expect(run.status == 0)
    #expect(run.output == "prevalence 0.1.0\n")
    #expect(run.messages.isEmpty)
  }

  @Test(
    "help teaches by example",
    arguments: [
      ["--help"], ["reproduce", "--help"], ["mse", "--help"], ["data", "list", "--help"],
      ["data", "show", "--help"],
    ])
  func help(arguments: [String]) throws {
    let run = try ProgramRun(arguments)
    #expect(run.status == 0)
    #expect(run.output.contains("xample"))
    #expect(run.output.contains("prevalence "))
    #expect(run.messages.isEmpty)
  }

  @Test("no arguments at all print the help")
  func bare() throws {
    let run = try ProgramRun([])
    #expect(run.status == 0)
    #expect(run.output.contains("SUBCOMMANDS"))
  }

  @Test("completions for the three shells", arguments: ["bash", "zsh", "fish"])
  func completions(shell: String) throws {
    let run = try ProgramRun(["--generate-completion-script", shell])
    #expect(run.status == 0)
    #expect(run.output.contains("every-child-counts"))
  }

  @Test(
    "F42: bad usage ends with 64 and leaves standard output clean",
    arguments: [
      ["nonsense"], ["reproduce", "--nonsense"], ["reproduce", "nothing-of-this-name"],
      ["reproduce", "every-child-counts", "--correlation", "1.5"],
      ["reproduce", "every-child-counts", "--correlation", "a,b"],
      ["reproduce", "every-child-counts", "--correlation", "nan"],
      ["reproduce", "every-child-counts", "--draws", "10"],
      ["reproduce", "every-child-counts", "--draws", "1e5"],
      ["reproduce", "every-child-counts", "--level", "95"],
      ["reproduce", "every-child-counts", "--seed", "-1"],
      ["reproduce", "every-child-counts", "--threads", "0"],
      ["reproduce", "every-child-counts", "--format", "xml"],
      ["reproduce", "every-child-counts", "extra"],
      ["data", "show"],
    ])
  func usage(arguments: [String]) throws {
    let run = try ProgramRun(arguments)
    #expect(run.status == 64)
    #expect(run.output.isEmpty)
    #expect(!run.messages.isEmpty)
  }
}
