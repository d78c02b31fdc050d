"""Writes preprocessing.json: what scikit-learn makes of a small table with holes, ties, constants, negative numbers
and rare categories.

Run with scikit-learn 1.5 or later: python3 preprocessing.py

The exponents of PowerTransformer come from a search that stops at about eight digits. Beside them stand those of
greatest likelihood, where mpmath finds the derivative to be zero, with what they make of the columns.
"""

import json
import math
import pathlib
import warnings

import mpmath
import numpy as np
from sklearn.compose import ColumnTransformer
from sklearn.feature_extraction import FeatureHasher
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import (
    MinMaxScaler,
    OneHotEncoder,
    OrdinalEncoder,
    PolynomialFeatures,
    PowerTransformer,
    QuantileTransformer,
    RobustScaler,
    StandardScaler,
    TargetEncoder,
)

warnings.simplefilter("ignore")
nan = math.nan
train = 24

# Rows 0-23 are fitted on; the rest is further out and holds what training never saw.
columns = {
    "skewed": [0, 1, 1, 2, 2, 2, 3, 3, 4, 5, 6, 7, 9, 11, 14, 18, 23, 31, 44, 60, 95, 140, 333, 1021, 0.5, 2, 5000, 17],
    "signed": [-5, -3.25, -3.25, -2, -1.5, -1, -0.5, -0.25, 0, 0, 0.125, 0.5, 1, 1, 1.75, 2, 2.5, 3, 4, 5.5, 7, 9, 12,
               20, -30, 0, 6.5, 41],
    "holes": [nan, 1.5, nan, 2, 2, 7, 7, nan, 7, 2, 0.25, -1, -1, nan, 3, 3, 4, 5, 6, nan, 8, 9, 10, 11, nan, 2, 7, -9],
    "constant": [3.7] * 24 + [3.7, 4.7, 2.7, 0],
    "ties": [1] * 9 + [2] * 9 + [5] * 6 + [1, 2, 3, 9],
}
categories = {
    "colour": ["red", "blue", "red", "green", "blue", "red", "red", "blue", "green", "red", "violet", "red", "blue",
               "blue", "red", "green", "red", "blue", "red", "red", "green", "amber", "red", "blue", "red", "pink",
               "violet", "blue"],
    "size": ["small", "large", "medium", "medium", "small", "small", "large", "large", "medium", "small", "small",
             "large", "medium", "small", "large", "large", "small", "medium", "medium", "small", "large", "small",
             "medium", "large", "small", "huge", "large", "medium"],
}
number = [round(math.sin(1.3 * i) * 4 + (3 if categories["colour"][i] == "red" else -1) + 0.1 * i, 6) for i in range(28)]
two = ["yes" if v > 1 else "no" for v in number]
three = ["low" if v < 0 else "middle" if v < 3.5 else "top" for v in number]

table = {name: np.array(values, dtype=float).reshape(-1, 1) for name, values in columns.items()}
words = {name: np.array(values, dtype=object).reshape(-1, 1) for name, values in categories.items()}
cases = []


def plain(matrix):
    return [[None if math.isnan(v) else float(v) for v in row] for row in np.asarray(matrix, dtype=float).tolist()]


def add(name, steps, transformer, used, data, **more):
    """The outputs of all rows, after fitting on the training rows."""
    matrix = np.hstack([data[column] for column in used])
    transformer.fit(matrix[:train])
    out = transformer.transform(matrix)
    out = out.toarray() if hasattr(out, "toarray") else out
    cases.append({"name": name, "steps": steps, "features": used, "expected": plain(out), **more})


numeric = list(columns)
complete = ["skewed", "signed", "constant", "ties"]
for strategy, called in [("mean", "mean"), ("median", "median"), ("most_frequent", "mode")]:
    add(f"impute {called}", [{"step": "impute", "with": called}], SimpleImputer(strategy=strategy), numeric, table)
add("impute constant", [{"step": "impute", "with": "constant", "constant": -7.5}],
    SimpleImputer(strategy="constant", fill_value=-7.5), numeric, table)
