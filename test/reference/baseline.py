"""Writes baseline.json: R² of rows of several numbers by r2_score with multioutput="variance_weighted", and what scikit-learn's DummyClassifier and DummyRegressor, fitted on the first four fifths of
samples of Descent, reach on the last fifth.

Run with scikit-learn 1.7 or later: python3 baseline.py
"""

import csv
import json
import pathlib

import numpy as np
import sklearn
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.metrics import (
    accuracy_score,
    f1_score,
    log_loss,
    mean_absolute_error,
    mean_absolute_percentage_error,
    mean_squared_error,
    median_absolute_error,
    r2_score,
)

here = pathlib.Path(__file__).parent
samples = here.parent.parent / "resources" / "samples"


def target(name):
    with open(samples / name, newline="") as file:
        rows = list(csv.DictReader(file))
    values = np.array([row["target"] for row in rows])
    held = round(len(values) * 0.2)
    return values[:-held], values[-held:]


def classes(name):
    train, held = target(name)
    model = DummyClassifier(strategy="prior").fit(np.zeros((len(train), 1)), train)
    rows = np.zeros((len(held), 1))
    predicted = model.predict(rows)
    return {
        "answer": str(predicted[0]),
        "accuracy": accuracy_score(held, predicted),
        "logLoss": log_loss(held, model.predict_proba(rows), labels=model.classes_),
        "f1Macro": f1_score(held, predicted, average="macro", labels=model.classes_, zero_division=0),
    }


def numbers(name, **options):
    train, held = (values.astype(float) for values in target(name))
    predicted = DummyRegressor(**options).fit(np.zeros((len(train), 1)), train).predict(np.zeros((len(held), 1)))
    return {
        "answer": float(predicted[0]),
        "rmse": float(np.sqrt(mean_squared_error(held, predicted))),
        "mae": mean_absolute_error(held, predicted),
        "r2": r2_score(held, predicted),
        "mape": mean_absolute_percentage_error(held, predicted),
        "medianAbsoluteError": median_absolute_error(held, predicted),
    }


random = np.random.default_rng(4)
actual = (random.normal(size=(12, 3)) * [1, 10, 0.1] + [0, 50, -2]).round(4)
predicted = (actual + random.normal(size=(12, 3)) * [0.5, 2, 0.2]).round(4)
several = {
    "actual": actual.tolist(),
    "predicted": predicted.tolist(),
    "r2": r2_score(actual, predicted, multioutput="variance_weighted"),
}

(here / "baseline.json").write_text(
    json.dumps(
        {
            "sklearn": sklearn.__version__,
            "several": several,
            "classes": {"breast_cancer.csv": classes("breast_cancer.csv")},
            "numbers": {
                "mean": numbers("diabetes.csv", strategy="mean"),
                "median": numbers("diabetes.csv", strategy="median"),
            },
        },
        indent=1,
    )
    + "\n"
)
