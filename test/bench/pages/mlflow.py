"""Fills a folder with MLflow runs like those of test/support/seed-runs.ts and prints the experiment's id.

usage: mlflow.py FOLDER RUNS (into FOLDER/mlflow.db, straight into its tables: by its client it would take an hour)
"""

import math
import random
import sqlite3
import sys

# This file has the name of the package, and its folder comes first.
sys.path.pop(0)
from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore  # noqa: E402

folder, count = sys.argv[1], int(sys.argv[2])
store = SqlAlchemyStore(f"sqlite:///{folder}/mlflow.db", f"{folder}/artifacts")
experiment = store.create_experiment("bench")
db = sqlite3.connect(f"{folder}/mlflow.db")
began = 1_767_225_600_000
draw = random.Random(1)
with db:
    for index in range(1, count + 1):
        run, at = f"{index:032x}", began + index * 60_000
        db.execute(
            "INSERT INTO runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time,"
            " end_time, source_version, lifecycle_stage, artifact_uri, experiment_id)"
            " VALUES (?, ?, 'LOCAL', '', '', 'bench', 'FINISHED', ?, ?, '', 'active', ?, ?)",
            (run, f"run {index}", at, at + 1200, f"{folder}/artifacts/{run}", experiment),
        )
        rate = 10 ** (-1 - 3 * draw.random())
        params = {"optimizer.learningRate": f"{rate:.3g}", "optimizer.kind": "adam", "seed": str(index), "batchSize": "16"}
        db.executemany("INSERT INTO params (key, value, run_uuid) VALUES (?, ?, ?)", [(*one, run) for one in params.items()])
        tags = {"mlflow.runName": f"run {index}", "mlflow.user": "bench"}
        db.executemany("INSERT INTO tags (key, value, run_uuid) VALUES (?, ?, ?)", [(*one, run) for one in tags.items()])
        for key, start in (("batch/loss", 1), ("val/loss", 1.1), ("val/accuracy", 1)):
            points = [start * math.exp(-step / 100) + 0.05 * draw.random() for step in range(10, 210, 10)]
            db.executemany(
                "INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES (?, ?, ?, ?, ?, 0)",
                [(key, value, at + step, run, step * 10 + 10) for step, value in enumerate(points)],
            )
            db.execute(
                "INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid) VALUES (?, ?, ?, 200, 0, ?)",
                (key, points[-1], at + 1100, run),
            )
print(experiment)
