internal import Glibc

/// What the program does where nothing can be done any more: it ends with a sentence and code 70, never with a trap of the
/// machine, and shows nothing of its memory.
enum LastResort {
  /// Says on standard error that the program stops, and stops it, in place of the signals that the machine and the
  /// runtime send at faults of the program and where memory ends.
  static func prepare() {
    // A stack that has run over cannot hold the call of the handler.
    let size = 1 << 16
    var stack = stack_t(ss_sp: malloc(size), ss_flags: 0, ss_size: size)
    if stack.ss_sp != nil { sigaltstack(&stack, nil) }
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in
      let message: StaticString = """
        prevalence: error: the program stopped at a fault of its own, or because there was no memory left; what it had \
        not finished was not kept. Give it more memory or less data; if it happens again, tell its makers the command.

        """
      _ = write(2, message.utf8Start, message.utf8CodeUnitCount)
      _exit(ExitStatus.internalFault)
    }
    action.sa_flags = Int32(SA_ONSTACK)
    for number in [SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE] { sigaction(number, &action, nil) }
  }

  /// What is missing of the address space, in a sentence; nil where it is not limited (`ulimit -v`) or is enough.
  ///
  /// OpenBLAS waits for its work space for ever when it gets none. Under a limit the program therefore starts itself again
  /// with a single thread of OpenBLAS, and looks whether there is room before it computes.
  static func shortageOfAddressSpace() -> String? {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0, limit.rlim_cur < rlim_t(1) << 40
    else {
      return nil
    }
    let variable = "OPENBLAS_NUM_THREADS"
    if getenv(variable).map({ String(cString: $0) }) != "1" {
      setenv(variable, "1", 1)
      execv("/proc/self/exe", CommandLine.unsafeArgv)
    }
    let threads = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    let needed = threads * megabytesOfWorkSpace << 20
    let space = mmap(nil, needed, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let space, space != MAP_FAILED else {
      return
        "the limit of the address space (ulimit -v) leaves less than the \(needed >> 20) MB that \(threads) threads "
        + "work in; raise it"
    }
    munmap(space, needed)
    return nil
  }

  /// What OpenBLAS takes for each thread that calls it, in megabytes of address space; most of it is never touched.
  private static let megabytesOfWorkSpace = 136
}
