"""Writes optimizers.json: trajectories of 200 steps in double precision on fixed gradients, by torch.optim, and for
LAMB, Lion and Adafactor by the formulas of their papers.

NAdam is written out too: PyTorch 1.13 multiplies one factor twice into its look ahead, which 2.0 corrected, and all
versions keep the product of the factors in single precision.

Run with PyTorch 1.13 or later: python3 optimizers.py
"""

import json
import math
import pathlib

import torch

steps = 200
recorded = [1, 2, 3, 5, 8, 12, 20, 35, 60, 100, 150, 200]
# A matrix of two rows and three columns, then a vector. All numbers are exact in single precision.
start = [0.5, -1.25, 2.0, 0.0, -0.03125, 0.75, 1.5, -0.5]
size = len(start)


def gradient(step):
    values = [math.sin(1.7 * step + i) * (0.1 if i == 3 else 1) + (0.5 if i == 1 else 0) for i in range(size)]
    return [round(value * 4096) / 4096 for value in values]


gradients = [gradient(step) for step in range(steps)]


class Lamb(torch.optim.Optimizer):
    """You et al. 2020, algorithm 2; a norm of 0 gives the ratio 1, as does what is left out of the decay."""

    def __init__(self, params, **defaults):
        super().__init__(params, defaults)

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for x in group["params"]:
                state = self.state[x]
                t = state["t"] = state.get("t", 0) + 1
                m = state["m"] = beta1 * state.get("m", 0) + (1 - beta1) * x.grad
                v = state["v"] = beta2 * state.get("v", 0) + (1 - beta2) * x.grad**2
                r = (m / (1 - beta1**t)) / ((v / (1 - beta2**t)).sqrt() + group["eps"])
                ratio = 1
                if not group.get("excluded", False):
                    r = r + group["weight_decay"] * x
                    ratio = float(x.norm() / r.norm()) if x.norm() > 0 and r.norm() > 0 else 1
                x -= group["lr"] * ratio * r


class Lion(torch.optim.Optimizer):
    """Chen et al. 2023, algorithm 2."""

    def __init__(self, params, **defaults):
        super().__init__(params, defaults)

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for x in group["params"]:
                state = self.state[x]
                m = state.get("m", torch.zeros_like(x))
                c = beta1 * m + (1 - beta1) * x.grad
                state["m"] = beta2 * m + (1 - beta2) * x.grad
                x -= group["lr"] * (torch.sign(c) + group["weight_decay"] * x)


class Adafactor(torch.optim.Optimizer):
    """Shazeer & Stern 2018, algorithms 4 and 5 without momentum; the rate bounds the relative step 1 / sqrt(t)."""

    def __init__(self, params, **defaults):
        super().__init__(params, defaults)

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for x in group["params"]:
                state = self.state[x]
                t = state["t"] = state.get("t", 0) + 1
                beta2 = 1 - t ** -group["decay_power"]
                rms = lambda a: float(a.pow(2).mean().sqrt())
                alpha = max(group["eps2"], rms(x)) * min(group["lr"], 1 / math.sqrt(t))
                squares = x.grad**2 + group["eps1"]
                if x.dim() > 1:
                    row = state["row"] = beta2 * state.get("row", 0) + (1 - beta2) * squares.sum(dim=1)
                    column = state["column"] = beta2 * state.get("column", 0) + (1 - beta2) * squares.sum(dim=0)
                    v = torch.outer(row, column) / row.sum()
                else:
                    v = state["v"] = beta2 * state.get("v", 0) + (1 - beta2) * squares
                u = x.grad / v.sqrt()
                u = u / max(1, rms(u) / group["d"])
                x *= 1 - group["lr"] * group["weight_decay"]
                x -= alpha * u


class Nadam(torch.optim.Optimizer):
    """Dozat 2016, as torch.optim.NAdam documents it."""

    def __init__(self, params, **defaults):
        super().__init__(params, defaults)

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for x in group["params"]:
                state = self.state[x]
                t = state["t"] = state.get("t", 0) + 1
                g = x.grad + group["weight_decay"] * x
                mu, mu_next = (beta1 * (1 - 0.5 * 0.96 ** (k * group["momentum_decay"])) for k in (t, t + 1))
                product = state["product"] = state.get("product", 1) * mu
                m = state["m"] = beta1 * state.get("m", 0) + (1 - beta1) * g
                v = state["v"] = beta2 * state.get("v", 0) + (1 - beta2) * g**2
                m_hat = mu_next * m / (1 - product * mu_next) + (1 - mu) * g / (1 - product)
                x -= group["lr"] * m_hat / ((v / (1 - beta2**t)).sqrt() + group["eps"])


