"""Reference values for reading and describing data: writes datasets.json beside this file.

pip install pandas pyarrow pillow scikit-learn numpy
"""

import base64
import io
import json
import pathlib
import struct
import zlib

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image

rng = np.random.default_rng(5)


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def statistics():
    """pandas on a table with holes, ties, a constant and a large offset."""
    rows = 40
    frame = pd.DataFrame(
        {
            "plain": np.round(rng.normal(size=rows), 3),
            "holes": np.where(rng.random(rows) < 0.2, np.nan, np.round(rng.gamma(2, size=rows), 4)),
            "ties": rng.integers(0, 4, rows).astype(float),
            "constant": np.full(rows, 7.0),
            "offset": 1e9 + np.round(rng.random(rows), 3),
            "kind": rng.choice(["red", "green", "blue"], rows),
        }
    )
    frame["related"] = np.round(3 * frame["plain"] - 1 + 0.1 * rng.normal(size=rows), 3)
    numbers = frame.drop(columns="kind")
    # Where values are large beside their spread, pandas loses digits that the reader should keep.
    centred = numbers.assign(offset=numbers["offset"] - 1e9)
    described = {}
    for name in numbers:
        column = numbers[name]
        described[name] = {
            "missing": int(column.isna().sum()),
            "distinct": int(column.nunique()),
            "mean": column.mean(),
            "standardDeviation": centred[name].std(ddof=0),
            "min": column.min(),
            "max": column.max(),
            "quantiles": {
                f"q{share:02d}": column.quantile(share / 100) for share in (5, 25, 50, 75, 95)
            },
        }
    correlations = centred.corr()
    return {
        "csv": frame.to_csv(index=False),
        "columns": described,
        "counts": {name: int(count) for name, count in frame["kind"].value_counts().items()},
        "correlations": {
            "columns": list(correlations.columns),
            "values": [[None if np.isnan(v) else v for v in row] for row in correlations.to_numpy().tolist()],
        },
    }


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def interlaced(pixels: np.ndarray) -> bytes:
    """A grey PNG of eight bits by Adam7, which Pillow reads but does not write."""
    height, width = pixels.shape
    raw = b""
    for left, top, across, down in ADAM7:
        part = pixels[top::down, left::across]
        if part.size:
            raw += b"".join(b"\0" + row.tobytes() for row in part)
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 1)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b"")
    )


def images():
    """Small images of every kind; what Pillow makes of them in grey or colour."""
    height, width = 5, 11
    colour = rng.integers(0, 256, (height, width, 3), dtype=np.uint8)
    grey = rng.integers(0, 256, (height, width), dtype=np.uint8)
    alpha = rng.integers(0, 256, (height, width), dtype=np.uint8)
    smooth = (np.add.outer(np.arange(24), np.arange(32)) * 4).astype(np.uint8)
    cases = []

    def add(name: str, data: bytes, mode: str, tolerance: int = 0) -> None:
        decoded = Image.open(io.BytesIO(data))
        pixels = np.asarray(decoded.convert(mode))
        cases.append(
            {
                "name": name,
                "bytes": b64(data),
                "width": pixels.shape[1],
                "height": pixels.shape[0],
                "channels": 1 if mode == "L" else 3,
                "values": b64(pixels.tobytes()),
                "tolerance": tolerance,
            }
        )

    def save(image: Image.Image, format: str, **options) -> bytes:
        out = io.BytesIO()
        image.save(out, format, **options)
        return out.getvalue()

    add("grey", save(Image.fromarray(grey), "PNG"), "L")
    add("colour", save(Image.fromarray(colour), "PNG"), "RGB")
    add("colour with alpha", save(Image.fromarray(np.dstack([colour, alpha])), "PNG"), "RGB")
    add("grey with alpha", save(Image.fromarray(np.dstack([grey, alpha])), "PNG"), "L")
    add("palette", save(Image.fromarray(colour).quantize(16), "PNG", bits=4), "RGB")
    add("palette of two", save(Image.fromarray(colour).quantize(2), "PNG", bits=1), "RGB")
    add("one bit", save(Image.fromarray(grey > 127), "PNG"), "L")
    add("interlaced", interlaced(grey), "L")
    smoother = Image.fromarray(smooth)
    add("smooth, filtered", save(smoother, "PNG", optimize=True), "L")
    add("JPEG, grey", save(smoother, "JPEG", quality=92), "RGB", tolerance=3)
    blurred = Image.fromarray(np.dstack([smooth, smooth[::-1], smooth[:, ::-1]]))
    add("JPEG, colour", save(blurred, "JPEG", quality=95, subsampling=0), "RGB", tolerance=4)
    add("JPEG, progressive", save(blurred, "JPEG", quality=95, subsampling=0, progressive=True), "RGB", tolerance=4)
    sixteen = (np.arange(6, dtype=np.uint16) * 13107).reshape(2, 3)
    data = save(Image.fromarray(sixteen), "PNG")
    cases.append(
        {
            "name": "sixteen bits",
            "bytes": b64(data),
            "width": 3,
            "height": 2,
            "channels": 1,
            "values": b64((sixteen >> 8).astype(np.uint8).tobytes()),
            "tolerance": 0,
        }
    )
    return cases


