"""Adds to certified.json, for each set, the solution of the problem that a program is really given.

Powers of x are formed in double precision by repeated multiplication, and the least squares problem with
those doubles is solved in rational arithmetic; standard errors take their square roots to 40 digits.
Run from this folder: python3 generate.py (Python 3.11 with mpmath 1.3).
"""
import csv
import json
from fractions import Fraction

from mpmath import mp, mpf, sqrt

mp.dps = 40


def design(case, rows):
    columns = [[1.0] * len(rows)] if case["intercept"] else []
    if "degree" in case:
        power = [1.0] * len(rows)
        for _ in range(case["degree"]):
            power = [p * r[1] for p, r in zip(power, rows)]
            columns.append(power)
    else:
        columns += [[r[j] for r in rows] for j in range(1, len(rows[0]))]
    return columns


def solve(matrix, right):
    """Gauss-Jordan with the right side as further columns."""
    n = len(matrix)
    work = [m + r for m, r in zip(matrix, right)]
    for k in range(n):
        p = next(i for i in range(k, n) if work[i][k] != 0)
        work[k], work[p] = work[p], work[k]
        work[k] = [v / work[k][k] for v in work[k]]
        for i in range(n):
            if i != k and work[i][k] != 0:
                f = work[i][k]
                work[i] = [a - f * b for a, b in zip(work[i], work[k])]
    return [row[n:] for row in work]


def root(f):
    return sqrt(mpf(f.numerator) / mpf(f.denominator))


with open("certified.json") as file:
    document = json.load(file)
for case in document["sets"]:
    with open(case["name"] + ".csv") as file:
        rows = [[float(v) for v in line] for line in list(csv.reader(file))[1:]]
    x = [[Fraction(v) for v in column] for column in design(case, rows)]
    y = [Fraction(r[0]) for r in rows]
    p = len(x)
    cross = [[sum(a * b for a, b in zip(x[i], x[j])) for j in range(p)] for i in range(p)]
    unit = [[Fraction(int(i == j)) for j in range(p)] for i in range(p)]
    right = [[sum(a * b for a, b in zip(x[i], y))] + unit[i] for i in range(p)]
    solution = solve(cross, right)
    beta = [row[0] for row in solution]
    residual = [b - sum(c * column[i] for c, column in zip(beta, x)) for i, b in enumerate(y)]
    variance = sum(r * r for r in residual) / case["degreesOfFreedom"]
    case["asDoubles"] = {
        "coefficients": [float(b) for b in beta],
        "standardErrors": [float(root(variance * solution[i][1 + i])) for i in range(p)],
        "residualStandardDeviation": float(root(variance)),
    }
with open("certified.json", "w") as file:
    json.dump(document, file, indent=1)
    file.write("\n")
