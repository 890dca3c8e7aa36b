"""The work of a worker: one fit, its scores, and its record."""

import pickle
import time
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


def fit_job(job, n_threads=None, deadline=None):
    """Fit, predict and score; exceptions end up in the record."""
    if deadline is not None and time.time() > deadline:
        return Outcome(job.key, None)
    _check_versions(job.versions)
    limit_this_thread(n_threads)
    measured, exception = {}, None
    try:
        with uncaught_ctrl_c():  # an interrupted fit must not count as finished
            _measure(job, measured)
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


def _measure(job, measured):
    """Fit and score, and keep what is known in `measured`, so that it survives an exception."""
    data, split = job.data, job.split
    X_train, X_test = _rows(data.X, split.train), _rows(data.X, split.test)
    estimator = seeded(job.estimator, job.seeded, job.seed)
    with sampled_memory(measured):
        start = time.perf_counter()
        estimator.fit(X_train, data.y[split.train])
        measured["fit_seconds"] = time.perf_counter() - start
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
