"""Writes sweep.json: numbers of scipy, Optuna, cmaes and scikit-learn that the room `sweep` is held against.

Run with: pip install optuna==5.0.0 cmaes==0.13.1 scikit-learn scipy mpmath; python3 sweep.py
"""

import functools
import json
import pathlib
import warnings

import cmaes
import mpmath
import numpy as np
import optuna
from optuna._hypervolume import compute_hypervolume
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.samplers._tpe.parzen_estimator import _ParzenEstimator, _ParzenEstimatorParameters
from optuna.samplers._tpe.sampler import default_weights
from scipy.stats import norm, qmc
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)
mpmath.mp.dps = 60
# Which of equal observations is which is left open by NumPy's default order.
np.argsort = functools.partial(np.argsort, kind="stable")
random = np.random.default_rng(0)


def sobol():
    points = qmc.Sobol(101, scramble=False, bits=32).random(512)
    return {"first": points[:16, :8].tolist(), "last": points[[100, 300, 511]].tolist()}


def normal():
    at = [-30.0, -8.0, -3.5, -1.0, -0.2, 0.0, 0.7, 2.0, 6.0]
    return [[x, float(norm.cdf(x))] for x in at]


def improvement():
    def log_h(z):
        z = mpmath.mpf(z)
        return float(mpmath.log(mpmath.npdf(z) + z * mpmath.ncdf(z)))

    return [[z, log_h(z)] for z in [-40, -12, -10.5, -9.5, -3, -1.01, -0.99, 0, 1, 4]]


def parzen():
    space = {
        "lr": FloatDistribution(1e-5, 1, log=True),
        "dropout": FloatDistribution(0, 0.9),
        "layers": IntDistribution(1, 8),
        "width": IntDistribution(4, 512, log=True),
        "momentum": FloatDistribution(0, 0.9, step=0.1),
        "opt": CategoricalDistribution(["adam", "sgd", "rmsprop"]),
    }

    def rows(count):
        return {
            "lr": np.exp(random.uniform(np.log(1e-5), 0, count)),
            "dropout": random.uniform(0, 0.9, count),
            "layers": random.integers(1, 9, count).astype(float),
            "width": np.round(np.exp(random.uniform(np.log(4), np.log(512), count))),
            "momentum": np.round(random.integers(0, 10, count) * 0.1, 1),
            "opt": random.integers(0, 3, count).astype(float),
        }

    cases = []
    for count in [0, 1, 2, 7, 40]:
        observed, points = rows(count), rows(6)
        parameters = _ParzenEstimatorParameters(1.0, True, False, default_weights, True)
        estimator = _ParzenEstimator(observed, space, parameters)
        cases.append({
            "observed": {name: column.tolist() for name, column in observed.items()},
            "points": {name: column.tolist() for name, column in points.items()},
            "logDensities": estimator.log_pdf(points).tolist(),
        })
    return cases


def cma():
    cases = []
    for dimensions, size in [(2, 6), (5, 8), (10, 10), (3, 20)]:
        optimizer = cmaes.CMA(mean=np.full(dimensions, 0.4), sigma=0.2, population_size=size)
        steps = []
        for _ in range(3):
            solutions = random.normal(0.4, 0.2, (size, dimensions))
            order = [(x, float(value)) for value, x in enumerate(solutions)]
            optimizer.tell(list(order))
            optimizer._eigen_decomposition()
            steps.append({
                "solutions": solutions.tolist(),
                "mean": optimizer._mean.tolist(),
                "sigma": float(optimizer._sigma),
                "covariance": optimizer._C.ravel().tolist(),
                "path": optimizer._pc.tolist(),
                "stepPath": optimizer._p_sigma.tolist(),
            })
        cases.append({
            "dimensions": dimensions,
            "populationSize": size,
            "weights": optimizer._weights.tolist(),
            "rankOneRate": optimizer._c1,
            "rankManyRate": float(optimizer._cmu),
            "stepRate": float(optimizer._c_sigma),
            "stepDamping": float(optimizer._d_sigma),
            "pathRate": float(optimizer._cc),
            "steps": steps,
        })
    return cases


