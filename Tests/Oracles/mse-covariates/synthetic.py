"""Writes synthetic.csv and sparse.csv, made-up people on four lists by age, sex and year, and runaway.csv, three lists
of which two depend strongly, on whose 58 people a choice by AIC without a test of existence runs away."""
import numpy as np

def write(name, seed, scale, dependence):
    draw = np.random.Generator(np.random.PCG64(seed))
    rows = []
    for a, age in enumerate(["00-11", "12-17", "18-24"]):
        for s, sex in enumerate(["f", "m"]):
            for t, year in enumerate([2018, 2019, 2021, 2022]):
                size = scale * np.exp(0.4 * a - 0.5 * s + 0.15 * t - 0.05 * t * t + 0.3 * a * s)
                odds = np.array([-1.2 + 0.3 * s, -1.5 - 0.2 * a, -0.9 + 0.1 * t, -1.8])
                cells = []
                for h in range(16):
                    bits = [(h >> k) & 1 for k in range(4)]
                    cells.append(np.exp(np.dot(bits, odds) + dependence * bits[0] * bits[1]
                                        - 0.5 * dependence * bits[2] * bits[3]))
                p = np.array(cells) / sum(cells)
                for h, count in enumerate(draw.multinomial(draw.poisson(size), p)):
                    if h and count:
                        rows.append([(h >> k) & 1 for k in range(4)] + [age, sex, year, count])
    with open(name, "w") as file:
        file.write("A,B,C,D,age,sex,year,count\n")
        for row in rows:
            file.write(",".join(map(str, row)) + "\n")

write("synthetic.csv", 20260801, 120, 0.9)
write("sparse.csv", 20260802, 6, 0.9)

def runaway(name, seed):
    draw = np.random.Generator(np.random.PCG64(seed))
    with open(name, "w") as file:
        file.write("A,B,C,age,sex,count\n")
        for a in range(3):
            for s in range(2):
                odds = np.array([-1.0 + .5 * s, -1.3 + .4 * a, -2.2])
                w = [np.exp(odds @ [(h >> k) & 1 for k in range(3)] + 1.8 * (h & 1) * (h >> 1 & 1))
                     for h in range(8)]
                counts = draw.multinomial(draw.poisson(9 + 5 * a), np.array(w) / sum(w))
                for h, count in enumerate(counts):
                    if h and count:
                        file.write(f"{h & 1},{h >> 1 & 1},{h >> 2 & 1},{'abc'[a]},{'fm'[s]},{count}\n")

runaway("runaway.csv", 5)
