#include "bundled_data.h"

/* Two lines a file, sorted by path. A test walks Data/ and this list. */

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
static const unsigned char survey_profiles_source[] = {
#embed "../../Data/survey-profiles/SOURCE.md"
};
static const unsigned char survey_profiles_about[] = {
#embed "../../Data/survey-profiles/about.csv"
};
static const unsigned char survey_profiles_country_example[] = {
#embed "../../Data/survey-profiles/country-example.toml"
};
static const unsigned char survey_profiles_mics5[] = {
#embed "../../Data/survey-profiles/mics5.toml"
};
static const unsigned char survey_profiles_mics6_early[] = {
#embed "../../Data/survey-profiles/mics6-early.toml"
};
static const unsigned char survey_profiles_mics6[] = {
#embed "../../Data/survey-profiles/mics6.toml"
};
static const unsigned char synthetic_survey_source[] = {
#embed "../../Data/synthetic-survey/SOURCE.md"
};
static const unsigned char synthetic_survey_about[] = {
#embed "../../Data/synthetic-survey/about.csv"
};
static const unsigned char synthetic_survey_children[] = {
#embed "../../Data/synthetic-survey/children.csv"
};

#define BUNDLED(path, bytes) {path, bytes, sizeof bytes}

static const struct prevalence_bundled_file files[] = {
    BUNDLED("every-child-counts/SOURCE.md", every_child_counts_source),
    BUNDLED("every-child-counts/about.csv", every_child_counts_about),
    BUNDLED("every-child-counts/figures.csv", every_child_counts_figures),
    BUNDLED("every-child-counts/grades.csv", every_child_counts_grades),
    BUNDLED("every-child-counts/later-estimates.csv", every_child_counts_later_estimates),
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
    BUNDLED("survey-profiles/SOURCE.md", survey_profiles_source),
    BUNDLED("survey-profiles/about.csv", survey_profiles_about),
    BUNDLED("survey-profiles/country-example.toml", survey_profiles_country_example),
    BUNDLED("survey-profiles/mics5.toml", survey_profiles_mics5),
    BUNDLED("survey-profiles/mics6-early.toml", survey_profiles_mics6_early),
    BUNDLED("survey-profiles/mics6.toml", survey_profiles_mics6),
    BUNDLED("synthetic-survey/SOURCE.md", synthetic_survey_source),
    BUNDLED("synthetic-survey/about.csv", synthetic_survey_about),
    BUNDLED("synthetic-survey/children.csv", synthetic_survey_children),
};

const struct prevalence_bundled_file *prevalence_bundled_files(void) { return files; }
size_t prevalence_bundled_file_count(void) { return sizeof files / sizeof files[0]; }
