"""Writes figures.json: SciPy's and NumPy's figures of made-up values that charts of runs compute: linear interpolation
over Delaunay triangles, quartiles and whiskers, histogram bins, a trend line with its correlations.

Run with SciPy 1.17 or later: python3 figures.py
"""

import json
import pathlib

import numpy as np
from scipy import interpolate, spatial, stats

here = pathlib.Path(__file__).parent
random = np.random.default_rng(11)

places = random.uniform(0, 1, (60, 2))
# On the grid that our triangles use, so that both see the same points.
places = np.round(places * 2**20) / 2**20
values = np.sin(4 * places[:, 0]) + places[:, 1] ** 2
queries = random.uniform(0.05, 0.95, (40, 2))
linear = interpolate.LinearNDInterpolator(places, values)(queries)
triangles = spatial.Delaunay(places).simplices

groups = [random.normal(2, 1, n).tolist() for n in (1, 2, 3, 4, 5, 8, 21, 40)]
groups.append([1, 1, 1, 1, 1, 9])


def box(group):
    q1, median, q3 = np.percentile(group, [25, 50, 75], method="linear")
    reach = 1.5 * (q3 - q1)
    inside = [v for v in group if q1 - reach <= v <= q3 + reach]
    return {
        "values": group,
        "quartiles": [q1, median, q3],
        "whiskers": [min(inside), max(inside)],
        "outliers": sorted(v for v in group if v < q1 - reach or v > q3 + reach),
    }


def histogram(values):
    """Freedman and Diaconis' bins; Sturges' where the quartiles are the same."""
    floats = np.asarray(values, dtype=float)
    rule = "fd" if np.subtract(*np.percentile(floats, [75, 25])) > 0 else "sturges"
    counts, edges = np.histogram(floats, bins=rule)
    return {"values": values, "edges": edges.tolist(), "counts": counts.tolist()}


samples = [
    random.normal(0, 1, 400).tolist(),
    random.exponential(2, 150).tolist(),
    random.integers(0, 12, 90).tolist(),
    [3.0, 3.0, 3.0, 3.0, 7.0],
    [5.0],
]
pairs = []
for n in (3, 12, 80):
    x = np.round(random.uniform(0, 10, n), 1)
    y = 0.4 * x + random.normal(0, 1, n)
    fit = stats.linregress(x, y)
    pairs.append(
        {
            "x": x.tolist(),
            "y": y.tolist(),
            "slope": fit.slope,
            "intercept": fit.intercept,
            "r": fit.rvalue,
            "rank": stats.spearmanr(x, y).statistic,
        }
    )

result = {
    "surface": {
        "places": places.tolist(),
        "values": values.tolist(),
        "queries": queries.tolist(),
        "linear": [None if np.isnan(v) else v for v in linear],
        "triangles": sorted(sorted(map(int, t)) for t in triangles),
    },
    "boxes": [box(group) for group in groups],
    "histograms": [histogram(values) for values in samples],
    "pairs": pairs,
}
(here / "figures.json").write_text(json.dumps(result) + "\n")