add("impute with indicator", [{"step": "impute", "with": "median", "indicator": True}],
    SimpleImputer(strategy="median", add_indicator=True), numeric, table)
add("standardise", [{"step": "standardise"}], StandardScaler(), numeric, table)
add("minMax", [{"step": "minMax"}], MinMaxScaler(), numeric, table)
add("robust", [{"step": "robust"}], RobustScaler(), numeric, table)
cases.append({"name": "log", "steps": [{"step": "log"}], "features": ["skewed", "ties"],
              "expected": plain(np.log1p(np.hstack([table["skewed"], table["ties"]])))})
for to in ["uniform", "normal"]:
    for quantiles in [1000, 7]:
        add(f"quantile {to} {quantiles}", [{"step": "quantile", "to": to, "quantiles": quantiles}],
            QuantileTransformer(n_quantiles=min(quantiles, train), output_distribution=to, subsample=None), numeric, table)
clipped = np.hstack([table[c] for c in numeric])
low, high = (np.nanpercentile(clipped[:train], q, axis=0) for q in (5, 95))
cases.append({"name": "clip tails", "steps": [{"step": "clip", "tails": 0.05}], "features": numeric,
              "expected": plain(np.clip(clipped, low, high))})
cases.append({"name": "clip", "steps": [{"step": "clip", "min": -1, "max": 9.5}], "features": numeric,
              "expected": plain(np.clip(clipped, -1, 9.5))})
for degree in [2, 3]:
    for interactions in [False, True]:
        add(f"polynomial {degree} {interactions}",
            [{"step": "polynomial", "degree": degree, "interactionsOnly": interactions}],
            PolynomialFeatures(degree, interaction_only=interactions, include_bias=False), ["signed", "ties", "constant"], table)

both = list(categories)
add("oneHot", [{"step": "oneHot"}], OneHotEncoder(handle_unknown="ignore"), both, words)
add("oneHot without the first", [{"step": "oneHot", "drop": "first"}],
    OneHotEncoder(handle_unknown="ignore", drop="first"), both, words)
add("oneHot of common ones", [{"step": "oneHot", "minCount": 4, "unseen": "own", "columns": ["colour"]}],
    OneHotEncoder(handle_unknown="infrequent_if_exist", min_frequency=4), ["colour"], words)
add("oneHot of common ones without the first", [{"step": "oneHot", "minCount": 4, "drop": "first"}],
    OneHotEncoder(handle_unknown="ignore", min_frequency=4, drop="first"), ["colour"], words)
add("ordinal", [{"step": "ordinal"}], OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1), both, words)
add("ordinal in a given order", [{"step": "ordinal", "order": ["small", "medium", "large"]}],
    OrdinalEncoder(categories=[["small", "medium", "large"]], handle_unknown="use_encoded_value", unknown_value=-1),
    ["size"], words)
add("ordinal, unseen missing", [{"step": "ordinal", "unseen": "missing"}],
    OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=nan), both, words)
for buckets, signed in [(16, True), (5, False)]:
    hasher = FeatureHasher(buckets, input_type="string", alternate_sign=signed)
    cases.append({"name": f"hashing {buckets}", "steps": [{"step": "hashing", "buckets": buckets, "signed": signed}],
                  "features": both,
                  "expected": plain(np.hstack([hasher.transform([[w] for w in categories[c]]).toarray() for c in both]))})

