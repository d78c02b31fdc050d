"""Writes evaluation.json: scikit-learn's ROC and precision-recall curves, SciPy's quantiles of Student's t, and the R2
of ridge regression on the diabetes data under the folds of Descent.

`parts` in evaluation.json says which fold each row of diabetes.csv is in; it is what the split of a spec with five
folds and seed 0 gives (a test holds it against that), and is taken over from the file as it is.

Run with scikit-learn 1.7 or later: python3 evaluation.py
"""

import json
import pathlib

import numpy as np
import scipy
import sklearn
from scipy import stats
from sklearn.linear_model import Ridge
from sklearn.metrics import average_precision_score, precision_recall_curve, roc_auc_score, roc_curve
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

here = pathlib.Path(__file__).parent
file = here / "evaluation.json"
parts = np.array(json.loads(file.read_text())["ridge"]["parts"])
random = np.random.default_rng(1)


def curve(scores, positive):
    scores, positive = np.array(scores, dtype=float), np.array(positive)
    fpr, tpr, _ = roc_curve(positive, scores, drop_intermediate=False)
    precision, recall, _ = precision_recall_curve(positive, scores)
    return {
        "scores": scores.tolist(),
        "positive": positive.tolist(),
        "fpr": fpr.tolist(),
        "tpr": tpr.tolist(),
        "recall": recall[::-1].tolist(),
        "precision": precision[::-1].tolist(),
        "rocAuc": roc_auc_score(positive, scores),
        "prAuc": average_precision_score(positive, scores),
    }


curves = {
    "real numbers": curve(random.normal(size=40), random.integers(0, 2, 40)),
    "ties": curve(random.integers(0, 6, 60), random.integers(0, 2, 60)),
    "rare positives": curve(random.normal(size=80), (np.arange(80) % 13 == 0).astype(int)),
    "all alike": curve([1, 1, 1, 1], [0, 1, 1, 0]),
    "perfect": curve([1, 2, 3, 4], [0, 0, 1, 1]),
}

data = np.genfromtxt(here / "../../resources/samples/diabetes.csv", delimiter=",", skip_header=1)
inputs, target = data[:, :-1], data[:, -1]


def ridge(alpha):
    scores, errors = [], 0.0
    for fold in range(5):
        train, held = parts != fold, parts == fold
        model = make_pipeline(StandardScaler(), Ridge(alpha)).fit(inputs[train], target[train])
        scores.append(model.score(inputs[held], target[held]))
        errors += ((model.predict(inputs[held]) - target[held]) ** 2).sum()
    pooled = 1 - errors / ((target - target.mean()) ** 2).sum()
    return {"alpha": alpha, "scores": scores, "mean": float(np.mean(scores)), "pooled": float(pooled)}


best = max((ridge(alpha) for alpha in [0.1, 1.0, 3.0, 10.0, 20.0, 30.0, 50.0, 100.0]), key=lambda one: one["mean"])
file.write_text(
    json.dumps(
        {
            "source": f"scikit-learn {sklearn.__version__}, SciPy {scipy.__version__}",
            "curves": curves,
            "studentT": [
                {"p": p, "degrees": degrees, "quantile": stats.t.ppf(p, degrees)}
                for degrees in [1, 2, 3, 4, 9, 30, 99, 1000]
                for p in [0.025, 0.5, 0.6, 0.9, 0.975, 0.999]
            ],
            "ridge": {"parts": parts.tolist(), "default": ridge(1.0), "best": best},
        }
    )
)
