// The work that a pass of a regression cannot do without: XᵀX of a matrix of made-up numbers by one call of dsyrk, with one
// thread. Prints the median of CPU seconds of 21 calls.
#include <cblas.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

void openblas_set_num_threads(int count);

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double seconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec + 1e-9 * time.tv_nsec;
}

int main(int count, char **arguments) {
  enum { runs = 21 };
  int rows = count > 1 ? atoi(arguments[1]) : 1000000, columns = count > 2 ? atoi(arguments[2]) : 20;
  if (rows < 1 || columns < 1) return 64;
  openblas_set_num_threads(1);
  double *x = malloc((size_t)rows * columns * sizeof *x), *gram = calloc((size_t)columns * columns, sizeof *gram);
  if (!x || !gram) return 70;
  for (size_t i = 0; i < (size_t)rows * columns; i++) x[i] = (double)(i * 2654435761u % 4096) / 1024 - 2;
  double times[runs];
  for (int run = 0; run < runs; run++) {
    double start = seconds();
    cblas_dsyrk(CblasColMajor, CblasLower, CblasTrans, columns, rows, 1, x, rows, 0, gram, columns);
    times[run] = seconds() - start;
  }
  qsort(times, runs, sizeof *times, ascending);
  printf("dsyrk of %d rows by %d columns: median %.4f s, least %.4f s\n", rows, columns, times[runs / 2], times[0]);
}
