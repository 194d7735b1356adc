internal import ArgumentParser
internal import Estimates
internal import Glibc
internal import NumericKernel
internal import Reporting

/// Parses, runs, and turns whatever went wrong into one line on standard error and an exit code.
@main
enum Main {
  static func main() {
    LastResort.prepare()
    if let shortage = LastResort.shortageOfAddressSpace() {
      StandardError.write("\(Program.name): error: \(shortage)\n")
      exit(ExitStatus.internalFault)
    }
    // The threads that OpenBLAS starts when it is loaded spin until they are ended.
    BLASThreads.requireSingle()
    // A reader that closes the pipe early must not kill the program by a signal: the write says so instead.
    signal(SIGPIPE, SIG_IGN)
    // So must a file that grows beyond its limit: the write fails and is an error with its code.
    signal(SIGXFSZ, SIG_IGN)
    // An image of the memory after a crash would hold the data.
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    exit(run(Array(CommandLine.arguments.dropFirst())))
  }

  static func run(_ arguments: [String]) -> Int32 {
    do {
      var command = try Prevalence.parseAsRoot(arguments)
      try command.run()
      return 0
    } catch let error where error is CleanExit || Prevalence.exitCode(for: error) == .success {
      return clean(Prevalence.fullMessage(for: error))
    } catch {
      return ExitStatus.report(error)
    }
  }

  /// Help, version and completions are results: they go to standard output, and a full disk is an error.
  private static func clean(_ text: String) -> Int32 {
    do {
      if !text.isEmpty { try StandardOutput.write(text.hasSuffix("\n") ? text : text + "\n") }
      return 0
    } catch {
      return ExitStatus.report(error)
    }
  }
}
