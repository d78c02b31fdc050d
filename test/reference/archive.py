"""What Python's zipfile, safetensors and NumPy make of a run's ZIP; writes archive.json beside itself.

Needs numpy and safetensors, and Node for the archive. Run: python3 test/reference/archive.py
"""

import csv
import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile
import zipfile

import numpy
import safetensors
from safetensors.numpy import load_file

root = pathlib.Path(__file__).parent.parent.parent
make = """
import { writeFileSync } from 'node:fs';
const { smallArchive, smallRows } = await import('./test/support/small-archive.ts');
writeFileSync(process.argv[1], smallArchive());
console.log(JSON.stringify(smallRows));
"""

with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    command = ["node", "--input-type=module", "-e", make, str(folder / "run.zip")]
    rows = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout
    with zipfile.ZipFile(folder / "run.zip") as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        archive.extractall(folder)
    weights = load_file(folder / "weights.safetensors")
    predicted = subprocess.run(
        [sys.executable, str(folder / "predict.py"), rows], check=True, capture_output=True, text=True
    ).stdout
    with open(folder / "metrics.csv", newline="") as file:
        points = [[row["metric"], float(row["step"]), float(row["time"]), row["value"]] for row in csv.DictReader(file)]
    result = {
        "about": f"safetensors {safetensors.__version__}, NumPy {numpy.__version__}, Python {sys.version.split()[0]}",
        "names": names,
        "weightsSha256": hashlib.sha256((folder / "weights.safetensors").read_bytes()).hexdigest(),
        "arrays": {
            name: {"shape": list(array.shape), "type": str(array.dtype), "values": array.ravel().tolist()}
            for name, array in sorted(weights.items())
        },
        "predicted": json.loads(predicted),
        "points": points,
    }

pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n")
