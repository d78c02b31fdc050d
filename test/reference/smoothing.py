"""Writes smoothing.json: what pandas makes of one uneven series with a gap and a NaN, by its averages over time, over a
centred window and under a Gaussian.

Run with pandas 2 or later and SciPy: python3 smoothing.py
"""

import json
import math
import pathlib

import numpy
import pandas

steps = [0, 1, 2, 3, 5, 8, 13, 21, 22, 23, 24, 60, 61, 63, 66, 70, 71, 72, 73, 74]
values = [math.sin(step / 5) + (step % 7) / 10 for step in steps]
weight = 0.8
span = 2 / (1 - weight) - 1

finite = pandas.Series(values)
gap = (steps[-1] - steps[0]) / (len(steps) - 1)
origin = pandas.Timestamp(0)
times = pandas.DatetimeIndex([origin + pandas.Timedelta(seconds=step) for step in steps])
halflife = pandas.Timedelta(seconds=gap * math.log(0.5) / math.log(weight))
time_weighted = finite.ewm(halflife=halflife, times=times).mean()

reach = math.floor(span / 2)
with_hole = finite.copy()
with_hole[9] = numpy.nan
mean = with_hole.rolling(2 * reach + 1, center=True, min_periods=1).mean()

sigma = span / math.sqrt(12)
reach = math.ceil(4 * sigma)
places = numpy.arange(len(values))
gaussian = []
for middle in places:
    window = numpy.abs(places - middle) <= reach
    weights = numpy.exp(-0.5 * ((places - middle) / sigma) ** 2) * window
    gaussian.append(float(numpy.average(values, weights=weights)))

pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps({
    "steps": steps,
    "values": values,
    "weight": weight,
    "hole": 9,
    "timeEma": list(time_weighted),
    "mean": list(mean),
    "gaussian": gaussian,
}, indent=1) + "\n")
