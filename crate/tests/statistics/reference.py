"""Writes ../data/statistics.json: what crate/src/report/statistics.rs has to agree with.

Independent of it: Python's own statistics, and binomial numbers counted exactly.
Run it by hand after a change: python3 crate/tests/statistics/reference.py
"""

import json
import math
import pathlib
import random
import statistics
from fractions import Fraction


def interval(samples):
    """The order statistics that hold the true median with at least 95 %, narrowest first."""
    n, ordered = len(samples), sorted(samples)
    below = Fraction(0)
    best = None
    for rank in range(1, n // 2 + 1):
        below += Fraction(math.comb(n, rank - 1), 2**n)
        if 1 - 2 * below >= Fraction(95, 100):
            best = [ordered[rank - 1], ordered[n - rank]]
    return best


def fences(samples):
    low, _, high = statistics.quantiles(samples, n=4, method="inclusive")
    return [low - 1.5 * (high - low), high + 1.5 * (high - low)]


def main():
    random.seed(20261127)
    cases = []
    for n in [2, 3, 5, 6, 7, 8, 9, 10, 12, 15, 20, 25, 30, 50, 99, 100]:
        samples = [random.lognormvariate(4.0, 0.5) for _ in range(n)]
        other = [random.lognormvariate(3.5, 0.5) for _ in range(n)]
        ratios = [a / b for a, b in zip(samples, other)]
        cases.append(
            {
                "samples": samples,
                "other": other,
                "median": statistics.median(samples),
                "interval": interval(samples),
                "fences": fences(samples),
                "ratio": statistics.median(ratios),
                "ratio_interval": interval(ratios),
            }
        )
    path = pathlib.Path(__file__).parent.parent / "data" / "statistics.json"
    path.write_text(json.dumps(cases, indent=1) + "\n")


main()