optim = torch.optim
betas = dict(betas=(0.9, 0.999))
cases = [
    ("sgd", dict(kind="sgd", learningRate=0.1), optim.SGD, dict(lr=0.1)),
    ("sgd with weight decay", dict(kind="sgd", learningRate=0.1, weightDecay=0.2), optim.SGD,
     dict(lr=0.1, weight_decay=0.2)),
    ("sgd with clipping by global norm", dict(kind="sgd", learningRate=0.1, clipNorm=0.5), optim.SGD, dict(lr=0.1)),
    ("sgd with clipping by value", dict(kind="sgd", learningRate=0.1, clipValue=0.25), optim.SGD, dict(lr=0.1)),
    ("sgd with clipping by the norm of each array", dict(kind="sgd", learningRate=0.1, clipArrayNorm=0.75), optim.SGD,
     dict(lr=0.1)),
    ("sgd with all kinds of clipping", dict(kind="sgd", learningRate=0.1, clipValue=0.5, clipArrayNorm=0.75,
                                            clipNorm=0.875), optim.SGD, dict(lr=0.1)),
    ("momentum", dict(kind="momentum", learningRate=0.05, momentum=0.9), optim.SGD, dict(lr=0.05, momentum=0.9)),
    ("nesterov", dict(kind="momentum", learningRate=0.05, momentum=0.8, nesterov=True, weightDecay=0.01), optim.SGD,
     dict(lr=0.05, momentum=0.8, nesterov=True, weight_decay=0.01)),
    ("adagrad", dict(kind="adagrad", learningRate=0.3, epsilon=1e-10), optim.Adagrad, dict(lr=0.3, eps=1e-10)),
    ("adagrad with weight decay", dict(kind="adagrad", learningRate=0.3, epsilon=1e-3, weightDecay=0.1), optim.Adagrad,
     dict(lr=0.3, eps=1e-3, weight_decay=0.1)),
    ("rmsprop", dict(kind="rmsprop", learningRate=0.02, decay=0.9, epsilon=1e-8), optim.RMSprop,
     dict(lr=0.02, alpha=0.9, eps=1e-8)),
    ("rmsprop with momentum", dict(kind="rmsprop", learningRate=0.02, decay=0.99, epsilon=1e-6, momentum=0.7,
                                   weightDecay=0.05), optim.RMSprop,
     dict(lr=0.02, alpha=0.99, eps=1e-6, momentum=0.7, weight_decay=0.05)),
    ("adadelta", dict(kind="adadelta", learningRate=1.0), optim.Adadelta, dict(lr=1.0, rho=0.9, eps=1e-6)),
    ("adadelta with weight decay", dict(kind="adadelta", learningRate=0.5, decay=0.95, epsilon=1e-4, weightDecay=0.1),
     optim.Adadelta, dict(lr=0.5, rho=0.95, eps=1e-4, weight_decay=0.1)),
    ("adam", dict(kind="adam", learningRate=0.1), optim.Adam, dict(lr=0.1, **betas)),
    ("adam with weight decay and clipping", dict(kind="adam", learningRate=0.1, beta1=0.8, beta2=0.95, epsilon=1e-4,
                                                 weightDecay=0.1, clipNorm=1.0), optim.Adam,
     dict(lr=0.1, betas=(0.8, 0.95), eps=1e-4, weight_decay=0.1)),
    ("amsgrad", dict(kind="amsgrad", learningRate=0.1, beta2=0.9), optim.Adam,
     dict(lr=0.1, betas=(0.9, 0.9), amsgrad=True)),
    ("amsgrad with weight decay", dict(kind="amsgrad", learningRate=0.05, weightDecay=0.1), optim.Adam,
     dict(lr=0.05, amsgrad=True, weight_decay=0.1)),
    ("adamw", dict(kind="adamw", learningRate=0.1, beta2=0.99, weightDecay=0.3, weightDecayExcept=[]), optim.AdamW,
     dict(lr=0.1, betas=(0.9, 0.99), weight_decay=0.3)),
    ("adamw that leaves biases alone", dict(kind="adamw", learningRate=0.1, beta2=0.99, weightDecay=0.3), optim.AdamW,
     dict(lr=0.1, betas=(0.9, 0.99), weight_decay=0.3)),
    ("adamax", dict(kind="adamax", learningRate=0.02), optim.Adamax, dict(lr=0.02)),
    ("adamax with weight decay", dict(kind="adamax", learningRate=0.05, beta1=0.8, beta2=0.9, weightDecay=0.1),
     optim.Adamax, dict(lr=0.05, betas=(0.8, 0.9), weight_decay=0.1)),
    ("nadam", dict(kind="nadam", learningRate=0.02), Nadam,
     dict(lr=0.02, **betas, eps=1e-8, momentum_decay=0.004, weight_decay=0)),
    ("nadam with weight decay", dict(kind="nadam", learningRate=0.05, beta1=0.8, beta2=0.95, momentumDecay=0.01,
                                     weightDecay=0.1), Nadam,
     dict(lr=0.05, betas=(0.8, 0.95), eps=1e-8, momentum_decay=0.01, weight_decay=0.1)),
    ("radam", dict(kind="radam", learningRate=0.05), optim.RAdam, dict(lr=0.05)),
    ("radam with weight decay", dict(kind="radam", learningRate=0.05, beta2=0.95, weightDecay=0.1), optim.RAdam,
     dict(lr=0.05, betas=(0.9, 0.95), weight_decay=0.1)),
    ("lamb", dict(kind="lamb", learningRate=0.05, weightDecay=0.1, weightDecayExcept=[]), Lamb,
     dict(lr=0.05, **betas, eps=1e-6, weight_decay=0.1)),
    ("lamb that leaves biases alone", dict(kind="lamb", learningRate=0.05, weightDecay=0.1), Lamb,
     dict(lr=0.05, **betas, eps=1e-6, weight_decay=0.1)),
    ("lion", dict(kind="lion", learningRate=0.015625), Lion, dict(lr=0.015625, betas=(0.9, 0.99), weight_decay=0)),
    ("lion with weight decay", dict(kind="lion", learningRate=0.01, beta1=0.95, beta2=0.98, weightDecay=0.5,
                                    weightDecayExcept=[]), Lion,
     dict(lr=0.01, betas=(0.95, 0.98), weight_decay=0.5)),
    ("adafactor", dict(kind="adafactor", learningRate=0.01), Adafactor,
     dict(lr=0.01, decay_power=0.8, eps1=1e-30, eps2=1e-3, d=1, weight_decay=0)),
    ("adafactor with weight decay", dict(kind="adafactor", learningRate=0.5, decayPower=0.7, leastScale=0.1,
                                         clipUpdate=0.8, weightDecay=0.02, weightDecayExcept=[]), Adafactor,
     dict(lr=0.5, decay_power=0.7, eps1=1e-30, eps2=0.1, d=0.8, weight_decay=0.02)),
]


