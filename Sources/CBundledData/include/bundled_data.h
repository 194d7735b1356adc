#ifndef PREVALENCE_BUNDLED_DATA_H
#define PREVALENCE_BUNDLED_DATA_H

#include <stddef.h>

/// One file of Data/, held in the program so that an installed copy needs no other file.
struct prevalence_bundled_file {
  /// Path below Data/, such as "every-child-counts/worst-forms.csv".
  const char *path;
  const unsigned char *bytes;
  size_t count;
};

/// Every bundled file, sorted by path.
extern const struct prevalence_bundled_file prevalence_bundled_files[];
extern const size_t prevalence_bundled_file_count;

#endif
