"""Writes differences.json: SciPy's t-tests, BCa intervals and exact permutation tests, on made-up scores of runs.

The corrected resampled t-test and Hedges' g are written out from their formulas with SciPy's distributions.

Run with SciPy 1.17 or later: python3 differences.py
"""

import json
import math
import pathlib

import numpy as np
import scipy
from scipy import special, stats

here = pathlib.Path(__file__).parent
random = np.random.default_rng(8)


def coarse(values):
    """Multiples of 1/4096, whose sums are exact: resamples that are equal are so to the last bit."""
    return np.round(values * 4096) / 4096


def hedges(a, b):
    nu = len(a) + len(b) - 2
    pooled = math.sqrt(((len(a) - 1) * np.var(a, ddof=1) + (len(b) - 1) * np.var(b, ddof=1)) / nu)
    j = math.exp(special.gammaln(nu / 2) - special.gammaln((nu - 1) / 2)) / math.sqrt(nu / 2)
    return (np.mean(b) - np.mean(a)) / pooled * j


def mean_difference(a, b, axis=-1):
    return np.mean(b, axis=axis) - np.mean(a, axis=axis)


def independent(a, b):
    t = stats.ttest_ind(b, a, equal_var=False)
    interval = t.confidence_interval(0.95)
    boot = stats.bootstrap(
        (a, b), mean_difference, n_resamples=299, method="BCa", rng=np.random.default_rng(3), vectorized=True
    )
    exact = stats.permutation_test((a, b), mean_difference, vectorized=True, n_resamples=np.inf)
    return {
        "first": a.tolist(),
        "second": b.tolist(),
        "difference": float(mean_difference(a, b)),
        "low": float(interval.low),
        "high": float(interval.high),
        "p": float(t.pvalue),
        "hedges": float(hedges(a, b)),
        "drawn": boot.bootstrap_distribution.tolist(),
        "bca": [float(boot.confidence_interval.low), float(boot.confidence_interval.high)],
        "permutation": float(exact.pvalue),
    }


def paired(differences, correction):
    n = len(differences)
    t = stats.ttest_1samp(differences, 0)
    interval = t.confidence_interval(0.95)
    error = np.std(differences, ddof=1) * math.sqrt(1 / n + correction)
    half = stats.t.ppf(0.975, n - 1) * error
    centre = float(np.mean(differences))
    boot = stats.bootstrap(
        (differences,), np.mean, n_resamples=299, method="BCa", rng=np.random.default_rng(4), vectorized=True
    )
    exact = stats.permutation_test(
        (differences,), np.mean, permutation_type="samples", vectorized=True, n_resamples=np.inf
    )
    return {
        "differences": differences.tolist(),
        "difference": centre,
        "low": float(interval.low),
        "high": float(interval.high),
        "p": float(t.pvalue),
        "correction": correction,
        "corrected": {
            "low": centre - half,
            "high": centre + half,
            "p": float(2 * stats.t.sf(abs(centre / error), n - 1)),
        },
        "drawn": boot.bootstrap_distribution.tolist(),
        "bca": [float(boot.confidence_interval.low), float(boot.confidence_interval.high)],
        "permutation": float(exact.pvalue),
    }


result = {
    "versions": {"scipy": scipy.__version__, "numpy": np.__version__},
    "independent": [
        independent(coarse(random.normal(0.9, 0.01, 5)), coarse(random.normal(0.912, 0.02, 5))),
        independent(coarse(random.normal(0.31, 0.05, 3)), coarse(random.normal(0.28, 0.005, 7))),
        independent(coarse(random.exponential(1, 8)), coarse(random.exponential(1.6, 6))),
    ],
    "paired": [
        paired(coarse(random.normal(0.01, 0.01, 5)), 1 / 4),
        paired(coarse(random.exponential(0.2, 10) - 0.05), 1 / 9),
    ],
    "tails": [
        {"t": t, "degrees": degrees, "p": float(2 * stats.t.sf(abs(t), degrees))}
        for t in (0.0, 0.3, -1.7, 4.2, 12.0, 60.0)
        for degrees in (1.0, 2.6, 7.31, 40.0)
    ],
}
(here / "differences.json").write_text(json.dumps(result) + "\n")
