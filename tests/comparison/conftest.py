"""What the tests of the comparison share."""

import numpy as np
import pytest

from imbgan.comparison import ComparisonResult, Record


def _record(data, method, fold, score, **known):
    """A record of one score; None stands for a fit that raised."""
    fit = {
        "key": f"{data}, {method}, {fold}",
        "data": data,
        "method": method,
        "repeat": fold // 5,
        "fold": fold % 5,
        "seed": fold,
        "error": "ValueError: too few rows" if score is None else "",
        "scores": {} if score is None else {"acsa": score},
        "fit_seconds": np.nan if score is None else 0.5,
        "predict_seconds": 0.01,
        "peak_memory": 100.0,
        "n_train": 80,
        "n_test": 20,
        "imbalance_ratio": 4.0,
        "confusion": [],
        "classes": ["0", "1"],
    }
    return Record(**{**fit, **known})


@pytest.fixture
def record():
    """Make a record of a fit: data, method, fold, score, and whatever else is known."""
    return _record


@pytest.fixture
def make_result():
    """Make a result from the scores of the folds: {data: {method: [score, ...]}}."""

    def make(scores, **options):
        records = [
            _record(data, method, fold, score)
            for data, methods in scores.items()
            for method, folds in methods.items()
            for fold, score in enumerate(folds)
        ]
        return ComparisonResult(records, **options)

    return make


@pytest.fixture
def from_table(make_result):
    """Make a result of one fold from a table of scores: {method: [a score per data set, ...]}."""

    def make(table):
        n_datasets = len(next(iter(table.values())))
        return make_result(
            {
                f"d{at}": {method: [scores[at]] for method, scores in table.items()}
                for at in range(n_datasets)
            }
        )

    return make


# AUC of C4.5 with its parameters as they are, with m chosen, with cf chosen, and with both
# chosen: table 6 of Demsar (2006). Voting's .975 of the third stands before that of the fourth in
# the paper's ranks, which come from more digits.
_DEMSAR = {
    "C4.5": [763, 599, 954, 628, 882, 936, 661, 583, 775, 1000, 940, 619, 972, 957],
    "C4.5+m": [768, 591, 971, 661, 888, 931, 668, 583, 838, 1000, 962, 666, 981, 978],
    "C4.5+cf": [771, 590, 968, 654, 886, 916, 609, 563, 866, 1000, 965, 614, 975.1, 946],
    "C4.5+m+cf": [798, 569, 967, 657, 898, 931, 685, 625, 875, 1000, 962, 669, 975, 970],
}


@pytest.fixture
def demsar():
    """The scores of Demsar's example: method and list over fourteen data sets."""
    return {name: [score / 1000 for score in scores] for name, scores in _DEMSAR.items()}


@pytest.fixture
def pyplot():
    """Pyplot without a screen; its figures are closed afterwards."""
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    yield plt
    plt.close("all")
