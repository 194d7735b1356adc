"""Das Gupta's decomposition of the change of a total by its definition: the effect of a factor is its change averaged
over all orders in which size, composition, rates and definition could have changed.

    python3 das-gupta.py        (Python 3.11; prints what SeriesCompositionTests.swift quotes)
"""

import itertools

FIRST = {"5-11": (100, 1000), "12-14": (60, 400), "15-17": (80, 300)}
SECOND = {"5-11": (90, 1100), "12-14": (70, 500), "15-17": (100, 500)}


def total(size, shares, rates, ratio):
    return sum(size * shares[k] * rates[k] * ratio for k in FIRST)


def effects(ratio):
    """Of the four factors, for figures of the second year by a definition `ratio` times the first's."""
    before, after = (sum(p for _, p in year.values()) for year in (FIRST, SECOND))
    factors = [
        (before, after),
        tuple({k: p / n for k, (_, p) in year.items()} for year, n in ((FIRST, before), (SECOND, after))),
        tuple({k: c / p / r for k, (c, p) in year.items()} for year, r in ((FIRST, 1), (SECOND, ratio))),
        (1, ratio),
    ]
    result = [0.0] * 4
    orders = list(itertools.permutations(range(4)))
    for order in orders:
        state = [factor[0] for factor in factors]
        for factor in order:
            start = total(*state)
            state[factor] = factors[factor][1]
            result[factor] += (total(*state) - start) / len(orders)
    return result


for ratio in (1, 0.9):
    print(ratio, [f"{effect:.15g}" for effect in effects(ratio)])
