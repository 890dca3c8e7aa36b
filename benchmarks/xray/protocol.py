"""One fit: trained on its rows, its threshold chosen on others, scored on the test rows."""

import time
import warnings

import numpy as np
from sklearn.metrics import balanced_accuracy_score, confusion_matrix, roc_auc_score

from .paper import AT_CHOSEN, AT_HALF


def run_fit(estimator, rows):
    """Fit and score once; what cannot be fitted gives a record with its error."""
    record = {"n_train": len(rows.y_train), "n_test": len(rows.y_test)}
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            record.update(_fit_and_score(estimator, rows))
        except (ValueError, RuntimeError, TypeError) as error:
            record["error"] = f"{type(error).__name__}: {error}"
    record["warnings"] = sorted({warning.category.__name__ for warning in caught})
    return record


def _fit_and_score(estimator, rows):
    start = time.perf_counter()
    estimator.fit(rows.X_train, rows.y_train)
    seconds = time.perf_counter() - start
    validated, tested = (
        estimator.predict_proba(X)[:, 1] for X in (rows.X_validation, rows.X_test)
    )
    threshold = best_threshold(rows.y_validation, validated)
    return {
        **scores(rows.y_test, tested >= 0.5, AT_HALF),
        **scores(rows.y_test, tested >= threshold, AT_CHOSEN),
        "auc": float(roc_auc_score(rows.y_test, tested)),
        "threshold": float(threshold),
        "n_synthetic": int(sum(estimator.sampling_strategy_.values())),
        "fit_seconds": round(seconds, 3),
        "n_iter": int(estimator.n_iter_),
    }


def best_threshold(y, proba):
    """The threshold of the highest balanced accuracy, halfway between two probabilities."""
    ends = np.unique(proba)
    middles = (ends[1:] + ends[:-1]) / 2 if len(ends) > 1 else ends
    found = [balanced_accuracy_score(y, proba >= at) for at in middles]
    return middles[int(np.argmax(found))]


def scores(y, predicted, ending):
    """Scores of the class 1, under names with an ending."""
    (kept, false), (missed, found) = confusion_matrix(y, predicted, labels=[False, True])
    recall, specificity = found / (found + missed), kept / (kept + false)
    named = {
        "recall": recall,
        "specificity": specificity,
        "precision": found / (found + false) if found + false else 0.0,
        "balanced_accuracy": (recall + specificity) / 2,
    }
    return {f"{name}{ending}": float(value) for name, value in named.items()}
