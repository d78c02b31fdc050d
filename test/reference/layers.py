"""Writes layers.json: outputs, losses, gradients and moving averages of every layer in PyTorch, double precision.

Weights follow a formula that the tests repeat: value k of array number a is 0.4 * sin(1 + 3 * a + 0.7 * k).
Run with PyTorch 1.13 or later: python3 layers.py
"""

import json
import math
import pathlib

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)


class Arrays:
    """Makes weights as they are asked for, in the order of the model."""

    def __init__(self):
        self.named = {}
        self.states = {}

    def get(self, name, *shape):
        if name not in self.named:
            number = len(self.named)
            values = [0.4 * math.sin(1 + 3 * number + 0.7 * k) for k in range(math.prod(shape))]
            self.named[name] = torch.tensor(values).reshape(shape).requires_grad_()
        return self.named[name]

    def dense(self, x, name, units):
        w = self.get(f"{name}/weights", x.shape[-1], units)
        return x @ w + self.get(f"{name}/bias", units)

    def convolution(self, x, name, filters, kernel, stride=1, padding="same"):
        """x [batch, height, width, channels]; kernel [height, width, in, out]."""
        w = self.get(f"{name}/weights", kernel, kernel, x.shape[-1], filters)
        y = F.conv2d(padded(x, kernel, stride, padding), w.permute(3, 2, 0, 1).contiguous(), stride=stride)
        return y.permute(0, 2, 3, 1) + self.get(f"{name}/bias", filters)

    def depthwise(self, x, name, kernel, stride=1, padding="same"):
        channels = x.shape[-1]
        w = self.get(f"{name}/weights", kernel, kernel, channels, 1)
        y = F.conv2d(padded(x, kernel, stride, padding), w.permute(2, 3, 0, 1), stride=stride, groups=channels)
        return y.permute(0, 2, 3, 1)

    def gains(self, name, width):
        return self.get(f"{name}/gain", width), self.get(f"{name}/bias", width)

    def batch_norm(self, x, name):
        width = x.shape[-1]
        gain, bias = self.gains(name, width)
        mean, variance = torch.zeros(width), torch.ones(width)
        y = F.batch_norm(x.reshape(-1, width), mean, variance, gain, bias, training=True, momentum=0.1, eps=1e-5)
        self.states[f"{name}/mean"] = mean.tolist()
        self.states[f"{name}/variance"] = variance.tolist()
        return y.reshape(x.shape)

    def layer_norm(self, x, name):
        gain, bias = self.gains(name, x.shape[-1])
        return F.layer_norm(x, (x.shape[-1],), gain, bias, eps=1e-5)

    def group_norm(self, x, name, groups):
        gain, bias = self.gains(name, x.shape[-1])
        channels_first = x.movedim(-1, 1)
        return F.group_norm(channels_first, groups, gain, bias, eps=1e-5).movedim(1, -1)

    def recurrent(self, x, name, cell, units):
        gates = {"rnn": 1, "lstm": 4, "gru": 3}[cell]
        w = self.get(f"{name}/weights", x.shape[-1], gates * units)
        b = self.get(f"{name}/bias", gates * units)
        u = self.get(f"{name}/recurrent", units, gates * units)
        inner = torch.zeros(gates * units)
        if cell == "gru":
            inner = torch.cat([torch.zeros(2 * units), self.get(f"{name}/recurrentBias", units)])
        h = c = torch.zeros(x.shape[0], units)
        states = []
        for step in x.unbind(1):
            if cell == "lstm":
                h, c = torch._VF.lstm_cell(step, (h, c), w.T, u.T, b, inner)
            else:
                h = (torch._VF.gru_cell if cell == "gru" else torch._VF.rnn_tanh_cell)(step, h, w.T, u.T, b, inner)
            states.append(h)
        return torch.stack(states, 1)

    def attention(self, x, name, heads, causal):
        batch, time, width = x.shape
        q, k, v = (
            part.reshape(batch, time, heads, width // heads).transpose(1, 2)
            for part in self.dense(x, f"{name}/attention", 3 * width).split(width, dim=-1)
        )
        scores = q @ k.transpose(-1, -2) / math.sqrt(width // heads)
        if causal:
            scores = scores + torch.full((time, time), float("-inf")).triu(1)
        mixed = (scores.softmax(-1) @ v).transpose(1, 2).reshape(batch, time, width)
        return self.dense(mixed, f"{name}/projection", width)


def padded(x, kernel, stride, padding):
    """Channels first, with as much around as "same" means: the odd one at the end."""
    x = x.permute(0, 3, 1, 2)
    if padding == "valid":
        return x
    around = []
    for side in (x.shape[3], x.shape[2]):
        total = max(0, (math.ceil(side / stride) - 1) * stride + kernel - side)
        around += [total // 2, total - total // 2]
    return F.pad(x, around)


def max_pool(x, size):
    return F.max_pool2d(x.permute(0, 3, 1, 2), size).permute(0, 2, 3, 1)


def average_pool(x, size):
    return F.avg_pool2d(x.permute(0, 3, 1, 2), size).permute(0, 2, 3, 1)


def rows(*shape):
    size = math.prod(shape)
    return torch.tensor([math.cos(0.9 * (i // 3) + 1.3 * (i % 7) + 0.01 * i) for i in range(size)]).reshape(shape)


def record(name, kind, model, x, outputs, target, forward):
    arrays = Arrays()
    out = forward(arrays, x)
    loss = F.cross_entropy(out, torch.tensor(target))
    loss.backward()
    return {
        "name": name, "kind": kind, "model": model, "outputs": outputs,
        "input": x.flatten().tolist(), "inputShape": list(x.shape), "target": target,
        "output": out.detach().flatten().tolist(), "loss": loss.item(), "states": arrays.states,
        "gradients": {key: value.grad.flatten().tolist() for key, value in arrays.named.items()},
    }


def mlp(norm):
    def forward(a, x):
        for index, units in enumerate((4, 3), 1):
            x = a.dense(x, f"dense{index}", units)
            x = torch.tanh(a.batch_norm(x, f"norm{index}") if norm == "batch" else a.layer_norm(x, f"norm{index}"))
        return a.dense(x, "output", 3)

    model = {"kind": "mlp", "hidden": [4, 3], "activation": "tanh", "norm": norm}
    return record(f"mlp, {norm} norm", "columns", model, rows(5, 3), 3, [0, 2, 1, 1, 2], forward)


def cnn(norm, depthwise, activation, function):
    def norm_of(a, x, name):
        return {
            "batch": lambda: a.batch_norm(x, name),
            "layer": lambda: a.layer_norm(x, name),
            "group": lambda: a.group_norm(x, name, 2),
            "none": lambda: x,
        }[norm]()

    def part(a, x, name, number, filters, kernel):
        if depthwise:
            x = a.convolution(a.depthwise(x, f"{name}depthwise{number}", kernel), f"{name}convolution{number}", filters, 1)
        else:
            x = a.convolution(x, f"{name}convolution{number}", filters, kernel)
        return norm_of(a, x, f"{name}norm{number}")

    def forward(a, x):
        x = average_pool(function(part(a, x, "", 1, 4, 3)), 2)
        inner = part(a, function(part(a, x, "block2/", 1, 6, 2)), "block2/", 2, 6, 2)
        x = function(inner + a.convolution(x, "block2/shortcut", 6, 1))
        x = function(a.dense(x.mean((1, 2)), "dense1", 4))
        return a.dense(x, "output", 3)

    blocks = [{"filters": 4, "kernel": 3, "pool": 2}, {"filters": 6, "kernel": 2, "pool": 1, "residual": True}]
    model = {
        "kind": "cnn", "blocks": [{**block, "depthwise": depthwise} for block in blocks], "norm": norm, "groups": 2,
        "pooling": "average", "head": "globalAverage", "dense": [4], "activation": activation,
    }
    name = f"cnn, {norm} norm, {activation}" + (", depthwise" if depthwise else "")
    return record(name, "image", model, rows(2, 7, 6, 2), 3, [2, 0], forward)


ids = torch.tensor([[1, 2, 3, 4, 0], [5, 1, 1, 5, 2]])
text_target = [2, 3, 4, 0, 1, 1, 1, 5, 2, 3]


def language(cell):
    def forward(a, x):
        h = F.embedding(x, a.get("embedding/weights", 6, 3))
        h = a.recurrent(h, f"{cell}1", cell, 5)
        h = a.recurrent(h, f"{cell}2", cell, 5)
        return a.dense(h, "output", 6).reshape(-1, 6)

    model = {"kind": cell, "contextLength": 5, "layers": 2, "units": 5, "embedding": 3}
    return record(cell, "text", model, ids, 6, text_target, forward)


def image_list():
    def forward(a, x):
        x = F.gelu(a.convolution(x, "stem", 4, 3, 2, "valid"), approximate="tanh")
        inner = a.convolution(F.silu(a.group_norm(x, "residual1/groupNorm1", 4)), "residual1/convolution1", 6, 3, 2)
        x = F.elu(inner + a.convolution(x, "residual1/shortcut", 6, 1, 2))
        x = torch.tanh(a.depthwise(x, "depthwise1", 2, 1, "valid"))
        x = torch.sigmoid(a.batch_norm(x, "batchNorm1"))
        x = x.amax((1, 2))
        return a.dense(a.layer_norm(a.dense(x, "dense1", 5), "layerNorm1"), "output", 3)

    layers = [
        {"layer": "convolution", "filters": 4, "kernel": 3, "stride": 2, "padding": "valid", "activation": "gelu",
         "name": "stem"},
        {"layer": "residual", "activation": "elu", "layers": [
            {"layer": "groupNorm", "groups": 4}, {"layer": "activation", "activation": "swish"},
            {"layer": "convolution", "filters": 6, "stride": 2},
        ]},
        {"layer": "depthwise", "kernel": 2, "padding": "valid", "activation": "tanh"},
        {"layer": "batchNorm"}, {"layer": "activation", "activation": "sigmoid"}, {"layer": "dropout", "rate": 0.5},
        {"layer": "globalPool", "pool": "max"}, {"layer": "dense", "units": 5}, {"layer": "layerNorm"},
    ]
    return record("list on images", "image", {"kind": "layers", "layers": layers}, rows(3, 9, 8, 2), 3, [2, 0, 1], forward)


def pooled_list():
    def forward(a, x):
        x = max_pool(a.convolution(x, "convolution1", 3, 1), 2)
        x = average_pool(x, 2)
        x = F.leaky_relu(a.dense(x, "dense1", 4))
        return a.dense(x.reshape(x.shape[0], -1), "output", 3)

    layers = [
        {"layer": "convolution", "filters": 3, "kernel": 1}, {"layer": "pool"}, {"layer": "pool", "pool": "average"},
        {"layer": "dense", "units": 4, "activation": "leakyRelu"}, {"layer": "flatten"},
    ]
    return record("list with pools", "image", {"kind": "layers", "layers": layers}, rows(2, 9, 8, 1), 3, [2, 0], forward)


def text_list():
    def forward(a, x):
        h = F.embedding(x, a.get("embedding1/weights", 6, 4)) + a.get("positions1/weights", 5, 4)
        h = h + a.attention(a.layer_norm(h, "residual1/layerNorm1"), "residual1/attention1", 2, True)
        h = h + a.dense(torch.relu(a.dense(h, "residual2/dense1", 8)), "residual2/dense2", 4)
        h = a.recurrent(h, "gru1", "gru", 5)
        return a.dense(h, "output", 6).reshape(-1, 6)

    layers = [
        {"layer": "embedding", "width": 4}, {"layer": "positions"},
        {"layer": "residual", "layers": [{"layer": "layerNorm"}, {"layer": "attention", "heads": 2}]},
        {"layer": "residual", "layers": [{"layer": "dense", "units": 8, "activation": "relu"}, {"layer": "dense", "units": 4}]},
        {"layer": "gru", "units": 5},
    ]
    model = {"kind": "layers", "contextLength": 5, "layers": layers}
    return record("list on text", "text", model, ids, 6, text_target, forward)


def sequence_list(cell):
    def forward(a, x):
        h = x.reshape(-1, 3, 4)
        h = h + a.attention(h, "residual1/attention1", 2, False)
        h = a.recurrent(h, f"{cell}1", cell, 5)[:, -1]
        return a.dense(h, "output", 3)

    layers = [
        {"layer": "reshape", "shape": [3, 4]},
        {"layer": "residual", "layers": [{"layer": "attention", "heads": 2}]},
        {"layer": cell, "units": 5, "returns": "last"},
    ]
    return record(f"list on columns, {cell}", "columns", {"kind": "layers", "layers": layers}, rows(4, 12), 3, [1, 0, 2, 1], forward)


table_ids = [{"name": "town", "place": 1, "count": 4}, {"name": "colour", "place": 3, "count": 3}]


def table():
    """Numbers in columns 0 and 2, ids in 1 and 3."""
    numbers = rows(5, 2)
    town, colour = torch.tensor([0.0, 3, 1, 1, 2]), torch.tensor([2.0, 0, 0, 1, 2])
    return torch.stack([numbers[:, 0], town, numbers[:, 1], colour], 1)


def embedded(a, x, name, widths):
    vectors = [
        F.embedding(x[:, column["place"]].long(), a.get(f"{name}/{column['name']}/weights", column["count"], width))
        for column, width in zip(table_ids, widths)
    ]
    return torch.cat([x[:, [0, 2]], *vectors], 1)


def tokens(a, x, name, width):
    """FT-Transformer's tokenizer, with the summing token first."""
    summary = a.get(f"{name}/summary", 1, width)
    numbers = x[:, [0, 2], None] * a.get(f"{name}/numbers", 2, width)
    ids = x[:, [1, 3]].long() + torch.tensor([0, 4])
    categories = F.embedding(ids, a.get(f"{name}/categories", 7, width))
    vectors = torch.cat([numbers, categories], 1) + a.get(f"{name}/bias", 4, width)
    return torch.cat([summary.expand(len(x), 1, width), vectors], 1)


def embedding_mlp():
    def forward(a, x):
        x = embedded(a, x, "embedding", [2, 1])
        return a.dense(torch.tanh(a.dense(x, "dense1", 4)), "output", 3)

    model = {"kind": "mlp", "hidden": [4], "activation": "tanh"}
    return {**record("mlp of embedded columns", "columns", model, table(), 3, [0, 2, 1, 1, 2], forward), "ids": table_ids}


def encoder():
    def forward(a, x):
        h = tokens(a, x, "tokens", 6)
        for layer in (1, 2):
            block = f"block{layer}"
            normed = h if layer == 1 else a.layer_norm(h, f"{block}/norm1")
            h = h + a.attention(normed, block, 2, False)
            inner = F.gelu(a.dense(a.layer_norm(h, f"{block}/norm2"), f"{block}/expand", 5), approximate="tanh")
            h = h + a.dense(inner, f"{block}/contract", 6)
        return a.dense(torch.relu(a.layer_norm(h[:, 0], "norm")), "output", 3)

    model = {"kind": "transformerEncoder", "layers": 2, "heads": 2, "width": 6, "feedForward": 5}
    return {**record("transformer encoder", "columns", model, table(), 3, [0, 2, 1, 1, 2], forward), "ids": table_ids}


def token_list():
    def forward(a, x):
        h = tokens(a, x, "featureTokens1", 4)
        h = h + a.attention(h, "residual1/attention1", 2, False)
        return a.dense(h.flatten(1), "output", 3)

    layers = [
        {"layer": "featureTokens", "width": 4},
        {"layer": "residual", "layers": [{"layer": "attention", "heads": 2}]},
        {"layer": "flatten"},
    ]
    case = record("list of tokens", "columns", {"kind": "layers", "layers": layers}, table(), 3, [0, 2, 1, 1, 2], forward)
    return {**case, "ids": table_ids}


def embedding_list():
    def forward(a, x):
        return a.dense(torch.relu(a.dense(embedded(a, x, "embedding1", [3, 3]), "dense1", 4)), "output", 3)

    layers = [{"layer": "embedding", "width": 3}, {"layer": "dense", "units": 4, "activation": "relu"}]
    model = {"kind": "layers", "layers": layers}
    return {**record("list of embedded columns", "columns", model, table(), 3, [0, 2, 1, 1, 2], forward), "ids": table_ids}


def autoencoder():
    def forward(a, x):
        h = torch.tanh(a.dense(x, "encoder1", 4))
        h = a.dense(h, "latent", 2)
        return a.dense(torch.tanh(a.dense(h, "decoder1", 4)), "output", 5)

    model = {"kind": "autoencoder", "hidden": [4], "latent": 2, "activation": "tanh"}
    return record("autoencoder", "columns", model, rows(4, 5), 5, [0, 4, 1, 2], forward)


def nearest(x, height, width):
    down = [at * x.shape[1] // height for at in range(height)]
    across = [at * x.shape[2] // width for at in range(width)]
    return x[:, down][:, :, across]


def image_autoencoder():
    def forward(a, x):
        h = torch.tanh(a.convolution(x, "convolution1", 3, 3, 2))
        h = torch.tanh(a.convolution(h, "convolution2", 2, 3, 2))
        h = a.dense(h.flatten(1), "latent", 2)
        h = torch.tanh(a.dense(h, "widen", 2 * 2 * 2)).reshape(-1, 2, 2, 2)
        h = torch.tanh(a.convolution(nearest(h, 4, 3), "deconvolution1", 3, 3))
        return a.convolution(nearest(h, 7, 5), "deconvolution2", 1, 3).flatten(1)

    model = {"kind": "autoencoder", "hidden": [], "latent": 2, "filters": [3, 2], "activation": "tanh"}
    return record("autoencoder of images", "image", model, rows(2, 7, 5, 1), 35, [3, 17], forward)


cases = [
    mlp("batch"),
    mlp("layer"),
    cnn("none", False, "tanh", torch.tanh),
    cnn("batch", False, "relu", torch.relu),
    cnn("layer", False, "swish", F.silu),
    cnn("group", True, "tanh", torch.tanh),
    language("rnn"),
    language("lstm"),
    language("gru"),
    image_list(),
    pooled_list(),
    text_list(),
    sequence_list("lstm"),
    sequence_list("rnn"),
    embedding_mlp(),
    encoder(),
    token_list(),
    embedding_list(),
    autoencoder(),
    image_autoencoder(),
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
pathlib.Path(__file__).with_name("layers.json").write_text(json.dumps(document))
