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
static const unsigned char example_countries_source[] = {
#embed "../../Data/example-countries/SOURCE.md"
};
static const unsigned char example_countries_about[] = {
#embed "../../Data/example-countries/about.csv"
};
static const unsigned char example_countries_countries_by_age_sex[] = {
#embed "../../Data/example-countries/countries-by-age-sex.csv"
};
static const unsigned char example_countries_countries[] = {
#embed "../../Data/example-countries/countries.csv"
};
static const unsigned char example_countries_estimates[] = {
#embed "../../Data/example-countries/estimates.csv"
};
static const unsigned char example_countries_population_by_age_sex[] = {
#embed "../../Data/example-countries/population-by-age-sex.csv"
};
static const unsigned char example_countries_population[] = {
#embed "../../Data/example-countries/population.csv"
};
static const unsigned char example_countries_regions[] = {
#embed "../../Data/example-countries/regions.csv"
};
static const unsigned char example_countries_study[] = {
#embed "../../Data/example-countries/study.toml"
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
static const unsigned char mse_study[] = {
#embed "../../Data/mse/study.toml"
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
static const unsigned char synthetic_cases_source[] = {
#embed "../../Data/synthetic-cases/SOURCE.md"
};
static const unsigned char synthetic_cases_about[] = {
#embed "../../Data/synthetic-cases/about.csv"
};
static const unsigned char synthetic_cases_durations[] = {
#embed "../../Data/synthetic-cases/durations.csv"
};
static const unsigned char synthetic_cases_team_a[] = {
#embed "../../Data/synthetic-cases/team-a.csv"
};
static const unsigned char synthetic_cases_team_b[] = {
#embed "../../Data/synthetic-cases/team-b.csv"
};
static const unsigned char synthetic_cases_truth[] = {
#embed "../../Data/synthetic-cases/truth.csv"
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
static const unsigned char synthetic_survey_study[] = {
#embed "../../Data/synthetic-survey/study.toml"
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
    BUNDLED("example-countries/SOURCE.md", example_countries_source),
    BUNDLED("example-countries/about.csv", example_countries_about),
    BUNDLED("example-countries/countries-by-age-sex.csv", example_countries_countries_by_age_sex),
    BUNDLED("example-countries/countries.csv", example_countries_countries),
    BUNDLED("example-countries/estimates.csv", example_countries_estimates),
    BUNDLED("example-countries/population-by-age-sex.csv", example_countries_population_by_age_sex),
    BUNDLED("example-countries/population.csv", example_countries_population),
    BUNDLED("example-countries/regions.csv", example_countries_regions),
    BUNDLED("example-countries/study.toml", example_countries_study),
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
    BUNDLED("mse/study.toml", mse_study),
    BUNDLED("mse/uk-2013-five.csv", mse_uk_2013_five),
    BUNDLED("mse/uk-2013-four.csv", mse_uk_2013_four),
    BUNDLED("mse/uk-2013.csv", mse_uk_2013),
    BUNDLED("population-synthetic/SOURCE.md", population_synthetic_source),
    BUNDLED("population-synthetic/about.csv", population_synthetic_about),
    BUNDLED("population-synthetic/population.csv", population_synthetic_population),
    BUNDLED("survey-profiles/SOURCE.md", survey_profiles_source),
    BUNDLED("survey-profiles/about.csv", survey_profiles_about),
    BUNDLED("survey-profiles/country-example.toml", survey_profiles_country_example),
    BUNDLED("survey-profiles/mics5.toml", survey_profiles_mics5),
    BUNDLED("survey-profiles/mics6-early.toml", survey_profiles_mics6_early),
    BUNDLED("survey-profiles/mics6.toml", survey_profiles_mics6),
    BUNDLED("synthetic-cases/SOURCE.md", synthetic_cases_source),
    BUNDLED("synthetic-cases/about.csv", synthetic_cases_about),
    BUNDLED("synthetic-cases/durations.csv", synthetic_cases_durations),
    BUNDLED("synthetic-cases/team-a.csv", synthetic_cases_team_a),
    BUNDLED("synthetic-cases/team-b.csv", synthetic_cases_team_b),
    BUNDLED("synthetic-cases/truth.csv", synthetic_cases_truth),
    BUNDLED("synthetic-survey/SOURCE.md", synthetic_survey_source),
    BUNDLED("synthetic-survey/about.csv", synthetic_survey_about),
    BUNDLED("synthetic-survey/children.csv", synthetic_survey_children),
    BUNDLED("synthetic-survey/study.toml", synthetic_survey_study),
};

const struct prevalence_bundled_file *prevalence_bundled_files(void) { return files; }
size_t prevalence_bundled_file_count(void) { return sizeof files / sizeof files[0]; }
