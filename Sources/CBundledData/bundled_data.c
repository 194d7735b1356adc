#include "bundled_data.h"

const struct prevalence_bundled_file prevalence_bundled_files[] = {{"", 0, 0}};
const size_t prevalence_bundled_file_count = 0;
