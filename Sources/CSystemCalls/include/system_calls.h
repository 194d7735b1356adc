#ifndef PREVALENCE_SYSTEM_CALLS_H
#define PREVALENCE_SYSTEM_CALLS_H

/// Exchanges two existing paths atomically (Linux renameat2 with RENAME_EXCHANGE).
/// Returns 0, or -1 with errno set. Glibc declares it only under _GNU_SOURCE, which
/// Swift's importer does not define.
int prevalence_exchange_paths(const char *first, const char *second);

#endif