def margin():
    steps = np.array([0.0, 1.0, 1.0])
    bounds = np.array([[0.0, 4.0], [0.0, 4.0], [0.0, 1.0]])
    cases = []
    for mean in [[2.0, 2.1, 0.7], [1.0, 3.9, 0.05], [3.0, 0.1, 0.5]]:
        optimizer = cmaes.CMAwM(mean=np.array(mean), sigma=0.02, bounds=bounds, steps=steps, population_size=7)
        solutions = np.array(mean) + random.normal(0, 0.02, (7, 3))
        optimizer.tell([(x, float(value)) for value, x in enumerate(solutions)])
        cases.append({
            "mean": mean,
            "solutions": solutions.tolist(),
            "after": optimizer.mean.tolist(),
            "amplitudes": optimizer._A.tolist(),
        })
    return cases


def volumes():
    cases = []
    for dimensions, count in [(2, 20), (3, 15), (4, 12)]:
        points = random.uniform(0, 1, (count, dimensions))
        reference = np.full(dimensions, 1.0)
        cases.append({"points": points.tolist(), "volume": float(compute_hypervolume(points, reference))})
    return cases


def process():
    points, values = random.uniform(0, 1, (12, 3)), random.normal(0, 1, 12)
    weights, scale, noise = np.array([4.0, 0.5, 9.0]), 1.4, 0.03
    kernel = ConstantKernel(scale) * Matern(1 / np.sqrt(weights), nu=2.5) + WhiteKernel(noise)
    model = GaussianProcessRegressor(kernel, optimizer=None, alpha=0).fit(points, values)
    at = random.uniform(0, 1, (4, 3))
    mean, deviation = model.predict(at, return_std=True)
    return {
        "points": points.tolist(),
        "values": values.tolist(),
        "weights": weights.tolist(),
        "scale": scale,
        "noise": noise,
        "at": at.tolist(),
        "mean": mean.tolist(),
        # Of the function, without the noise of a measurement.
        "deviation": np.sqrt(deviation**2 - noise).tolist(),
        "logLikelihood": float(model.log_marginal_likelihood_value_),
    }


def importance():
    space = {
        "x": FloatDistribution(0, 1),
        "y": FloatDistribution(1e-4, 1, log=True),
        "n": IntDistribution(1, 8),
        "c": CategoricalDistribution(["a", "b", "c"]),
    }
    study = optuna.create_study()
    trials = []
    for _ in range(150):
        params = {
            "x": float(random.uniform(0, 1)),
            "y": float(np.exp(random.uniform(np.log(1e-4), 0))),
            "n": int(random.integers(1, 9)),
            "c": str(random.choice(["a", "b", "c"])),
        }
        value = (params["x"] - 0.3) ** 2 * 10 + (np.log10(params["y"]) + 2) ** 2 + 0.1 * params["n"]
        value += {"a": 0, "b": 1, "c": 0.2}[params["c"]]
        study.add_trial(optuna.trial.create_trial(params=params, distributions=space, value=float(value)))
        trials.append({"params": params, "value": float(value)})
    fanova = optuna.importance.FanovaImportanceEvaluator(n_trees=128, seed=0)
    ped = optuna.importance.PedAnovaImportanceEvaluator()
    return {
        "trials": trials,
        "fanova": optuna.importance.get_param_importances(study, evaluator=fanova, normalize=False),
        "pedAnova": optuna.importance.get_param_importances(study, evaluator=ped),
    }


written = {
    "sobol": sobol(),
    "normal": normal(),
    "improvement": improvement(),
    "parzen": parzen(),
    "cma": cma(),
    "margin": margin(),
    "volumes": volumes(),
    "process": process(),
    "importance": importance(),
}
path = pathlib.Path(__file__).with_name("sweep.json")
path.write_text(json.dumps(written, separators=(",", ":")) + "\n")
