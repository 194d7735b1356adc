#include <xlsxwriter.h>

// Glibc declares it only under _GNU_SOURCE, which Swift's importer does not define.
int memfd_create(const char *name, unsigned int flags);
