#define _GNU_SOURCE
#include "system_calls.h"
#include <fcntl.h>
#include <stdio.h>

int prevalence_exchange_paths(const char *first, const char *second) {
  return renameat2(AT_FDCWD, first, AT_FDCWD, second, RENAME_EXCHANGE);
}
