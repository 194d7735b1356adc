#ifndef PREVALENCE_BUNDLED_DATA_H
#define PREVALENCE_BUNDLED_DATA_H

#include <stddef.h>

/// One file of Data/, held in the program so that an installed copy needs no other file.
struct prevalence_bundled_file {
  /// Path below Data/, such as "every-child-counts/figures.csv".
  const char *_Nonnull path;
  const unsigned char *_Nonnull bytes;
  size_t count;
};

/// The first of all bundled files; they are sorted by path.
const struct prevalence_bundled_file *_Nonnull prevalence_bundled_files(void);
size_t prevalence_bundled_file_count(void);

#endif
