"""Feasible ranges of sums of whole numbers, by scipy.optimize.milp (HiGHS): python3 make.py > ranges.json

Each case has variables from 0 to `cap`, statements lower <= a x <= upper (upper null: none), and objectives with
their least and greatest value over whole numbers and over real numbers; null where there is no solution.
"""
import json
import random

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

random.seed(20260712)
cases = []
for number in range(40):
    n = random.randint(2, 9)
    truth = [random.choice([0, 1, 2, 3, 5, 8, 13, 40, 200]) for _ in range(n)]
    general = number % 4 == 3
    rows = []
    for _ in range(random.randint(1, 6)):
        a = [0] * n
        for place in random.sample(range(n), random.randint(1, n)):
            a[place] = random.choice([-2, -1, 1, 2, 3]) if general else 1
        value = sum(x * y for x, y in zip(a, truth))
        slack = random.choice([0, 0, 0, 2, 5])
        upper = None if random.random() < 0.15 else value + slack
        lower = value - random.choice([0, slack])
        rows.append({"factors": a, "lower": lower, "upper": upper})
    if number % 10 == 9:
        rows.append({"factors": [1] * n, "lower": sum(truth) + 50000, "upper": sum(truth) + 50000})
        rows.append({"factors": [1] * n, "lower": 0, "upper": sum(truth)})
    cap = 1000
    matrix = np.array([r["factors"] for r in rows], float)
    low = np.array([r["lower"] for r in rows], float)
    high = np.array([np.inf if r["upper"] is None else r["upper"] for r in rows], float)
    objectives = []
    for _ in range(3):
        c = [0] * n
        for place in random.sample(range(n), random.randint(1, 2)):
            c[place] = 1
        answer = {"factors": c}
        for name, sign in (("least", 1), ("greatest", -1)):
            for kind, whole in (("Whole", 1), ("Real", 0)):
                r = milp(
                    np.array(c, float) * sign, constraints=LinearConstraint(matrix, low, high),
                    bounds=Bounds(0, cap), integrality=np.full(n, whole))
                answer[name + kind] = None if r.status == 2 else round(sign * r.fun, 9)
        objectives.append(answer)
    cases.append({"variables": n, "cap": cap, "rows": rows, "objectives": objectives})
print(json.dumps(cases, indent=1))
