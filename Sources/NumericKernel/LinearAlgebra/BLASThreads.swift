internal import COpenBLAS
internal import CSystemCalls

/// The number of threads inside OpenBLAS, decided by the program and not by the environment.
///
/// OpenBLAS splits sums over its threads, so that the last bits of a product depend on their number. It gets
/// one thread, and `parallelMap` runs whole computations side by side instead.
package enum BLASThreads {
  private static let single: Void = {
    openblas_set_num_threads(1)
    prevalence_end_blas_threads()
  }()

  /// Puts the single thread in force; every function that calls BLAS or LAPACK calls this first. A program that is
  /// meant to be fast calls it when it starts, because the other threads spin until it does.
  package static func requireSingle() { single }

  /// What OpenBLAS answers when asked, for tests and for the manifest of a run.
  package static var current: Int {
    requireSingle()
    return Int(openblas_get_num_threads())
  }
}
