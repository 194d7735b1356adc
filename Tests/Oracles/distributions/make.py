"""Reference values for the distributions and special functions, to 20 digits.

    python3 make.py        (Python 3.11.7, mpmath 1.3.0, SciPy 1.17.1; some minutes)

Arguments are doubles; the values are exact for them. Incomplete gamma and beta functions are summed from their
power series of positive terms in fixed point with 2,600 bits, so that even the complement of a tail of
1e-300 keeps 150 digits; nothing here is what the library does. SciPy only chooses where to look: the places are
its quantiles, rounded to six digits.
"""
import csv
import math
from functools import lru_cache

import mpmath
import numpy
import scipy.stats
from mpmath import mp, mpf

mp.prec = 2600
SCALE = 2600


def fixed(value):
    return int(mpmath.floor(mpmath.ldexp(mpf(value), SCALE)))


@lru_cache(maxsize=None)
def log_gamma(value):
    return mpmath.loggamma(value)


def lower_gamma_kernel(a, x):
    """x^a e^-x / Gamma(a)"""
    return mpmath.exp(a * mpmath.log(x) - x - log_gamma(a))


def gamma_tails(a, x):
    a, x = mpf(a), mpf(x)
    kernel = lower_gamma_kernel(a, x)
    one, af, xf = 1 << SCALE, fixed(a), fixed(x)
    term, total, n = one, 0, 0
    while term:
        total += term
        n += 1
        term = term * xf // (af + (n << SCALE))
    lower = kernel / a * mpmath.ldexp(mpf(total), -SCALE)
    return lower, 1 - lower, kernel


def beta_kernel(a, b, x, y):
    return mpmath.exp(a * mpmath.log(x) + b * mpmath.log(y) + log_gamma(a + b) - log_gamma(a) - log_gamma(b))


def beta_tails(a, b, x, y):
    """I_x(a, b), its complement, and x^a y^b / B(a, b)"""
    a, b, x, y = mpf(a), mpf(b), mpf(x), mpf(y)
    if x > y:
        upper, lower, kernel = beta_tails(b, a, y, x)
        return lower, upper, kernel
    kernel = beta_kernel(a, b, x, y)
    af, bf, xf = fixed(a), fixed(b), fixed(x)
    term, total, n = 1 << SCALE, 0, 0
    while term:
        total += term
        n += 1
        term = (term * xf >> SCALE) * (af + bf + ((n - 1) << SCALE)) // (af + (n << SCALE))
    lower = kernel / a * mpmath.ldexp(mpf(total), -SCALE)
    return lower, 1 - lower, kernel


def text(value):
    return mpmath.nstr(value, 20, strip_zeros=True, min_fixed=-3, max_fixed=3)


