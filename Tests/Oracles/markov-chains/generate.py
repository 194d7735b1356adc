"""Reference values of the chain diagnostics: arviz-stats on chains that a few lines can make again anywhere.

Run with arviz-stats 0.8.0: python generate.py > expected.csv
"""
import sys
import arviz_stats
import numpy as np
from arviz_stats.base import array_stats


def chain(length, memory, shift, power, seed, digits):
    """x = memory x + e with e uniform from the generator of Lehmer (16807); then a power, rounded to digits."""
    state, x, out = seed, 0.0, []
    for _ in range(length):
        state = state * 16807 % 2147483647
        x = memory * x + state / 2147483647 - 0.5
        y = x + shift
        if power == 3:
            y = y * y * y
        out.append(np.floor(y * 10**digits + 0.5) / 10**digits)
    return out


print(f"# arviz-stats {arviz_stats.__version__}, numpy {np.__version__}: rhat (rank), ess (bulk), ess (tail) of generated chains.")
print("# chains,length,memory,shift of the last chain,power,digits,rhat,bulk,tail,ess of the share up to the 2.5 % quantile")
for chains, length, memory, shift, power, digits in [
    (4, 1000, 0.0, 0.0, 1, 12), (4, 1000, 0.9, 0.0, 1, 12), (4, 1001, 0.5, 0.3, 1, 12), (2, 500, 0.99, 0.0, 1, 12),
    (1, 400, 0.3, 0.0, 1, 12), (4, 250, -0.6, 0.0, 1, 12), (3, 333, 0.8, 0.0, 3, 12), (4, 600, 0.7, 0.0, 1, 1),
    (4, 40, 0.95, 1.0, 1, 12), (8, 12, 0.0, 0.0, 1, 12)]:
    x = np.array([chain(length, memory, shift if c == chains - 1 else 0.0, power, 12345 + 7919 * c, digits)
                  for c in range(chains)])
    r = array_stats.rhat(x, chain_axis=0, draw_axis=1, method="rank")
    b = array_stats.ess(x, chain_axis=0, draw_axis=1, method="bulk")
    t = array_stats.ess(x, chain_axis=0, draw_axis=1, method="tail", prob=(0.05, 0.95))
    q = array_stats.ess(x, chain_axis=0, draw_axis=1, method="quantile", prob=0.025)
    print(",".join(map(str, (chains, length, memory, shift, power, digits))) + f",{float(r)!r},{float(b)!r},{float(t)!r},{float(q)!r}")
