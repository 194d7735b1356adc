#ifndef PREVALENCE_DRAWS_H
#define PREVALENCE_DRAWS_H

#include <stddef.h>
#include <stdint.h>

// Draws by the hundred million: the same arithmetic on every number of an array, compiled for several processors and
// chosen when the program starts. Nothing is contracted to fused operations and no function of the C library is
// called, so that every processor gives the same bits.

/// Standard normal deviates from a stream of random numbers, by pairs (Box and Muller, Annals of Mathematical
/// Statistics 29, 1958): each block of Philox4x32-10 gives a uniform number of 52 bits for the radius and one for the
/// angle. All lie within ±8.6.
///
/// `count` is even; block `firstBlock + i` gives numbers i and count / 2 + i.
void prevalence_standard_normals(double *numbers, size_t count, uint64_t firstBlock, uint32_t purpose,
                                 uint32_t replicate, uint64_t seed);

/// sums += exp(center + spread · (factor · own + shared)). The exponents lie within ±700.
void prevalence_add_exponentials(double *sums, const double *own, const double *shared, size_t count, double factor,
                                 double center, double spread);

/// exp(x) in place of x, which is cut off at ±700.
void prevalence_exponentials(double *numbers, size_t count);

/// 1 / (1 + exp(-x)) in place of x, which is cut off at ±700.
void prevalence_logistic(double *numbers, size_t count);

/// centers + scales · factor · own in place of own.
void prevalence_scale_deviates(double *own, const double *centers, const double *scales, size_t count, double factor);

#endif
