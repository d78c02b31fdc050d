"""What Pillow, NumPy and SciPy make of small images; writes images.json beside itself.

Needs pillow, numpy and scipy. Run: python3 test/reference/images.py
"""

import json
import pathlib

import numpy
import PIL
import scipy.ndimage
from PIL import Image
from scipy.special import log_softmax

random = numpy.random.default_rng(7)
methods = {"bilinear": Image.Resampling.BILINEAR, "nearest": Image.Resampling.NEAREST, "area": Image.Resampling.BOX}
grey = random.integers(0, 256, (9, 7), dtype=numpy.uint8)
colour = random.integers(0, 256, (6, 10, 3), dtype=numpy.uint8)
numbers = random.normal(size=(9, 7)).astype(numpy.float32)

resized = []
for method, filter in methods.items():
    for height, width in [(4, 3), (9, 7), (13, 20), (5, 11), (1, 1)]:
        for name, values, mode in [("grey", grey, "L"), ("colour", colour, "RGB"), ("numbers", numbers, "F")]:
            image = Image.fromarray(values).resize((width, height), filter)
            assert image.mode == mode
            result = numpy.asarray(image)
            resized.append(
                {"image": name, "method": method, "height": height, "width": width, "values": result.ravel().tolist()}
            )

images = random.integers(0, 256, (5, 4, 3, 3), dtype=numpy.uint8)
moments = {
    "values": images.ravel().tolist(),
    "shape": [4, 3, 3],
    "rows": [0, 2, 3],
    "mean": images[[0, 2, 3]].mean(axis=(0, 1, 2)).tolist(),
    "deviation": images[[0, 2, 3]].std(axis=(0, 1, 2)).tolist(),
}

# A move (a, b, c; d, e, f) in x and y; SciPy counts rows first. Constant 0 outside, "grid-constant" blends with it.
moved = []
for move in [(1, 0, 0.3, 0, 1, -1.6), (0.8, -0.6, 2.5, 0.6, 0.8, -1.25), (-1, 0, 6, 0, 1, 0), (1, 0, 2, 0, 1, -3)]:
    a, b, c, d, e, f = move
    result = scipy.ndimage.affine_transform(
        grey.astype(float), [[e, d], [b, a]], offset=[f, c], order=1, mode="grid-constant", cval=0
    )
    moved.append({"move": move, "values": result.ravel().tolist()})

logits = random.normal(size=(4, 3)) * 2
shares = random.dirichlet([0.5, 0.5, 0.5], size=4)
losses = []
for smoothing in [0, 0.1]:
    smoothed = shares * (1 - smoothing) + smoothing / 3
    losses.append(
        {
            "smoothing": smoothing,
            "crossEntropy": float(-(smoothed * log_softmax(logits, axis=1)).sum(axis=1).mean()),
            "kullbackLeibler": float(
                (smoothed * (numpy.log(smoothed) - log_softmax(logits, axis=1))).sum(axis=1).mean()
            ),
        }
    )

result = {
    "versions": {"pillow": PIL.__version__, "numpy": numpy.__version__, "scipy": scipy.__version__},
    "images": {
        "grey": {"shape": [9, 7, 1], "bytes": True, "values": grey.ravel().tolist()},
        "colour": {"shape": [6, 10, 3], "bytes": True, "values": colour.ravel().tolist()},
        "numbers": {"shape": [9, 7, 1], "bytes": False, "values": numbers.ravel().tolist()},
    },
    "resized": resized,
    "moments": moments,
    "moved": moved,
    "soft": {"logits": logits.tolist(), "shares": shares.tolist(), "losses": losses},
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(result) + "\n")
