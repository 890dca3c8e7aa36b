"""Tables of polars and pyarrow, for every estimator: in, out, saved, with one result."""

import inspect
from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from imbgan import (
    ADSOSampler,
    CycleGANSampler,
    DOSampler,
    TeacherSampler,
    all_estimators,
    load,
)
from imbgan.utils.testing import tiny

SAMPLERS = [kind for _, kind in all_estimators("sampler")]
CLASSIFIERS = [kind for _, kind in all_estimators("classifier")]
every_sampler = pytest.mark.parametrize("kind", SAMPLERS)
every_classifier = pytest.mark.parametrize("kind", CLASSIFIERS)

pytestmark = [
    # Samplers of a few steps.
    pytest.mark.filterwarnings("ignore::imbgan.utils.CollapseWarning"),
    pytest.mark.filterwarnings("ignore::imbgan.utils.ImbalanceWarning"),
]


def columns(n_common=40, n_rare=15):
    """Columns of every dtype as arrays, and labels of two classes."""
    rng = np.random.default_rng(0)
    y = np.repeat(["common", "rare"], [n_common, n_rare])
    shift = (y == "rare").astype(float)
    size = len(y)
    return {
        "height": rng.normal(170 + 8 * shift, 6),
        "weight": rng.normal(70 + 8 * shift, 6).astype(np.float32),
        "visits": rng.poisson(3 + 3 * shift).astype(np.int8),
        "count": rng.integers(0, 2**40, size),
        "smokes": rng.random(size) < 0.4,
        "born": np.array([date(1960 + n % 40, 1 + n % 12, 5) for n in range(size)], dtype=object),
        "paid": np.array(
            [Decimal(n * 37 % 1000).scaleb(-2) for n in range(size)],
            dtype=object,
        ),
        "town": np.array(["york", "bath", "ely"], dtype=object)[rng.integers(0, 3, size)],
        "colour": np.array(["red", "blue"], dtype=object)[rng.integers(0, 2, size)],
        "grade": np.array(["low", "high"], dtype=object)[rng.integers(0, 2, size)],
    }, y


def tables(numbers_only=False):
    """The same rows as tables of pandas, polars and pyarrow, with labels as columns of them."""
    data, y = columns()
    if numbers_only:
        data = {name: values for name, values in data.items() if values.dtype != object}
    text = {name for name, values in data.items() if values.dtype == object}
    kinds = {"born": pl.Date, "paid": pl.Decimal(9, 2), "town": pl.String}
    kinds |= {"colour": pl.Categorical, "grade": pl.Enum(["low", "high"])}
    of_polars = pl.DataFrame(
        [
            pl.Series(name, values.tolist() if name in text else values, dtype=kinds.get(name))
            for name, values in data.items()
        ]
    )
    of_pandas = pd.DataFrame(data)
    if text:
        of_pandas["town"] = of_pandas["town"].astype("str")
        of_pandas["colour"] = of_pandas["colour"].astype("category")
        of_pandas["grade"] = pd.Categorical(data["grade"], categories=["low", "high"])
    of_arrow = pa.Table.from_pandas(of_pandas, preserve_index=False)
    return {
        "pandas": (of_pandas, pd.Series(y, name="kind")),
        "polars": (of_polars, pl.Series("kind", y)),
        "pyarrow": (of_arrow, pa.chunked_array([y[:20].tolist(), y[20:].tolist()])),
    }


def small(kind):
    return tiny(kind).set_params(**{"max_epochs": 2} if hasattr(kind(), "max_epochs") else {})


def rows_of(table):
    """The values of a table, column by column."""
    if isinstance(table, pa.Table):
        return table.to_pydict()
    if isinstance(table, pl.DataFrame):
        return table.to_dict(as_series=False)
    return {name: table[name].tolist() for name in table}


def schema_of(table):
    return table.dtypes.to_dict() if isinstance(table, pd.DataFrame) else table.schema


@every_sampler
@pytest.mark.parametrize("package", ["polars", "pyarrow"])
def test_rows_come_back_in_the_kind_and_the_dtypes_given(kind, package, tmp_path):
    given = tables()
    X, y = given[package]
    sampler = small(kind)
    X_all, y_all = sampler.fit_resample(X, y)
    assert type(X_all) is type(X)
    assert type(y_all) is type(y)
    assert schema_of(X_all) == schema_of(X)
    assert X_all[: len(y)].equals(X)
    assert y_all[: len(y)].equals(y)
    drawn = sampler.sample(4, "rare", random_state=1)
    assert schema_of(drawn) == schema_of(X)
    framed = small(kind)
    X_framed, y_framed = framed.fit_resample(*given["pandas"])
    assert rows_of(X_framed) == rows_of(X_all)
    assert y_framed.tolist() == (y_all.to_pylist() if package == "pyarrow" else y_all.to_list())
    assert rows_of(framed.sample(4, "rare", random_state=1)) == rows_of(drawn)
    assert rows_of(small(kind).fit(X, y).sample(4, "rare", random_state=1)) == rows_of(drawn)
    if hasattr(sampler, "net_"):  # a file holds estimators of this package only
        sampler.save(tmp_path / "model")
        again = load(tmp_path / "model").sample(4, "rare", random_state=1)
        assert schema_of(again) == schema_of(X)
        assert rows_of(again) == rows_of(drawn)


