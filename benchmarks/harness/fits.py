"""One fit under either protocol: its scores, its time, or the error that it ended in."""

import time
import warnings
from dataclasses import dataclass

import numpy as np

from .epochs import network_of, watch

HONEST, PUBLISHED = "honest", "published"


@dataclass(frozen=True)
class Split:
    """Training and test rows of one repeat."""

    X_train: np.ndarray
    y_train: np.ndarray
    X_test: np.ndarray
    y_test: np.ndarray


def run_fit(estimator, rows, protocol, measure):
    """Fit and score once; what cannot be fitted gives a record with its error."""
    record = {"n_train": len(rows.y_train), "n_test": len(rows.y_test)}
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            record.update(_fit_and_score(estimator, rows, protocol, measure))
        except (ValueError, RuntimeError, TypeError, AttributeError) as error:
            record["error"] = f"{type(error).__name__}: {error}"
    record["warnings"] = sorted({warning.category.__name__ for warning in caught})
    return record


def _fit_and_score(estimator, rows, protocol, measure):
    epochs = watch(estimator, rows, measure) if protocol == PUBLISHED else None
    start = time.perf_counter()
    estimator.fit(rows.X_train, rows.y_train)
    fitted = time.perf_counter()
    predicted = estimator.predict(rows.X_test)
    end = time.perf_counter()
    last = measure(rows.y_test, predicted)
    chosen = last if epochs is None else best_epoch(epochs.scores_, last)
    return chosen | {
        "fit_seconds": round(fitted - start, 3),
        "predict_seconds": round(end - fitted, 3),
        "n_iter": _n_iter(estimator),
    }


def best_epoch(epochs, last):
    """The epoch with the best ACSA on the test rows, as published, and what it flatters."""
    at = int(np.argmax(epochs["acsa"]))
    return {
        **{name: float(scores[at]) for name, scores in epochs.items()},
        "best_epoch": at + 1,
        **{f"best_{name}": float(epochs[name].max()) for name in epochs if name != "acsa"},
        **{f"last_{name}": last[name] for name in epochs},
        "acsa_by_epoch": np.round(epochs["acsa"], 4).tolist(),
    }


def _n_iter(estimator):
    """Epochs or iterations of the last step, where it counts them."""
    counted = getattr(network_of(estimator), "n_iter_", None)
    return None if counted is None else int(np.max(counted))
