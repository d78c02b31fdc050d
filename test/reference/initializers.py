"""Writes initializers.json: deviations and limits of PyTorch's initializers, over a million numbers of each.

Shapes are as in Descent: dense [in, out], convolutions [height, width, in, out]; PyTorch has them the other way round.
Run with PyTorch 1.13 or later: python3 initializers.py
"""

import json
import math
import pathlib

import torch
from torch.nn import init

torch.manual_seed(0)
shapes = {"dense": [30, 70], "convolution": [3, 3, 8, 24], "tall convolution": [5, 5, 3, 16]}


def turned(shape):
    """[out, in] or [out, in, height, width]."""
    return [shape[3], shape[2], shape[0], shape[1]] if len(shape) == 4 else [shape[1], shape[0]]


kinds = {
    "glorotUniform": (init.xavier_uniform_, True),
    "glorotNormal": (init.xavier_normal_, False),
    "heUniform": (lambda w: init.kaiming_uniform_(w, nonlinearity="relu"), True),
    "heNormal": (lambda w: init.kaiming_normal_(w, nonlinearity="relu"), False),
    "lecunUniform": (lambda w: init.kaiming_uniform_(w, nonlinearity="linear"), True),
    "lecunNormal": (lambda w: init.kaiming_normal_(w, nonlinearity="linear"), False),
    "uniform": (lambda w: init.uniform_(w, -0.3, 0.3), True),
    "normal": (lambda w: init.normal_(w, 0, 0.5), False),
    "truncatedNormal": (lambda w: init.trunc_normal_(w, 0, 0.5, -1, 1), True),
    # As nn.Linear begins: a variance of 1 / (3 · inputs).
    "varianceScaling": (lambda w: init.kaiming_uniform_(w, a=math.sqrt(5)), True),
    "varianceScaling, both fans": (lambda w: init.xavier_normal_(w, gain=2), False),
    "orthogonal": (lambda w: init.orthogonal_(w, gain=1.5), False),
}
settings = {
    "uniform": {"limit": 0.3}, "normal": {"standardDeviation": 0.5}, "truncatedNormal": {"standardDeviation": 0.5},
    "varianceScaling": {"scale": 1 / 3, "mode": "fanIn", "distribution": "uniform"},
    "varianceScaling, both fans": {"scale": 4, "mode": "fanAverage", "distribution": "normal"},
    "orthogonal": {"gain": 1.5}}
cases = []
for place, shape in shapes.items():
    for kind, (draw, bounded) in kinds.items():
        repeats = math.ceil(1_000_000 / math.prod(shape))
        values = torch.cat([draw(torch.empty(turned(shape))).flatten() for _ in range(repeats)])
        cases.append({
            "place": place, "shape": shape, "spec": {"kind": kind.split(",")[0], **settings.get(kind, {})},
            "deviation": float(f"{values.std().item():.6g}"),
            "limit": float(f"{values.abs().max().item():.6g}") if bounded else None,
        })

document = {"source": f"torch {torch.__version__.split('+')[0]}", "cases": cases}
pathlib.Path(__file__).with_name("initializers.json").write_text(json.dumps(document))
