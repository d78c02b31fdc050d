"""Writes losses.json: values and gradients of torch's losses in double precision.

Run with PyTorch 1.13 or later: python3 losses.py
"""

import json
import math
import pathlib

import torch
import torch.nn.functional as F

torch.manual_seed(0)
numbers = torch.tensor([[1.0], [2.0], [-3.0], [0.25], [40.0], [-0.125]], dtype=torch.float64)
wanted = torch.tensor([1.5, 0.0, -3.0, 0.5, -60.0, 0.0], dtype=torch.float64)
counts = torch.tensor([0.0, 3.0, 1.0, 0.0, 2.0, 7.0], dtype=torch.float64)
logarithms = torch.tensor([[0.5], [1.0], [-2.0], [-30.0], [3.0], [2.0]], dtype=torch.float64)
shares = torch.tensor([0.0, 1.0, 0.25, 0.5, 1.0, 0.0], dtype=torch.float64)
logit = torch.tensor([[0.5], [-1.0], [2.0], [0.0], [80.0], [90.0]], dtype=torch.float64)
two = torch.tensor([0, 1, 1, 0, 1, 0])
vectors = torch.tensor([[1.0, 2.0, -1.0], [0.5, 0.0, 0.0], [-3.0, 1.0, 2.0]], dtype=torch.float64)
directions = torch.tensor([[2.0, 4.0, -2.0], [0.0, 1.0, 0.0], [3.0, -1.0, -2.0]], dtype=torch.float64)
# The last class never comes up; equal logits, a sure right and a sure wrong row are among them.
logits = torch.tensor([[2.0, 1.0, -1.0, 0.0], [0.0, 0.0, 0.0, 0.0], [-1.0, 3.0, 0.5, 1.0],
                       [60.0, 0.0, 0.0, 0.0], [60.0, 0.0, 0.0, 1.0], [0.3, -0.2, 0.1, 0.4]], dtype=torch.float64)
classes = torch.tensor([0, 1, 2, 0, 2, 1])
weights = torch.tensor([0.5, 2.0, 1.25, 3.0], dtype=torch.float64)
two_weights = torch.tensor([0.75, 3.0], dtype=torch.float64)


def log_cosh(x, t):
    d = (x.reshape(-1) - t).abs()
    return (d + F.softplus(-2 * d) - math.log(2)).mean()


def pinball(q):
    def loss(x, t):
        d = t - x.reshape(-1)
        return torch.maximum(q * d, (q - 1) * d).mean()
    return loss


def binary(smoothing=0.0, weight=None):
    def loss(x, t):
        target = t.to(torch.float64)
        smoothed = target * (1 - smoothing) + smoothing / 2
        if weight is None:
            return F.binary_cross_entropy_with_logits(x.reshape(-1), smoothed)
        by_row = weight[t]
        return F.binary_cross_entropy_with_logits(x.reshape(-1), smoothed, weight=by_row, reduction="sum") / by_row.sum()
    return loss


def focal(gamma, weight=None):
    def loss(x, t):
        logarithms = F.log_softmax(x, -1).gather(1, t[:, None])[:, 0]
        others = torch.ones_like(x).scatter(1, t[:, None], 0)
        terms = -(F.softmax(x, -1) * others).sum(-1) ** gamma * logarithms
        return terms.mean() if weight is None else (terms * weight[t]).sum() / weight[t].sum()
    return loss


def divergence(smoothing):
    def loss(x, t):
        q = F.one_hot(t, x.shape[1]).to(torch.float64) * (1 - smoothing) + smoothing / x.shape[1]
        return F.kl_div(F.log_softmax(x, -1), q, reduction="batchmean")
    return loss


def class_cosine(x, t):
    return F.cosine_embedding_loss(x, F.one_hot(t, x.shape[1]).to(torch.float64), torch.ones(len(t)))


cases = [
    ({"kind": "meanSquaredError"}, numbers, wanted, lambda x, t: F.mse_loss(x.reshape(-1), t), None),
    ({"kind": "meanAbsoluteError"}, numbers, wanted, lambda x, t: F.l1_loss(x.reshape(-1), t), None),
    ({"kind": "huber", "delta": 1.5}, numbers, wanted, lambda x, t: F.huber_loss(x.reshape(-1), t, delta=1.5), None),
    ({"kind": "logCosh"}, numbers, wanted, log_cosh, None),
    ({"kind": "quantile", "quantile": 0.9}, numbers + 0.01, wanted, pinball(0.9), None),
    ({"kind": "poisson"}, logarithms, counts,
     lambda x, t: F.poisson_nll_loss(x.reshape(-1), t, log_input=True, full=False), None),
    ({"kind": "meanSquaredError"}, vectors, directions, F.mse_loss, None),
    ({"kind": "cosine"}, vectors, directions,
     lambda x, t: F.cosine_embedding_loss(x, t, torch.ones(len(t))), None),
    ({"kind": "binaryCrossEntropy", "labelSmoothing": 0}, logit, shares, binary(), None),
    ({"kind": "binaryCrossEntropy", "labelSmoothing": 0}, logit, two, binary(), None),
    ({"kind": "binaryCrossEntropy", "labelSmoothing": 0.2}, logit, two, binary(0.2), None),
    ({"kind": "binaryCrossEntropy", "labelSmoothing": 0.1}, logit, two, binary(0.1, two_weights), two_weights),
    ({"kind": "crossEntropy", "labelSmoothing": 0}, logits, classes, F.cross_entropy, None),
    ({"kind": "crossEntropy", "labelSmoothing": 0.1}, logits, classes,
     lambda x, t: F.cross_entropy(x, t, label_smoothing=0.1), None),
    ({"kind": "crossEntropy", "labelSmoothing": 0}, logits, classes,
     lambda x, t: F.cross_entropy(x, t, weight=weights), weights),
    ({"kind": "crossEntropy", "labelSmoothing": 0.3}, logits, classes,
     lambda x, t: F.cross_entropy(x, t, weight=weights, label_smoothing=0.3), weights),
    ({"kind": "focal", "gamma": 0}, logits, classes, F.cross_entropy, None),
    ({"kind": "focal", "gamma": 0.5}, logits, classes, focal(0.5), None),
    ({"kind": "focal", "gamma": 2}, logits, classes, focal(2), None),
    ({"kind": "focal", "gamma": 1}, logits, classes, focal(1, weights), weights),
    ({"kind": "hinge", "margin": 1}, logits, classes, F.multi_margin_loss, None),
    ({"kind": "hinge", "margin": 0.45}, logits, classes, lambda x, t: F.multi_margin_loss(x, t, margin=0.45), None),
    ({"kind": "kullbackLeibler", "labelSmoothing": 0.1}, logits, classes, divergence(0.1), None),
    ({"kind": "kullbackLeibler", "labelSmoothing": 0}, logits, classes, F.cross_entropy, None),
    ({"kind": "cosine"}, logits + 0.01, classes, class_cosine, None),
]

results = []
for loss, outputs, targets, function, weight in cases:
    x = outputs.clone().requires_grad_(True)
    value = function(x, targets)
    value.backward()
    results.append({
        "loss": loss,
        "classWeights": None if weight is None else weight.tolist(),
        "outputs": outputs.tolist(),
        "targets": targets.tolist(),
        "classes": targets.dtype == torch.int64,
        "value": value.item(),
        "gradient": x.grad.tolist(),
    })

document = {"source": f"torch {torch.__version__.split('+')[0]}", "cases": results}
pathlib.Path(__file__).with_name("losses.json").write_text(json.dumps(document))
