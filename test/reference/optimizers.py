"""Writes optimizers.json: trajectories of torch.optim in double precision on fixed gradients.

Run with PyTorch 1.13 or later: python3 optimizers.py
"""

import json
import math
import pathlib

import torch

steps = 12
start = [0.5, -1.25, 2.0, 0.0, -0.003]


def gradient(step):
    return [math.sin(1.7 * step + i) * (0.1 if i == 3 else 1) + (0.5 if i == 1 else 0) for i in range(len(start))]


cases = [
    ("sgd", {"kind": "sgd", "learningRate": 0.1}, torch.optim.SGD, dict(lr=0.1)),
    ("sgd with weight decay", {"kind": "sgd", "learningRate": 0.1, "weightDecay": 0.2}, torch.optim.SGD,
     dict(lr=0.1, weight_decay=0.2)),
    ("sgd with clipping", {"kind": "sgd", "learningRate": 0.1, "clipNorm": 0.5}, torch.optim.SGD, dict(lr=0.1)),
    ("momentum", {"kind": "momentum", "learningRate": 0.05, "momentum": 0.9}, torch.optim.SGD,
     dict(lr=0.05, momentum=0.9)),
    ("nesterov", {"kind": "momentum", "learningRate": 0.05, "momentum": 0.8, "nesterov": True, "weightDecay": 0.01},
     torch.optim.SGD, dict(lr=0.05, momentum=0.8, nesterov=True, weight_decay=0.01)),
    ("adagrad", {"kind": "adagrad", "learningRate": 0.3, "epsilon": 1e-10}, torch.optim.Adagrad, dict(lr=0.3, eps=1e-10)),
    ("adagrad with weight decay", {"kind": "adagrad", "learningRate": 0.3, "epsilon": 1e-3, "weightDecay": 0.1},
     torch.optim.Adagrad, dict(lr=0.3, eps=1e-3, weight_decay=0.1)),
    ("rmsprop", {"kind": "rmsprop", "learningRate": 0.02, "decay": 0.9, "epsilon": 1e-8}, torch.optim.RMSprop,
     dict(lr=0.02, alpha=0.9, eps=1e-8)),
    ("rmsprop with momentum", {"kind": "rmsprop", "learningRate": 0.02, "decay": 0.99, "epsilon": 1e-6, "momentum": 0.7,
                               "weightDecay": 0.05}, torch.optim.RMSprop,
     dict(lr=0.02, alpha=0.99, eps=1e-6, momentum=0.7, weight_decay=0.05)),
    ("adam", {"kind": "adam", "learningRate": 0.1, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}, torch.optim.Adam,
     dict(lr=0.1, betas=(0.9, 0.999), eps=1e-8)),
    ("adam with weight decay and clipping", {"kind": "adam", "learningRate": 0.1, "beta1": 0.8, "beta2": 0.95,
                                             "epsilon": 1e-4, "weightDecay": 0.1, "clipNorm": 1.0}, torch.optim.Adam,
     dict(lr=0.1, betas=(0.8, 0.95), eps=1e-4, weight_decay=0.1)),
    ("adamw", {"kind": "adamw", "learningRate": 0.1, "beta1": 0.9, "beta2": 0.99, "epsilon": 1e-8, "weightDecay": 0.3},
     torch.optim.AdamW, dict(lr=0.1, betas=(0.9, 0.99), eps=1e-8, weight_decay=0.3)),
]

results = []
for name, spec, optimizer_class, options in cases:
    # Two arrays, so that clipping has to take the norm over all of them.
    parameters = [torch.tensor(start[:3], dtype=torch.float64, requires_grad=True),
                  torch.tensor(start[3:], dtype=torch.float64, requires_grad=True)]
    optimizer = optimizer_class(parameters, **options)
    trajectory = []
    for step in range(steps):
        values = gradient(step)
        parameters[0].grad = torch.tensor(values[:3], dtype=torch.float64)
        parameters[1].grad = torch.tensor(values[3:], dtype=torch.float64)
        if "clipNorm" in spec:
            torch.nn.utils.clip_grad_norm_(parameters, spec["clipNorm"])
        optimizer.step()
        trajectory.append(parameters[0].tolist() + parameters[1].tolist())
    results.append({"name": name, "optimizer": spec, "trajectory": trajectory})

document = {
    "source": f"torch {torch.__version__.split('+')[0]}",
    "start": start,
    "gradients": [gradient(step) for step in range(steps)],
    "cases": results,
}
pathlib.Path(__file__).with_name("optimizers.json").write_text(json.dumps(document))
