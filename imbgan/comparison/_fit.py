"""The work of a worker: fits, their scores, and their records."""

import pickle
import time
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass

import numpy as np
from sklearn.base import clone
from sklearn.utils import _safe_indexing

from ._plan import versions
from ._record import Record
from ._resources import limit_this_thread, sampled_memory, uncaught_ctrl_c
from ._scoring import Predictions, predicted_codes, predicted_probabilities, reliability


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a worker returns; without a record if the deadline had passed."""

    key: str
    record: Record | None
    exception: Exception | None = None


def fit_group(jobs, n_threads=None, deadline=None):
    """Yield the outcomes of jobs of one group, whose sampler is fitted once."""
    shared = {} if len(jobs) > 1 else None
    for job in jobs:
        yield fit_job(job, n_threads, deadline, shared)


def fit_job(job, n_threads=None, deadline=None, shared=None):
    """Fit, predict and score; exceptions end up in the record.

    `shared` is a dict for all jobs of a group, empty for the first, which leaves in it what the
    others need.
    """
    if deadline is not None and time.time() > deadline:
        return Outcome(job.key, None)
    _check_versions(job.versions)
    limit_this_thread(n_threads)
    measured, exception = {}, None
    try:
        with uncaught_ctrl_c():  # an interrupted fit must not count as finished
            _measure(job, measured, shared)
    except Exception as error:
        exception = error
    return Outcome(job.key, _record(job, exception, **measured), _picklable(exception))


def _check_versions(expected):
    here = versions()
    if here != expected:
        differ = [
            f"{name} {here.get(name)} and not {version}"
            for name, version in expected.items()
            if here.get(name) != version
        ]
        raise RuntimeError(
            f"A worker has {', '.join(differ)}: install the versions of the calling process "
            "everywhere, or fits of both would be mixed."
        )


def _measure(job, measured, shared):
    """Fit and score, and keep what is known in `measured`, so that it survives an exception."""
    data, split = job.data, job.split
    X_train, X_test = _rows(data.X, split.train), _rows(data.X, split.test)
    estimator = seeded(job.estimator, job.seeded, job.seed)
    _fit(estimator, X_train, data.y[split.train], measured, shared)
    start = time.perf_counter()
    predicted = predicted_codes(estimator, X_test, data.classes)
    measured["predict_seconds"] = time.perf_counter() - start
    proba, improper = None, None
    try:
        proba = predicted_probabilities(estimator, X_test, data.classes)
    except Exception as error:  # the scores of labels stay
        improper = error
    n_train = np.bincount(data.codes[split.train], minlength=len(data.classes))
    predictions = Predictions(data.codes[split.test], predicted, proba, n_train)
    measured["confusion"] = predictions.confusion().tolist()
    measured["reliability"] = reliability(predictions, data.rarest)
    scored = job.scoring(predictions, estimator, X_test, data.y[split.test])
    measured["scores"], scorer_error = scored
    if improper or scorer_error:
        raise improper or scorer_error


def _fit(estimator, X, y, measured, shared):
    """Fit, with the steps before the classifier as they are in `shared`, or to be shared."""
    if shared is None:
        with _timed(measured):
            estimator.fit(X, y)
        return
    if not shared:
        _fit_sampler(estimator[:-1], X, y, shared)
    if "peak_memory" in shared:
        measured["peak_memory"] = shared["peak_memory"]
    if "error" in shared:
        raise shared["error"]
    estimator.steps[:-1] = shared["steps"]
    rows = deepcopy(shared["rows"])  # a classifier may write into its rows
    with _timed(measured, shared["fit_seconds"]):
        estimator.steps[-1][1].fit(*rows)


def _fit_sampler(sampler, X, y, shared):
    """Keep the rows and the fitted steps of a pipeline that ends in a sampler, or its error."""
    try:
        with _timed(shared):
            shared["rows"] = sampler.fit_resample(X, y)
    except Exception as error:
        shared["error"] = error
    shared["steps"] = sampler.steps


@contextmanager
def _timed(found, before=0.0):
    """Keep the largest memory, and the seconds of what ends, with those `before`."""
    with sampled_memory(found):
        start = time.perf_counter()
        yield
        found["fit_seconds"] = before + time.perf_counter() - start


def _rows(X, rows):
    # For a small array scikit-learn's function takes as long as a small fit.
    return X[rows] if isinstance(X, np.ndarray) else _safe_indexing(X, rows)


def seeded(estimator, names, seed):
    """A clone in which the parameters of these names are the seed; None leaves them."""
    estimator = clone(estimator)
    if seed is None or not names:
        return estimator
    return estimator.set_params(**dict.fromkeys(names, seed))


def killed(job, message):
    return Outcome(job.key, _record(job, f"WorkerKilled: {message}"), RuntimeError(message))


def _record(job, error, **measured):
    if isinstance(error, Exception):
        error = f"{type(error).__name__}: {error}"
    if error:  # a file name that is no UTF-8, for example, could not be stored
        error = error.encode("utf-8", "backslashreplace").decode()
    unknown = {
        "scores": job.scoring.missing(),
        "confusion": [],
        **dict.fromkeys(("fit_seconds", "predict_seconds", "peak_memory"), np.nan),
    }
    return Record(
        key=job.key,
        data=job.data.name,
        method=job.method,
        repeat=job.split.repeat,
        fold=job.split.fold,
        seed=job.seed,
        error=error or "",
        n_train=len(job.split.train),
        n_test=len(job.split.test),
        imbalance_ratio=job.data.imbalance_ratio,
        classes=[str(label) for label in job.data.classes],
        versions=versions(),
        finished=time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime()),
        **unknown | measured,
    )


def _picklable(exception):
    if exception is None:
        return None
    try:
        pickle.loads(pickle.dumps(exception))
    except Exception:
        return RuntimeError(f"{type(exception).__name__}: {exception}")
    return exception
