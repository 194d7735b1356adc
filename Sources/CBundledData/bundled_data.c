#include "bundled_data.h"

/* One line per file: adding a data set is adding its lines, sorted by path. A test walks Data/ and this list. */
static const unsigned char every_child_counts_about[] = {
#embed "../../Data/every-child-counts/about.csv"
};
static const unsigned char every_child_counts_source[] = {
#embed "../../Data/every-child-counts/SOURCE.md"
};
static const unsigned char every_child_counts_figures[] = {
#embed "../../Data/every-child-counts/figures.csv"
};
static const unsigned char every_child_counts_grades[] = {
#embed "../../Data/every-child-counts/grades.csv"
};
static const unsigned char every_child_counts_later_estimates[] = {
#embed "../../Data/every-child-counts/later-estimates.csv"
};

#define BUNDLED(path, bytes) {path, bytes, sizeof bytes}

static const struct prevalence_bundled_file files[] = {
    BUNDLED("every-child-counts/SOURCE.md", every_child_counts_source),
    BUNDLED("every-child-counts/about.csv", every_child_counts_about),
    BUNDLED("every-child-counts/figures.csv", every_child_counts_figures),
    BUNDLED("every-child-counts/grades.csv", every_child_counts_grades),
    BUNDLED("every-child-counts/later-estimates.csv", every_child_counts_later_estimates),
};

const struct prevalence_bundled_file *prevalence_bundled_files(void) { return files; }
size_t prevalence_bundled_file_count(void) { return sizeof files / sizeof files[0]; }
