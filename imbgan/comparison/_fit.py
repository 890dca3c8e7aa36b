"""What a worker does: one fit, its scores, and the record of it."""

import pickle
import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.base import clone
from sklearn.utils import _safe_indexing

from ._datasets import Dataset
from ._plan import Task, versions
from ._record import Record
from ._resources import PeakMemory, limit_this_thread, uncaught_ctrl_c
from ._scoring import (
    Predictions,
    Scoring,
    predicted_codes,
    predicted_probabilities,
    reliability,
)


# Slots leave no room for weak references, without which dask does not move parts of a job to one
# worker, where they would be lost with it.
@dataclass(frozen=True, slots=True)
class Job:
    """All that a worker has to know for one fit."""

    task: Task
    estimator: Any
    seeds: tuple[str, ...]  # parameters that get the seed
    data: Dataset
    scoring: Scoring
    versions: dict[str, str]  # of the caller, by which the fit is known


@dataclass(frozen=True, slots=True)
class Outcome:
    """What comes back from a worker; without a record where the time was over."""

    task: Task
    record: Record | None
    exception: Exception | None = None


def fit_job(job, n_threads=None, deadline=None):
    """Fit, predict and score; what is raised on the way ends up in the record."""
    if deadline is not None and time.time() > deadline:
        return Outcome(job.task, None)
    _refuse_other_versions(job.versions)
    limit_this_thread(n_threads)
    found, exception = _Findings(), None
    try:
        with uncaught_ctrl_c():  # a fit that was cut short must not count as finished
            _measure(job, found)
    except Exception as error:
        exception = error
    return Outcome(job.task, _record(job, found, exception), _portable(exception))


def _refuse_other_versions(expected):
    """RuntimeError on a worker whose packages are not those of the caller."""
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


class _Findings:
    """What is known of a fit so far."""

    predictions = None
    scores = None
    fit_seconds = predict_seconds = peak_memory = np.nan


def _measure(job, found):
    """Fill in what a fit gives, step by step."""
    data, split = job.data, job.task.split
    X_train, X_test = _rows(data.X, split.train), _rows(data.X, split.test)
    y_train, y_test = data.y[split.train], data.y[split.test]
    estimator = seeded(job.estimator, job.seeds, job.task.seed)
    memory = PeakMemory()
    try:
        with memory:
            start = time.perf_counter()
            estimator.fit(X_train, y_train)
            found.fit_seconds = time.perf_counter() - start
    finally:
        found.peak_memory = float(memory.mib)
    start = time.perf_counter()
    predicted = predicted_codes(estimator, X_test, data.classes)
    found.predict_seconds = time.perf_counter() - start
    proba, improper = _probabilities(estimator, X_test, data.classes)
    found.predictions = Predictions(
        true=data.codes[split.test],
        predicted=predicted,
        proba=proba,
        n_train=np.bincount(data.codes[split.train], minlength=len(data.classes)),
    )
    found.scores, error = job.scoring(found.predictions, estimator, X_test, y_test)
    if improper or error:  # the other scores stay
        raise improper or error


def _probabilities(estimator, X, classes):
    """The probabilities, or None and what is wrong with them."""
    try:
        return predicted_probabilities(estimator, X, classes), None
    except Exception as error:
        return None, error


def _rows(X, rows):
    """Some rows in the container that X is."""
    # scikit-learn's own function takes arrays too, and for a small one as long as a small fit.
    return X[rows] if isinstance(X, np.ndarray) else _safe_indexing(X, rows)


def seed_parameters(estimator):
    """Each `random_state`, at any depth, that is None or a number."""
    return tuple(
        name
        for name, value in estimator.get_params(deep=True).items()
        if name.rpartition("__")[2] == "random_state"
        and (value is None or isinstance(value, (int, np.integer)))
    )


def seeded(estimator, names, seed):
    """A clone in which the parameters of these names are the seed; None leaves them."""
    estimator = clone(estimator)
    if seed is None or not names:
        return estimator
    return estimator.set_params(**dict.fromkeys(names, seed))


def failed(job, text):
    """The record of a fit that never came back."""
    return _record(job, _Findings(), text)


def _record(job, found, error):
    """The record of a fit that went well or not."""
    task, data, seen = job.task, job.data, found.predictions
    if isinstance(error, Exception):
        error = f"{type(error).__name__}: {error}"
    if error:  # what cannot be encoded, a file name for example, could not be stored
        error = error.encode("utf-8", "backslashreplace").decode()
    return Record(
        key=task.key,
        data=task.data,
        method=task.method,
        repeat=task.split.repeat,
        fold=task.split.fold,
        seed=task.seed,
        error=error or "",
        scores=job.scoring.missing() if found.scores is None else found.scores,
        fit_seconds=found.fit_seconds,
        predict_seconds=found.predict_seconds,
        peak_memory=found.peak_memory,
        n_train=len(task.split.train),
        n_test=len(task.split.test),
        imbalance_ratio=data.imbalance_ratio,
        confusion=[] if seen is None else seen.confusion().tolist(),
        classes=[str(label) for label in data.classes],
        reliability=None if seen is None else reliability(seen, data.rarest),
        versions=versions(),
        finished=time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime()),
    )


def _portable(exception):
    """An exception that can travel between processes."""
    if exception is None:
        return None
    try:
        pickle.loads(pickle.dumps(exception))
    except Exception:
        return RuntimeError(f"{type(exception).__name__}: {exception}")
    return exception
