#ifndef PREVALENCE_SYSTEM_CALLS_H
#define PREVALENCE_SYSTEM_CALLS_H

/// Exchanges two existing paths atomically (Linux renameat2 with RENAME_EXCHANGE).
/// Returns 0, or -1 with errno set. Glibc declares it only under _GNU_SOURCE, which
/// Swift's importer does not define.
int prevalence_exchange_paths(const char *first, const char *second);

/// Ends the threads that OpenBLAS starts when it is loaded, which otherwise spin for 2^26 processor cycles before
/// they sleep. Nothing where the library has no threads of its own. Only after its number of threads was set to 1.
void prevalence_end_blas_threads(void);

#endif