def luma():
    """Grey of colours as Pillow has it."""
    colour = rng.integers(0, 256, (4, 4, 3), dtype=np.uint8)
    grey = np.asarray(Image.fromarray(colour).convert("L"))
    return {"colour": b64(colour.tobytes()), "grey": b64(grey.tobytes())}


def halved():
    """The mean of two by two pixels, as Pillow's box filter has it."""
    pixels = rng.integers(0, 256, (6, 8), dtype=np.uint8)
    small = np.asarray(Image.fromarray(pixels).resize((4, 3), Image.Resampling.BOX))
    uneven = np.asarray(Image.fromarray(pixels).resize((3, 4), Image.Resampling.BOX))
    return {
        "pixels": b64(pixels.tobytes()),
        "halved": b64(small.tobytes()),
        "uneven": b64(uneven.tobytes()),
    }


def parquet():
    """One table written in several ways."""
    table = pa.table(
        {
            "whole": pa.array([1, 2, None, 4, 5, 6], pa.int64()),
            "real": pa.array([0.5, -1.25, 3.0, None, 1e300, -0.0], pa.float64()),
            "single": pa.array([0.5, 0.25, 0.125, 1, 2, 4], pa.float32()),
            "flag": pa.array([True, False, True, True, None, False]),
            "word": pa.array(["red", "green", "red", None, "blau", "红"]),
            "day": pa.array([0, 1, 19000, 19001, None, 20000], pa.date32()),
        }
    )
    files = {}
    for compression in ("NONE", "SNAPPY", "GZIP", "ZSTD", "BROTLI"):
        out = io.BytesIO()
        pq.write_table(table, out, compression=compression, row_group_size=4)
        files[compression] = b64(out.getvalue())
    frame = table.to_pandas()
    rows = [
        [None if v is None or (isinstance(v, float) and np.isnan(v)) else v for v in row]
        for row in zip(
            *(
                [1, 2, None, 4, 5, 6],
                frame["real"].tolist(),
                frame["single"].tolist(),
                ["true", "false", "true", "true", None, "false"],
                table["word"].to_pylist(),
                [None if d is None else d.isoformat() for d in table["day"].to_pylist()],
            )
        )
    ]
    return {"files": files, "columns": table.column_names, "rows": rows}


def encodings():
    text = "姓名,城市,分数\n李白,长安,90.5\n杜甫,洛阳,88\n王维,长安,91\n"
    return {"text": text, "gb18030": b64(text.encode("gb18030"))}


reference = {
    "statistics": statistics(),
    "images": images(),
    "luma": luma(),
    "halved": halved(),
    "parquet": parquet(),
    "encodings": encodings(),
}
out = pathlib.Path(__file__).with_suffix(".json")
out.write_text(json.dumps(reference, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
