"""Claims about tables of every kind: an estimator refuses them in words, or keeps its promises."""

import datetime
import decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from imbgan import all_estimators
from imbgan.utils.testing import tiny

pd = pytest.importorskip("pandas")
pl = pytest.importorskip("polars")
pa = pytest.importorskip("pyarrow")

ESTIMATORS = dict(all_estimators())
SIZES = (14, 5, 3)

COLUMNS = {
    "floats": lambda rng, n: rng.normal(size=n),
    "singles": lambda rng, n: rng.normal(size=n).astype(np.float32),
    "huge": lambda rng, n: rng.normal(size=n) * 1e300,
    "tiny": lambda rng, n: rng.normal(size=n) * 1e-300,
    "far": lambda rng, n: 1e9 + rng.normal(size=n),
    "constant": lambda rng, n: np.full(n, 3.5),
    "integers": lambda rng, n: rng.integers(-4, 5, n),
    "bytes": lambda rng, n: rng.integers(0, 255, n).astype(np.uint8),
    "flags": lambda rng, n: rng.random(n) < 0.4,
    "missing": lambda rng, n: np.where(rng.random(n) < 0.2, np.nan, rng.normal(size=n)),
    "infinite": lambda rng, n: np.where(rng.random(n) < 0.1, np.inf, rng.normal(size=n)),
    "text": lambda rng, n: rng.choice(["red", "green", ""], n).astype(object),
    "categories": lambda rng, n: pd.Categorical(rng.choice(["a", "b"], n), ["b", "a", "c"]),
    "numbers as text": lambda rng, n: rng.integers(0, 9, n).astype(str).astype(object),
    "mostly numbers": lambda rng, n: np.where(rng.random(n) < 0.1, "<0.1", "1.5").astype(object),
    "days": lambda rng, n: np.array(
        [datetime.date(2020, 1, 1 + int(k)) for k in rng.integers(0, 28, n)], dtype=object
    ),
    "times": lambda rng, n: np.datetime64("2020-01-01", "ns") + rng.integers(0, 10**15, n),
    "decimals": lambda rng, n: np.array(
        [decimal.Decimal(int(k)) / 4 for k in rng.integers(0, 99, n)], dtype=object
    ),
    "nullable": lambda rng, n: pd.array(rng.integers(0, 9, n), dtype="Int64"),
    "nullable with gaps": lambda rng, n: pd.array([None, *range(n - 1)], dtype="Int64"),
    "mixed": lambda rng, n: np.array([1, "a", None, 2.5] * n, dtype=object)[:n],
    "lists": lambda rng, n: np.fromiter(([int(k)] for k in range(n)), dtype=object),
}
CONTAINERS = {
    "frame": lambda frame: frame,
    "array": lambda frame: frame.to_numpy(),
    "list": lambda frame: frame.to_numpy().tolist(),
    "polars": pl.from_pandas,
    "arrow": lambda frame: pa.Table.from_pandas(frame, preserve_index=False),
    "csr": lambda frame: sparse.csr_array(frame.to_numpy().astype(float)),
    "Arrow dtypes": lambda frame: frame.convert_dtypes(dtype_backend="pyarrow"),
}
LABELS = {
    "integers": [0, 1, 2],
    "negative": [-1, 5, 7],
    "text": ["common", "rare", "rarer"],
    "floats": [0.5, 1.0, 2.0],
    "flags": [False, True, True],
}


def table(kinds, container, seed):
    """Build a table, or nothing where there is none of this kind."""
    rng = np.random.default_rng(seed)
    columns = {f"c{i}": COLUMNS[kind](rng, sum(SIZES)) for i, kind in enumerate(kinds)}
    try:
        return CONTAINERS[container](pd.DataFrame(columns))
    except Exception:  # pandas, polars and Arrow each refuse some columns
        return None


def check_rows(found, X):
    """The rows that were given are there unchanged, in their container and dtypes."""
    n = len(X) if isinstance(X, list) else X.shape[0]
    if isinstance(X, list):
        assert found[:n] == X
        return
    assert type(found) is type(X)
    if isinstance(X, pd.DataFrame):
        assert found.dtypes.equals(X.dtypes)
        pd.testing.assert_frame_equal(found.iloc[:n].reset_index(drop=True), X)
    elif isinstance(X, pl.DataFrame):
        assert found.schema == X.schema and found[:n].equals(X)
    elif isinstance(X, pa.Table):
        assert found.schema.equals(X.schema) and found[:n].equals(X)
    elif isinstance(X, np.ndarray) and X.dtype.kind in "fiub":
        assert found.dtype == X.dtype
        np.testing.assert_array_equal(found[:n], X)
        assert np.isfinite(found[n:].astype(float)).all()


def test_an_estimator_refuses_a_table_in_words_or_keeps_its_promises(trial_of):
    trial = trial_of("tables, all estimators", 0.5)

    @given(
        st.sampled_from(sorted(ESTIMATORS)),
        st.lists(st.sampled_from(sorted(COLUMNS)), min_size=1, max_size=4),
        st.sampled_from(sorted(CONTAINERS)),
        st.sampled_from(sorted(LABELS)),
        st.integers(0, 2**32 - 1),
    )
    def test(name, kinds, container, labels, seed):
        X = table(kinds, container, seed)
        if X is None:
            return
        y = np.repeat(np.array(LABELS[labels]), SIZES)
        estimator = tiny(ESTIMATORS[name])
        for parameter in ("max_epochs", "autoencoder_epochs"):
            if parameter in estimator.get_params():
                estimator.set_params(**{parameter: 1})
        if hasattr(estimator, "fit_resample"):
            found = trial.outcome(lambda: estimator.fit_resample(X, y))
            if found is not None:
                check_rows(found[0], X)
                counts = np.unique(found[1], return_counts=True)[1]
                assert (counts == np.bincount(np.unique(y, return_inverse=True)[1]).max()).all()
            return
        found = trial.outcome(lambda: estimator.fit(X, y).predict_proba(X))
        if found is not None:
            assert found.shape == (len(y), len(np.unique(y)))
            np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-4)
            assert set(estimator.predict(X)) <= set(y)

    trial.run(test)
