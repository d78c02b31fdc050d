"""Writes metrics.json: scikit-learn's figures on small data with ties, missing classes, perfect and worst predictions.

Run with scikit-learn 1.7 or later: python3 metrics.py
"""

import json
import math
import pathlib
import warnings

import numpy as np
import sklearn
from sklearn import metrics as m
from sklearn.utils.class_weight import compute_class_weight

warnings.simplefilter("ignore")
random = np.random.default_rng(0)


def softmax(z):
    e = np.exp(z - z.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def calibration_error(p, y):
    confidence, right = p.max(1), p.argmax(1) == y
    bins = np.clip(np.ceil(confidence * 15), 1, 15)
    return sum(abs(right[bins == b].mean() - confidence[bins == b].mean()) * (bins == b).mean() for b in set(bins))


def areas(p, y):
    if p.shape[1] == 2:
        curves = [(p[:, 1], y == 1)]
    else:
        curves = [(p[:, c], y == c) for c in range(p.shape[1])]
    curves = [(s, t) for s, t in curves if 0 < t.sum() < len(t)]
    if not curves:
        return {"rocAuc": None, "prAuc": None}
    return {
        "rocAuc": float(np.mean([m.roc_auc_score(t, s) for s, t in curves])),
        "prAuc": float(np.mean([m.average_precision_score(t, s) for s, t in curves])),
    }


def class_figures(z, y):
    z, y = np.array(z, dtype=float), np.array(y)
    p, predicted, count = softmax(z), np.array(z).argmax(1), z.shape[1]
    figures = {
        "accuracy": m.accuracy_score(y, predicted),
        "balancedAccuracy": m.balanced_accuracy_score(y, predicted),
        "mcc": m.matthews_corrcoef(y, predicted),
        "logLoss": m.log_loss(y, p, labels=range(count)),
        "brier": m.brier_score_loss(y, p if count > 2 else p[:, 1], labels=range(count)),
        "calibrationError": calibration_error(p, y),
        **areas(p, y),
    }
    for average in ["macro", "micro", "weighted"] + (["binary"] if count == 2 else []):
        suffix = "" if average == "binary" else average.capitalize()
        precision, recall, f1, _ = m.precision_recall_fscore_support(y, predicted, average=average, zero_division=0)
        figures.update({"precision" + suffix: precision, "recall" + suffix: recall, "f1" + suffix: f1})
    for k in [2, 3]:
        if k < count:
            figures[f"top{k}Accuracy"] = m.top_k_accuracy_score(y, z, k=k, labels=range(count))
    return {name: None if value is None or math.isnan(value) else float(value) for name, value in figures.items()}


def ties(rows, classes):
    # Whole rows come up again, so that their scores are equal to the last bit; within a row no two are equal, since
    # who is first of equals is a matter of taste.
    pool = (random.normal(size=(12, classes)) * 2).round(3)
    return pool[random.integers(0, len(pool), rows)].tolist()


three = [[4, 1, 0], [1, 3, 2], [0, 1, 5], [2, 3, 1], [3, 0, 1]]
class_cases = {
    "two classes with ties": (ties(60, 2), random.integers(0, 2, 60).tolist()),
    "two classes, rare positives": (ties(80, 2), (random.random(80) < 0.1).astype(int).tolist()),
    "two classes, all scores alike": ([[1, 2]] * 6, [0, 1, 1, 0, 1, 0]),
    "two classes, perfect": ([[3, 0], [0, 3], [1, 2], [5, 4]], [0, 1, 1, 0]),
    "two classes, worst": ([[3, 0], [0, 3], [1, 2], [5, 4]], [1, 0, 0, 1]),
    "two classes, one of them missing": ([[3, 0], [0, 3], [1, 2], [5, 4]], [0, 0, 0, 0]),
    "two classes, sure beyond a float": ([[0, 800], [0, 900], [0, -900], [0, -700]], [1, 1, 0, 0]),
    "three classes": (three, [0, 1, 2, 0, 0]),
    "three classes, one missing from the truth": (three, [0, 1, 0, 1, 0]),
    "three classes, one never predicted nor true": ([[4, 1, 0], [1, 3, 0], [2, 1, 0]], [0, 1, 1]),
    "three classes, perfect": (three, [0, 1, 2, 1, 0]),
    "five classes with ties": (ties(120, 5), random.integers(0, 5, 120).tolist()),
    "five classes, real numbers": ((random.normal(size=(100, 5)) * 3).round(3).tolist(), random.integers(0, 5, 100).tolist()),
}

predicted = (random.normal(size=41) * 10 + 3).round(2)
number_cases = {
    "errors of both signs": (predicted.tolist(), (predicted + random.normal(size=41) * 4).round(2).tolist()),
    "an even count": ([1.0, 2.0, 4.0, 8.0], [1.5, 1.0, 4.5, 6.0]),
    "perfect": ([1.0, 2.0, 4.0], [1.0, 2.0, 4.0]),
    "worse than the mean": ([9.0, -5.0, 1.0], [1.0, 2.0, 4.0]),
}

weight_classes = [0] * 7 + [1] * 2 + [3] * 5
document = {
    "source": f"scikit-learn {sklearn.__version__}",
    "classes": [
        {"name": name, "logits": z, "classes": y, "figures": class_figures(z, y)} for name, (z, y) in class_cases.items()
    ],
    "numbers": [
        {
            "name": name,
            "predicted": p,
            "targets": t,
            "figures": {
                "mae": m.mean_absolute_error(t, p),
                "rmse": m.root_mean_squared_error(t, p),
                "r2": m.r2_score(t, p),
                "mape": m.mean_absolute_percentage_error(t, p),
                "medianAbsoluteError": m.median_absolute_error(t, p),
            },
        }
        for name, (p, t) in number_cases.items()
    ],
    "balanced": {
        "classes": weight_classes,
        "weights": compute_class_weight("balanced", classes=np.unique(weight_classes), y=weight_classes).tolist(),
    },
}
pathlib.Path(__file__).with_name("metrics.json").write_text(json.dumps(document))