def tensors():
    values = torch.tensor(start, dtype=torch.float64)
    return [values[:6].reshape(2, 3).clone().requires_grad_(), values[6:].clone().requires_grad_()]


def flat(parameters):
    return torch.cat([parameter.detach().reshape(-1) for parameter in parameters]).tolist()


results = []
for name, spec, optimizer_class, options in cases:
    # Two arrays, so that clipping has to take the norm over all of them, and only one of them may decay.
    parameters = tensors()
    if name.endswith("leaves biases alone"):
        groups = [{"params": parameters[:1]}, {"params": parameters[1:], "weight_decay": 0, "excluded": True}]
        optimizer = optimizer_class(groups, **options)
    else:
        optimizer = optimizer_class(parameters, **options)
    trajectory = []
    for step in range(1, steps + 1):
        values = torch.tensor(gradients[step - 1], dtype=torch.float64)
        parameters[0].grad = values[:6].reshape(2, 3).clone()
        parameters[1].grad = values[6:].clone()
        if "clipValue" in spec:
            torch.nn.utils.clip_grad_value_(parameters, spec["clipValue"])
        if "clipArrayNorm" in spec:
            for parameter in parameters:
                torch.nn.utils.clip_grad_norm_([parameter], spec["clipArrayNorm"])
        if "clipNorm" in spec:
            torch.nn.utils.clip_grad_norm_(parameters, spec["clipNorm"])
        optimizer.step()
        if step in recorded:
            trajectory.append(flat(parameters))
    results.append({"name": name, "optimizer": spec, "trajectory": trajectory})

# L-BFGS measures the loss itself: Rosenbrock's function in eight dimensions, and a quadratic one.


def rosenbrock(x):
    return (100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2).sum()


def quadratic(x):
    return (torch.arange(1, size + 1, dtype=torch.float64) * (x - 1) ** 2).sum() / 2


lbfgs = []
for name, function, options in [
    ("rosenbrock", rosenbrock, dict(lr=1, history_size=10, line_search_fn="strong_wolfe")),
    ("rosenbrock with a short history", rosenbrock, dict(lr=0.5, history_size=3, line_search_fn="strong_wolfe")),
    ("quadratic without a line search", quadratic, dict(lr=0.3, history_size=5, line_search_fn=None)),
]:
    x = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([x], max_iter=1, max_eval=26, **options)

    def closure():
        optimizer.zero_grad()
        loss = function(x)
        loss.backward()
        return loss

    trajectory = []
    for step in range(30):
        optimizer.step(closure)
        trajectory.append(x.detach().tolist())
    lbfgs.append({"name": name, "learningRate": options["lr"], "history": options["history_size"],
                  "searches": options["line_search_fn"] is not None, "trajectory": trajectory})

document = {
    "source": f"torch {torch.__version__.split('+')[0]}",
    "start": start,
    "gradients": gradients,
    "recorded": recorded,
    "cases": results,
    "lbfgs": lbfgs,
}
pathlib.Path(__file__).with_name("optimizers.json").write_text(json.dumps(document))
