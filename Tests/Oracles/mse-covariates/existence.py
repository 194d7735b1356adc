"""Writes existence.csv: random sparse tables and models, what the likelihood can say of the unobserved people, and the
population where it is estimable. scipy.optimize.linprog (HiGHS) decides; numpy fits on the facial set."""
import itertools
import numpy as np
from scipy.optimize import linprog

draw = np.random.Generator(np.random.PCG64(20260803))

def columns(terms, factors, rows, lists):
    """Products of indicators (lists, levels above the first) and of raw powers (numeric)."""
    blocks = []
    for term in terms:
        block = [np.ones(len(rows))]
        for factor in term:
            if factor < lists:
                block = [b * np.array([r[0] >> factor & 1 for r in rows]) for b in block]
            else:
                kind, values, degree = factors[factor - lists]
                level = np.array([r[1][factor - lists] for r in rows])
                basis = ([np.array(values)[level] ** k for k in range(1, degree + 1)] if kind == "numeric"
                         else [(level == l).astype(float) for l in range(1, len(values))])
                block = [b * c for b in block for c in basis]
        blocks += block
    return np.array(blocks).T

def can(objective, X, positive, zero):
    """Whether objective . g > 0 for some g with Xg = 0 on positive and <= 0 on zero rows."""
    r = linprog(-objective, A_ub=np.vstack([X[zero], objective]), b_ub=np.append(np.zeros(len(zero)), 1),
                A_eq=X[positive], b_eq=np.zeros(len(positive)), bounds=(None, None), method="highs")
    assert r.status == 0, r.message
    assert r.fun > -1e-6 or r.fun < -0.5, r.fun
    return r.fun < -0.5

def fit(X, y, hidden):
    q, s, vt = np.linalg.svd(X, full_matrices=False)
    rank = int((s > 1e-9 * s[0]).sum())
    Z = X @ vt[:rank].T
    H = hidden @ vt[:rank].T
    b = np.linalg.lstsq(Z * np.sqrt(y + .1)[:, None], np.log(y + .1) * np.sqrt(y + .1), rcond=None)[0]
    value = lambda b: y @ (Z @ b) - np.exp(np.minimum(Z @ b, 600)).sum()
    for _ in range(300):
        mu = np.exp(Z @ b)
        step = np.linalg.solve(Z.T @ (Z * mu[:, None]), Z.T @ (y - mu))
        length = 1.0
        while value(b + length * step) < value(b) - 1e-10 and length > 1e-10:
            length /= 2
        b = b + length * step
        if np.abs(Z @ step).max() < 1e-11 and length == 1:
            return np.exp(H @ b)
    raise RuntimeError("no convergence")

cases = [(2, [("named", [0, 1], 0)]), (3, [("named", [0, 1], 0)]), (3, [("named", [0, 1, 2], 0)]),
         (3, [("named", [0, 1], 0), ("named", [0, 1], 0)]), (3, [("numeric", [0, 1, 2, 4], 2)]),
         (4, [("named", [0, 1, 2], 0), ("numeric", [0, 1, 3], 1)])]
print("lists;levels;formula;entries;status;isOrdinary;N", file=(out := open("existence.csv", "w")))
count = 0
while count < 240:
    lists, factors = cases[count % len(cases)]
    cells = list(itertools.product(*[range(len(f[1])) for f in factors]))
    rows = [(h, c) for c in cells for h in range(1, 2 ** lists)]
    mean = draw.choice([0.3, 0.8, 2.0])
    y = draw.poisson(mean * np.exp(draw.normal(0, 1, len(rows)))).astype(float)
    if any(not any(y[i] > 0 and rows[i][1][k] == l for i in range(len(rows)))
           for k in range(len(factors)) for l in range(len(factors[k][1]))):
        continue
    names = "ABCD"[:lists] + "xy"[:len(factors)]
    pool = [t for size in (2, 3) for t in itertools.combinations(range(len(names)), size)]
    chosen = [pool[i] for i in draw.permutation(len(pool))[: draw.integers(0, min(6, len(pool)) + 1)]]
    chosen += [(k,) for k in range(len(names))]
    terms = sorted({s for t in chosen for n in range(len(t) + 1) for s in itertools.combinations(t, n)},
                   key=lambda t: (len(t), t))
    X = columns(terms, factors, rows, lists)
    A = columns(terms, factors, [(0, c) for c in cells], lists)
    positive = np.flatnonzero(y > 0)
    zero = np.flatnonzero(y == 0)
    outside = [z for z in zero if can(-X[z], X, positive, zero)]
    inside = np.setdiff1d(np.arange(len(rows)), outside)
    signs = [(can(a, X, positive, zero), can(-a, X, positive, zero)) for a in A]
    if any(s == (True, True) for s in signs): status = "not identifiable"
    elif any(s[0] for s in signs): status = "infinite population"
    elif all(s[1] for s in signs): status = "nobody unobserved"
    else: status = "estimable"
    N = ""
    if status == "estimable":
        keep = [i for i, s in enumerate(signs) if not s[1]]
        N = "%.12g" % (y.sum() + fit(X[inside], y[inside], A[keep]).sum())
    ordinary = len(inside) == len(rows) and np.linalg.matrix_rank(X) == X.shape[1]
    word = lambda t: "*".join(names[k] + ("^%d" % factors[k - lists][2] if k >= lists and factors[k - lists][0] == "numeric" else "") for k in t)
    formula = " + ".join(word(t) for t in chosen)
    entries = " ".join("%s:%d:%d" % (".".join(map(str, rows[i][1])), rows[i][0], y[i]) for i in positive)
    levels = ",".join(("#" if f[0] == "numeric" else "") + "/".join(map(str, f[1])) for f in factors)
    print(lists, levels, formula, entries, status, "yes" if ordinary else "no", N, sep=";", file=out)
    count += 1
