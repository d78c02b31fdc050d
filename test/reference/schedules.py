"""Writes schedules.json: factors of torch.optim.lr_scheduler over 200 steps, what ReduceLROnPlateau makes of measured
values, and the averages of torch.optim.swa_utils over weights that move by a formula.

Run with PyTorch 1.13 or later: python3 schedules.py
"""

import json
import math
import pathlib

import torch
from torch.optim import lr_scheduler as schedulers
from torch.optim.swa_utils import AveragedModel

steps = 200
recorded = [1, 2, 3, 5, 8, 12, 20, 21, 22, 35, 59, 60, 61, 62, 100, 140, 150, 181, 199, 200]


def factors(make):
    weight = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([weight], lr=1.0)
    scheduler = make(optimizer)
    found = []
    for step in range(1, steps + 1):
        if step in recorded:
            found.append(optimizer.param_groups[0]["lr"])
        weight.grad = torch.zeros_like(weight)
        optimizer.step()
        if step < steps:
            scheduler.step()
    return found


def warmed(make, warmup):
    """Linear from 1 / w over w steps, then the other, as SequentialLR would, without its own first step."""
    def build(optimizer):
        return schedulers.SequentialLR(optimizer, [
            schedulers.LinearLR(optimizer, start_factor=1 / warmup, end_factor=1, total_iters=warmup - 1),
            make(optimizer),
        ], milestones=[warmup])
    return build


cases = [
    ("step", dict(kind="step", everySteps=30, factor=0.5), lambda o: schedulers.StepLR(o, 30, 0.5)),
    ("exponential", dict(kind="exponential", decay=0.97), lambda o: schedulers.ExponentialLR(o, 0.97)),
    ("linear to nothing", dict(kind="polynomial"), lambda o: schedulers.PolynomialLR(o, steps, 1)),
    ("polynomial", dict(kind="polynomial", power=2.5), lambda o: schedulers.PolynomialLR(o, steps, 2.5)),
    ("linear to a tenth", dict(kind="polynomial", final=0.1),
     lambda o: schedulers.LinearLR(o, start_factor=1, end_factor=0.1, total_iters=steps)),
    ("cosine", dict(kind="cosine", final=0.2), lambda o: schedulers.CosineAnnealingLR(o, steps, 0.2)),
    ("cosine with restarts", dict(kind="cosineRestarts", everySteps=30),
     lambda o: schedulers.CosineAnnealingWarmRestarts(o, 30)),
    ("cosine with restarts that grow", dict(kind="cosineRestarts", everySteps=20, growth=2, final=0.05),
     lambda o: schedulers.CosineAnnealingWarmRestarts(o, 20, 2, 0.05)),
    ("one cycle", dict(kind="oneCycle"),
     lambda o: schedulers.OneCycleLR(o, 1.0, total_steps=steps, cycle_momentum=False)),
    ("one cycle of other proportions", dict(kind="oneCycle", rise=0.45, startDivisor=10, endDivisor=100),
     lambda o: schedulers.OneCycleLR(o, 1.0, total_steps=steps, pct_start=0.45, div_factor=10, final_div_factor=100,
                                     cycle_momentum=False)),
    ("step after a warm-up", dict(kind="step", everySteps=30, factor=0.5, warmupSteps=20),
     warmed(lambda o: schedulers.StepLR(o, 30, 0.5), 20)),
    ("exponential after a warm-up", dict(kind="exponential", decay=0.97, warmupSteps=20),
     warmed(lambda o: schedulers.ExponentialLR(o, 0.97), 20)),
]
results = [{"name": name, "schedule": spec, "factors": factors(make)} for name, spec, make in cases]

# A loss that falls, rests, rises and falls again, with a ripple.
values = [round(math.exp(-k / 25) + 0.05 * math.sin(2.1 * k) + (0.1 if 60 < k < 80 else 0), 6) for k in range(120)]
plateaus = []
for name, spec, rises in [
    ("of a loss", dict(patience=3, factor=0.5), False),
    ("of a loss with a cooldown", dict(patience=2, factor=0.3, cooldown=4, threshold=0.01, least=0.02), False),
    ("of an accuracy", dict(patience=4, factor=0.5), True),
]:
    weight = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.SGD([weight], lr=1.0)
    scheduler = schedulers.ReduceLROnPlateau(
        optimizer, mode="max" if rises else "min", factor=spec["factor"], patience=spec["patience"],
        threshold=spec.get("threshold", 1e-4), cooldown=spec.get("cooldown", 0), min_lr=spec.get("least", 0), eps=0)
    found = []
    for value in values:
        scheduler.step(1 - value if rises else value)
        found.append(optimizer.param_groups[0]["lr"])
    plateaus.append({"name": name, "schedule": dict(kind="plateau", **spec), "rises": rises, "factors": found})


def weights(step):
    return [math.sin(0.3 * step + i) + i for i in range(3)]


model = torch.nn.Linear(3, 1, bias=False).double()
decay = 0.9
ema = AveragedModel(model, avg_fn=lambda average, fresh, count: decay * average + (1 - decay) * fresh)
swa = AveragedModel(model)
averages = []
for step in range(1, 41):
    with torch.no_grad():
        model.weight.copy_(torch.tensor([weights(step)], dtype=torch.float64))
    ema.update_parameters(model)
    # The last half of 40 steps, every fourth.
    if step > 20 and step % 4 == 0:
        swa.update_parameters(model)
    averages.append({"weights": weights(step), "ema": ema.module.weight.tolist()[0],
                     "swa": swa.module.weight.tolist()[0] if step > 20 and step >= 24 else None})

document = {
    "source": f"torch {torch.__version__.split('+')[0]}",
    "recorded": recorded,
    "cases": results,
    "values": values,
    "plateaus": plateaus,
    "decay": decay,
    "averages": averages,
}
pathlib.Path(__file__).with_name("schedules.json").write_text(json.dumps(document))
