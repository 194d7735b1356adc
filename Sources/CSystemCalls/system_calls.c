#define _GNU_SOURCE
#include "system_calls.h"
#include <fcntl.h>
#include <stdio.h>

int prevalence_exchange_paths(const char *first, const char *second) {
  return renameat2(AT_FDCWD, first, AT_FDCWD, second, RENAME_EXCHANGE);
}

// Of OpenBLAS with threads of its own; other builds do not have it.
extern int blas_thread_shutdown_(void) __attribute__((weak));

void prevalence_end_blas_threads(void) {
  if (blas_thread_shutdown_) blas_thread_shutdown_();
}
