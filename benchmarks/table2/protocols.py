"""Two ways to split a table and to choose the epoch, and one fit under either."""

import time
import warnings
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from sklearn.impute import KNNImputer, SimpleImputer
from sklearn.model_selection import StratifiedShuffleSplit

from imbgan.datasets import fetch_table, paper_split
from imbgan.metrics import acsa_score, geometric_mean_score

from .epochs import watch
from .methods import lower_neighbors

HONEST, PUBLISHED = "honest", "published"
IMPUTERS = {
    # The paper's two nearest neighbours; on 150,000 rows the median, as neighbours take hours.
    "secom": lambda: KNNImputer(n_neighbors=2, keep_empty_features=True),
    "credit": lambda: SimpleImputer(strategy="median"),
}
THINNED, THINNING_SEED = "credit", 0


@dataclass(frozen=True)
class Split:
    """Training and test rows of one repeat, without missing values."""

    X_train: np.ndarray
    y_train: np.ndarray
    X_test: np.ndarray
    y_test: np.ndarray


@lru_cache(maxsize=1)
def load(table, max_rows):
    """The rows of a table, thinned where that is asked for."""
    X, y = fetch_table(table, return_X_y=True)
    if rows_kept(table, max_rows) is None:
        return X, y
    thinner = StratifiedShuffleSplit(1, train_size=max_rows, random_state=THINNING_SEED)
    kept = np.sort(next(thinner.split(X, y))[0])
    return X[kept], y[kept]


def rows_kept(table, max_rows):
    """What a record says of thinning: only the one large table is ever thinned."""
    return max_rows if table == THINNED else None


@lru_cache(maxsize=1)
def split(table, protocol, seed, max_rows):
    """Training and test rows of one repeat; the imputer sees the training rows only."""
    X, y = load(table, max_rows)
    if protocol == PUBLISHED:
        train, test = paper_split(table, y, random_state=seed)
    else:
        splitter = StratifiedShuffleSplit(1, test_size=0.3, random_state=seed)
        train, test = next(splitter.split(X, y))
    X_train, X_test = X[train], X[test]
    if table in IMPUTERS:
        imputer = IMPUTERS[table]().fit(X_train)
        X_train, X_test = imputer.transform(X_train), imputer.transform(X_test)
    return Split(X_train, y[train], X_test, y[test])


def run_fit(estimator, rows, protocol):
    """Fit and score once; what cannot be fitted gives a record with its error."""
    record = {"n_train": len(rows.y_train), "n_test": len(rows.y_test)}
    record["n_neighbors"] = lower_neighbors(estimator, rows.y_train)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            record.update(_fit_and_score(estimator, rows, protocol))
        except (ValueError, RuntimeError, TypeError, AttributeError) as error:
            record["error"] = f"{type(error).__name__}: {error}"
    record["warnings"] = sorted({warning.category.__name__ for warning in caught})
    return record


def _fit_and_score(estimator, rows, protocol):
    epochs = watch(estimator, rows.X_test, rows.y_test) if protocol == PUBLISHED else None
    start = time.perf_counter()
    estimator.fit(rows.X_train, rows.y_train)
    fitted = time.perf_counter()
    predicted = estimator.predict(rows.X_test)
    end = time.perf_counter()
    acsa, gm = scores(rows.y_test, predicted)
    record = {
        "acsa": acsa,
        "gm": gm,
        "fit_seconds": round(fitted - start, 3),
        "predict_seconds": round(end - fitted, 3),
        "n_iter": _n_iter(estimator),
    }
    return record if epochs is None else record | best_epoch(epochs.acsa_, epochs.gm_, record)


def scores(y_true, y_pred):
    """ACSA and the root of the product of the recalls."""
    return acsa_score(y_true, y_pred), float(geometric_mean_score(y_true, y_pred))


def best_epoch(acsa, gm, last):
    """The epoch with the best ACSA on the test rows, as published, and what it flatters."""
    at = int(np.argmax(acsa))
    return {
        "acsa": float(acsa[at]),
        "gm": float(gm[at]),
        "best_epoch": at + 1,
        "best_gm": float(gm.max()),
        "last_acsa": last["acsa"],
        "last_gm": last["gm"],
        "acsa_by_epoch": np.round(acsa, 4).tolist(),
    }


def _n_iter(estimator):
    """Epochs or iterations of the last step, where it counts them."""
    last = estimator.steps[-1][1] if hasattr(estimator, "steps") else estimator
    counted = getattr(last, "n_iter_", None)
    return None if counted is None else int(np.max(counted))
