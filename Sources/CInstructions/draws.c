#include "draws.h"

#include <string.h>

#if defined(__x86_64__) && defined(__linux__)
#define FOR_EACH_PROCESSOR __attribute__((target_clones("avx512dq", "avx2", "default")))
#else
#define FOR_EACH_PROCESSOR
#endif

#pragma STDC FP_CONTRACT OFF

#define INLINED static inline __attribute__((always_inline))

INLINED double number_of(uint64_t bits) {
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

INLINED uint64_t bits_of(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

static const uint64_t half = 0xFFFFFFFF;
static const uint64_t one = 0x3FF0000000000000;
static const uint64_t fraction = 0x000FFFFFFFFFFFFF;

// ln x of a positive normal number: 2 artanh(s) with s = (f - 1) / (f + 1) for a fraction f within √½ and √2, and the
// power of two. s² is at most 0.0295, so that eleven terms of the series reach the last bit.
INLINED double logarithm(double x) {
  const uint64_t root = 0x3FE6A09E667F3BCD;
  uint64_t bits = bits_of(x) - root;
  // The signed power in the upper twelve bits, by way of the mantissa of 2⁵².
  double power = number_of(0x4330000000000000 | ((bits >> 52) ^ 0x800)) - (0x1p52 + 0x800);
  double f = number_of((bits & fraction) + root);
  double s = (f - 1) / (f + 1), t = s * s;
  double sum = 1.0 / 21;
  sum = sum * t + 1.0 / 19;
  sum = sum * t + 1.0 / 17;
  sum = sum * t + 1.0 / 15;
  sum = sum * t + 1.0 / 13;
  sum = sum * t + 1.0 / 11;
  sum = sum * t + 1.0 / 9;
  sum = sum * t + 1.0 / 7;
  sum = sum * t + 1.0 / 5;
  sum = sum * t + 1.0 / 3;
  sum = sum * t + 1;
  return power * 0x1.62e42fefa39efp-1 + (s + s) * sum;
}

// exp(x) for x within ±700: 2ⁿ times the series of the rest, which is at most ½ ln 2.
INLINED double exponential(double x) {
  const double shift = 0x1.8p52;
  double n = x * 0x1.71547652b82fep+0 + shift;
  uint64_t power = bits_of(n) << 52;
  n -= shift;
  double r = (x - n * 0x1.62e42feep-1) - n * 0x1.a39ef35793c76p-33;
  double sum = 1.0 / 6227020800;
  sum = sum * r + 1.0 / 479001600;
  sum = sum * r + 1.0 / 39916800;
  sum = sum * r + 1.0 / 3628800;
  sum = sum * r + 1.0 / 362880;
  sum = sum * r + 1.0 / 40320;
  sum = sum * r + 1.0 / 5040;
  sum = sum * r + 1.0 / 720;
  sum = sum * r + 1.0 / 120;
  sum = sum * r + 1.0 / 24;
  sum = sum * r + 1.0 / 6;
  sum = sum * r + 0.5;
  sum = sum * r + 1;
  sum = sum * r + 1;
  return number_of(bits_of(sum) + power);
}

// cos √t and sin √t / √t for t up to (π/4)².
INLINED double cosine(double t) {
  double sum = 1.0 / 20922789888000;
  sum = sum * t - 1.0 / 87178291200;
  sum = sum * t + 1.0 / 479001600;
  sum = sum * t - 1.0 / 3628800;
  sum = sum * t + 1.0 / 40320;
  sum = sum * t - 1.0 / 720;
  sum = sum * t + 1.0 / 24;
  sum = sum * t - 0.5;
  return sum * t + 1;
}

INLINED double sine(double t) {
  double sum = -1.0 / 1307674368000;
  sum = sum * t + 1.0 / 6227020800;
  sum = sum * t - 1.0 / 39916800;
  sum = sum * t + 1.0 / 362880;
  sum = sum * t - 1.0 / 5040;
  sum = sum * t + 1.0 / 120;
  sum = sum * t - 1.0 / 6;
  return sum * t + 1;
}

INLINED double within(double x) {
  double least = x < -700 ? -700 : x;
  return least > 700 ? 700 : least;
}

FOR_EACH_PROCESSOR
void prevalence_standard_normals(double *restrict numbers, size_t count, uint64_t firstBlock, uint32_t purpose,
                                 uint32_t replicate, uint64_t seed) {
  size_t pairs = count / 2;
  for (size_t i = 0; i < pairs; i++) {
    uint64_t block = firstBlock + i;
    uint64_t x0 = block & half, x1 = block >> 32, x2 = purpose, x3 = replicate;
    uint64_t low = seed & half, high = seed >> 32;
    // Salmon, Moraes, Dror and Shaw (SC'11, 2011), section 4; each word in the low half of 64 bits.
#pragma clang loop unroll(full)
    for (int round = 0; round < 10; round++) {
      uint64_t p = x0 * 0xD2511F53, q = x2 * 0xCD9E8D57;
      x0 = (q >> 32) ^ x1 ^ low;
      x1 = q & half;
      x2 = (p >> 32) ^ x3 ^ high;
      x3 = p & half;
      low = (low + 0x9E3779B9) & half;
      high = (high + 0xBB67AE85) & half;
    }
    // An odd multiple of 2⁻⁵³ within (0, 1), and an angle within (-π/4, π/4); two bits that neither uses choose the
    // quarter.
    double u = number_of(((x1 << 32 | x0) >> 12) | one) - (1 - 0x1p-53);
    uint64_t w = x3 << 32 | x2;
    double v = (number_of((w >> 12) | one) - (1.5 - 0x1p-53)) * 0x1.921fb54442d18p+0;
    double radius = __builtin_elementwise_sqrt(-2 * logarithm(u));
    double t = v * v;
    double c = radius * cosine(t), s = radius * (v * sine(t));
    uint64_t sign = (w & 2) << 62;
    double a = w & 1 ? s : c, b = w & 1 ? c : s;
    numbers[i] = number_of(bits_of(a) ^ sign);
    numbers[pairs + i] = number_of(bits_of(b) ^ sign);
  }
}

FOR_EACH_PROCESSOR
void prevalence_add_exponentials(double *restrict sums, const double *restrict own, const double *restrict shared,
                                 size_t count, double factor, double center, double spread) {
  for (size_t i = 0; i < count; i++) sums[i] += exponential(center + spread * (factor * own[i] + shared[i]));
}

FOR_EACH_PROCESSOR
void prevalence_exponentials(double *numbers, size_t count) {
  for (size_t i = 0; i < count; i++) numbers[i] = exponential(within(numbers[i]));
}

FOR_EACH_PROCESSOR
void prevalence_logistic(double *numbers, size_t count) {
  for (size_t i = 0; i < count; i++) numbers[i] = 1 / (1 + exponential(-within(numbers[i])));
}

FOR_EACH_PROCESSOR
void prevalence_scale_deviates(double *restrict own, const double *restrict centers, const double *restrict scales,
                               size_t count, double factor) {
  for (size_t i = 0; i < count; i++) own[i] = centers[i] + scales[i] * (factor * own[i]);
}