@every_classifier
@pytest.mark.parametrize("package", ["polars", "pyarrow"])
def test_classifiers_read_all_kinds_alike(kind, package, tmp_path):
    # One wraps a classifier that knows numbers only.
    given = tables(numbers_only=not hasattr(kind(), "categorical_features"))
    X, y = given[package]
    fitted = small(kind).fit(X, y)
    framed = small(kind).fit(*given["pandas"])
    assert fitted.classes_.tolist() == ["common", "rare"]
    assert fitted.feature_names_in_.tolist() == list(given["pandas"][0])
    proba = fitted.predict_proba(X)
    assert np.array_equal(proba, framed.predict_proba(given["pandas"][0]))
    assert np.array_equal(proba, framed.predict_proba(X))
    assert np.array_equal(fitted.predict(X), framed.predict(given["pandas"][0]))
    if hasattr(fitted, "net_"):
        fitted.save(tmp_path / "model")
        assert np.array_equal(load(tmp_path / "model").predict_proba(X), proba)


@pytest.mark.parametrize("package", ["pandas", "polars", "pyarrow"])
@pytest.mark.parametrize(
    "kind", [k for _, k in all_estimators() if "transform" in dict(inspect.getmembers(k))]
)
def test_set_output_holds_whatever_the_kind_of_the_rows(kind, package):
    X, y = tables()[package]
    for output, frame in (("pandas", pd.DataFrame), ("polars", pl.DataFrame)):
        estimator = small(kind)
        if not hasattr(estimator, "set_output"):
            pytest.skip("its transform has no columns of features")
        codes = estimator.set_output(transform=output).fit(X, y).transform(X)
        assert isinstance(codes, frame)
        assert len(codes) == len(y)


@pytest.mark.parametrize("kind", [DOSampler, ADSOSampler, CycleGANSampler, TeacherSampler])
def test_frames_with_dtypes_of_arrow_come_back_and_can_be_saved(kind, tmp_path):
    of_arrow, y = tables()["pyarrow"]
    X = of_arrow.to_pandas(types_mapper=pd.ArrowDtype)
    labels = pd.Series(y.to_pylist(), dtype=pd.ArrowDtype(pa.string()), name="kind")
    sampler = small(kind)
    X_all, y_all = sampler.fit_resample(X, labels)
    assert X_all.dtypes.equals(X.dtypes)
    assert y_all.dtype == labels.dtype
    assert rows_of(X_all) == rows_of(small(kind).fit_resample(of_arrow, y)[0])
    if hasattr(sampler, "net_"):
        sampler.save(tmp_path / "model")
        assert load(tmp_path / "model").sample(3, "rare").dtypes.equals(X.dtypes)


@pytest.mark.parametrize("dtype", [pl.Categorical, pl.Enum(["rare", "common"]), pl.String])
def test_labels_come_back_in_their_dtype(dtype):
    X, y = tables()["polars"]
    y = y.cast(dtype)
    _, y_all = small(DOSampler).fit_resample(X, y)
    assert y_all.dtype == dtype
    assert y_all[: len(y)].equals(y)
    assert set(y_all[len(y) :].to_list()) == {"rare"}


def test_rows_of_one_package_go_with_labels_of_another():
    given = tables()
    for X, _ in given.values():
        for _, y in given.values():
            X_all, y_all = small(DOSampler).fit_resample(X, y)
            assert type(X_all) is type(X)
            assert type(y_all) is type(y)
            assert len(X_all) == len(y_all) == 80


def test_what_is_missing_is_named_as_in_a_frame():
    X, y = tables()["polars"]
    X = X.with_columns(pl.when(pl.col("visits") > 3).then(None).otherwise(1).alias("visits"))
    for table in (X, X.to_arrow()):
        with pytest.raises(ValueError, match="contains NaN.*column 'visits'"):
            small(DOSampler).fit_resample(table, y)


def test_translations_come_in_the_kind_of_the_rows():
    X, y = tables()["polars"]
    sampler = small(CycleGANSampler).fit(X, y)
    assert sampler.translate(X, "rare").schema == X.schema
