"""Writes runs of one scalar for TensorBoard, as pages-charts.bench.ts fills Descent. usage: tensorboard.py FOLDER RUNS POINTS"""

import math
import random
import sys

# This file has the name of the package, and its folder comes first.
sys.path.pop(0)
from tensorboardX import SummaryWriter  # noqa: E402

folder, runs, points = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
draw = random.Random(1)
for index in range(runs):
    writer = SummaryWriter(f"{folder}/run-{index + 1}", max_queue=100_000, flush_secs=600)
    for step in range(1, points + 1):
        writer.add_scalar("train/loss", math.exp(-step / points) + 0.1 * draw.gauss(0, 1), step, walltime=1_767_225_600 + step / 200)
    writer.close()
