"""Reference values for folds: writes splits.json beside this file.

pip install scikit-learn numpy

What is compared are counts: which rows fall where is chance, in scikit-learn as in Descent.
"""

import json
import pathlib

import numpy as np
import sklearn
from sklearn.model_selection import GroupKFold, KFold, StratifiedKFold

rng = np.random.default_rng(11)


def sizes(splitter, count, folds):
    return sorted(len(held) for _, held in splitter(n_splits=folds, shuffle=True, random_state=0).split(np.zeros(count)))


def by_class(classes, folds):
    """Of every class, the held-out rows by fold, in ascending order."""
    held = [
        classes[rows]
        for _, rows in StratifiedKFold(n_splits=folds, shuffle=True, random_state=0).split(np.zeros(len(classes)), classes)
    ]
    return {
        "classes": classes.tolist(),
        "folds": folds,
        "sizes": sorted(len(part) for part in held),
        "counts": [sorted(int((part == of).sum()) for part in held) for of in range(int(classes.max()) + 1)],
    }


def by_group(groups, folds):
    held = [len(rows) for _, rows in GroupKFold(n_splits=folds).split(np.zeros(len(groups)), groups=groups)]
    return {"groups": groups.tolist(), "folds": folds, "sizes": sorted(held)}


def classes_of(*counts):
    return rng.permutation(np.repeat(np.arange(len(counts)), counts))


cases = {
    "sklearn": sklearn.__version__,
    "random": [{"rows": rows, "folds": folds, "sizes": sizes(KFold, rows, folds)} for rows, folds in [(150, 5), (101, 7), (13, 10), (9, 2)]],
    "stratified": [
        by_class(classes, folds)
        for classes, folds in [
            (classes_of(50, 50, 50), 5),
            (classes_of(97, 31, 12), 5),
            (classes_of(212, 357), 10),
            (classes_of(17, 11, 8, 7), 3),
        ]
    ],
    "group": [
        by_group(groups, folds)
        for groups, folds in [
            (rng.permutation(np.repeat(np.arange(8), [30, 21, 17, 11, 9, 6, 4, 2])), 3),
            (rng.permutation(np.repeat(np.arange(6), [5, 5, 4, 3, 2, 1])), 4),
            (rng.integers(0, 25, 200), 5),
        ]
    ],
}
path = pathlib.Path(__file__).with_name("splits.json")
path.write_text(json.dumps(cases) + "\n")
