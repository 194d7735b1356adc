// The least work that the question takes: a weighted prevalence by six age groups with Taylor standard errors, from the
// rows of Scripts/make-survey-rows, by one thread that knows every column's place and form and checks nothing.
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>

enum { groups = 6, mostUnits = 1 << 20 };

static double weights[mostUnits * groups], positives[mostUnits * groups];
static int stratumOf[mostUnits];

static const char *skip(const char *p) {
  while (*p != ',') p++;
  return p + 1;
}

static const char *number(const char *p, int *value) {
  int n = 0;
  while (*p >= '0') n = n * 10 + (*p++ - '0');
  *value = n;
  return p;
}

int main(int count, char **arguments) {
  static const double scales[] = {1, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6};
  int file = count > 1 ? open(arguments[1], O_RDONLY) : -1;
  struct stat status;
  if (file < 0 || fstat(file, &status) != 0) return 66;
  const char *p = mmap(0, status.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0);
  const char *end = p + status.st_size;
  int lastUnit = 0, lastStratum = 0;
  while (*p++ != '\n') continue;
  while (p < end) {
    int stratum, unit, age;
    p = number(skip(skip(p)), &stratum) + 1;
    p = number(p, &unit) + 1;
    p = skip(number(skip(skip(skip(p))), &age));
    int group = age < 8 ? 0 : age / 2 - 3;
    long digits = 0;
    while (*p != '.') digits = digits * 10 + (*p++ - '0');
    const char *point = ++p;
    while (*p != ',') digits = digits * 10 + (*p++ - '0');
    double weight = digits * scales[p - point];
    weights[unit * groups + group] += weight;
    positives[unit * groups + group] += weight * (p[1] - '0');
    stratumOf[unit] = stratum;
    if (unit > lastUnit) lastUnit = unit;
    if (stratum > lastStratum) lastStratum = stratum;
    while (*p++ != '\n') continue;
  }
  for (int group = 0; group < groups; group++) {
    double size = 0, total = 0, variance = 0;
    for (int unit = 0; unit <= lastUnit; unit++) {
      size += weights[unit * groups + group];
      total += positives[unit * groups + group];
    }
    double *means = calloc(lastStratum + 1, sizeof *means), *squares = calloc(lastStratum + 1, sizeof *squares);
    int *units = calloc(lastStratum + 1, sizeof *units);
    for (int pass = 0; pass < 2; pass++) {
      for (int unit = 0; unit <= lastUnit; unit++) {
        int h = stratumOf[unit];
        if (h == 0) continue;
        double z = (positives[unit * groups + group] - total / size * weights[unit * groups + group]) / size;
        if (pass == 0) means[h] += z, units[h]++;
        else squares[h] += (z - means[h] / units[h]) * (z - means[h] / units[h]);
      }
    }
    for (int h = 1; h <= lastStratum; h++)
      if (units[h] > 1) variance += squares[h] * units[h] / (units[h] - 1);
    printf("%d %.15g %.15g\n", group, total / size, sqrt(variance));
  }
}