# Target encoding: what fit gives on its own training rows, and what transform gives on all.
folds = [(7 * i + i // 5) % 5 for i in range(train)]


class Given:
    def split(self, x, y=None, groups=None):
        for fold in range(5):
            yield (np.array([i for i in range(train) if folds[i] != fold]),
                   np.array([i for i in range(train) if folds[i] == fold]))


target_cases = []
for kind, target in [("number", number), ("two", two), ("three", three)]:
    for smooth in ["auto", 2.5, 0.0]:
        matrix = np.hstack([words[c] for c in both])
        y = np.array(target[:train])
        encoder = TargetEncoder(smooth=smooth, target_type={"number": "continuous", "two": "binary", "three": "multiclass"}[kind])
        encoder.fit(matrix[:train], y)
        out_of_fold = np.empty((train, encoder.transform(matrix).shape[1]))
        for rest, held in Given().split(matrix):
            part = TargetEncoder(smooth=smooth, target_type=encoder.target_type)
            if kind == "three":
                # Folds need not hold all classes, but these do.
                assert set(y[rest]) == set(y)
            part.fit(matrix[rest], y[rest])
            out_of_fold[held] = part.transform(matrix[held])
        target_cases.append({"target": kind, "smooth": None if smooth == "auto" else smooth,
                             "expected": plain(encoder.transform(matrix)), "outOfFold": plain(out_of_fold)})

# Yeo-Johnson
mpmath.mp.dps = 60


def transform(x, exponent):
    x, exponent = mpmath.mpf(x), mpmath.mpf(exponent)
    if x >= 0:
        return mpmath.log1p(x) if exponent == 0 else ((x + 1) ** exponent - 1) / exponent
    return -mpmath.log1p(-x) if exponent == 2 else -((1 - x) ** (2 - exponent) - 1) / (2 - exponent)


def likelihood(values, exponent):
    y = [transform(v, exponent) for v in values]
    mean = mpmath.fsum(y) / len(y)
    variance = mpmath.fsum((v - mean) ** 2 for v in y) / len(y)
    jacobian = mpmath.fsum(mpmath.sign(v) * mpmath.log1p(abs(mpmath.mpf(v))) for v in values)
    return -mpmath.mpf(len(y)) / 2 * mpmath.log(variance) + (exponent - 1) * jacobian


power_cases = []
for name in ["skewed", "signed", "holes", "constant", "ties"]:
    column = table[name]
    transformer = PowerTransformer().fit(column[:train])
    values = [v for v in columns[name][:train] if not math.isnan(v)]
    found = float(transformer.lambdas_[0])
    exact = 1.0
    if len(set(values)) > 1:
        exact = float(mpmath.findroot(lambda e: mpmath.diff(lambda t: likelihood(values, t), e), found))
    y = [transform(v, exact) for v in values]
    mean = mpmath.fsum(y) / len(y)
    deviation = mpmath.sqrt(mpmath.fsum((v - mean) ** 2 for v in y) / len(y))
    power_cases.append({
        "column": name, "scikitLearn": found, "lambda": exact,
        "expected": [None if math.isnan(v) else float((transform(v, exact) - mean) / (deviation or 1)) for v in columns[name]],
        "expectedByScikitLearn": [row[0] for row in plain(transformer.transform(column))],
    })

dates = ["2024-02-29", "1999-12-31T23:59:30", "2000-01-01", "2023-07-04 06:45", "1969-07-20T20:17:40Z", "2024-12-31"]
stamps = np.array([d.rstrip("Z").replace(" ", "T") for d in dates], dtype="datetime64[ms]")
import datetime

parts = []
for text in dates:
    d = datetime.datetime.fromisoformat(text.rstrip("Z"))
    parts.append({"text": text, "milliseconds": int((d - datetime.datetime(1970, 1, 1)).total_seconds() * 1000),
                  "year": d.year, "month": d.month, "day": d.day, "weekday": d.weekday(),
                  "hour": d.hour + d.minute / 60 + d.second / 3600, "dayOfYear": d.timetuple().tm_yday})

result = {
    "train": train,
    "columns": {name: [None if math.isnan(v) else v for v in values] for name, values in columns.items()},
    "categories": categories, "number": number, "two": two, "three": three, "folds": folds,
    "cases": cases, "targetEncoding": target_cases, "yeoJohnson": power_cases, "dates": parts,
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(result, separators=(",", ":"), ensure_ascii=False).replace('{"name"', '\n{"name"') + "\n", encoding="utf-8")
