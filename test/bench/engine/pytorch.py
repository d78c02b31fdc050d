"""python3 pytorch.py SHAPE THREADS SECONDS [DEVICE]: the trainings of shapes.ts in PyTorch; prints one line of JSON.

Debian's python3-torch is fast only with libopenblas0-pthread; without it, it is ten times slower and proves nothing.
"""

import json
import math
import sys
import time
import resource
import torch
import torch.nn as nn
import torch.nn.functional as F

shape, threads, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
device = sys.argv[4] if len(sys.argv) > 4 else "cpu"
torch.set_num_threads(threads)


def mlp(sizes):
    layers = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


class Cnn(nn.Module):
    def __init__(self, side=28, channels=1, filters=(16, 32), units=64):
        super().__init__()
        self.first = nn.Conv2d(channels, filters[0], 3, padding=1)
        self.second = nn.Conv2d(filters[0], filters[1], 3, padding=1)
        self.dense = nn.Linear(filters[1] * (side // 4) ** 2, units)
        self.output = nn.Linear(units, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.first(x)), 2)
        x = F.max_pool2d(F.relu(self.second(x)), 2)
        return self.output(F.relu(self.dense(x.flatten(1))))


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.project, self.mix = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.widen, self.narrow = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x, mask):
        batch, time_, width = x.shape
        size = width // self.heads
        parts = self.project(self.norm1(x)).split(width, -1)
        q, k, v = [part.view(batch, time_, self.heads, size).transpose(1, 2) for part in parts]
        shares = (q @ k.transpose(-1, -2) / math.sqrt(size) + mask).softmax(-1)
        x = x + self.mix((shares @ v).transpose(1, 2).reshape(batch, time_, width))
        return x + self.narrow(F.gelu(self.widen(self.norm2(x))))


class Transformer(nn.Module):
    def __init__(self, width=128, heads=4, layers=2, vocabulary=96, time_=64):
        super().__init__()
        self.embed = nn.Embedding(vocabulary, width)
        self.place = nn.Parameter(torch.randn(time_, width) * 0.02)
        self.blocks = nn.ModuleList([Block(width, heads) for _ in range(layers)])
        self.norm = nn.LayerNorm(width)
        self.output = nn.Linear(width, vocabulary)
        self.register_buffer("mask", torch.triu(torch.full((time_, time_), -1e9), 1))

    def forward(self, ids):
        x = self.embed(ids) + self.place
        for block in self.blocks:
            x = block(x, self.mask)
        return self.output(self.norm(x)).flatten(0, 1)


def build():
    if shape == "mlp128":
        return mlp([784, 128, 128, 10]), torch.randn(128, 784), torch.randint(0, 10, (128,))
    if shape == "mlp512":
        return mlp([784, 512, 512, 10]), torch.randn(128, 784), torch.randint(0, 10, (128,))
    if shape == "cnn":
        return Cnn(), torch.randn(64, 1, 28, 28), torch.randint(0, 10, (64,))
    if shape == "transformer":
        return Transformer(), torch.randint(0, 96, (16, 64)), torch.randint(0, 96, (1024,))
    if shape == "mlp2048":
        return mlp([784, 2048, 2048, 10]), torch.randn(128, 784), torch.randint(0, 10, (128,))
    if shape == "cnn32":
        return Cnn(32, 3, (32, 64), 128), torch.randn(256, 3, 32, 32), torch.randint(0, 10, (256,))
    if shape == "transformer512":
        large = Transformer(width=512, heads=8, layers=6, time_=256)
        return large, torch.randint(0, 96, (16, 256)), torch.randint(0, 96, (16 * 256,))
    raise ValueError(f"no shape {shape}")


model, x, y = [part.to(device) for part in build()]
optimizer = torch.optim.Adam(model.parameters(), 1e-3)


def once():
    optimizer.zero_grad()
    loss = F.cross_entropy(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()


for _ in range(3):
    once()
best = math.inf
until = time.perf_counter() + seconds
while True:
    started, count = time.perf_counter(), 0
    while time.perf_counter() - started < 0.12:
        once()
        count += 1
    best = min(best, (time.perf_counter() - started) / count)
    if time.perf_counter() > until:
        break
megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
if device == "cpu":
    what = "OpenBLAS" if "openblas" in open("/proc/self/maps").read() else "no OpenBLAS"
else:
    what = torch.cuda.get_device_name()
    megabytes = torch.cuda.max_memory_allocated() / 1e6
print(json.dumps({"stepsPerSecond": 1 / best, "megabytes": megabytes, "variant": f"{torch.__version__}, {what}"}))
