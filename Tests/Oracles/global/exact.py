"""Fay-Herriot fits of crosscountry.csv on three scales to forty digits, each step from its formula.

python3 exact.py > exact.json     (Python 3.11, mpmath 1.3.0)
"""
import csv
import json
import os
import mpmath as mp

mp.mp.dps = 50
HERE = os.path.dirname(os.path.abspath(__file__))
ROWS = list(csv.DictReader(open(os.path.join(HERE, "crosscountry.csv"))))
DATA = [r for r in ROWS if r["prev"] not in ("", "NA")]
MISSING = [r for r in ROWS if r["prev"] in ("", "NA")]


def design(rows):
    return [mp.matrix([1, mp.mpf(r["log_gdp"]), mp.mpf(r["agri_share"])]) for r in rows]


def pieces(a, y, psi, x):
    p = 3
    w = [1 / (a + s) for s in psi]
    m1, m2, c = mp.matrix(p, p), mp.matrix(p, p), mp.matrix(p, 1)
    for wi, yi, xi in zip(w, y, x):
        m1 += wi * xi * xi.T
        m2 += wi ** 2 * xi * xi.T
        c += wi * yi * xi
    v = m1 ** -1
    b = v * c
    return w, v, m2, b


def equation(method, y, psi, x):
    def f(a):
        w, v, m2, b = pieces(a, y, psi, x)
        u = [wi * (yi - (xi.T * b)[0]) for wi, yi, xi in zip(w, y, x)]
        if method == "FH":
            return sum(ui ** 2 / wi for ui, wi in zip(u, w)) - (len(y) - 3)
        lead = sum((v * m2)[k, k] for k in range(3)) if method == "REML" else 0
        return sum(ui ** 2 for ui in u) - sum(w) + lead
    return f


def back(scale, mu, s2):
    if scale == "plain":
        return mu
    if scale == "arcsine":
        return (1 - mp.exp(-2 * s2) * mp.cos(2 * mu)) / 2
    s = mp.sqrt(s2)
    g = lambda z: mp.npdf(z) / (1 + mp.exp(-(mu + s * z)))
    return mp.quad(g, [-mp.inf, -4, 0, 4, mp.inf])


def main():
    prev = [mp.mpf(r["prev"]) for r in DATA]
    se = [mp.mpf(r["se"]) for r in DATA]
    x, xnew = design(DATA), design(MISSING)
    scales = {
        "plain": (prev, [s ** 2 for s in se]),
        "logit": ([mp.log(p / (1 - p)) for p in prev], [(s / (p * (1 - p))) ** 2 for p, s in zip(prev, se)]),
        "arcsine": ([mp.asin(mp.sqrt(p)) for p in prev],
                    [s ** 2 / (4 * p * (1 - p)) for p, s in zip(prev, se)]),
    }
    out = {}
    for scale, (y, psi) in scales.items():
        for method in ("REML", "ML", "FH"):
            start = {"plain": "0.008", "logit": "0.34", "arcsine": "0.012"}[scale]
            a = mp.findroot(
                equation(method, y, psi, x), (mp.mpf(start) / 5, mp.mpf(start) * 5), solver="anderson", tol=1e-90,
                maxsteps=200)
            w, v, m2, b = pieces(a, y, psi, x)
            s1, s2 = sum(w), sum(wi ** 2 for wi in w)
            avar, bias = 2 / s2, mp.mpf(0)
            if method == "ML":
                bias = -sum((v * m2)[k, k] for k in range(3)) / s2
            if method == "FH":
                avar, bias = 2 * len(y) / s1 ** 2, 2 * (len(y) * s2 - s1 ** 2) / s1 ** 3
            eblup, mse, rate = [], [], []
            for yi, si, xi, wi in zip(y, psi, x, w):
                fit, rest = (xi.T * b)[0], si * wi
                eblup.append(fit + a * wi * (yi - fit))
                mse.append(a * rest + rest ** 2 * (xi.T * v * xi)[0] + 2 * rest ** 2 * wi * avar - bias * rest ** 2)
                rate.append(back(scale, eblup[-1], a * rest))
            new = [(xi.T * b)[0] for xi in xnew]
            newvar = [a + (xi.T * v * xi)[0] for xi in xnew]
            values = {
                "refvar": a, "beta": list(b), "se_beta": [mp.sqrt(v[k, k]) for k in range(3)], "eblup": eblup,
                "mse": mse, "rate": rate, "pred_new": new, "mse_new": newvar,
                "rate_new": [back(scale, mu, s) for mu, s in zip(new, newvar)],
            }
            number = lambda q: [float(t) for t in q] if isinstance(q, list) else float(q)
            out[f"crosscountry/{scale}/{method}"] = {
                "call": f"exact.py: Fay-Herriot by {method}, {scale} scale, prev ~ log_gdp + agri_share",
                "version": "mpmath 1.3.0, 50 digits, rounded to double",
                "values": {k: number(q) for k, q in values.items()},
            }
    y, psi = scales["logit"]
    means, spreads = [], []
    for leave in range(len(y)):
        rest = [k for k in range(len(y)) if k != leave]
        yr, pr, xr = [y[k] for k in rest], [psi[k] for k in rest], [x[k] for k in rest]
        a = mp.findroot(equation("REML", yr, pr, xr), (mp.mpf("0.05"), mp.mpf("2")), solver="anderson", tol=1e-90,
                        maxsteps=200)
        w, v, m2, b = pieces(a, yr, pr, xr)
        means.append(float((x[leave].T * b)[0]))
        spreads.append(float(mp.sqrt(a + (x[leave].T * v * x[leave])[0] + psi[leave])))
    out["crosscountry/leave-one-out"] = {
        "call": "exact.py: each country predicted from the others, logit scale, REML; sd holds the sampling error",
        "version": "mpmath 1.3.0, 50 digits, rounded to double",
        "values": {"mean": means, "sd": spreads},
    }
    print("{\n" + ",\n".join(json.dumps(k) + ": " + json.dumps(v) for k, v in out.items()) + "\n}")


main()
