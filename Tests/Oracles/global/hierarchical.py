"""The posterior of the hierarchical model for crosscountry.csv by quadrature over its two standard deviations.

python3 hierarchical.py > hierarchical.json     (Python 3.11, numpy, scipy 1.17.1)

Covariances are written out as dense matrices, so that nothing but the model is shared with the program: given the
standard deviations y is normal with covariance diag(su^2 + psi) + sv^2 ZZ' and a flat beta; half-normal priors, scale 1.
"""
import csv
import json
import os
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
ROWS = list(csv.DictReader(open(os.path.join(HERE, "crosscountry.csv"))))
HAS = np.array([r["prev"] not in ("", "NA") for r in ROWS])
X = np.array([[1, float(r["log_gdp"]), float(r["agri_share"])] for r in ROWS])
NAMES = sorted({r["region"] for r in ROWS})
Z = np.array([[float(r["region"] == n) for n in NAMES] for r in ROWS])
P = np.array([float(r["prev"]) for r, h in zip(ROWS, HAS) if h])
SE = np.array([float(r["se"]) for r, h in zip(ROWS, HAS) if h])
Y, PSI = np.log(P / (1 - P)), (SE / (P * (1 - P))) ** 2
XD, ZD = X[HAS], Z[HAS]
NEW = ~HAS


def moments(su, sv):
    v = np.diag(su**2 + PSI) + sv**2 * ZD @ ZD.T
    vi = np.linalg.inv(v)
    m = XD.T @ vi @ XD
    cov = np.linalg.inv(m)
    beta = cov @ XD.T @ vi @ Y
    r = Y - XD @ beta
    logp = -0.5 * (np.linalg.slogdet(v)[1] + np.linalg.slogdet(m)[1] + r @ vi @ r) - 0.5 * (su**2 + sv**2)
    # theta of all countries given y: theta = X beta + delta, cov(delta, y) = sv^2 Z Zd' + su^2 indicator
    g = sv**2 * Z @ ZD.T
    g[HAS] += su**2 * np.eye(HAS.sum())
    k = g @ vi
    mean = X @ beta + k @ r
    h = X - k @ XD
    own = su**2 + sv**2 - np.einsum("ij,ij->i", k, g) + np.einsum("ij,jk,ik->i", h, cov, h)
    return logp, beta, np.diag(cov), mean, own


def leave_one_out(lo, hi):
    """Mean and standard deviation of y_i given the others, on the logit scale."""
    global XD, ZD, PSI, Y, HAS
    kept = XD, ZD, PSI, Y, HAS
    places = np.flatnonzero(HAS)
    u, wu = np.polynomial.legendre.leggauss(30)
    means, sds = [], []
    for i in range(0, len(places), 5):
        XD, ZD, PSI, Y = (np.delete(a, i, 0) for a in kept[:4])
        HAS = kept[4].copy()
        HAS[places[i]] = False
        rows = []
        for a, wa in zip(u, wu):
            for b, wb in zip(u, wu):
                lu, lv = (lo[k] + (hi[k] - lo[k]) * (t + 1) / 2 for k, t in ((0, a), (1, b)))
                logp, _, _, mean, var = moments(np.exp(lu), np.exp(lv))
                rows.append((np.log(wa * wb) + logp + lu + lv, mean[places[i]], var[places[i]]))
        rows = np.array(rows)
        q = np.exp(rows[:, 0] - rows[:, 0].max())
        q /= q.sum()
        mean = q @ rows[:, 1]
        means.append(mean)
        sds.append(np.sqrt(q @ (rows[:, 2] + rows[:, 1] ** 2) - mean**2 + kept[2][i]))
    XD, ZD, PSI, Y, HAS = kept
    return {"mean": means, "sd": sds}


def main():
    # Gauss-Legendre in the logarithms, wide enough that the ends weigh nothing.
    u, wu = np.polynomial.legendre.leggauss(60)
    lo, hi = np.log([0.25, 1e-4]), np.log([1.6, 5.0])
    total, acc = 0.0, None
    logs = []
    for a, wa in zip(u, wu):
        for b, wb in zip(u, wu):
            lu = lo[0] + (hi[0] - lo[0]) * (a + 1) / 2
            lv = lo[1] + (hi[1] - lo[1]) * (b + 1) / 2
            logs.append((lu, lv, wa * wb) + moments(np.exp(lu), np.exp(lv)))
    top = max(e[3] + e[0] + e[1] for e in logs)
    n = len(ROWS)
    s = np.zeros(4 + 6 + 4 * n)
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    weights = weights / weights.sum()
    for lu, lv, w, lp, beta, vb, mean, var in logs:
        q = w * np.exp(lp + lu + lv - top)
        su, sv = np.exp(lu), np.exp(lv)
        rate = 1 / (1 + np.exp(-(mean[:, None] + np.sqrt(var)[:, None] * nodes)))
        s += q * np.concatenate([[su, sv, su**2, sv**2], beta, vb + beta**2, mean, var + mean**2,
                                 rate @ weights, rate**2 @ weights])
        total += q
    s /= total
    sd = lambda m, q: np.sqrt(q - m**2)
    theta, theta2, rate, rate2 = (s[10 + k * n:10 + (k + 1) * n] for k in range(4))
    out = {"hierarchical/crosscountry": {
        "call": "hierarchical.py: 60 x 60 Gauss-Legendre nodes over log standard deviations",
        "version": "numpy, dense covariances",
        "values": {
            "spread_mean": s[:2].tolist(), "spread_sd": sd(s[:2], s[2:4]).tolist(),
            "beta_mean": s[4:7].tolist(), "beta_sd": sd(s[4:7], s[7:10]).tolist(),
            "theta_mean": theta.tolist(), "theta_sd": sd(theta, theta2).tolist(),
            "rate_mean": rate.tolist(), "rate_sd": sd(rate, rate2).tolist()}}}
    out["hierarchical/leave-one-out"] = {
        "call": "hierarchical.py: every fifth country with data predicted from the posterior of the others",
        "version": "numpy, dense covariances", "values": leave_one_out(lo, hi)}
    print("{\n" + ",\n".join(json.dumps(k) + ": " + json.dumps(v) for k, v in out.items()) + "\n}")


main()
