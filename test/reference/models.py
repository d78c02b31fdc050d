"""Writes models.json: outputs, losses and gradients of small models in PyTorch, double precision.

Weights follow a formula that the tests repeat: value k of array number a is 0.4 * sin(1 + 3 * a + 0.7 * k).
Run with PyTorch 1.13 or later: python3 models.py
"""

import json
import math
import pathlib

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)


def array(number, shape):
    size = math.prod(shape)
    return torch.tensor([0.4 * math.sin(1 + 3 * number + 0.7 * k) for k in range(size)]).reshape(shape)


def parameters(shapes):
    return {name: array(number, shape).requires_grad_() for number, (name, shape) in enumerate(shapes)}


def rows(count, width):
    return torch.tensor([[math.cos(0.9 * r + 1.3 * c) for c in range(width)] for r in range(count)])


def record(name, spec, data, named, output, loss_spec, loss):
    loss.backward()
    return {
        "name": name,
        "model": spec,
        **data,
        "output": output.detach().flatten().tolist(),
        "lossSpec": loss_spec,
        "loss": loss.item(),
        "gradients": {key: value.grad.flatten().tolist() for key, value in named.items()},
    }


def mlp(activation, function, loss_name, loss_spec, classes):
    named = parameters([
        ("dense1/weights", (3, 4)), ("dense1/bias", (4,)),
        ("dense2/weights", (4, 3)), ("dense2/bias", (3,)),
        ("output/weights", (3, classes)), ("output/bias", (classes,)),
    ])
    x = rows(5, 3)
    h = function(x @ named["dense1/weights"] + named["dense1/bias"])
    h = function(h @ named["dense2/weights"] + named["dense2/bias"])
    out = h @ named["output/weights"] + named["output/bias"]
    if classes == 1:
        target = torch.tensor([0.3, -1.5, 2.0, 0.0, 4.0])
        functions = {
            "meanSquaredError": lambda: F.mse_loss(out[:, 0], target),
            "meanAbsoluteError": lambda: F.l1_loss(out[:, 0], target),
            "huber": lambda: F.huber_loss(out[:, 0], target, delta=loss_spec.get("delta", 1)),
        }
        loss = functions[loss_spec["kind"]]()
    else:
        target = torch.tensor([0, 2, 1, 1, 2])
        loss = F.cross_entropy(out, target, label_smoothing=loss_spec.get("labelSmoothing", 0))
    return record(
        f"mlp, {activation}, {loss_name}",
        {"kind": "mlp", "hidden": [4, 3], "activation": activation},
        {"input": x.flatten().tolist(), "inputShape": [5, 3], "target": target.tolist(), "outputs": classes},
        named, out, loss_spec, loss,
    )


def cnn():
    named = parameters([
        ("convolution1/weights", (3, 3, 1, 2)), ("convolution1/bias", (2,)),
        ("convolution2/weights", (2, 2, 2, 3)), ("convolution2/bias", (3,)),
        ("dense1/weights", (12, 4)), ("dense1/bias", (4,)),
        ("output/weights", (4, 3)), ("output/bias", (3,)),
    ])
    x = rows(2, 5 * 4).reshape(2, 5, 4, 1)
    # [height, width, in, out] to torch's [out, in, height, width]; images to [batch, channels, height, width].
    image = x.permute(0, 3, 1, 2)
    image = F.conv2d(image, named["convolution1/weights"].permute(3, 2, 0, 1), named["convolution1/bias"], padding=1)
    image = F.max_pool2d(torch.tanh(image), 2)
    # A kernel of even size pads one more at the end, as "same" does.
    image = F.pad(image, (0, 1, 0, 1))
    image = F.conv2d(image, named["convolution2/weights"].permute(3, 2, 0, 1), named["convolution2/bias"])
    image = torch.tanh(image)
    flat = image.permute(0, 2, 3, 1).reshape(2, -1)
    h = torch.tanh(flat @ named["dense1/weights"] + named["dense1/bias"])
    out = h @ named["output/weights"] + named["output/bias"]
    target = torch.tensor([2, 0])
    loss = F.cross_entropy(out, target)
    return record(
        "cnn",
        {"kind": "cnn", "blocks": [{"filters": 2, "kernel": 3, "pool": 2}, {"filters": 3, "kernel": 2, "pool": 1}],
         "dense": [4], "activation": "tanh"},
        {"input": x.flatten().tolist(), "inputShape": [2, 5, 4, 1], "target": target.tolist(), "outputs": 3},
        named, out, {"kind": "crossEntropy"}, loss,
    )


