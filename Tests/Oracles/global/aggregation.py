"""Makes aggregation.json: moments of cut-off figures and of their correlated sums, with SciPy's truncated normal and
Gauss-Hermite quadrature in two dimensions; nothing of the program under test is used.

    python3 aggregation.py > aggregation.json      (SciPy 1.10 or later, NumPy)
"""
import json
import sys

import numpy as np
import scipy
from scipy import integrate, stats

PARTS = [
    # shape, value, standard deviation, lower, upper
    ("truncated normal", 100.0, 80.0, 90.0, np.inf),
    ("truncated normal", 40.0, 30.0, 0.0, 120.0),
    ("log-normal", 550.0, 275.0, 0.0, np.inf),
    ("log-normal", 200.0, 150.0, 150.0, 400.0),
]


def frozen(part):
    shape, value, sd, lower, upper = part
    if shape == "log-normal":
        s = np.sqrt(np.log1p((sd / value) ** 2))
        mu = np.log(value) - s * s / 2
        a = -np.inf if lower == 0 else (np.log(lower) - mu) / s
        b = np.inf if upper == np.inf else (np.log(upper) - mu) / s
        z = stats.truncnorm(a, b)
        return lambda p: np.exp(mu + s * z.ppf(p)), lambda p: np.exp(mu + s * z.isf(p))
    z = stats.truncnorm((lower - value) / sd, np.inf if upper == np.inf else (upper - value) / sd)
    return lambda p: value + sd * z.ppf(p), lambda p: value + sd * z.isf(p)


def at(part, x):
    ppf, isf = frozen(part)
    return np.where(x < 0, ppf(stats.norm.cdf(x)), isf(stats.norm.sf(x)))


def moment(part, power):
    f = lambda x: float(at(part, np.array(x))) ** power * stats.norm.pdf(x)
    return sum(integrate.quad(f, a, a + 1, epsabs=0, epsrel=1e-12)[0] for a in range(-12, 12))


nodes, weights = np.polynomial.hermite_e.hermegauss(160)
weights = weights / weights.sum()
keep = weights > 1e-30
nodes, weights = nodes[keep], weights[keep]


def covariance(first, second, rho):
    x = at(first, nodes)
    if rho == 1:
        y = at(second, nodes)
        joint = (weights * x * y).sum()
    else:
        grid = rho * nodes[:, None] + np.sqrt(1 - rho * rho) * nodes[None, :]
        joint = (weights[:, None] * weights[None, :] * x[:, None] * at(second, grid)).sum()
    return joint - (weights * x).sum() * (weights * at(second, nodes)).sum()


version = f"SciPy {scipy.__version__}, NumPy {np.__version__}"
out = {}
values = {"mean": [], "sd": [], "quantile_0.1": []}
for part in PARTS:
    mean = moment(part, 1)
    values["mean"].append(mean)
    values["sd"].append(float(np.sqrt(moment(part, 2) - mean ** 2)))
    values["quantile_0.1"].append(float(at(part, np.array(stats.norm.ppf(0.1)))))
out["aggregation/parts"] = {"call": "scipy.stats.truncnorm, integrate.quad", "version": version, "values": values}
for rho in (0.0, 0.3, 0.8, 1.0):
    variance = sum(sd ** 2 for sd in values["sd"])
    for i in range(len(PARTS)):
        for j in range(len(PARTS)):
            if i != j and rho > 0:
                variance += covariance(PARTS[i], PARTS[j], rho)
    out[f"aggregation/total/{rho}"] = {
        "call": "Gauss-Hermite quadrature, 160 by 160 nodes", "version": version,
        "values": {"sd": float(np.sqrt(variance))}}
json.dump(out, sys.stdout, indent=1)
print()
