"""Claims about public functions: refused in words, or what they return is as promised."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imbgan import datasets, inspection, metrics

pd = pytest.importorskip("pandas")
pl = pytest.importorskip("polars")

LABELS = [
    [0, 0, 0, 0, 1, 1, 2],
    ["a", "a", "a", "b", "b", "b", "c"],
    [True, True, False, False, True, True, True],
    [0.0, 0.0, 1.0, 1.0, 1.0, 2.0, 2.0],
    [1, 1, 1, 1, 1, 1, 1],
    [0, 1, 0, 1],
    [],
    [0, 0, None, 1, 1, 1, 2],
    [0.0, 0.0, np.nan, 1.0, 1.0, 2.0, 2.0],
    [0, 0, 0, "a", 1, 1, 1],
    [[1, 0]] * 7,
    [0.3, 0.1, 0.7, 0.2, 0.5, 0.4, 0.9],
    None,
    "labels",
    3,
]
LABEL_CONTAINERS = [
    list,
    np.array,
    lambda y: np.array(y, dtype=object),
    pd.Series,
    lambda y: pd.Series(pd.Categorical(y)),
    pl.Series,
    tuple,
]
OPTIONS = [None, True, -1, 0, 0.5, 1, 2, 10, 1e9, np.nan, np.inf, "a", "", [3, 2, 1], {0: 2}, {}]
ROWS = [
    np.random.default_rng(0).normal(size=(20, 3)),
    np.random.default_rng(1).normal(size=(20, 3)) + 1,
    np.zeros((20, 3)),
    np.full((20, 3), np.nan),
    np.random.default_rng(2).normal(size=(20, 2)),
    np.random.default_rng(3).normal(size=(1, 3)),
    np.empty((0, 3)),
    np.arange(5.0),
    np.random.default_rng(4).normal(size=(20, 3)) * 1e200,
    [["a", "b", "c"]] * 20,
    None,
    pd.DataFrame(np.random.default_rng(5).normal(size=(20, 3)), columns=["a", "b", "c"]),
    pl.DataFrame({"a": np.arange(20.0), "b": np.arange(20.0) ** 2, "c": np.ones(20)}),
]


@st.composite
def labels(draw):
    """Labels in a container, where it takes them."""
    y = draw(st.sampled_from(LABELS))
    try:
        return draw(st.sampled_from(LABEL_CONTAINERS))(y)
    except Exception:  # numpy, pandas and polars each refuse some
        return y


def test_scores_are_numbers_or_refused_in_words(trial_of):
    trial = trial_of("scores", 0.05)
    names = [name for name in metrics.__all__ if name.endswith("_score")]
    names.remove("geometric_mean_score")  # which is imbalanced-learn's

    @given(st.sampled_from(names), labels(), labels())
    def test(name, y_true, y_pred):
        score = trial.outcome(lambda: getattr(metrics, name)(y_true, y_pred))
        assert score is None or 0 <= score <= 1

    trial.run(test)


def test_thinned_data_are_rows_of_the_data_or_refused_in_words(trial_of):
    trial = trial_of("thinning of data", 0.05)

    usual = st.just([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2])

    @given(
        st.one_of(usual, labels().map(lambda y: y * 2 if isinstance(y, list) else y)),
        st.sampled_from(["ratio", "counts", "long_tail", "step", "minority"]),
        st.sampled_from([*OPTIONS, 4, 6, {2: 1}, [6, 3, 1]]),
    )
    def test(y, name, value):
        X = np.arange(28).reshape(14, 2)
        found = trial.outcome(
            lambda: datasets.make_imbalanced(X, y, random_state=0, **{name: value})
        )
        if found is not None:
            rows = found[0][:, 0].tolist()
            assert len(rows) == len(set(rows)) == len(found[1])
            assert set(rows) <= set(X[:, 0].tolist())

    trial.run(test)


def test_measures_of_generated_rows_are_numbers_or_refused_in_words(trial_of):
    trial = trial_of("measures of generated rows", 0.05)
    measures = [
        inspection.correlation_distance,
        inspection.near_copy_share,
        inspection.precision_recall_density_coverage,
    ]

    @given(st.sampled_from(measures), *[st.integers(0, len(ROWS) - 1)] * 2)
    def test(measure, real, generated):
        found = trial.outcome(lambda: measure(ROWS[real], ROWS[generated]))
        if found is not None:
            values = found.values() if isinstance(found, dict) else np.ravel(found)
            assert all(0 <= value < np.inf for value in values)

    trial.run(test)
