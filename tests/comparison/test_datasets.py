"""What becomes of the data sets that are given."""

import numpy as np
import pytest
from scipy import sparse
from sklearn.datasets import load_wine
from sklearn.utils import Bunch

from imbgan.comparison._datasets import base_name, read_datasets, variant_name
from imbgan.utils.labels import n_missing

X = np.arange(12.0).reshape(6, 2)
Y = np.array(["b", "a", "b", "b", "c", "a"])


def test_labels_are_coded_in_sorted_order():
    data = read_datasets({"letters": (X, Y)})["letters"]
    assert data.classes.tolist() == ["a", "b", "c"]
    assert data.codes.tolist() == [1, 0, 1, 1, 2, 0]
    assert data.imbalance_ratio == 3.0


def test_bundles_pairs_lists_and_frames_hold_the_same():
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame(X, columns=["p", "q"])
    found = read_datasets(
        {
            "pair": (X, Y),
            "lists": (X.tolist(), Y.tolist()),
            "bunch": Bunch(data=X, target=Y),
            "frame": (frame, pd.Series(Y)),
        }
    )
    assert all(np.array_equal(data.y, Y) for data in found.values())
    assert found["pair"].digest == found["lists"].digest == found["bunch"].digest
    assert found["frame"].X is frame


def test_sparse_rows_can_be_indexed():
    data = read_datasets({"sparse": (sparse.coo_array(X), Y)})["sparse"]
    assert data.X[[1]].toarray().tolist() == [[2.0, 3.0]]


def test_labels_of_pandas_that_can_be_missing_stay_of_their_kind():
    pd = pytest.importorskip("pandas")
    X = np.zeros((4, 1))
    for labels, dtype in [([0, 1, 2, 1], "Int64"), ([True, False] * 2, "boolean")]:
        column = pd.Series(labels, dtype=dtype)
        for given in (column, column.to_frame()):
            y = read_datasets({"d": (X, given)})["d"].y
            assert y.dtype == np.asarray(labels).dtype and y.tolist() == labels


@pytest.mark.parametrize("dtype", ["string", "Int64", "boolean", "Float64", object])
def test_missing_labels_are_said_whatever_holds_them(dtype):
    pd = pytest.importorskip("pandas")
    labels = ["a", "b", None] if dtype == "string" else [1, 0, None]
    with pytest.raises(ValueError, match="y holds 1 missing labels"):
        read_datasets({"d": (np.zeros((3, 1)), pd.Series(labels, dtype=dtype))})


def test_names_are_loaded():
    found = read_datasets(["wine", "iris"])
    assert list(found) == ["wine", "iris"]
    assert np.array_equal(found["wine"].X, load_wine().data)
    assert read_datasets("wine")["wine"].digest == found["wine"].digest
    assert read_datasets({"mine": "wine"})["mine"].digest == found["wine"].digest


def test_one_changed_value_or_label_is_other_data():
    changed, relabelled = X.copy(), Y.copy()
    changed[3, 1] += 1e-12
    relabelled[0] = "c"
    given = {"as it is": (X, Y), "value": (changed, Y), "label": (X, relabelled)}
    assert len({data.digest for data in read_datasets(given).values()}) == 3


@pytest.mark.parametrize(
    ("datasets", "message"),
    [
        ({}, "datasets is empty"),
        ((X, Y), "datasets must be a dict"),
        ({7: (X, Y)}, "must be strings, got 7"),
        ({"short": (X, Y[:3])}, "'short': X has 6 rows, but y has 3"),
        ({"flat": (X, np.zeros(6))}, "'flat': y has only the class"),
        ({"gaps": (X, [0, 1, 0, 1, None, 1])}, "'gaps': y holds 1 missing"),
        ({"gaps": (X, [0, 1, 0, 1, np.nan, 1])}, "'gaps': y holds 1 missing"),
        (
            {"mixed": (X, np.array([0, 1, 0, "a", 0, 1], object))},
            "'mixed': Unknown label type: y mixes strings",
        ),
        (
            {"price": (X, np.linspace(0, 1, 6))},
            "'price': Unknown label type: y holds numbers that are no class",
        ),
        (
            {"boxed": (X, np.array([0, 1] * 3, object))},
            "'boxed': Unknown label type: y is an array of objects of",
        ),
        ({"wide": (X, X)}, "'wide': Multilabel"),
        ({"frame": X}, "'frame' must be"),
        (["pina"], "no data set 'pina'; known names are"),
    ],
)
def test_what_is_no_data_set_is_named(datasets, message):
    with pytest.raises(ValueError, match=message):
        read_datasets(datasets)


@pytest.mark.parametrize(
    ("values", "n"),
    [
        ([1, None, 2], 1),
        (["a", "b", float("nan")], 1),
        (np.array([1.0, np.nan]), 1),
        (np.array(["a", None, np.nan], dtype=object), 2),
        (np.array(["nan", "None"]), 0),
        (np.array(["2020-01-01", "NaT"], dtype="M8[D]"), 1),
        (np.array([[1], [2]]), 0),
        (range(3), 0),
    ],
)
def test_none_and_nan_are_missing_and_text_is_not(values, n):
    assert n_missing(values) == n


@pytest.mark.parametrize("dtype", ["string", "Int64", "boolean", "Float64", "category", object])
def test_what_pandas_has_for_missing_is_missing(dtype):
    pd = pytest.importorskip("pandas")
    values = ["a", "b", None] if dtype == "string" else [1, 0, None]
    column = pd.Series(values, dtype=dtype)
    assert n_missing(column) == n_missing(column.to_frame()) == 1
    assert n_missing([1, pd.NA]) == n_missing(np.array(["a", pd.NA], dtype=object)) == 1
    assert n_missing([pd.NaT, pd.Timestamp(0)]) == 1


@pytest.mark.parametrize("ratio, name", [(10, "digits @ 10"), (2.5, "digits @ 2.5")])
def test_the_base_of_a_variant_is_what_it_was_thinned_from(ratio, name):
    assert variant_name("digits", ratio) == name
    assert base_name(name) == "digits"


def test_what_was_not_thinned_is_its_own_base():
    assert base_name("digits") == "digits"


def test_tables_of_polars_and_pyarrow_hold_the_same_as_frames():
    pd = pytest.importorskip("pandas")
    pl, pa = pytest.importorskip("polars"), pytest.importorskip("pyarrow")
    columns = {"p": X[:, 0], "q": X[:, 1].astype(int), "word": list("xyzxyz")}
    found = read_datasets(
        {
            "pandas": (pd.DataFrame(columns), pd.Series(Y)),
            "polars": (pl.DataFrame(columns), pl.Series(Y)),
            "pyarrow": (pa.table(columns), pa.array(Y.tolist())),
        }
    )
    assert len({data.digest for data in found.values()}) == 1
    for data in found.values():
        assert data.y.tolist() == Y.tolist()


def test_labels_that_only_blanks_tell_apart_are_pointed_out():
    with pytest.warns(UserWarning, match="'a' and 'a ' differ in blanks only"):
        read_datasets({"d": (X, np.array(["a", "a ", "b", "b", "a", "a"]))})
