"""Writes reference.json: what Optuna's samplers reach on the functions of functions.ts, by median and quartiles over
15 seeds (45 for TPE on hartmann6, whose two basins lie close together) after 50, 100 and 200 trials, on the trainings
of trained.ts after 40 trials over seven seeds (by asking answer.ts), and how long they take to suggest params after
many trials.

Run with: pip install optuna==5.0.0 cmaes==0.13.1 scipy; python3 reference.py [asks] [quality] [trained]
"""

import json
import math
import pathlib
import subprocess
import sys
import time
import warnings

import numpy as np
import optuna

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)


def branin(t):
    x1, x2 = t.suggest_float("x1", -5, 10), t.suggest_float("x2", 0, 15)
    bent = x2 - 5.1 / (4 * math.pi**2) * x1**2 + 5 / math.pi * x1 - 6
    return bent**2 + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x1) + 10


def rosenbrock5(t):
    x = [t.suggest_float(f"x{i}", -5, 10) for i in range(5)]
    return sum(100 * (x[i + 1] - x[i] ** 2) ** 2 + (1 - x[i]) ** 2 for i in range(4))


def mixed5(t):
    lr = t.suggest_float("lr", 1e-5, 1, log=True)
    wd = t.suggest_float("wd", 1e-6, 1e-1, log=True)
    v = t.suggest_int("layers", 1, 8) - 5
    opt = t.suggest_categorical("opt", ["adam", "sgd", "rmsprop"])
    act = t.suggest_categorical("act", ["relu", "tanh", "gelu"])
    u = math.log10(lr) - {"adam": -3, "sgd": -1.5, "rmsprop": -3.5}[opt]
    w = math.log10(wd) + 3.5
    value = u * u + 0.5 * w * w + 0.08 * v * v + 0.05 * u * v + 0.1 * (1 - math.cos(4 * math.pi * u))
    return value + {"adam": 0, "sgd": 0.25, "rmsprop": 0.4}[opt] + {"gelu": 0, "relu": 0.1, "tanh": 0.3}[act]


def hartmann6(t):
    x = np.array([t.suggest_float(f"x{i}", 0, 1) for i in range(6)])
    sharpness = np.array([[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14],
                          [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]])
    centre = np.array([[0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
                       [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
                       [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
                       [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381]])
    height = np.array([1, 1.2, 3, 3.2])
    return -float(height @ np.exp(-(sharpness * (x - centre) ** 2).sum(1)))


def ackley10(t):
    x = np.array([t.suggest_float(f"x{i}", -32.768, 32.768) for i in range(10)])
    squares, waves = (x**2).mean(), np.cos(2 * math.pi * x).mean()
    return float(-20 * np.exp(-0.2 * np.sqrt(squares)) - np.exp(waves) + 20 + math.e)


def conditional(t):
    opt = t.suggest_categorical("opt", ["sgd", "adam"])
    lr = math.log10(t.suggest_float("lr", 1e-5, 1, log=True))
    inner = t.suggest_float("momentum", 0, 0.999) if opt == "sgd" else t.suggest_float("beta", 0.5, 0.999)
    layers = t.suggest_int("layers", 1, 6)
    width = 0.3 if layers < 2 else 0.4 * math.log10(t.suggest_int("width", 8, 512, log=True) / 100) ** 2
    rest = 0.1 * (layers - 3) ** 2 + width
    if opt == "sgd":
        return 0.1 + (lr + 1) ** 2 + 2 * (inner - 0.9) ** 2 + rest
    return (lr + 2.5) ** 2 + 4 * (inner - 0.9) ** 2 + rest


functions = [branin, rosenbrock5, mixed5, hartmann6, ackley10, conditional]
samplers = {
    "tpe": lambda seed: optuna.samplers.TPESampler(seed=seed),
    "random": lambda seed: optuna.samplers.RandomSampler(seed=seed),
    "cmaes": lambda seed: optuna.samplers.CmaEsSampler(seed=seed),
    "sobol": lambda seed: optuna.samplers.QMCSampler(seed=seed, scramble=True),
}


def quality():
    results = []
    for function in functions:
        for name, make in samplers.items():
            best = []
            for seed in range(45 if (function.__name__, name) == ("hartmann6", "tpe") else 15):
                study = optuna.create_study(sampler=make(seed))
                study.optimize(function, n_trials=200)
                best.append(np.minimum.accumulate([trial.value for trial in study.trials]))
            best = np.array(best)
            at = {
                str(count): [round(float(np.quantile(best[:, count - 1], share)), 5) for share in (0.25, 0.5, 0.75)]
                for count in (50, 100, 200)
            }
            results.append({"function": function.__name__, "sampler": name, "at": at})
            print(function.__name__, name, at, flush=True)
    return results


def asks():
    space = {f"x{i}": optuna.distributions.FloatDistribution(0, 1) for i in range(5)}
    random = np.random.default_rng(0)
    results = []
    for name, count in [("tpe", 1000), ("tpe", 10000), ("cmaes", 1000)]:
        study = optuna.create_study(sampler=samplers[name](0))
        study.add_trials([
            optuna.trial.create_trial(
                params={key: float(random.uniform()) for key in space},
                distributions=space,
                value=float(random.uniform()),
            )
            for _ in range(count)
        ])
        times = []
        for _ in range(7):
            begun = time.process_time()
            trial = study.ask(space)
            times.append(1000 * (time.process_time() - begun))
            study.tell(trial, float(random.uniform()))
        results.append({"sampler": name, "trials": count, "milliseconds": round(float(np.median(times)), 2)})
        print(results[-1], flush=True)
    return results


def trained():
    answer = pathlib.Path(__file__).with_name("answer.ts")
    asked = subprocess.Popen(["node", answer], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def value_of(name, t):
        params = {
            "learningRate": t.suggest_float("learningRate", 1e-4, 0.3, log=True),
            "weightDecay": t.suggest_float("weightDecay", 1e-6, 1, log=True),
            "layers": t.suggest_int("layers", 1, 3),
            "width": t.suggest_int("width", 8, 128, log=True),
            "dropout": t.suggest_float("dropout", 0, 0.6),
            "activation": t.suggest_categorical("activation", ["relu", "tanh", "gelu"]),
        }
        asked.stdin.write(json.dumps({"function": name, "params": params}) + "\n")
        asked.stdin.flush()
        return float(asked.stdout.readline())

    results = []
    for name in ["digits-mlp", "breast-cancer"]:
        best = []
        for seed in range(7):
            study = optuna.create_study(sampler=samplers["tpe"](seed))
            study.optimize(lambda t: value_of(name, t), n_trials=40)
            best.append(study.best_value)
        quartiles = [round(float(np.quantile(best, share)), 5) for share in (0.25, 0.5, 0.75)]
        results.append({"function": name, "sampler": "tpe", "at": {"40": quartiles}})
        print(results[-1], flush=True)
    asked.stdin.close()
    return results


path = pathlib.Path(__file__).with_name("reference.json")
written = json.loads(path.read_text()) if path.exists() else {}
parts = {"asks": asks, "quality": quality, "trained": trained}
for name in sys.argv[1:] or parts:
    written[name] = parts[name]()
written["optuna"] = optuna.__version__
path.write_text(json.dumps(written) + "\n")