def write(name, header, rows):
    with open(name, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    print(name, len(rows))


TAILS = [1e-300, 1e-150, 1e-50, 1e-16, 1e-9, 1e-4, 0.025, 0.2, 0.4]


def places(distribution):
    """Where either tail has the probabilities above, and the median, to six digits."""
    with numpy.errstate(all="ignore"):
        found = [distribution.ppf(p) for p in TAILS + [0.5]] + [distribution.isf(p) for p in TAILS]
    rounded = {float("%.6g" % x) for x in found if math.isfinite(x)}
    return sorted(x for x in rounded if 1e-290 < abs(x) < 1e290 and (x != 1 or distribution.cdf(1) < 1))


def continuous(name, header, cases, make, tails):
    rows = []
    for case in cases:
        for x in places(make(*case)):
            lower, upper, density = tails(*case, x)
            # Near 1e-308 a double has fewer digits.
            if min(lower, upper) < mpf("1e-305"):
                continue
            rows.append([repr(v) for v in case] + [repr(x), text(lower), text(upper), text(mpmath.log(density))])
    write(name, header + ["x", "lower", "upper", "log_density"], rows)


def normal(x):
    x = mpf(x)
    root = mpmath.sqrt(2)
    return mpmath.erfc(-x / root) / 2, mpmath.erfc(x / root) / 2, mpmath.npdf(x)


def gamma(shape, scale, x):
    lower, upper, kernel = gamma_tails(shape, mpf(x) / mpf(scale))
    return lower, upper, kernel / x


def chi_squared(df, x):
    return gamma(mpf(df) / 2, 2, x)


def beta(alpha, beta, x):
    lower, upper, kernel = beta_tails(alpha, beta, x, 1 - mpf(x))
    return lower, upper, kernel / (mpf(x) * (1 - mpf(x)))


def f(d1, d2, x):
    d1, d2, x = mpf(d1), mpf(d2), mpf(x)
    lower, upper, kernel = beta_tails(d1 / 2, d2 / 2, d1 * x / (d1 * x + d2), d2 / (d1 * x + d2))
    return lower, upper, kernel / x


def student(df, x):
    df, x = mpf(df), mpf(x)
    if x == 0:
        return mpf(1) / 2, mpf(1) / 2, 1 / (mpmath.sqrt(df) * mpmath.beta(mpf(1) / 2, df / 2))
    both, _, kernel = beta_tails(df / 2, mpf(1) / 2, df / (df + x * x), x * x / (df + x * x))
    tail = both / 2
    return (tail, 1 - tail, kernel / abs(x)) if x < 0 else (1 - tail, tail, kernel / abs(x))


def binomial(n, p, k):
    p = mpf(p)
    upper, lower, _ = beta_tails(k + 1, n - k, p, 1 - p)
    mass = mpmath.exp(
        log_gamma(mpf(n + 1)) - log_gamma(mpf(k + 1)) - log_gamma(mpf(n - k + 1))
        + k * mpmath.log(p) + (n - k) * mpmath.log(1 - p))
    return lower, upper, mass


def poisson(mean, k):
    upper, lower, _ = gamma_tails(k + 1, mean)
    return lower, upper, mpmath.exp(k * mpmath.log(mpf(mean)) - mpf(mean) - log_gamma(mpf(k + 1)))


def counts(name, header, cases, make, tails):
    rows = []
    for case in cases:
        distribution = make(*case)
        for k in sorted({int(x) for x in [distribution.ppf(p) for p in TAILS + [0.5]]
                         + [distribution.isf(p) for p in TAILS] if math.isfinite(x)}):
            if k < 0 or (name == "binomial.csv" and k >= case[0]):
                continue
            lower, upper, mass = tails(*case, k)
            if min(lower, upper) < mpf("1e-305"):
                continue
            rows.append([repr(v) for v in case] + [k, text(lower), text(upper), text(mpmath.log(mass))])
    write(name, header + ["count", "lower", "upper", "log_mass"], rows)


def special():
    rows = []
    points = [1e-300, 1e-20, 1e-6, 0.01, 0.1, 0.3, 0.5, 0.9, 1.0, 1.1, 1.4616321449683622, 1.5, 2.0, 2.5, 5.0, 9.99,
              10.0, 10.5, 33.3, 100.0, 12345.678, 1e6, 1e9, 1e15, 1e100]
    mp.dps = 60
    for x in points:
        rows.append(["logGamma", repr(x), "", text(mpmath.loggamma(mpf(x)))])
        rows.append(["digamma", repr(x), "", text(mpmath.digamma(mpf(x)))])
        rows.append(["trigamma", repr(x), "", text(mpmath.psi(1, mpf(x)))])
    mp.dps = 60
    for a in [1e-6, 0.01, 0.5, 1.0, 3.3, 9.9, 10.0, 40.0, 1e3, 1e6, 1e9, 1e15]:
        for b in [1e-6, 0.05, 0.5, 2.0, 9.0, 11.0, 1e3, 1e6, 1e15]:
            a_, b_ = mpf(a), mpf(b)
            value = mpmath.loggamma(a_) + mpmath.loggamma(b_) - mpmath.loggamma(a_ + b_)
            rows.append(["logBeta", repr(a), repr(b), text(value)])
    write("special.csv", ["function", "a", "b", "value"], rows)
    mp.prec = SCALE


if __name__ == "__main__":
    stats = scipy.stats
    special()
    continuous("normal.csv", [], [()], lambda: stats.norm(), normal)
    shapes = [(0.001, 1.0), (0.05, 1.0), (0.3, 1.0), (0.999, 3.0), (1.0, 0.7), (1.5, 1.0), (3.0, 1.0), (9.99, 1.0), (10.0, 1.0),
              (47.3, 0.1), (1234.5, 7.0), (5e4, 1.0), (5e5, 0.3)]
    continuous("gamma.csv", ["shape", "scale"], shapes, lambda a, s: stats.gamma(a, scale=s), gamma)
    degrees = [0.1, 0.5, 1.0, 2.0, 2.5, 5.0, 12.0, 30.0, 101.0, 1e3, 1e4, 1e6]
    continuous("chi_squared.csv", ["df"], [(d,) for d in degrees], stats.chi2, chi_squared)
    continuous("student_t.csv", ["df"], [(d,) for d in degrees], stats.t, student)
    pairs = [(0.1, 0.1), (0.1, 3.0), (0.1, 1e6), (1.0, 1.0), (1.0, 4.0), (2.0, 7.0), (2.5, 0.5), (5.0, 12.0), (12.0, 1e3), (30.0, 30.0),
             (1e3, 2e3), (1e4, 1.0), (1e6, 0.1), (1e6, 5.0), (3.0, 1e6), (1e6, 1e6)]
    continuous("f.csv", ["d1", "d2"], pairs, stats.f, f)
    betas = [(0.001, 0.001), (0.01, 2.0), (0.05, 0.05), (0.05, 500.0), (0.5, 0.5), (0.5, 5.5), (1.0, 1.0), (1.0, 30.0), (1.5, 0.05), (2.0, 3.0),
             (9.5, 10.5), (40.0, 3.0), (100.0, 0.4), (333.3, 1e3), (1e3, 0.01), (5e3, 5e3), (5e5, 2.0), (2.0, 5e5), (1e5, 3e5)]
    continuous("beta.csv", ["alpha", "beta"], betas, stats.beta, beta)
    counts("binomial.csv", ["trials", "probability"],
           [(1, 0.3), (10, 0.5), (50, 0.01), (50, 0.97), (1000, 0.3), (100000, 1e-5), (100000, 0.5), (2000000, 0.1)],
           stats.binom, binomial)
    counts("poisson.csv", ["mean"], [(1e-3,), (0.5,), (4.0,), (15.5,), (1e3,), (1e6,)], stats.poisson, poisson)