def transformer():
    vocabulary, time, width, heads, inner, layers = 7, 4, 8, 2, 12, 2
    shapes = [("embedding/weights", (vocabulary, width)), ("positions/weights", (time, width))]
    for layer in range(1, layers + 1):
        block = f"block{layer}"
        shapes += [
            (f"{block}/norm1/gain", (width,)), (f"{block}/norm1/bias", (width,)),
            (f"{block}/attention/weights", (width, 3 * width)), (f"{block}/attention/bias", (3 * width,)),
            (f"{block}/projection/weights", (width, width)), (f"{block}/projection/bias", (width,)),
            (f"{block}/norm2/gain", (width,)), (f"{block}/norm2/bias", (width,)),
            (f"{block}/expand/weights", (width, inner)), (f"{block}/expand/bias", (inner,)),
            (f"{block}/contract/weights", (inner, width)), (f"{block}/contract/bias", (width,)),
        ]
    shapes += [("norm/gain", (width,)), ("norm/bias", (width,))]
    named = parameters(shapes)
    ids = torch.tensor([[1, 2, 3, 4], [6, 1, 1, 5]])
    target = torch.tensor([2, 3, 4, 0, 1, 1, 5, 6])
    batch = ids.shape[0]

    def linear(x, name):
        return x @ named[f"{name}/weights"] + named[f"{name}/bias"]

    def norm(x, name):
        return F.layer_norm(x, (width,), named[f"{name}/gain"], named[f"{name}/bias"], eps=1e-5)

    x = F.embedding(ids, named["embedding/weights"]) + named["positions/weights"]
    mask = torch.full((time, time), float("-inf")).triu(1)
    for layer in range(1, layers + 1):
        block = f"block{layer}"
        q, k, v = (
            part.reshape(batch, time, heads, width // heads).transpose(1, 2)
            for part in linear(norm(x, f"{block}/norm1"), f"{block}/attention").split(width, dim=-1)
        )
        scores = q @ k.transpose(-1, -2) / math.sqrt(width // heads) + mask
        mixed = (scores.softmax(-1) @ v).transpose(1, 2).reshape(batch, time, width)
        x = x + linear(mixed, f"{block}/projection")
        h = F.gelu(linear(norm(x, f"{block}/norm2"), f"{block}/expand"), approximate="tanh")
        x = x + linear(h, f"{block}/contract")
    out = norm(x, "norm") @ named["embedding/weights"].T
    out = out.reshape(batch * time, vocabulary)
    loss = F.cross_entropy(out, target)
    return record(
        "transformer",
        {"kind": "transformer", "contextLength": time, "layers": layers, "heads": heads, "width": width,
         "feedForward": inner},
        {"input": ids.flatten().tolist(), "inputShape": [batch, time], "target": target.tolist(),
         "outputs": vocabulary},
        named, out, {"kind": "crossEntropy"}, loss,
    )


cases = [
    mlp("relu", torch.relu, "cross-entropy", {"kind": "crossEntropy"}, 3),
    mlp("tanh", torch.tanh, "smoothed cross-entropy", {"kind": "crossEntropy", "labelSmoothing": 0.1}, 3),
    mlp("sigmoid", torch.sigmoid, "mean squared error", {"kind": "meanSquaredError"}, 1),
    mlp("gelu", lambda x: F.gelu(x, approximate="tanh"), "mean absolute error", {"kind": "meanAbsoluteError"}, 1),
    mlp("elu", F.elu, "Huber", {"kind": "huber", "delta": 0.8}, 1),
    mlp("leakyRelu", F.leaky_relu, "Huber", {"kind": "huber"}, 1),
    mlp("swish", F.silu, "cross-entropy", {"kind": "crossEntropy"}, 3),
    cnn(),
    transformer(),
]


def rounded(value):
    if isinstance(value, float):
        return float(f"{value:.10g}")
    if isinstance(value, list):
        return [rounded(item) for item in value]
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    return value


document = {"source": f"torch {torch.__version__.split('+')[0]}", "cases": [rounded(case) for case in cases]}
pathlib.Path(__file__).with_name("models.json").write_text(json.dumps(document))
