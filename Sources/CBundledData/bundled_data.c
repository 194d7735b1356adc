#include "bundled_data.h"

/* Two lines a file, sorted by path. A test walks Data/ and this list. */

static const unsigned char child_labour_2020_source[] = {
#embed "../../Data/child-labour-2020/SOURCE.md"
};
static const unsigned char child_labour_2020_about[] = {
#embed "../../Data/child-labour-2020/about.csv"
};
static const unsigned char child_labour_2020_figures[] = {
#embed "../../Data/child-labour-2020/figures.csv"
};
static const unsigned char child_labour_series_source[] = {
#embed "../../Data/child-labour-series/SOURCE.md"
};
static const unsigned char child_labour_series_about[] = {
#embed "../../Data/child-labour-series/about.csv"
};
static const unsigned char child_labour_series_series[] = {
#embed "../../Data/child-labour-series/series.csv"
};
static const unsigned char every_child_counts_source[] = {
#embed "../../Data/every-child-counts/SOURCE.md"
};
static const unsigned char every_child_counts_about[] = {
#embed "../../Data/every-child-counts/about.csv"
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
static const unsigned char forced_labour_2012_source[] = {
#embed "../../Data/forced-labour-2012/SOURCE.md"
};
static const unsigned char forced_labour_2012_about[] = {
#embed "../../Data/forced-labour-2012/about.csv"
};
static const unsigned char forced_labour_2012_figures[] = {
#embed "../../Data/forced-labour-2012/figures.csv"
};
static const unsigned char mse_source[] = {
#embed "../../Data/mse/SOURCE.md"
};
static const unsigned char mse_about[] = {
#embed "../../Data/mse/about.csv"
};
static const unsigned char mse_artificial_non_existence[] = {
#embed "../../Data/mse/artificial-non-existence.csv"
};
static const unsigned char mse_australia_2015_2017[] = {
#embed "../../Data/mse/australia-2015-2017.csv"
};
static const unsigned char mse_hare6[] = {
#embed "../../Data/mse/hare6.csv"
};
static const unsigned char mse_hav3[] = {
#embed "../../Data/mse/hav3.csv"
};
static const unsigned char mse_hiv4[] = {
#embed "../../Data/mse/hiv4.csv"
};
static const unsigned char mse_kosovo_1999[] = {
#embed "../../Data/mse/kosovo-1999.csv"
};
static const unsigned char mse_lesbian4[] = {
#embed "../../Data/mse/lesbian4.csv"
};
static const unsigned char mse_netherlands_2010_2015_five[] = {
#embed "../../Data/mse/netherlands-2010-2015-five.csv"
};
static const unsigned char mse_netherlands_2010_2015[] = {
#embed "../../Data/mse/netherlands-2010-2015.csv"
};
static const unsigned char mse_new_orleans_five[] = {
#embed "../../Data/mse/new-orleans-five.csv"
};
static const unsigned char mse_new_orleans[] = {
#embed "../../Data/mse/new-orleans.csv"
};
static const unsigned char mse_published[] = {
#embed "../../Data/mse/published.csv"
};
static const unsigned char mse_spina3[] = {
#embed "../../Data/mse/spina3.csv"
};
static const unsigned char mse_uk_2013_five[] = {
#embed "../../Data/mse/uk-2013-five.csv"
};
static const unsigned char mse_uk_2013_four[] = {
#embed "../../Data/mse/uk-2013-four.csv"
};
static const unsigned char mse_uk_2013[] = {
#embed "../../Data/mse/uk-2013.csv"
};
static const unsigned char population_synthetic_source[] = {
#embed "../../Data/population-synthetic/SOURCE.md"
};
static const unsigned char population_synthetic_about[] = {
#embed "../../Data/population-synthetic/about.csv"
};
static const unsigned char population_synthetic_population[] = {
#embed "../../Data/population-synthetic/population.csv"
};

#define BUNDLED(path, bytes) {path, bytes, sizeof bytes}

static const struct prevalence_bundled_file files[] = {
    BUNDLED("child-labour-2020/SOURCE.md", child_labour_2020_source),
    BUNDLED("child-labour-2020/about.csv", child_labour_2020_about),
    BUNDLED("child-labour-2020/figures.csv", child_labour_2020_figures),
    BUNDLED("child-labour-series/SOURCE.md", child_labour_series_source),
    BUNDLED("child-labour-series/about.csv", child_labour_series_about),
    BUNDLED("child-labour-series/series.csv", child_labour_series_series),
    BUNDLED("every-child-counts/SOURCE.md", every_child_counts_source),
    BUNDLED("every-child-counts/about.csv", every_child_counts_about),
    BUNDLED("every-child-counts/figures.csv", every_child_counts_figures),
    BUNDLED("every-child-counts/grades.csv", every_child_counts_grades),
    BUNDLED("every-child-counts/later-estimates.csv", every_child_counts_later_estimates),
    BUNDLED("forced-labour-2012/SOURCE.md", forced_labour_2012_source),
    BUNDLED("forced-labour-2012/about.csv", forced_labour_2012_about),
    BUNDLED("forced-labour-2012/figures.csv", forced_labour_2012_figures),
    BUNDLED("mse/SOURCE.md", mse_source),
    BUNDLED("mse/about.csv", mse_about),
    BUNDLED("mse/artificial-non-existence.csv", mse_artificial_non_existence),
    BUNDLED("mse/australia-2015-2017.csv", mse_australia_2015_2017),
    BUNDLED("mse/hare6.csv", mse_hare6),
    BUNDLED("mse/hav3.csv", mse_hav3),
    BUNDLED("mse/hiv4.csv", mse_hiv4),
    BUNDLED("mse/kosovo-1999.csv", mse_kosovo_1999),
    BUNDLED("mse/lesbian4.csv", mse_lesbian4),
    BUNDLED("mse/netherlands-2010-2015-five.csv", mse_netherlands_2010_2015_five),
    BUNDLED("mse/netherlands-2010-2015.csv", mse_netherlands_2010_2015),
    BUNDLED("mse/new-orleans-five.csv", mse_new_orleans_five),
    BUNDLED("mse/new-orleans.csv", mse_new_orleans),
    BUNDLED("mse/published.csv", mse_published),
    BUNDLED("mse/spina3.csv", mse_spina3),
    BUNDLED("mse/uk-2013-five.csv", mse_uk_2013_five),
    BUNDLED("mse/uk-2013-four.csv", mse_uk_2013_four),
    BUNDLED("mse/uk-2013.csv", mse_uk_2013),
    BUNDLED("population-synthetic/SOURCE.md", population_synthetic_source),
    BUNDLED("population-synthetic/about.csv", population_synthetic_about),
    BUNDLED("population-synthetic/population.csv", population_synthetic_population),
};

const struct prevalence_bundled_file *prevalence_bundled_files(void) { return files; }
size_t prevalence_bundled_file_count(void) { return sizeof files / sizeof files[0]; }
